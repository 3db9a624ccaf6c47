"""An authority's local code of conduct as data: who may issue which formal letter, in versions."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record


class LocalCode(Record):
    """One version of an authority's code. ``rules`` holds, by kind of letter, the kinds of agency that may issue it;
    ``terms`` what its letters say besides: how to pay, whom to ask. A version is never changed: the next replaces it
    from its day on."""

    __tablename__ = "local_code"
    __table_args__ = (UniqueConstraint("agency_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    version: Mapped[int]
    in_force_from: Mapped[date]
    rules: Mapped[Json]
    terms: Mapped[Json] = mapped_column(default=dict)
    source: Mapped[str] = mapped_column(String(400))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
