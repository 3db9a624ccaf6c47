"""A penalty notice: to one parent about one child, with the terms that counted on its day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record


class PenaltyNotice(Record):
    """One notice as it was issued; it is never changed. ``stage`` is 1 for the first within the framework's years, 2
    for the second. ``terms`` are the amounts in pounds and the days as they counted then, with their source: a change
    of the law changes no notice that was issued. What happened with it stands in the ledger's entries."""

    __tablename__ = "penalty_notice"
    __table_args__ = (Index("ix_penalty_notice_of", "parent_id", "child_id", "issued_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("formal_case.id"), index=True)
    step_id: Mapped[UUID] = mapped_column(ForeignKey("formal_step.id"), unique=True)
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    stage: Mapped[int]
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    terms: Mapped[Json]
