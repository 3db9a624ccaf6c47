"""What one language at one appointment needs of an interpreter."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text
from comms.foundation.work_item import WorkItem


class RequestState(StrEnum):
    """Where a request stands. "Met otherwise" is a named person's recorded decision; "unfilled" means that the time
    came and nobody was there; what was done instead can be said afterwards too."""

    OPEN = "open"
    NOT_NAMED = "accepted, interpreter not yet named"
    FILLED = "filled"
    OTHERWISE = "met otherwise"
    NOT_NEEDED = "not needed"
    UNFILLED = "unfilled"


# Every allowed move. Whoever drops out opens it again.
MOVES: dict[RequestState, frozenset[RequestState]] = {
    RequestState.OPEN: frozenset(
        {
            RequestState.NOT_NAMED,
            RequestState.FILLED,
            RequestState.OTHERWISE,
            RequestState.NOT_NEEDED,
            RequestState.UNFILLED,
        }
    ),
    RequestState.NOT_NAMED: frozenset(
        {RequestState.FILLED, RequestState.OPEN, RequestState.NOT_NEEDED, RequestState.UNFILLED}
    ),
    RequestState.FILLED: frozenset({RequestState.OPEN, RequestState.NOT_NEEDED}),
    RequestState.OTHERWISE: frozenset({RequestState.OPEN, RequestState.NOT_NEEDED}),
    RequestState.NOT_NEEDED: frozenset(),
    RequestState.UNFILLED: frozenset({RequestState.OTHERWISE}),
}
SETTLED = frozenset({RequestState.FILLED, RequestState.OTHERWISE, RequestState.NOT_NEEDED})


class InterpreterRequest(WorkItem, Record):
    """One request. It spans the meeting with briefing before and debriefing after.

    ``people`` are the ids of those it is for. ``level`` (RQF) and ``checks`` (kinds of qualification that must count on
    that day) come from the purpose; ``gender`` and ``dialect`` from what the people asked for. ``avoid`` holds in their
    words whom they never want: a person has looked at it before anybody is asked. Its work is to escalate while it is
    open: ``escalated_to`` is the number of days before which it last did.
    """

    __tablename__ = "interpreter_request"
    __table_args__ = (Index("ix_interpreter_request_when", "agency_id", "state", "starts_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    appointment_id: Mapped[UUID] = mapped_column(ForeignKey("appointment.id"), index=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    language: Mapped[str] = mapped_column(String(20))
    dialect_locked: Mapped[bytes | None]
    avoid_locked: Mapped[bytes | None]
    people: Mapped[list[str]] = mapped_column(default=list)
    mode: Mapped[str] = mapped_column(String(20))
    gender: Mapped[str] = mapped_column(String(10), default="")
    level: Mapped[int] = mapped_column(default=0)
    checks: Mapped[list[str]] = mapped_column(default=list)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str | None] = mapped_column(String(8))
    risk: Mapped[str] = mapped_column(String(10))
    cost_code: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(40), default=RequestState.OPEN)
    raised_at: Mapped[datetime]
    raised_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    escalated_to: Mapped[int | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    why_locked: Mapped[bytes | None]
    instead_locked: Mapped[bytes | None]
    dialect = locked_text()
    avoid = locked_text()
    why = locked_text()  # why there is no interpreter
    instead = locked_text()  # what is done instead

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.appointment_id
