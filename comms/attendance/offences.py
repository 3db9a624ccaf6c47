"""The sessions a formal letter is about: those of G, N, O and U in the rolling window, or between two days.

A session coded N is listed and counted, and it is listed apart as well: a letter with a legal warning waits until each
of them is explained. Sources: the figures and codes in ``data/framework.toml`` and ``data/attendance_codes.tsv``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from comms.attendance.code import UNEXPLAINED, threshold_codes
from comms.attendance.counts import summarise_ordered
from comms.attendance.framework import framework
from comms.attendance.school_weeks import last_school_weeks, session_days
from comms.attendance.session_mark import SessionMark, between, in_order
from comms.foundation.errors import BadInput

DayPart = Literal["morning", "afternoon", "day"]


@dataclass(frozen=True, slots=True)
class OffenceDay:
    """A day with a session missed without authorisation: its morning, its afternoon, or the whole day."""

    day: date
    part: DayPart


@dataclass(frozen=True, slots=True)
class Offences:
    """What the marks say from ``first`` to ``last``, both days included.

    ``sessions`` are the sessions that count towards the threshold (G, N, O and U), in order; ``unresolved`` are those
    of them still coded N. ``possible``, ``missed`` and ``unauthorised`` count sessions, and ``unauthorised`` is the
    number of ``sessions``.
    """

    first: date
    last: date
    sessions: tuple[SessionMark, ...]
    unresolved: tuple[SessionMark, ...]
    possible: int
    missed: int
    unauthorised: int

    @property
    def days(self) -> tuple[OffenceDay, ...]:
        """The days of the sessions, each once and in order: for the lines of a letter."""
        return tuple(
            OffenceDay(day, _part_of([mark.session for mark in held]))
            for day, held in groupby(self.sessions, key=lambda mark: mark.day)
        )

    @property
    def first_day(self) -> date | None:
        """The day of the first of the sessions, None where there is none: a notice names these days."""
        return self.sessions[0].day if self.sessions else None

    @property
    def last_day(self) -> date | None:
        """The day of the last of the sessions, None where there is none."""
        return self.sessions[-1].day if self.sessions else None


def offences_in_window(
    marks: Iterable[SessionMark], until: date, school_days: Iterable[date] | None = None
) -> Offences:
    """One pupil's sessions in the rolling window of school weeks that ends on ``until``.

    ``school_days`` is the school's calendar, when it is known. Where the pupil has no school week up to then, nothing
    is listed and both days are ``until``. Raises ``MarkedTwice`` when a session has two marks. Source of the window:
    the national framework for penalty notices, ``threshold_school_weeks`` in ``data/framework.toml``.
    """
    ordered = in_order(marks)
    days = session_days(ordered) if school_days is None else school_days
    window = last_school_weeks(days, until, framework().threshold_school_weeks.value)
    return _offences(ordered, window.first, until) if window else _offences([], until, until)


def offences_between(marks: Iterable[SessionMark], first: date, last: date) -> Offences:
    """One pupil's sessions from ``first`` to ``last``, both included; raises ``BadInput`` where the days are turned
    about, and ``MarkedTwice`` when a session has two marks."""
    if first > last:
        raise BadInput(
            f"The record would begin on {first.isoformat()}, after its last day {last.isoformat()}.",
            "Give the earlier day first.",
        )
    return _offences(in_order(marks), first, last)


def _offences(ordered: list[SessionMark], first: date, last: date) -> Offences:
    held = between(ordered, first, last)
    counts = summarise_ordered(held)
    sessions = tuple(mark for mark in held if mark.code in threshold_codes())
    return Offences(
        first=first,
        last=last,
        sessions=sessions,
        unresolved=tuple(mark for mark in sessions if mark.code == UNEXPLAINED),
        possible=counts.possible,
        missed=counts.absent,
        unauthorised=counts.unauthorised,
    )


def _part_of(sessions: list[str]) -> DayPart:
    if len(sessions) > 1:
        return "day"
    return "morning" if sessions[0] == "AM" else "afternoon"
