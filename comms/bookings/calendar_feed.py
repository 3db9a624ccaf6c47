"""A secret address under which somebody's calendar program reads their appointments or bookings; it can be revoked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record


class CalendarFeed(Record):
    """One subscription, of a member of staff or of an interpreter; exactly one of the two is set. Only a hash of the
    secret is kept, so that an address that is lost is revoked and made anew. When it is read is not written down: a
    page that is only looked at writes nothing, and calendar programs look every few minutes."""

    __tablename__ = "calendar_feed"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), index=True)
    interpreter_id: Mapped[UUID | None] = mapped_column(ForeignKey("interpreter.id"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    revoked_at: Mapped[datetime | None]
