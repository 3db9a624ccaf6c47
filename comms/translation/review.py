"""Reviews: what people of an agency ask and answer each other about a sentence before anybody approves it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record


class Step(StrEnum):
    """What somebody did last: asked for a review, sent the words back to be written anew, or took the question back.
    ``NOT_ASKED`` is where words begin, and stands in no row."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    SENT_BACK = "sent back"
    TAKEN_BACK = "taken back"


# Every allowed move. Whoever reads words may send them back unasked; words written anew begin where nobody asked.
MOVES: dict[Step, frozenset[Step]] = {
    Step.NOT_ASKED: frozenset({Step.ASKED, Step.SENT_BACK}),
    Step.ASKED: frozenset({Step.SENT_BACK, Step.TAKEN_BACK}),
    Step.SENT_BACK: frozenset({Step.ASKED}),
    Step.TAKEN_BACK: frozenset({Step.ASKED, Step.SENT_BACK}),
}


class TranslationReview(Record):
    """One step in the review of exactly these words, seen by its own agency alone. Rows are added, never changed; the
    newest says where the words stand. ``words`` say what is wrong, or what to look at."""

    __tablename__ = "translation_review"
    __table_args__ = (Index("ix_translation_review_words", "agency_id", "language", "source_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(20))
    context: Mapped[str] = mapped_column(String(40))
    source_hash: Mapped[str] = mapped_column(String(64))
    translation_hash: Mapped[str] = mapped_column(String(64))
    step: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(500), default="")
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]

    @property
    def pair(self) -> tuple[str, str]:
        """The hashes of source and translation: exactly these words."""
        return self.source_hash, self.translation_hash
