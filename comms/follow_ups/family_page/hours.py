"""When somebody may choose to be rung: the days and hours to come at which they can be reached and we ring. A rule of
what is on record and ``now`` alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from comms.families.reaching_hours import Answer, may_reach
from comms.follow_ups.ladder import AFTER_WORK, NOTICE
from comms.foundation.clock import LONDON, london_date
from comms.foundation.work_days import is_working_day

DAYS_AHEAD = 7
# The hours at which somebody may be asked to ring; in the evening too, for parents on shifts.
FIRST_HOUR, LAST_HOUR = 8, 20


@dataclass(frozen=True, slots=True)
class Choice:
    """Days to choose from, and the hours at which they can be reached on at least one of them. ``evening`` is the first
    day on which they can be after work, None where there is none."""

    days: tuple[date, ...]
    hours: tuple[int, ...]
    evening: date | None = None


def choice_of(answer: Answer, now: datetime) -> Choice:
    """What may be chosen in the week from today. Where their hours leave none of ours, every working day and hour is
    offered all the same: the record may be old, and they know best."""
    found = _open(answer, now) or _open(None, now)
    days = tuple(dict.fromkeys(day for day, _ in found))
    evening = next((day for day, hour in found if hour == AFTER_WORK.hour), None)
    return Choice(days, tuple(sorted({hour for _, hour in found})), evening)


def _open(answer: Answer, now: datetime) -> list[tuple[date, int]]:
    today = london_date(now)
    days = [one for ahead in range(DAYS_AHEAD + 1) if is_working_day(one := today + timedelta(days=ahead))]
    # The clocks change on Sundays, so on a working day every hour comes once.
    return [
        (day, hour)
        for day in days
        for hour in range(FIRST_HOUR, LAST_HOUR)
        if (at := datetime.combine(day, time(hour), LONDON)) >= now + NOTICE and may_reach(answer, at)
    ]
