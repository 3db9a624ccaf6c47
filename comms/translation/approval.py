"""An approval: a named person with a qualification says that these words mean what the English says.

It is bound to the hashes of both, so any change of either leaves the new words unapproved by itself.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record


class TranslationApproval(Record):
    """One sentence in one language, approved for one use (the message's context: "L02", "phrase" …). It serves every
    agency that uses the same words. Rows are added, never changed; ``withdrawn_at`` is the one exception."""

    __tablename__ = "translation_approval"
    __table_args__ = (Index("ix_translation_approval_words", "language", "source_hash", "translation_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(20))
    context: Mapped[str] = mapped_column(String(40))
    source_hash: Mapped[str] = mapped_column(String(64))
    translation_hash: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    approver_name: Mapped[str] = mapped_column(String(200))
    qualification: Mapped[str] = mapped_column(String(200))
    approved_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
