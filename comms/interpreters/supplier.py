"""An interpreting agency that sends interpreters of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record


class Supplier(Record):
    """A firm that is asked by e-mail. ``languages`` and ``modes`` are empty where it sends all; ``cost_code`` is what
    it bills this agency by unless a request names another."""

    __tablename__ = "supplier"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    telephone: Mapped[str] = mapped_column(String(40), default="")
    languages: Mapped[list[str]] = mapped_column(default=list)
    modes: Mapped[list[str]] = mapped_column(default=list)
    cost_code: Mapped[str] = mapped_column(String(60), default="")
    terms: Mapped[Json] = mapped_column(default=dict)
    active: Mapped[bool] = mapped_column(default=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
