"""Agencies, their staff, and what each member of staff may do."""
