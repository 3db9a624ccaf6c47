"""A formal letter that was made from a case: which step it was, and what was known of the marks then."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json, locked_text


class Improved(StrEnum):
    """What came of a Notice to Improve, as a named person decided it."""

    YES = "improved"
    PARTLY = "improved in part"
    NO = "not improved"


class FormalStep(Record):
    """One letter of one case. ``sessions`` are the marks it was about as they stood when it was made, so that a mark
    corrected later shows as a change: a list of day, session and code. ``starts`` and ``ends`` are the time to improve
    of an L08; ``improved`` is what somebody decided after it. ``released_because`` says why it went out on words that
    nobody has approved, and ``appointment_id`` at which appointment an interpreter reads it aloud."""

    __tablename__ = "formal_step"
    __table_args__ = (Index("ix_formal_step_case", "case_id", "made_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("formal_case.id"))
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    sessions_locked: Mapped[bytes | None]
    starts: Mapped[date | None]
    ends: Mapped[date | None]
    improved: Mapped[str] = mapped_column(String(20), default="")
    improved_at: Mapped[datetime | None]
    improved_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    improved_because_locked: Mapped[bytes | None]
    appointment_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment.id"))
    released_because_locked: Mapped[bytes | None]
    sessions = locked_json()
    improved_because = locked_text()
    released_because = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.parent_id
