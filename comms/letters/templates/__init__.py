"""Templates: the kinds of letters, read and checked as they are read, and what keeps their words plain."""
