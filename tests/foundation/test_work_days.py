"""Working days of England."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comms.foundation.work_days import is_working_day, working_day_after

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
