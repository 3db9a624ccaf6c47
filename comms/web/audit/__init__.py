"""Screens of the audit: who looked at a person's record, and the whole trail of an agency for its administrator."""
