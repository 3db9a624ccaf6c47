"""A place where an agency meets people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record


class Place(Record):
    """A site of the agency's own; never a family's home. ``zone`` is the first half of its postcode."""

    __tablename__ = "place"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[list[str]] = mapped_column(default=list)
    zone: Mapped[str] = mapped_column(String(8), default="")
    active: Mapped[bool] = mapped_column(default=True)
    recorded_at: Mapped[datetime]
