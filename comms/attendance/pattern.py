"""What stands out in a pupil's absences: a weekday or a half of the day, and whole days away in a row.

These are facts of the register and no judgement: a pattern helps to ask the right question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from comms.attendance.code import PART_TIME, attendance_codes
from comms.attendance.counts import AttendanceSummary
from comms.attendance.framework import framework
from comms.attendance.session_mark import SessionMark, in_order

AWAY_CODES = frozenset({"G", "N", "O"})
"""The codes of days away: those of Ground I (continuous absence), which leaves out U, arriving late."""

_SESSIONS_A_DAY = 2

_Day = Literal["away", "here or explained", "unmarked", "no school"]


@dataclass(frozen=True, slots=True)
class AbsencePattern:
    """When most sessions were missed: `sessions` of all `absent` ones; `weekday` (0 is Monday) for a weekday."""

    kind: Literal["weekday", "mornings", "afternoons"]
    sessions: int
    absent: int
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class DaysAway:
    """Whole school days away in a row, from `first_day` to `last_day`.

    `days` counts school days, not the days between. `ongoing` says that the register shows no return since.
    """

    first_day: date
    last_day: date
    days: int
    ongoing: bool


def absence_pattern(summary: AttendanceSummary) -> AbsencePattern | None:
    """The clear pattern in the sessions missed, or None.

    A weekday stands out when at least 4 sessions and at least half of all those missed fall on it, and more than
    on any other weekday. Otherwise a half of the day stands out when at least 4 sessions and at least three in
    four of all those missed were mornings, or afternoons. The figures are in `data/framework.toml`.
    """
    figures = framework()
    absent = summary.absent

    def clear(sessions: int, percent: int) -> bool:
        return sessions >= figures.pattern_sessions.value and 100 * sessions >= percent * absent

    most = max(summary.absent_by_weekday)
    if clear(most, figures.pattern_weekday_percent.value) and summary.absent_by_weekday.count(most) == 1:
        return AbsencePattern("weekday", most, absent, summary.absent_by_weekday.index(most))
    if clear(summary.absent_mornings, figures.pattern_session_percent.value):
        return AbsencePattern("mornings", summary.absent_mornings, absent)
    if clear(summary.absent_afternoons, figures.pattern_session_percent.value):
        return AbsencePattern("afternoons", summary.absent_afternoons, absent)
    return None


def days_away(
    marks: Iterable[SessionMark],
    codes: Iterable[str] = AWAY_CODES,
    school_days: Iterable[date] | None = None,
) -> list[DaysAway]:
    """The runs of consecutive school days on which the pupil was away for the whole day, in order.

    A day is away when morning and afternoon are both on the register, one of them at least has one of `codes`,
    and the other has one too or was not expected of the pupil: not possible, or off on a part-time timetable (C2).
    A day with nothing expected is no school day and neither counts nor ends a run. A day with a missing mark ends
    a run, except at the end of the register, where it is only not marked yet. `school_days` adds days of the
    school's calendar on which the pupil has no mark at all. Raises `MarkedTwice` when a session has two marks.
    """
    away_codes = frozenset(codes)
    ordered = in_order(marks)
    found = {day: _day_of(list(held), away_codes) for day, held in groupby(ordered, key=lambda mark: mark.day)}
    for day in school_days or ():
        found.setdefault(day, "unmarked")
    school = sorted(day for day, kind in found.items() if kind != "no school")
    while school and found[school[-1]] == "unmarked":
        school.pop()
    runs: list[DaysAway] = []
    for kind, run in groupby(school, key=found.__getitem__):
        days = list(run)
        if kind == "away":
            runs.append(DaysAway(days[0], days[-1], len(days), ongoing=days[-1] == school[-1]))
    return runs


def _day_of(marks: list[SessionMark], away_codes: frozenset[str]) -> _Day:
    codes = attendance_codes()
    expected = [mark for mark in marks if codes[mark.code].possible and mark.code != PART_TIME]
    if not expected:
        return "no school"
    if any(mark.code not in away_codes for mark in expected):
        return "here or explained"
    return "away" if len(marks) == _SESSIONS_A_DAY else "unmarked"
