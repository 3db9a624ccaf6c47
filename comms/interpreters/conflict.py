"""For whom an interpreter must not interpret, and who said so. Why is shown only to those who may know."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class Scope(StrEnum):
    """Whom a conflict reaches. A community is in no record, so a person has to look before each offer."""

    PERSON = "this person"
    FAMILY = "this person and their family"
    COMMUNITY = "a community"


class DeclaredBy(StrEnum):
    """Who said it."""

    INTERPRETER = "the interpreter"
    FAMILY = "the family"
    AGENCY = "the agency"


class Conflict(Record):
    """One interpreter must not interpret for a person, a family or a community. It ends only by somebody saying so."""

    __tablename__ = "interpreter_conflict"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    interpreter_id: Mapped[UUID] = mapped_column(ForeignKey("interpreter.id"), index=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    scope: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    community_locked: Mapped[bytes | None]
    declared_by: Mapped[str] = mapped_column(String(20))
    reason_locked: Mapped[bytes]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_because_locked: Mapped[bytes | None]
    community = locked_text()
    reason = locked_text()
    ended_because = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.interpreter_id
