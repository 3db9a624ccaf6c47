"""A row that must be worked on: claimed by one worker at a time, finished only by the one that holds it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import String, func, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Mapped, Session, mapped_column

from comms.foundation.errors import CommsError

LEASE = timedelta(minutes=5)
TRIES = 5
PAUSE = timedelta(minutes=1)


class Overtaken(CommsError):
    """The lease ran out and another worker has the row; what was done here must not count."""


class WorkState(StrEnum):
    """Where the work on a row stands. A row that keeps failing waits for a person; it is never dropped."""

    WAITING = "waiting"
    DONE = "done"
    NEEDS_WORKER = "needs worker"


class Work(Enum):
    """What an action answers when its row is not finished with: there is more to do. Otherwise than after ``MORE`` its
    worker goes on with the row itself, without giving it back to the queue; where it leaves room, after a breath in
    which others can write."""

    MORE = "more"
    MORE_WITH_CARE = "more, as after a failure"
    GO_ON = "go on"
    GO_ON_LEAVING_ROOM = "go on, and leave others room"


class WorkItem:
    """The columns of such a row, mixed into its record."""

    id: Mapped[UUID]
    work_state: Mapped[str] = mapped_column(String(20), default=WorkState.WAITING)
    next_action_at: Mapped[datetime | None] = mapped_column(index=True)
    lease_until: Mapped[datetime | None]
    token: Mapped[str] = mapped_column(String(32), default="")
    attempts: Mapped[int] = mapped_column(default=0)


def claim(session: Session, kind: type[Any], row: UUID, now: datetime, lease: timedelta = LEASE) -> str | None:
    """Take a row that is due: one conditional UPDATE, so that two workers can never both have it. When the ``lease``
    has run out and the work is not finished, its worker counts as dead and another may take the row.

    Returns the token that fences its completion, or None when it is not due or somebody else has it. Commit before the
    work begins: then a worker that dies has still used up one of the row's tries.
    """
    token = secrets.token_hex(16)
    taken = _changed(
        session,
        update(kind)
        .where(kind.id == row, *_free(kind, now), kind.attempts < TRIES)
        .values(token=token, lease_until=now + lease, attempts=kind.attempts + 1),
    )
    return token if taken else None


def give_up(session: Session, kind: type[Any], row: UUID, now: datetime) -> bool:
    """Leave a row to a person when its tries are used up, as when each worker on it died. Whether they were."""
    return _changed(
        session,
        update(kind)
        .where(kind.id == row, *_free(kind, now), kind.attempts >= TRIES)
        .values(work_state=WorkState.NEEDS_WORKER, next_action_at=None, lease_until=None),
    )


def finish(session: Session, kind: type[Any], row: UUID, token: str) -> None:
    """Mark the work done. Raises ``Overtaken`` when the token no longer holds: then the whole unit is rolled back."""
    values = {"work_state": WorkState.DONE, "next_action_at": None, "lease_until": None}
    if not _changed(session, update(kind).where(*_mine(kind, row, token)).values(**values)):
        raise Overtaken("Somebody else took this work meanwhile.")


def again(session: Session, kind: type[Any], row: UUID, token: str, now: datetime, attempts: int = 0) -> None:
    """Part of the work is done and there is more: the row is due at that moment, with all its tries but for
    ``attempts``. Raises ``Overtaken``."""
    values = {"lease_until": None, "next_action_at": now, "attempts": attempts}
    if not _changed(session, update(kind).where(*_mine(kind, row, token)).values(**values)):
        raise Overtaken("Somebody else took this work meanwhile.")


def keep(session: Session, kind: type[Any], row: UUID, token: str, until: datetime) -> None:
    """Keep a row in hand until that moment: what was done in this turn counts, and the next begins. Raises
    ``Overtaken``."""
    if not _changed(session, update(kind).where(*_mine(kind, row, token)).values(lease_until=until)):
        raise Overtaken("Somebody else took this work meanwhile.")


def put_back(session: Session, kind: type[Any], row: UUID, token: str, now: datetime) -> bool:
    """Give a row back after a failure: tried again after a growing pause, at last left for a person. Whether it was
    the last."""
    attempts = session.scalar(select(kind.attempts).where(kind.id == row)) or 0
    values: dict[str, Any] = {"lease_until": None, "next_action_at": now + PAUSE * 2 ** max(0, attempts - 1)}
    last = attempts >= TRIES
    if last:
        values = {"lease_until": None, "next_action_at": None, "work_state": WorkState.NEEDS_WORKER}
    return _changed(session, update(kind).where(*_mine(kind, row, token)).values(**values)) and last


def _free(kind: type[Any], now: datetime) -> tuple[Any, ...]:
    unleased = or_(kind.lease_until.is_(None), kind.lease_until < now)
    return kind.work_state == WorkState.WAITING, kind.next_action_at <= now, unleased


def _mine(kind: type[Any], row: UUID, token: str) -> tuple[Any, ...]:
    return kind.id == row, kind.token == token, kind.work_state == WorkState.WAITING


def _changed(session: Session, statement: Any) -> bool:
    result: CursorResult[Any] = session.execute(  # type: ignore[assignment]
        statement.execution_options(synchronize_session=False)
    )
    return result.rowcount == 1


def due_rows(session: Session, kind: type[Any], now: datetime, limit: int = 1000) -> Sequence[UUID]:
    """The rows of a kind that are due and that nobody has in hand."""
    query = select(kind.id).where(*_free(kind, now)).order_by(kind.next_action_at).limit(limit)
    return session.scalars(query).all()


def leased_rows(session: Session, kind: type[Any], now: datetime, limit: int = 1000) -> Sequence[tuple[UUID, datetime]]:
    """The rows of a kind that are due and in somebody's hands, and when each lease runs out."""
    due = kind.work_state == WorkState.WAITING, kind.next_action_at <= now, kind.lease_until >= now
    query = select(kind.id, kind.lease_until).where(*due).order_by(kind.lease_until).limit(limit)
    return [(row, until) for row, until in session.execute(query)]


def count_left(session: Session, kind: type[Any]) -> int:
    """How many rows of a kind are left to a person because their work failed each time."""
    query = select(func.count()).select_from(kind).where(kind.work_state == WorkState.NEEDS_WORKER)
    return session.scalar(query) or 0
