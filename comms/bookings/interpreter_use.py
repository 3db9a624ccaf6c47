"""Each time an interpreter was used without an appointment, as in a call to a family, or asked for and not had."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class UseKind(StrEnum):
    """What happened."""

    # Somebody opened the telephone service's number for this person, or an interpreter was rung in a call to them.
    ASKED = "asked for by telephone"
    HAD = "had"
    NOT_HAD = "asked for and not had"
    EMERGENCY_ADULT = "an adult in an emergency"


class InterpreterUse(Record):
    """One fact; each further one is a new row, which names in ``of_id`` the asking it answers. The asking in a call has
    the id of the call, so that there is one for each.

    An adult in an emergency is never a relative, a friend or a child; ``adult_name``, ``adult_is``, ``reason`` and
    ``authorised_by`` are demanded, and a task asks for the talk to be held again through an interpreter.
    """

    __tablename__ = "interpreter_use"
    __table_args__ = (Index("ix_interpreter_use_when", "agency_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    language: Mapped[str] = mapped_column(String(20), default="")
    at: Mapped[datetime]
    of_id: Mapped[UUID | None] = mapped_column(ForeignKey("interpreter_use.id"))
    appointment_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment.id"))
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    authorised_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    adult_is: Mapped[str] = mapped_column(String(40), default="")
    adult_name_locked: Mapped[bytes | None]
    reason_locked: Mapped[bytes | None]
    adult_name = locked_text()
    reason = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id
