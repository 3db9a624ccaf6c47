"""Hashing passwords with Argon2id, by Flask-Security; and the same work for names that nobody has."""

from __future__ import annotations

import secrets
from typing import Any, cast

from flask import current_app
from flask_security import hash_password

from comms.agencies.signing_in.password_rule import normal

# More letters than any password here has are not hashed: to hash a megabyte takes long.
LONGEST_TRIED = 1000
# Under which name the application keeps a hash of nobody's password.
NOBODYS = "comms_nobodys_password"


def hashed(password: str) -> str:
    """The Argon2id hash of a password."""
    return str(hash_password(normal(password)))


def try_password(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether a password is the one that is kept as a hash; with it the hash to keep from now on, where that one was
    made with less work than is asked today. With nothing kept the same is computed, so that the time it takes does not
    tell which names there are.
    """
    against = kept or _nobodys()
    right, better = cast("tuple[bool, str | None]", _hasher().verify_and_update(_cut(password), against))
    return (right, better) if kept else (False, None)


def _cut(password: str) -> str:
    return normal(password[:LONGEST_TRIED])


def _hasher() -> Any:
    return current_app.extensions["security"].pwd_context


def _nobodys() -> str:
    return str(current_app.extensions[NOBODYS])


def make_nobodys() -> str:
    """A hash that no password fits. The application keeps it from its beginning, so that the first unknown name takes
    no longer than the second."""
    return hashed(secrets.token_urlsafe(32))
