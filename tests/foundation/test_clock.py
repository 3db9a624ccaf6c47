"""The clock in London: one hour in March that never comes, one in October that comes twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.clock import LONDON, NoSuchTime, TimeTwice, london_moment

FORWARD, BACK = date(2027, 3, 28), date(2026, 10, 25)


@pytest.mark.parametrize("at", [time(1, 0), time(1, 30), time(1, 59)])
def test_a_time_that_the_clocks_skip_is_refused(at: time) -> None:
    with pytest.raises(NoSuchTime, match=f"{at:%H:%M} on 28 March 2027 does not exist"):
        london_moment(FORWARD, at)
    with pytest.raises(NoSuchTime):
        london_moment(FORWARD, at, second=True)


@pytest.mark.parametrize("at", [time(1, 0), time(1, 30), time(1, 59)])
def test_a_time_that_comes_twice_must_be_told_apart(at: time) -> None:
    with pytest.raises(TimeTwice, match="comes twice"):
        london_moment(BACK, at)
    first, second = london_moment(BACK, at, second=False), london_moment(BACK, at, second=True)
    assert second - first == timedelta(hours=1)
    assert first == datetime(2026, 10, 25, 0, at.minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "hour"), [(FORWARD, time(0, 59), 0), (FORWARD, time(2, 0), 1), (BACK, time(2, 0), 2)]
)
def test_around_those_hours_every_time_is_one_moment(day: date, at: time, hour: int) -> None:
    assert london_moment(day, at).hour == hour


@given(
    day=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    at=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    second=st.sampled_from([None, True, False]),
)
def test_the_clock_shows_what_was_asked_for_at_that_moment(day: date, at: time, second: bool | None) -> None:
    try:
        moment = london_moment(day, at, second=second)
    except (NoSuchTime, TimeTwice):
        assert at.hour == 1
        assert day.month in {3, 10}
        assert day.weekday() == 6
        return
    shown = moment.astimezone(LONDON)
    assert (shown.date(), shown.time()) == (day, at)
    assert moment.tzinfo == UTC
