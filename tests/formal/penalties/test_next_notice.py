"""Which notice may come next: the first, the second, or none."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.formal.penalties.standing import counted_days, issuable_from, stage_for
from comms.formal.penalties.terms import rules_on
from comms.foundation.errors import Misconfigured

A_DAY = timedelta(days=1)


def test_the_first_notice_is_the_first_the_next_the_second_and_a_third_is_impossible() -> None:
    """Source: ``most_notices`` and ``within_years``."""
    on = date(2026, 11, 29)
    assert stage_for([], on) == 1
    assert stage_for([date(2025, 6, 2)], on) == 2
    assert stage_for([date(2025, 6, 2), date(2026, 3, 2)], on) is None
    assert issuable_from([date(2025, 6, 2), date(2026, 3, 2)], on) == date(2028, 6, 2)
    assert issuable_from([date(2025, 6, 2)], on) == on


@pytest.mark.parametrize(
    ("issued", "still", "no_more"),
    [
        (date(2024, 9, 2), date(2027, 9, 1), date(2027, 9, 2)),
        (date(2028, 2, 29), date(2031, 2, 28), date(2031, 3, 1)),
        (date(2025, 2, 28), date(2028, 2, 27), date(2028, 2, 28)),
        (date(2025, 3, 1), date(2028, 2, 29), date(2028, 3, 1)),
    ],
)
def test_a_notice_counts_for_three_years_of_the_calendar_and_not_a_day_more(
    issued: date, still: date, no_more: date
) -> None:
    """Source: ``within_years``: the three years end with the day on which the next is to be issued."""
    assert stage_for([issued], still) == 2
    assert stage_for([issued], no_more) == 1


def test_a_notice_from_before_the_framework_does_not_count_and_one_of_a_later_day_does_not_yet() -> None:
    """Source: ``counts_from``."""
    since = rules_on(date(2026, 11, 23)).counts_from.value
    on = date(2026, 11, 29)
    assert counted_days([since - A_DAY, since, on, on + A_DAY], on) == (since, on)


def test_no_notice_can_be_weighed_before_the_framework() -> None:
    with pytest.raises(Misconfigured):
        stage_for([], date(2024, 8, 18))


issued_days = st.lists(st.dates(date(2023, 1, 1), date(2032, 12, 31)), max_size=6)
asked_days = st.dates(date(2024, 8, 19), date(2032, 12, 31))


@given(issued_days, asked_days, st.randoms(use_true_random=False))
def test_the_stage_asks_for_no_order_and_one_notice_more_never_lowers_it(
    days: list[date], on: date, chance: random.Random
) -> None:
    """Source: ``most_notices`` and ``within_years``."""
    shuffled = list(days)
    chance.shuffle(shuffled)
    before, after = stage_for(days, on), stage_for([*days, on], on)
    assert stage_for(shuffled, on) == before
    assert (before, after) in {(1, 2), (2, None), (None, None)}


@given(st.lists(asked_days, max_size=40))
def test_whoever_asks_each_time_never_issues_three_within_three_years(days: list[date]) -> None:
    """Source: ``most_notices`` and ``within_years``: a third within three years of the first is impossible."""
    given_out: list[date] = []
    for day in sorted(days):
        if stage_for(given_out, day) is not None:
            given_out.append(day)
    for first, third in zip(given_out, given_out[2:], strict=False):
        assert (third.year, third.month, third.day) >= (first.year + 3, first.month, first.day)


@given(issued_days, asked_days)
def test_the_day_on_which_a_notice_is_possible_again_is_the_first_such_day(days: list[date], on: date) -> None:
    """Source: ``most_notices`` and ``within_years``."""
    known = [day for day in days if day <= on]
    again = issuable_from(known, on)
    assert stage_for(known, again) is not None
    assert again == on or stage_for(known, again - A_DAY) is None
