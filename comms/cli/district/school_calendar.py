"""The demo school's calendar, counted back from today, and the moments at which things happened in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from comms.attendance.school_weeks import monday_of
from comms.foundation.clock import LONDON, london_date
from comms.foundation.work_days import is_working_day, working_day_after

WEEKS = 10
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
AN_HOUR = timedelta(hours=1)
FRIDAY = 4
FIRST_OF_SCHOOL_YEAR = (9, 1)


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """Ten school weeks, each the days of it on which school was held; the last is number 9."""

    now: datetime
    weeks: tuple[tuple[date, ...], ...]

    @property
    def days(self) -> tuple[date, ...]:
        """Every school day, in order."""
        return tuple(day for week in self.weeks for day in week)

    def end_of_week(self, week: int, days: int = 0) -> datetime:
        """The afternoon on which a week ended, or that of the working day ``days`` after it; always before now."""
        afternoon = london_moment(working_day_after(self.weeks[week][-1], days), time(16, 5))
        # Where bank holidays push the afternoon past now, it was only just.
        return min(afternoon, self.now - AN_HOUR)

    def weeks_ago(self, weeks: int, at: time = time(14, 20)) -> datetime:
        """A working day about that many weeks before now."""
        return london_moment(working_day_after(london_date(self.now) - weeks * A_WEEK - A_DAY), at)

    def moment(self, when: Mapping[str, Any]) -> datetime:
        """The moment that the data mean: ``weeks`` before now, or the end of ``week`` and so many ``days`` after."""
        if "weeks" in when:
            return self.weeks_ago(when["weeks"])
        return self.end_of_week(when["week"], when.get("days", 0))

    def next_morning(self, at: datetime) -> datetime:
        """The morning of the next working day, when the post is taken out."""
        return london_moment(working_day_after(london_date(at), 1), time(9, 20))


def school_calendar(now: datetime) -> SchoolCalendar:
    """The ten school weeks that ended on the last Friday before now.

    There is no school at weekends, on bank holidays, over Christmas and at half term. There are no other holidays,
    so that the register is new, and letters are due, on whatever day somebody looks at the demo. In the days after a
    week without school, this week's days so far are the last week.
    """
    today = london_date(now)
    friday = today - timedelta(days=(today.weekday() - FRIDAY) % 7 or 7)
    monday = monday_of(friday)
    weeks = [_days_of(monday, friday)]
    if not weeks[0]:
        weeks = [_days_of(monday_of(today), today - A_DAY)]
    while len([week for week in weeks if week]) < WEEKS:
        monday -= A_WEEK
        weeks.append(_days_of(monday, monday + 4 * A_DAY))
    return SchoolCalendar(now, tuple(reversed([week for week in weeks if week])))


def school_year(day: date) -> int:
    """The year in which the school year of a day began."""
    return day.year - ((day.month, day.day) < FIRST_OF_SCHOOL_YEAR)


def london_moment(day: date, at: time) -> datetime:
    """A time of day in London, as the UTC moment it is."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def _days_of(monday: date, last: date) -> tuple[date, ...]:
    days = (monday + number * A_DAY for number in range(5))
    return tuple(day for day in days if day <= last and is_working_day(day) and not _holiday(day))


def _holiday(day: date) -> bool:
    christmas = (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)
    return christmas or monday_of(day) in _half_terms(day.year)


def _half_terms(year: int) -> frozenset[date]:
    """The Mondays of the three half terms: mid February, the spring bank holiday, the end of October."""
    return frozenset({monday_of(date(year, 2, 17)), monday_of(date(year, 5, 31)), monday_of(date(year, 10, 31))})
