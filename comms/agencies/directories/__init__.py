"""Directories: where an agency keeps its own list of staff, and lets them sign in with it (OpenID Connect)."""
