"""When somebody works: the clock in London is what counts, minute by minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.clock import LONDON
from comms.interpreters.free_time import hours_on, works_at
from comms.interpreters.hours import HoursKind

MINUTE = timedelta(minutes=1)
# The clocks go forward on 29 March 2026, back on 25 October 2026.
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)


@dataclass(frozen=True)
class Hours:
    weekday: int
    from_time: time
    until_time: time
    from_day: date = date(2026, 1, 1)
    until_day: date | None = None


@dataclass(frozen=True)
class Apart:
    kind: str
    starts_at: datetime
    ends_at: datetime


def _minute(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    begins = draw(st.integers(0, 1439))
    ends = draw(st.integers(begins + 1, 1440))
    until_day = draw(st.none() | st.dates(date(2026, 3, 20), date(2026, 11, 10)))
    return Hours(draw(st.integers(0, 6)), _minute(begins), _minute(ends), date(2026, 1, 1), until_day)


# Moments around both changes of the clock, and an ordinary week.
moments = st.builds(
    lambda day, minutes: datetime.combine(day, time(), UTC) + minutes * MINUTE,
    st.sampled_from([FORWARD, BACK, date(2026, 6, 3)]),
    st.integers(-1440, 2 * 1440),
)
lengths = st.integers(1, 400).map(lambda count: count * MINUTE)


@st.composite
def apart(draw: st.DrawFn) -> Apart:
    starts = draw(moments)
    return Apart(draw(st.sampled_from(list(HoursKind))), starts, starts + draw(lengths))


def _shown(pattern: list[Hours], moment: datetime) -> bool:
    """Whether somebody works at a moment, asked of the clock on the wall."""
    wall = moment.astimezone(LONDON)
    return any(
        one.weekday == wall.weekday()
        and one.from_day <= wall.date()
        and (one.until_day is None or wall.date() <= one.until_day)
        and one.from_time <= wall.time()
        and (one.until_time == time.min or wall.time() < one.until_time)
        for one in pattern
    )


@given(st.lists(hours(), max_size=6), moments, lengths)
def test_somebody_works_when_the_clock_on_the_wall_says_so_each_minute(
    pattern: list[Hours], start: datetime, length: timedelta
) -> None:
    minutes = [start + count * MINUTE for count in range(length // MINUTE)]
    assert (works_at(pattern, [], start, start + length) == "") == all(_shown(pattern, one) for one in minutes)


@given(st.lists(hours(), max_size=4), st.lists(apart(), max_size=4), moments, lengths)
def test_nothing_taken_away_is_ever_worked(
    pattern: list[Hours], exceptions: list[Apart], start: datetime, length: timedelta
) -> None:
    end = start + length
    said = works_at(pattern, exceptions, start, end)
    met = {one.kind for one in exceptions if one.starts_at < end and start < one.ends_at}
    if met & {HoursKind.LEAVE, HoursKind.AWAY}:
        assert said == "leave"
    elif HoursKind.BUSY in met:
        assert said == "busy"
    elif HoursKind.EXTRA not in met:
        assert said == works_at(pattern, [], start, end)
    else:
        assert said in {"", "hours"}
        assert said == "" or works_at(pattern, [], start, end) == "hours"


@given(st.lists(hours(), max_size=4), st.lists(apart(), max_size=4), moments, lengths, st.integers(0, 400))
def test_who_works_throughout_works_in_every_part_of_it(
    pattern: list[Hours], exceptions: list[Apart], start: datetime, length: timedelta, minutes: int
) -> None:
    middle = start + min(minutes * MINUTE, length)
    if works_at(pattern, exceptions, start, start + length) == "":
        assert works_at(pattern, exceptions, start, middle) == ""
        assert works_at(pattern, exceptions, middle, start + length) == ""


@given(st.lists(hours(), max_size=4), moments)
def test_extra_time_alone_is_enough(pattern: list[Hours], start: datetime) -> None:
    extra = Apart(HoursKind.EXTRA, start, start + 30 * MINUTE)
    assert works_at(pattern, [extra], start, start + 30 * MINUTE) == ""


ALL_SUNDAY = [Hours(6, time(0, 0), time(0, 0))]


@pytest.mark.parametrize(("day", "hours_long"), [(FORWARD, 23), (BACK, 25), (date(2026, 6, 7), 24)])
def test_a_whole_day_is_as_long_as_the_clock_makes_it(day: date, hours_long: int) -> None:
    assert sum((end - start for start, end in hours_on(ALL_SUNDAY, day)), timedelta()) == timedelta(hours=hours_long)


def test_nine_to_five_is_nine_to_five_by_the_clock_on_both_sides_of_the_change() -> None:
    monday_and_sunday = [Hours(6, time(9), time(17)), Hours(0, time(9), time(17))]
    summer = datetime(2026, 10, 24 - 5, 8, 0, tzinfo=UTC)  # Monday, 9:00 in London
    winter = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)
    assert works_at(monday_and_sunday, [], summer, summer + timedelta(hours=8)) == ""
    assert works_at(monday_and_sunday, [], winter, winter + timedelta(hours=8)) == ""
    assert works_at(monday_and_sunday, [], winter - timedelta(hours=1), winter) == "hours"


def test_a_night_goes_over_midnight_where_both_days_say_so() -> None:
    night = [Hours(2, time(22), time(0)), Hours(3, time(0), time(6))]
    start = datetime(2026, 12, 2, 23, 0, tzinfo=UTC)
    assert works_at(night, [], start, start + timedelta(hours=7)) == ""
    assert works_at(night[:1], [], start, start + timedelta(hours=7)) == "hours"


def test_who_has_no_hours_on_record_is_never_said_to_work() -> None:
    start = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
    assert works_at([], [], start, start + MINUTE) == "hours"
