"""A reminder of one appointment for one person: due before it, written once, and never in place of asking."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.work_item import WorkItem


class ReminderState(StrEnum):
    """Where a reminder stands."""

    PLANNED = "planned"
    WRITTEN = "written"
    LEFT_OUT = "left out"
    COMING = "they will come"
    NOT_COMING = "they cannot come"


_S = ReminderState
# Every allowed move. One that was left out says why; what they answered, they may answer otherwise later.
MOVES: dict[ReminderState, frozenset[ReminderState]] = {
    _S.PLANNED: frozenset({_S.WRITTEN, _S.LEFT_OUT}),
    _S.WRITTEN: frozenset({_S.COMING, _S.NOT_COMING}),
    _S.LEFT_OUT: frozenset({_S.PLANNED}),
    _S.COMING: frozenset({_S.NOT_COMING}),
    _S.NOT_COMING: frozenset({_S.COMING}),
}


class Reminder(WorkItem, Record):
    """One reminder. Its work is to write the text at the moment it is due; ``sequence`` is the appointment's when it
    was planned, so that a moved appointment is reminded of anew."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("appointment_id", "person_id", "sequence"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    appointment_id: Mapped[UUID] = mapped_column(ForeignKey("appointment.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    sequence: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(20), default=ReminderState.PLANNED)
    why: Mapped[str] = mapped_column(String(200), default="")
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id"))
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
