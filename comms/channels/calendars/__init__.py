"""Calendars of other programs: what we read from them, and what we give to them."""
