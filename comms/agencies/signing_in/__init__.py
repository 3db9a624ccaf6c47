"""Signing in: sessions kept here, not in the browser, second factors, recovery codes, and what a password must be."""
