"""A run: the letters somebody chose to make together, and what became of each."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text
from comms.foundation.work_item import WorkItem


class RunState(StrEnum):
    """Where a run stands."""

    MAKING = "making"
    MADE = "made"
    STOPPED = "stopped"


# Every allowed move. A run that was stopped stays so: what is due still is made by the next one.
MOVES: dict[RunState, frozenset[RunState]] = {
    RunState.MAKING: frozenset({RunState.MADE, RunState.STOPPED}),
    RunState.MADE: frozenset(),
    RunState.STOPPED: frozenset(),
}


class Outcome(StrEnum):
    """What became of one letter of a run."""

    WAITING = "waiting"
    ISSUED = "issued"
    HELD = "held"
    NOT_DUE = "not due"
    FAILED = "failed"


class LetterRun(WorkItem, Record):
    """Letters chosen together on one day. Its work is making them, some at a time, each lot in one commit."""

    __tablename__ = "letter_run"
    __table_args__ = (Index("ix_letter_run_agency", "agency_id", "started_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    on: Mapped[date] = mapped_column("on_day")
    state: Mapped[str] = mapped_column(String(10), default=RunState.MAKING)
    total: Mapped[int]
    by_email: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    started_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]
    stopped_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))


class RunLetter(Record):
    """One letter of a run: to whom, about whom, and what became of it. ``letter_id`` is the one letter it became."""

    __tablename__ = "run_letter"
    __table_args__ = (
        UniqueConstraint("run_id", "kind", "recipient_id", "child_id"),
        Index("ix_run_letter_next", "run_id", "outcome", "place"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("letter_run.id"))
    place: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(String(10), default=Outcome.WAITING)
    letter_id: Mapped[UUID | None] = mapped_column(ForeignKey("letter.id"))
    why_locked: Mapped[bytes | None]
    why = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.recipient_id
