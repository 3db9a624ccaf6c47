"""A question to the safeguarding lead, whether this is something that children's social care need to know."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class Raised(StrEnum):
    """What raised it."""

    STEP = "a formal step"
    INDICATORS = "indicators of exploitation"


class Answer(StrEnum):
    """What the safeguarding lead answered."""

    NO = "no"
    TOLD = "told"  # social care were told, when and by whom stands in the words


class SafeguardingQuestion(Record):
    """One question about one child, and its one signed answer. ``indicators`` are codes of the data file. A better
    attendance does not answer it, nor does time: it stands open until the lead has signed."""

    __tablename__ = "safeguarding_question"
    __table_args__ = (Index("ix_safeguarding_question_open", "agency_id", "answered_at", "asked_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("formal_case.id"), index=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    raised: Mapped[str] = mapped_column(String(30))
    indicators: Mapped[list[str]] = mapped_column(default=list)
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    why_locked: Mapped[bytes]
    answer: Mapped[str] = mapped_column(String(10), default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    said_locked: Mapped[bytes | None]
    why = locked_text()
    said = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.child_id
