"""Letting one unit of work through at a time where two at once would both do what only one should."""

from __future__ import annotations

import hashlib

from sqlalchemy import text
from sqlalchemy.orm import Session


def one_at_a_time(session: Session, what: str) -> None:
    """Wait until no other unit of work holds the lock of this name; it is let go at the commit or the roll-back.

    On SQLite a unit of work holds the only write lock from its beginning, so there is nothing to wait for.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
