"""A formal case: one child, one parent, and what is on record before anything formal is done."""
