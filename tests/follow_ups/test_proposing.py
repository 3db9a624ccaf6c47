"""Which moment for a call follows from an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.families.reaching_hours import Reaching, Stretch, may_reach
from comms.follow_ups.ladder import NOTICE
from comms.follow_ups.proposing import proposed_moment
from comms.foundation.clock import LONDON, london_date, london_moment
from comms.foundation.work_days import is_working_day
from comms.messages.reading import Meaning, Reading

MONDAY, TUESDAY, FRIDAY, SATURDAY = (date(2026, 11, day) for day in (23, 24, 27, 28))
MORNINGS = Reaching((Stretch(frozenset(range(7)), 8 * 60, 11 * 60),))

moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return london_moment(day, time(hour, minute))


def _said(option: str = "after_work", **values: object) -> Reading:
    return Reading(Meaning.OPTION, option=option, sure=True, **values)  # type: ignore[arg-type]


def test_after_eighteen_is_today_where_there_is_time_and_else_the_next_working_day() -> None:
    assert proposed_moment(None, _said(hour=18), _at(MONDAY, 10)) == _at(MONDAY, 18)
    assert proposed_moment(None, _said(hour=18), _at(MONDAY, 17, 30)) == _at(TUESDAY, 18)
    assert proposed_moment(None, _said(hour=18, minute=30), _at(FRIDAY, 19)) == _at(date(2026, 11, 30), 18, 30)


def test_after_work_without_an_hour_is_the_hour_of_our_own_example() -> None:
    assert proposed_moment(None, _said(), _at(MONDAY, 10)) == _at(MONDAY, 18)


def test_a_day_they_named_is_kept_and_a_saturday_becomes_the_next_working_day() -> None:
    assert proposed_moment(None, _said(hour=17, day=FRIDAY), _at(MONDAY, 10)) == _at(FRIDAY, 17)
    assert proposed_moment(None, _said(hour=17, day=SATURDAY), _at(MONDAY, 10)) == _at(date(2026, 11, 30), 17)
    assert proposed_moment(None, _said(day=FRIDAY), _at(MONDAY, 10)) == _at(FRIDAY, 9)


def test_who_asks_for_an_interpreter_is_rung_at_the_next_full_hour_they_may_be_reached() -> None:
    assert proposed_moment(None, _said("interpreter"), _at(MONDAY, 10, 5)) == _at(MONDAY, 12)
    assert proposed_moment(None, _said("interpreter"), _at(MONDAY, 18)) == _at(TUESDAY, 9)
    evenings = Reaching((Stretch(frozenset(range(7)), 18 * 60, 20 * 60),))
    assert proposed_moment(evenings, _said("interpreter"), _at(MONDAY, 10)) == _at(MONDAY, 18)


def test_an_hour_at_which_they_can_never_be_reached_is_left_to_a_person() -> None:
    assert proposed_moment(MORNINGS, _said(hour=18), _at(MONDAY, 10)) is None
    assert proposed_moment(None, _said(hour=22), _at(MONDAY, 10)) is None


@pytest.mark.parametrize("day", [date(2026, 3, 30), date(2026, 10, 26)])
def test_eighteen_is_eighteen_by_the_clock_on_the_day_after_the_clocks_changed(day: date) -> None:
    found = proposed_moment(None, _said(hour=18, day=day), _at(day - timedelta(days=3), 12))
    assert found is not None
    assert found.astimezone(LONDON).strftime("%d %H:%M") == f"{day.day} 18:00"


@given(moments, st.integers(0, 23), st.booleans())
def test_a_proposed_call_is_at_their_hour_on_a_working_day_when_they_may_be_reached(
    now: datetime, hour: int, mornings: bool
) -> None:
    answer = MORNINGS if mornings else None
    found = proposed_moment(answer, _said(hour=hour), now)
    possible = 8 <= hour < 11 if mornings else 8 <= hour < 20
    assert (found is not None) == possible
    if found is not None:
        assert found >= now + NOTICE
        assert found.astimezone(LONDON).hour == hour
        assert is_working_day(london_date(found))
        assert may_reach(answer, found)


@given(moments)
def test_a_call_with_an_interpreter_is_always_proposed(now: datetime) -> None:
    found = proposed_moment(None, _said("interpreter"), now)
    assert found is not None
    assert found >= now + NOTICE
    assert may_reach(None, found)
    assert is_working_day(london_date(found))
