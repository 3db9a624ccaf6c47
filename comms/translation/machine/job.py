"""A job for the engine: texts of one language that the worker translates into another."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json
from comms.foundation.work_item import WorkItem

TRANSLATE = "translate texts"
# So long the answers can be read; then the row says only who asked for how many, and when.
KEPT = timedelta(hours=1)


class TranslationJob(WorkItem, Record):
    """``count`` texts that wait for the worker, under a key of their own. Its locked values are emptied an hour after
    it was answered; ``why`` says what kept it from being done.

    ``about_kind`` and ``about_id`` name the row that the answers are to be stored with, where there is one. Such a job
    has its answers first and is answered (``answered_at``) when they are stored.
    """

    __tablename__ = "translation_job"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    source: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    texts_locked: Mapped[bytes | None]
    names_locked: Mapped[bytes | None]
    answers_locked: Mapped[bytes | None]
    count: Mapped[int]
    about_kind: Mapped[str] = mapped_column(String(40), default="")
    about_id: Mapped[UUID | None]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(index=True)
    why: Mapped[str] = mapped_column(String(300), default="")
    texts = locked_json()  # list[str]
    names = locked_json()  # list[str]
    answers = locked_json()  # list of what Answer.as_json gives

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values: its own, which goes when they are emptied."""
        return self.id
