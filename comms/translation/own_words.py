"""A translation that somebody of this installation wrote, above the packaged catalogues."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record


class OwnWords(Record):
    """One sentence in one language, written by a named person: a draft until somebody else approves it. Rows are added,
    never changed. ``forms`` holds the sentence, or its plural forms in their order. ``machine`` names the package and
    version whose words these are, unchanged; it is empty for what a person wrote or corrected."""

    __tablename__ = "own_words"
    __table_args__ = (Index("ix_own_words_source", "language", "source_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(20))
    context: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(500))
    source_plural: Mapped[str | None] = mapped_column(String(500))
    forms: Mapped[list[str]]
    source_hash: Mapped[str] = mapped_column(String(64))
    translation_hash: Mapped[str] = mapped_column(String(64))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    machine: Mapped[str] = mapped_column(String(120), default="")
