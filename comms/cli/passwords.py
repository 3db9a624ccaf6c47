"""Passwords from the command line, hashed as sign-in hashes them."""

from __future__ import annotations

from comms.app import create_app
from comms.foundation.opening import Installation
from comms.web.signing_in import passwords


def hashed(installation: Installation, password: str) -> str:
    """The Argon2id hash of a password."""
    with create_app(installation).app_context():
        return passwords.hashed(password)
