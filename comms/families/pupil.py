"""A child on a school's roll, and what else is known that makes an absence more than an absence."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class Pupil(Record):
    """A child at one school, by the school's own number (UPN). ``first_language`` is the census code as given: it only
    pre-fills the question about a parent."""

    __tablename__ = "pupil"
    __table_args__ = (UniqueConstraint("agency_id", "upn"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    upn: Mapped[str] = mapped_column(String(40))
    year: Mapped[str] = mapped_column(String(20), default="")
    sex: Mapped[str] = mapped_column(String(20), default="")
    first_language: Mapped[str] = mapped_column(String(40), default="")
    recorded_at: Mapped[datetime]


class ChildStatus(Record):
    """Social worker, protection plan, looked after, court order. Each change is a new row; the newest counts."""

    __tablename__ = "child_status"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    has_social_worker: Mapped[bool] = mapped_column(default=False)
    protection_plan: Mapped[bool] = mapped_column(default=False)
    looked_after: Mapped[bool] = mapped_column(default=False)
    social_worker_locked: Mapped[bytes | None]
    court_order_note_locked: Mapped[bytes | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    social_worker = locked_text()
    court_order_note = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.child_id

    @property
    def tell_social_worker(self) -> bool:
        """Whether an unexplained absence of this child must be told to the social worker the same day."""
        return self.has_social_worker or self.protection_plan or self.looked_after
