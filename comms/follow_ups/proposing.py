"""Which moment for a call follows from what somebody answered. A rule of values and ``now`` alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from comms.families.reaching_hours import Answer, may_reach, next_reachable
from comms.follow_ups.ladder import AFTER_WORK, LOOK_AHEAD_DAYS, NOTICE, earliest_call, on_working_days
from comms.foundation.clock import LONDON, london_date, london_moment
from comms.foundation.work_days import OPENS, is_working_day
from comms.messages.reading import Reading

NAMES_A_TIME = frozenset({"after_work"})


def proposed_moment(answer: Answer, reading: Reading, now: datetime) -> datetime | None:
    """When to ring somebody who answered: at the hour they named, on the day they named or the next working day on
    which they may be reached then; "after work" without an hour is the hour of the text's own example. Where they named
    neither, as when they ask for an interpreter, the next full hour at which they may be reached.

    None where they can never be reached at that hour by what is on record of their hours: then a person decides,
    because somebody else may have answered, or the record is old.
    """
    hour, minute = reading.hour, reading.minute
    if hour is None and reading.option in NAMES_A_TIME and reading.day is None:
        hour, minute = AFTER_WORK.hour, AFTER_WORK.minute
    if hour is not None:
        return _at_that_hour(answer, time(hour, minute), reading.day, now)
    if reading.day is not None and reading.day > london_date(now):
        return on_working_days(lambda after: next_reachable(answer, after), london_moment(reading.day, OPENS))
    return on_working_days(lambda after: _full_hour(answer, next_reachable(answer, after)), earliest_call(now))


def _at_that_hour(answer: Answer, at: time, day: date | None, now: datetime) -> datetime | None:
    return next((one for one in _that_hour(at, day, now) if may_reach(answer, one)), None)


def _that_hour(at: time, day: date | None, now: datetime) -> Iterator[datetime]:
    """That hour on each working day from the one named, with time enough for somebody to make the call."""
    today = london_date(now)
    begins = max(day, today) if day else today
    for ahead in range(LOOK_AHEAD_DAYS):
        one = begins + timedelta(days=ahead)
        if not is_working_day(one):
            continue
        # The clocks change on Sundays, so on a working day every hour comes once.
        moment = london_moment(one, at)
        if moment >= now + NOTICE:
            yield moment


def _full_hour(answer: Answer, at: datetime) -> datetime:
    """The next full hour by the clock in London, where they may be reached then too."""
    there = at.astimezone(LONDON)
    if not (there.minute or there.second or there.microsecond):
        return at
    full = (
        at + timedelta(hours=1) - timedelta(minutes=there.minute, seconds=there.second, microseconds=there.microsecond)
    )
    return full if may_reach(answer, full) else at
