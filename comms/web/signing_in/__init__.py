"""Signing in on the screens: password, second factor, passkeys, and one's own account."""
