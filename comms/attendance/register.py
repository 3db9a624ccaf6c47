"""The register as the school keeps it: the mark that stands for each session, and every mark that stood before."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record


class RegisterMark(Record):
    """The mark that stands for one pupil's session at one school. ``recorded_at`` is when this code came to stand."""

    __tablename__ = "session_mark"
    # A school's year is hundreds of thousands of marks: SQLite keeps each once, in the order of its key.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    session: Mapped[str] = mapped_column(String(2), primary_key=True)
    code: Mapped[str] = mapped_column(String(2))
    recorded_at: Mapped[datetime]


class MarkChange(Record):
    """A mark that was replaced: what stood before and since when, what stands after, when it changed and by whom.
    Rows are added, never changed."""

    __tablename__ = "mark_change"
    __table_args__ = (Index("ix_mark_change_session", "agency_id", "child_id", "day", "session"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    session: Mapped[str] = mapped_column(String(2))
    before: Mapped[str] = mapped_column(String(2))
    before_recorded_at: Mapped[datetime]
    after: Mapped[str] = mapped_column(String(2))
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
