"""Ringing a family from a screen, and saying what became of it: two taps from the person's page."""
