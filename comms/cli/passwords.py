"""Passwords from the command line, hashed as sign-in hashes them."""

from __future__ import annotations

from flask_security import hash_password

from comms.app import create_app
from comms.foundation.opening import Installation


def hashed(installation: Installation, password: str) -> str:
    """The Argon2id hash of a password."""
    with create_app(installation).app_context():
        return str(hash_password(password))
