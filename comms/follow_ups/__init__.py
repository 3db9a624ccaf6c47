"""Missed calls and missed appointments, followed up in the family's language until a person closes them."""
