"""A person's language need. It is a person's, never a family's; it has a history; and what was never asked stays
"not asked": unknown is never English."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text

# The briefing asks for up-to-date records; six months without a look is stale (requirement 16).
REVIEW_AFTER = timedelta(days=182)


class Reads(StrEnum):
    """How well somebody reads a language."""

    WELL = "well"
    SOME = "some"
    NONE = "none"
    NOT_ASKED = "not asked"


class Interpreter(StrEnum):
    """Whether somebody needs an interpreter."""

    NEEDED = "needed"
    NOT_NEEDED = "not needed"
    NOT_ASKED = "not asked"


class Source(StrEnum):
    """How a need was established."""

    SCHOOL_RECORD = "school record, not confirmed"
    ASKED_PERSON = "asked the person"
    ASKED_WITH_INTERPRETER = "asked the person through an interpreter"
    TOLD_BY_OTHER = "told by another agency"


class LanguageNeed(Record):
    """What was known of one person's languages from ``recorded_at`` on. Rows are added, never changed."""

    __tablename__ = "language_need"
    __table_args__ = (Index("ix_language_need_person", "person_id", "recorded_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    spoken: Mapped[list[str]] = mapped_column(default=list)
    dialect_locked: Mapped[bytes | None]
    written: Mapped[str | None] = mapped_column(String(20))
    reads: Mapped[str] = mapped_column(String(10), default=Reads.NOT_ASKED)
    english_speaks: Mapped[str] = mapped_column(String(10), default=Reads.NOT_ASKED)
    english_understands: Mapped[str] = mapped_column(String(10), default=Reads.NOT_ASKED)
    english_reads: Mapped[str] = mapped_column(String(10), default=Reads.NOT_ASKED)
    interpreter: Mapped[str] = mapped_column(String(12), default=Interpreter.NOT_ASKED)
    mode_preferred: Mapped[str] = mapped_column(String(40), default="")
    gender_preferred: Mapped[str] = mapped_column(String(40), default="")
    avoid_locked: Mapped[bytes | None]
    sign_language: Mapped[str] = mapped_column(String(20), default="")
    format: Mapped[str] = mapped_column(String(20), default="")
    best_times_locked: Mapped[bytes | None]
    given_code: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(50))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    review_on: Mapped[date]
    avoid = locked_text()
    dialect = locked_text()
    best_times = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id

    @property
    def confirmed(self) -> bool:
        """Whether somebody asked the person, rather than copying a school's record."""
        return self.source in {Source.ASKED_PERSON, Source.ASKED_WITH_INTERPRETER}

    def review_due(self, on: date) -> bool:
        """Whether the record is old enough to be asked again."""
        return on >= self.review_on
