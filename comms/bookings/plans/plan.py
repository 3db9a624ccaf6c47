"""A plan: which open requests of some days could be filled by whom, and what cannot be and why. A proposal, until a
person accepts it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record


class PlanState(StrEnum):
    """Where a plan stands."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    DROPPED = "dropped"


# Every allowed move.
MOVES: dict[PlanState, frozenset[PlanState]] = {
    PlanState.PROPOSED: frozenset({PlanState.APPLIED, PlanState.DROPPED}),
    PlanState.APPLIED: frozenset(),
    PlanState.DROPPED: frozenset(),
}


class BookingPlan(Record):
    """A proposal for all open requests between two days (London, both included). ``figures`` holds counts and how near
    to the best it is proven to be."""

    __tablename__ = "booking_plan"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    from_day: Mapped[date]
    until_day: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default=PlanState.PROPOSED)
    figures: Mapped[Json] = mapped_column(default=dict)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))


class PlanLine(Record):
    """One request of a plan: the interpreter proposed, or None with the codes why not. ``kept`` is False where a person
    took it out; ``outcome`` says what became of it when the plan was applied."""

    __tablename__ = "plan_line"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("booking_plan.id"), index=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("interpreter_request.id"))
    interpreter_id: Mapped[UUID | None] = mapped_column(ForeignKey("interpreter.id"))
    why_not: Mapped[Json] = mapped_column(default=dict)
    move_minutes: Mapped[int] = mapped_column(default=0)
    kept: Mapped[bool] = mapped_column(default=True)
    outcome: Mapped[str] = mapped_column(String(40), default="")
