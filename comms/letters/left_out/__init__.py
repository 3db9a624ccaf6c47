"""Leaving somebody out of letters for a time: after a death, during treatment, while safeguarding says so."""
