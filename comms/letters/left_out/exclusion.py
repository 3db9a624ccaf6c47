"""A time in which no attendance letter goes about a child, or to one parent, with its reason and its end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class ExclusionReason(StrEnum):
    """Why no letter goes."""

    BEREAVEMENT = "bereavement"
    TREATMENT = "treatment"
    SAFEGUARDING = "safeguarding"
    OTHER = "other"


REASONS = {
    ExclusionReason.BEREAVEMENT: "bereavement",
    ExclusionReason.TREATMENT: "treatment",
    ExclusionReason.SAFEGUARDING: "safeguarding",
    ExclusionReason.OTHER: "another reason",
}
# A school year of 190 days: whoever is left out for longer is looked at again.
LONGEST = timedelta(days=190)


class LetterExclusion(Record):
    """No attendance letter about this child, to one parent or to all, from one day to another, both included."""

    __tablename__ = "letter_exclusion"
    __table_args__ = (Index("ix_letter_exclusion_child", "agency_id", "child_id", "until_day"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    adult_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(20))
    note_locked: Mapped[bytes | None]
    from_day: Mapped[date]
    until_day: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_because_locked: Mapped[bytes | None]
    note = locked_text()
    ended_because = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.child_id
