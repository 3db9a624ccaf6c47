"""When somebody may be reached: what they named, quiet hours, shifts of two weeks, nights when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.families.contact_point import SafeContact
from comms.families.reaching_hours import (
    Reaching,
    another_hour,
    may_reach,
    next_reachable,
    reachable_until,
    read_reaching,
    week_of,
)
from comms.foundation.clock import LONDON, london_moment
from comms.foundation.errors import BadInput

A_MINUTE = timedelta(minutes=1)
# Thursday; in winter London is at UTC.
THURSDAY = date(2026, 12, 3)
EVERY_DAY = list(range(7))


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return london_moment(day, time(hour, minute))


def _hours(*entries: dict[str, Any], quiet: tuple[str | None, str | None] = (None, None)) -> Reaching:
    return read_reaching(quiet[0], quiet[1], list(entries))


def _evenings(start: str = "18:00", end: str = "20:00") -> dict[str, Any]:
    return {"days": EVERY_DAY, "from": start, "to": end}


def test_nobody_is_reached_at_night_where_nobody_asked() -> None:
    assert not may_reach(None, _at(THURSDAY, 7, 59))
    assert may_reach(None, _at(THURSDAY, 8))
    assert may_reach(None, _at(THURSDAY, 19, 59))
    assert not may_reach(None, _at(THURSDAY, 20))
    assert next_reachable(None, _at(THURSDAY, 22)) == _at(THURSDAY + timedelta(days=1), 8)


def test_a_moment_that_will_do_is_its_own_answer() -> None:
    moment = _at(THURSDAY, 10) + timedelta(seconds=17)
    assert next_reachable(None, moment) == moment


def test_who_named_hours_is_reached_in_those_alone() -> None:
    evenings = _hours(_evenings())
    assert next_reachable(evenings, _at(THURSDAY, 9)) == _at(THURSDAY, 18)
    assert next_reachable(evenings, _at(THURSDAY, 20)) == _at(THURSDAY + timedelta(days=1), 18)


def test_hours_somebody_named_count_at_night_too() -> None:
    nights = _hours({"days": [3], "from": "22:00", "to": "02:00"})
    assert may_reach(nights, _at(THURSDAY, 23))
    assert may_reach(nights, _at(THURSDAY + timedelta(days=1), 1, 59))
    assert not may_reach(nights, _at(THURSDAY + timedelta(days=1), 2))
    assert not may_reach(nights, _at(THURSDAY, 1))


def test_quiet_hours_somebody_named_hold_beside_the_hours_they_named() -> None:
    after_a_night_shift = _hours({"days": EVERY_DAY, "from": "06:00", "to": "18:00"}, quiet=("08:00", "15:00"))
    assert next_reachable(after_a_night_shift, _at(THURSDAY, 8)) == _at(THURSDAY, 15)
    assert may_reach(after_a_night_shift, _at(THURSDAY, 6, 30))


def test_quiet_hours_alone_leave_every_other_hour_open() -> None:
    sleeps_by_day = read_reaching("09:00", "16:00", None)
    assert may_reach(sleeps_by_day, _at(THURSDAY, 3))
    assert next_reachable(sleeps_by_day, _at(THURSDAY, 9)) == _at(THURSDAY, 16)


def test_shifts_of_two_weeks_take_turns() -> None:
    early = {"days": [0, 1, 2, 3, 4], "from": "15:00", "to": "19:00", "week": 0}
    late = {"days": [0, 1, 2, 3, 4], "from": "08:00", "to": "12:00", "week": 1}
    shifts = _hours(early, late, {"anchor": "2026-11-25"})
    # The week of 23 November is the first; 3 December lies in the second.
    assert next_reachable(shifts, _at(date(2026, 11, 26), 6)) == _at(date(2026, 11, 26), 15)
    assert next_reachable(shifts, _at(THURSDAY, 6)) == _at(THURSDAY, 8)
    assert next_reachable(shifts, _at(THURSDAY, 12)) == _at(THURSDAY + timedelta(days=1), 8)
    # Friday's late shift is over: on Monday the first week comes again.
    assert next_reachable(shifts, _at(date(2026, 12, 4), 12)) == _at(date(2026, 12, 7), 15)


def test_a_night_that_begins_in_one_week_of_the_shifts_ends_in_the_other() -> None:
    sundays = _hours({"days": [6], "from": "22:00", "to": "01:00", "week": 0}, {"anchor": "2026-11-23"})
    assert may_reach(sundays, _at(date(2026, 11, 30), 0, 30))
    assert not may_reach(sundays, _at(date(2026, 12, 7), 0, 30))


def test_an_hour_the_clocks_skip_is_met_when_they_have_changed() -> None:
    """In the night to 29 March 2026 the clocks go from 01:00 to 02:00."""
    nights = _hours({"days": EVERY_DAY, "from": "01:30", "to": "05:00"})
    assert next_reachable(nights, datetime(2026, 3, 28, 12, tzinfo=UTC)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    only_skipped = _hours({"days": [6], "from": "01:00", "to": "02:00"})
    assert next_reachable(only_skipped, datetime(2026, 3, 29, 0, 30, tzinfo=UTC)) == _at(date(2026, 4, 5), 1)


def test_an_hour_that_comes_twice_is_reached_twice() -> None:
    """In the night to 25 October 2026 the clocks go from 02:00 back to 01:00."""
    nights = _hours({"days": EVERY_DAY, "from": "01:30", "to": "02:00"})
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert next_reachable(nights, datetime(2026, 10, 24, 12, tzinfo=UTC)) == first
    assert next_reachable(nights, first + timedelta(minutes=30)) == second


def test_quiet_hours_end_at_eight_by_the_clock_on_the_night_it_changes() -> None:
    assert next_reachable(None, datetime(2026, 3, 28, 21, tzinfo=UTC)) == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert next_reachable(None, datetime(2026, 10, 24, 21, tzinfo=UTC)) == datetime(2026, 10, 25, 8, tzinfo=UTC)


def test_it_says_when_the_time_to_reach_somebody_ends() -> None:
    assert reachable_until(None, _at(THURSDAY, 10)) == _at(THURSDAY, 20)
    assert reachable_until(None, _at(THURSDAY, 22)) == _at(THURSDAY, 22)
    assert reachable_until(_hours(_evenings("00:00", "24:00")), _at(THURSDAY, 10)) is None


def test_another_hour_is_in_another_part_of_the_day() -> None:
    tomorrow = _at(THURSDAY + timedelta(days=1), 0)
    assert another_hour(None, _at(THURSDAY, 10, 15), tomorrow) == _at(THURSDAY + timedelta(days=1), 12)
    assert another_hour(None, _at(THURSDAY, 18), tomorrow) == _at(THURSDAY + timedelta(days=1), 8)
    assert another_hour(None, _at(THURSDAY, 14), _at(THURSDAY, 14)) == _at(THURSDAY, 17)


def test_another_hour_stays_within_the_hours_they_named() -> None:
    evenings, tomorrow = _hours(_evenings("17:00", "21:00")), _at(THURSDAY + timedelta(days=1), 0)
    assert another_hour(evenings, _at(THURSDAY, 17, 30), tomorrow) == _at(THURSDAY + timedelta(days=1), 18, 30)
    one_hour = _hours(_evenings("18:00", "18:30"))
    assert another_hour(one_hour, _at(THURSDAY, 18), tomorrow) == _at(THURSDAY + timedelta(days=1), 18)


def test_the_answer_on_record_is_read_as_it_stands() -> None:
    answer = SafeContact(quiet_from=None, quiet_to=None)
    answer.hours = [_evenings()]
    assert next_reachable(answer, _at(THURSDAY, 9)) == _at(THURSDAY, 18)
    assert may_reach(SafeContact(quiet_from="22:00", quiet_to="06:00"), _at(THURSDAY, 21))


@pytest.mark.parametrize(
    ("quiet", "hours", "said"),
    [
        (("20:00", None), [], "by half"),
        (("20:00", "20:00"), [], "same time"),
        (("25:00", "08:00"), [], "no time"),
        ((None, None), [{"days": [], "from": "18:00", "to": "20:00"}], "which days"),
        ((None, None), [{"days": [7], "from": "18:00", "to": "20:00"}], "which days"),
        ((None, None), [_evenings("18:00", "18:00")], "same time"),
        ((None, None), [_evenings("six", "20:00")], "no time"),
        ((None, None), [_evenings() | {"week": 2}], "first or the second"),
        ((None, None), [_evenings() | {"week": 1}], "which of their two weeks"),
        ((None, None), [_evenings(), {"anchor": "soon"}], "no day"),
        (("17:00", "21:00"), [_evenings()], "leave no time"),
    ],
)
def test_an_answer_nobody_could_be_reached_by_is_refused(
    quiet: tuple[str | None, str | None], hours: list[dict[str, Any]], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        read_reaching(quiet[0], quiet[1], hours)


TIMES = st.integers(0, 47).map(lambda half: f"{half // 2:02}:{half % 2 * 30:02}")
ENTRIES = st.fixed_dictionaries(
    {"days": st.lists(st.integers(0, 6), min_size=1, unique=True), "from": TIMES, "to": TIMES},
    optional={"week": st.integers(0, 1)},
)
# Any minute of three weeks around a night in which the clocks change.
MOMENTS = st.sampled_from([datetime(2026, 3, 22, tzinfo=UTC), datetime(2026, 10, 18, tzinfo=UTC)]).flatmap(
    lambda start: st.integers(0, 21 * 24 * 60 * 60).map(lambda seconds: start + timedelta(seconds=seconds))
)


@st.composite
def answers(draw: st.DrawFn) -> Reaching | None:
    """Any answer that may be on record."""
    hours = draw(st.lists(ENTRIES, max_size=3))
    quiet = draw(st.one_of(st.just((None, None)), st.tuples(TIMES, TIMES)))
    try:
        return read_reaching(quiet[0], quiet[1], [*hours, {"anchor": "2026-03-18"}])
    except BadInput:
        return None


@given(answers(), MOMENTS)
def test_whoever_is_reached_next_may_be_reached_and_not_a_minute_sooner(answer: Reaching | None, at: datetime) -> None:
    found = next_reachable(answer, at)
    assert found >= at
    assert may_reach(answer, found)
    minute = at
    # A minute at a time, as nobody would compute it; over a week the rest is the same again.
    while minute < min(found, at + timedelta(days=7)):
        assert not may_reach(answer, minute)
        minute += A_MINUTE


@given(answers(), MOMENTS)
def test_the_time_ends_where_they_may_not_be_reached_any_more(answer: Reaching | None, at: datetime) -> None:
    start = next_reachable(answer, at)
    end = reachable_until(answer, start)
    minute = start
    while minute < min(end or start + timedelta(days=2), start + timedelta(days=2)):
        assert may_reach(answer, minute)
        minute += A_MINUTE
    assert end is None or not may_reach(answer, end)


@given(answers(), MOMENTS, st.integers(0, 3 * 24 * 60))
def test_another_hour_is_one_of_theirs(answer: Reaching | None, last: datetime, minutes: int) -> None:
    after = last + minutes * A_MINUTE
    found = another_hour(answer, last, after)
    assert found >= after
    assert may_reach(answer, found)


@given(MOMENTS, MOMENTS)
def test_where_nobody_asked_another_hour_is_always_in_another_part_of_the_day(last: datetime, after: datetime) -> None:
    hours = [one.astimezone(LONDON).hour for one in (last, another_hour(None, last, after))]
    assert len({(hour >= 12) + (hour >= 17) for hour in hours}) == 2


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_weeks_of_a_shift_take_turns_for_ever(day: date, anchor: date) -> None:
    assert week_of(day, anchor) != week_of(day + timedelta(days=7), anchor)
    assert week_of(anchor, anchor) == 0
