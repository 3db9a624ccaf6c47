"""The review that a payment opens: what the marks, the contacts and the letters say, and what is decided."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json, locked_text


class Decided(StrEnum):
    """What a review ended in, signed by a named person."""

    SUPPORT = "offer support"
    MEET = "meet the family again"
    SAFEGUARDING = "ask the safeguarding lead"
    NOTHING_MORE = "nothing more is needed"


class PatternReview(Record):
    """One review of one case, opened when a penalty was paid (``notice_id``) or by a person. ``seen`` is what was known
    on the day it was decided; ``indicators`` are codes of the data file that somebody ticked."""

    __tablename__ = "pattern_review"
    __table_args__ = (Index("ix_pattern_review_open", "agency_id", "decided_at", "due_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("formal_case.id"), index=True)
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("penalty_notice.id"))
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    due_on: Mapped[date]
    indicators: Mapped[list[str]] = mapped_column(default=list)
    seen_locked: Mapped[bytes | None]
    decision: Mapped[str] = mapped_column(String(30), default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    because_locked: Mapped[bytes | None]
    seen = locked_json()
    because = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.child_id
