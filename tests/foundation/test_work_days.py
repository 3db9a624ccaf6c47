"""Working days of England."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comms.foundation.clock import LONDON
from comms.foundation.work_days import is_working_day, working_day_after, working_minutes_between

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "follows"),
    [
        (date(2026, 11, 23), date(2026, 11, 24)),
        (date(2026, 11, 27), date(2026, 11, 30)),
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 12, 24), date(2026, 12, 29)),
        (date(2026, 12, 31), date(2027, 1, 4)),
        (date(2026, 4, 2), date(2026, 4, 7)),
    ],
    ids=["Monday", "Friday", "Saturday", "Christmas Eve, Boxing Day on a Saturday", "New Year's Eve", "before Easter"],
)
def test_the_next_working_day_leaves_out_weekends_and_bank_holidays(day: date, follows: date) -> None:
    assert working_day_after(day) == follows


def test_scotlands_holidays_are_not_ours() -> None:
    assert is_working_day(date(2026, 1, 2))
    assert not is_working_day(date(2026, 8, 31))


@settings(deadline=None)
@given(DAYS, st.integers(1, 30))
def test_a_working_day_lies_after_the_day_and_can_be_counted_up(day: date, count: int) -> None:
    found = working_day_after(day, count)
    assert is_working_day(found)
    between = [day + timedelta(days=step) for step in range(1, (found - day).days + 1)]
    assert sum(map(is_working_day, between)) == count


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (at(1, 9), at(1, 17), 480),
        (at(1, 16, 30), at(2, 9, 15), 45),
        (at(4, 17), at(7, 9), 0),  # over a weekend
        (at(24, 12), at(29, 10), 360),  # over Christmas, whose second day is made up for on the Monday
        (at(1, 20), at(2, 7), 0),
        (at(2, 9), at(1, 9), 0),
        (at(23, 16, 0, 10), at(26, 9, 30, 10), 90),  # over the night on which the clocks go back
    ],
)
def test_notice_counts_in_the_hours_in_which_offices_are_open(start: datetime, end: datetime, minutes: int) -> None:
    assert working_minutes_between(start, end) == minutes
    assert working_minutes_between(start.astimezone(UTC), end.astimezone(UTC)) == minutes


@given(
    start=st.integers(0, 365 * 2 * 24 * 60),
    hours=st.tuples(st.integers(0, 300), st.integers(0, 300)),
)
def test_notice_adds_up(start: int, hours: tuple[int, int]) -> None:
    begins = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    middle = begins + timedelta(hours=hours[0])
    ends = middle + timedelta(hours=hours[1])
    whole = working_minutes_between(begins, ends)
    assert whole == working_minutes_between(begins, middle) + working_minutes_between(middle, ends)
    assert 0 <= whole <= sum(hours) * 60
