"""Counting against a limit, shared by every process that serves the same database."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from comms.foundation.limits.limit import Limit
from comms.foundation.limits.limit_use import LimitUse
from comms.foundation.locks import keyring_of

# What has had its time says nothing any more. It is kept a little longer, so that clocks which differ do no harm.
KEPT = timedelta(hours=1)


def take(session: Session, limit: Limit, who: str | UUID, now: datetime) -> None:
    """Count one use of a limit by ``who``. Raises ``TooOften``, with the seconds to wait, where it is one too many;
    what is refused is not counted, so that whoever keeps asking is let in as soon as it is time.

    It counts when the unit of work is committed. Others who are counted under the same key wait until then, so the unit
    of work should be a short one of its own: then it counts also where what was asked for is rolled back.
    """
    key = keyring_of(session).search_hash(session, "limit", f"{limit.name}|{who}")
    # Straight to the database, as nothing else of the session has to be written for it.
    connection = session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    fresh = {"key": key, "name": limit.name, "free_at": now}
    # Two who come first at once: the second waits here for the first, and then finds the row.
    connection.execute(insert(LimitUse).values(fresh).on_conflict_do_nothing())
    free_at = connection.execute(select(LimitUse.free_at).where(LimitUse.key == key).with_for_update()).scalar_one()
    after = limit.after_one_more(free_at, now)
    connection.execute(update(LimitUse).where(LimitUse.key == key).values(free_at=after))


def give_back(session: Session, limit: Limit, who: str | UUID, now: datetime) -> None:
    """Take back one use that was counted, because it was no guess after all: the password was right."""
    key = keyring_of(session).search_hash(session, "limit", f"{limit.name}|{who}")
    connection = session.connection()
    free_at = connection.execute(select(LimitUse.free_at).where(LimitUse.key == key).with_for_update()).scalar()
    if free_at is not None:
        earlier = max(now, free_at - limit.each)
        connection.execute(update(LimitUse).where(LimitUse.key == key).values(free_at=earlier))


def forget_past_uses(session: Session, now: datetime) -> int:
    """Delete what counts for nothing any more; how many rows that were."""
    gone = session.connection().execute(delete(LimitUse).where(LimitUse.free_at < now - KEPT))
    return gone.rowcount
