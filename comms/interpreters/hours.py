"""When an interpreter works: hours of the week in London time, and the exceptions to them."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record


class WeeklyHours(Record):
    """From when to when somebody works on one day of the week (Monday is 0), by the clock in London, between two days.
    ``until_time`` 00:00 is midnight at the end of the day. A change of the pattern ends these and begins others."""

    __tablename__ = "weekly_hours"
    __table_args__ = (Index("ix_weekly_hours_interpreter", "interpreter_id", "weekday"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    interpreter_id: Mapped[UUID] = mapped_column(ForeignKey("interpreter.id"))
    weekday: Mapped[int]
    from_time: Mapped[time]
    until_time: Mapped[time]
    from_day: Mapped[date]
    until_day: Mapped[date | None]


class HoursKind(StrEnum):
    """What an exception is. Only "extra" adds time; the others take it away."""

    LEAVE = "leave"
    AWAY = "away"
    BUSY = "busy in their calendar"
    EXTRA = "extra"


class HoursException(Record):
    """A stretch of time in which the week's pattern does not hold. What came out of a subscribed calendar holds no
    title and no place, only that they are busy; each reading of the calendar replaces what the one before it left."""

    __tablename__ = "hours_exception"
    __table_args__ = (Index("ix_hours_exception_interpreter", "interpreter_id", "ends_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    interpreter_id: Mapped[UUID] = mapped_column(ForeignKey("interpreter.id"))
    kind: Mapped[str] = mapped_column(String(30))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
