"""Absences a school tells its authority about: long illness, continuous absence, and part-time timetables.

Each is a fact of the register and asks for a question, not for a judgement. Nothing here removes anybody from a roll.
The figures and their sources are in ``data/framework.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from comms.attendance.code import PART_TIME, attendance_codes, threshold_codes
from comms.attendance.framework import framework
from comms.attendance.pattern import AWAY_CODES, DaysAway, days_away
from comms.attendance.school_weeks import monday_of, school_weeks, session_days
from comms.attendance.session_mark import SessionMark, between, in_order

ILLNESS = "I"

_SESSIONS_A_DAY = 2
_NOT_COLLECTED = "not_collected"


@dataclass(frozen=True, slots=True)
class IllnessDays:
    """The sessions coded I (illness) in one school year, and the longest run of whole days among all the marks.

    ``sessions`` are halves of a day: 29 sessions are fourteen days and a half. ``first_day`` and ``last_day`` are
    those of the sessions, None where there is none. ``reached_on`` is the day on which the figure for the return was
    reached, and ``by`` the way in which it was reached first; both are None where it was not.
    """

    sessions: int
    first_day: date | None
    last_day: date | None
    longest: DaysAway | None
    reached_on: date | None
    by: Literal["consecutive", "in the school year"] | None

    @property
    def days(self) -> float:
        """The sessions in school days; a session is half a day."""
        return self.sessions / _SESSIONS_A_DAY

    @property
    def whole_days(self) -> int:
        """The school days without a half that is left over."""
        return self.sessions // _SESSIONS_A_DAY


@dataclass(frozen=True, slots=True)
class PartTimeSpan:
    """School weeks in a row with a session coded C2 in each, from the first such day to the last.

    ``ongoing`` says that the last school week of the register is one of them.
    """

    first_day: date
    last_day: date
    sessions: int
    weeks: int
    ongoing: bool


def school_year_begins(on: date) -> date:
    """The first day of the school year in which a day lies; its month and day are figures of the framework."""
    figures = framework()
    begins = date(on.year, figures.school_year_month.value, figures.school_year_day.value)
    return begins if on >= begins else begins.replace(year=on.year - 1)


def illness_days(
    marks: Iterable[SessionMark], year_begins: date, school_days: Iterable[date] | None = None
) -> IllnessDays:
    """Illness in the school year that begins on ``year_begins`` (see ``school_year_begins``).

    The return is due at 15 school days, ``illness_return_days``: whole days in a row, or all sessions of the year
    together, two to a day. A run that began before the summer counts as a run, but only its part in this year counts
    to the year. Raises ``MarkedTwice`` when a session has two marks.
    """
    ordered = in_order(marks)
    year_ends = _a_year_after(year_begins) - timedelta(days=1)
    ill = [mark for mark in between(ordered, year_begins, year_ends) if mark.code == ILLNESS]
    figure = framework().illness_return_days.value
    runs = [run for run in days_away(ordered, {ILLNESS}, school_days) if year_begins <= run.last_day <= year_ends]
    needed = figure * _SESSIONS_A_DAY
    ways: list[tuple[date, Literal["consecutive", "in the school year"]]] = []
    ways += [(_day_of(run, figure, ordered), "consecutive") for run in runs if run.days >= figure]
    ways += [(ill[needed - 1].day, "in the school year")] if len(ill) >= needed else []
    reached_on, by = min(ways, default=(None, None))
    return IllnessDays(
        sessions=len(ill),
        first_day=ill[0].day if ill else None,
        last_day=ill[-1].day if ill else None,
        longest=max(runs, key=lambda run: run.days, default=None),
        reached_on=reached_on,
        by=by,
    )


def continuous_absence(marks: Iterable[SessionMark], school_days: Iterable[date] | None = None) -> tuple[DaysAway, ...]:
    """The runs of ten continuous school days or more (``absence_return_days``) of unauthorised absence, in order.

    The codes are those of the threshold, G, N, O and U; how days are joined is said at ``days_away``. Raises
    ``MarkedTwice`` when a session has two marks.
    """
    figure = framework().absence_return_days.value
    return tuple(run for run in days_away(marks, threshold_codes(), school_days) if run.days >= figure)


def ground_i(marks: Iterable[SessionMark], school_days: Iterable[date] | None = None) -> tuple[DaysAway, ...]:
    """The runs of 20 continuous school days or more (``ground_i_days``) coded only G, N or O, in order.

    It is read strictly, because it is the one fact of Ground I that a register can show: every session of every day
    has one of the three codes, and any other code, one of "not possible" among them, ends the run. Only days of
    planned closure or before the pupil was on the roll (# and Z) are passed over. A missing mark ends a run, except
    at the end of the register. Sickness, unavoidable cause and the joint enquiries are for people to find out, and
    nothing follows by itself. Raises ``MarkedTwice`` when a session has two marks.
    """
    codes = attendance_codes()
    found: dict[date, bool | None] = {}
    for day, held in groupby(in_order(marks), key=lambda mark: mark.day):
        due = [mark for mark in held if codes[mark.code].statistical_class != _NOT_COLLECTED]
        if not due:
            continue
        only = all(mark.code in AWAY_CODES for mark in due)
        # A day of which one half alone is marked is away so far, and not known to the end.
        found[day] = None if only and len(due) < _SESSIONS_A_DAY else only
    for day in school_days or ():
        found.setdefault(day, None)
    days = sorted(found)
    while days and found[days[-1]] is None:
        days.pop()
    runs = [(away, list(run)) for away, run in groupby(days, key=found.__getitem__)]
    figure = framework().ground_i_days.value
    return tuple(
        DaysAway(run[0], run[-1], len(run), ongoing=run[-1] == days[-1])
        for away, run in runs
        if away and len(run) >= figure
    )


def part_time_spans(
    marks: Iterable[SessionMark], school_days: Iterable[date] | None = None
) -> tuple[PartTimeSpan, ...]:
    """The spans of a part-time timetable (code C2) as the register shows them, in order.

    A span goes on while each following school week has a session coded C2; a week without one ends it, holidays do
    not. Raises ``MarkedTwice`` when a session has two marks. Source: code C2, ``data/attendance_codes.tsv``.
    """
    ordered = in_order(marks)
    part_time = [mark for mark in ordered if mark.code == PART_TIME]
    mondays = {monday_of(mark.day) for mark in part_time}
    weeks = school_weeks([*session_days(ordered), *(school_days or ())])
    spans: list[PartTimeSpan] = []
    for held, run in groupby(weeks, key=mondays.__contains__):
        if not held:
            continue
        of_span = list(run)
        own = [mark for mark in part_time if of_span[0] <= monday_of(mark.day) <= of_span[-1]]
        spans.append(PartTimeSpan(own[0].day, own[-1].day, len(own), len(of_span), ongoing=of_span[-1] == weeks[-1]))
    return tuple(spans)


def _a_year_after(day: date) -> date:
    return date(day.year + 1, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def _day_of(run: DaysAway, number: int, ordered: list[SessionMark]) -> date:
    """The day on which a run of illness had its so-many-th day."""
    held = between(ordered, run.first_day, run.last_day)
    return sorted({mark.day for mark in held if mark.code == ILLNESS})[number - 1]
