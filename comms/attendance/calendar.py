"""A pupil's marks as a calendar one can read at a glance: a row for each week, ten cells, a shade for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from comms.attendance.code import UNEXPLAINED, attendance_codes
from comms.attendance.school_weeks import monday_of
from comms.attendance.session_mark import Session, SessionMark, between, in_order
from comms.foundation.errors import BadInput

Shade = Literal["present", "authorised", "unauthorised", "unexplained", "not possible", "none"]
"""How a cell is drawn. "none" is a session that was not due: no mark, a planned closure, or outside the days asked."""

_SCHOOL_DAYS = 5
_SHADES: dict[str, Shade] = {
    "attending": "present",
    "attending_elsewhere": "present",
    "authorised": "authorised",
    "unauthorised": "unauthorised",
    "not_possible": "not possible",
    "not_collected": "none",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One session: its day, its half of the day, its code (None where nothing was marked) and its shade."""

    day: date
    session: Session
    code: str | None
    shade: Shade


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """A week from its Monday: ten cells, Monday morning first and Friday afternoon last.

    ``weekend`` holds the marks of a Saturday or a Sunday, which a few schools have, so that none is left out.
    """

    monday: date
    cells: tuple[Cell, ...]
    weekend: tuple[SessionMark, ...] = ()


def calendar_of(marks: Iterable[SessionMark], first: date, last: date) -> tuple[CalendarWeek, ...]:
    """The weeks from that of ``first`` to that of ``last``, every one, holidays included, in order.

    Marks outside these two days are not shown. Raises ``BadInput`` where the days are turned about, and
    ``MarkedTwice`` when a session has two marks.
    """
    if first > last:
        raise BadInput(
            f"The calendar would begin on {first.isoformat()}, after its last day {last.isoformat()}.",
            "Give the earlier day first.",
        )
    held = {(mark.day, mark.session): mark for mark in between(in_order(marks), first, last)}
    start = monday_of(first)
    weeks = (monday_of(last) - start).days // 7 + 1
    return tuple(_week(start + timedelta(weeks=number), held) for number in range(weeks))


def _week(monday: date, held: dict[tuple[date, Session], SessionMark]) -> CalendarWeek:
    days = [monday + timedelta(days=number) for number in range(7)]
    sessions: tuple[Session, ...] = get_args(Session)
    places = [(day, session) for day in days for session in sessions]
    weekdays, weekend = places[: _SCHOOL_DAYS * len(sessions)], places[_SCHOOL_DAYS * len(sessions) :]
    return CalendarWeek(
        monday=monday,
        cells=tuple(_cell(day, session, held.get((day, session))) for day, session in weekdays),
        weekend=tuple(held[place] for place in weekend if place in held),
    )


def _cell(day: date, session: Session, mark: SessionMark | None) -> Cell:
    if mark is None:
        return Cell(day, session, None, "none")
    return Cell(day, session, mark.code, shade_of(mark.code))


def shade_of(code: str) -> Shade:
    """The shade of an attendance code; N stands apart from the rest of the unauthorised, for it is provisional."""
    if code == UNEXPLAINED:
        return "unexplained"
    return _SHADES[attendance_codes()[code].statistical_class]
