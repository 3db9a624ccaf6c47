"""When somebody is reminded of an appointment."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from comms.families.reaching_hours import Answer, next_reachable
from comms.foundation.clock import LONDON, london_date, london_moment
from comms.foundation.work_days import is_working_day

# Time enough to find another time or another interpreter; the trials of reminders in hospitals wrote two to five days
# before.
DAYS_BEFORE = 2
AT = time(10, 0)
# Later than this a reminder finds nobody at home any more.
LEAST_LEFT = timedelta(hours=3)


def due_of(starts_at: datetime, answer: Answer, now: datetime) -> datetime | None:
    """When to remind somebody of an appointment: from ten in the morning of the second working day before it on, at
    the first moment at which they may be reached; at once where that is over, or where their hours leave no other.
    None where less than three hours would be left."""
    latest = starts_at - LEAST_LEFT
    usual = london_moment(_working_day_before(starts_at.astimezone(LONDON).date()), AT)
    for after in (max(usual, now), now):
        due = next_reachable(answer, after)
        if due <= latest:
            return due
    return None


def _working_day_before(day: date) -> date:
    left = DAYS_BEFORE
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day)
    return day


def task_due(starts_at: datetime, now: datetime) -> date:
    """By which day somebody has to look: today, or by the next day on which there is still time before it."""
    today = london_date(now)
    return min(today + timedelta(days=1), max(today, london_date(starts_at)))
