"""When an interpreter works, as it is recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from booking_factories import WEDNESDAY, an_interpreter
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.interpreters import find
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.free_time import works_at
from comms.interpreters.hours_actions import (
    ExceptionGiven,
    HoursGiven,
    check_hours,
    record_exception,
    remove_exception,
    set_weekly_hours,
)
from comms.interpreters.interpreter import Interpreter

MONDAY = date(2026, 11, 23)
OFFICE = [HoursGiven(day, time(9), time(17)) for day in range(5)]
HOUR = timedelta(hours=1)


@pytest.fixture
def daiva(session: Session, viewer: Viewer, now: datetime) -> Interpreter:
    return an_interpreter(session, viewer, now, works=None)


def test_new_hours_end_the_old_ones_the_day_before(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    set_weekly_hours(session, viewer, daiva.id, OFFICE, MONDAY, now)
    mornings = [HoursGiven(2, time(8), time(12))]
    set_weekly_hours(session, viewer, daiva.id, mornings, date(2026, 12, 9), now)
    hours = find.weekly_hours_of(session, viewer, [daiva.id])[daiva.id]
    assert works_at(hours, [], WEDNESDAY + 4 * HOUR, WEDNESDAY + 5 * HOUR) == ""
    assert works_at(hours, [], WEDNESDAY + 7 * 24 * HOUR + 4 * HOUR, WEDNESDAY + 7 * 24 * HOUR + 5 * HOUR) == "hours"
    assert works_at(hours, [], WEDNESDAY + 7 * 24 * HOUR - HOUR, WEDNESDAY + 7 * 24 * HOUR) == ""


def test_the_same_hours_again_change_nothing_and_none_end_them(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    first = set_weekly_hours(session, viewer, daiva.id, OFFICE, MONDAY, now)
    again = set_weekly_hours(session, viewer, daiva.id, OFFICE[::-1], date(2026, 12, 1), now)
    assert {one.id for one in first} == {one.id for one in again}
    assert all(one.until_day is None for one in again)
    set_weekly_hours(session, viewer, daiva.id, [], date(2026, 12, 2), now)
    hours = find.weekly_hours_of(session, viewer, [daiva.id])[daiva.id]
    assert {one.until_day for one in hours} == {date(2026, 12, 1)}


@pytest.mark.parametrize(
    "hours",
    [
        [HoursGiven(0, time(9), time(13)), HoursGiven(0, time(12, 59), time(17))],
        [HoursGiven(0, time(22), time(0)), HoursGiven(0, time(23), time(23, 30))],
        [HoursGiven(0, time(17), time(9))],
        [HoursGiven(0, time(9), time(9))],
        [HoursGiven(7, time(9), time(17))],
    ],
)
def test_hours_that_overlap_or_end_before_they_begin_are_refused_and_the_old_ones_stand(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter, hours: list[HoursGiven]
) -> None:
    set_weekly_hours(session, viewer, daiva.id, OFFICE, MONDAY, now)
    with pytest.raises(BadInterpreter) as fault:
        set_weekly_hours(session, viewer, daiva.id, hours, MONDAY, now)
    assert fault.value.field == "hours"
    assert len(find.weekly_hours_of(session, viewer, [daiva.id])[daiva.id]) == 5


@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 23), st.integers(1, 24)).filter(lambda one: one[1] < one[2]),
        max_size=4,
    )
)
def test_hours_are_refused_exactly_when_some_hour_is_given_twice(given_hours: list[tuple[int, int, int]]) -> None:
    covered = [(day, hour) for day, first, last in given_hours for hour in range(first, last)]
    hours = [HoursGiven(day, time(first), time(last % 24)) for day, first, last in given_hours]
    twice = len(covered) != len(set(covered))
    try:
        check_hours(hours)
    except BadInterpreter:
        assert twice
    else:
        assert not twice


def test_leave_takes_time_away_and_extra_gives_it(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    set_weekly_hours(session, viewer, daiva.id, OFFICE, MONDAY, now)
    leave = record_exception(session, viewer, daiva.id, ExceptionGiven("leave", WEDNESDAY, WEDNESDAY + HOUR), now)
    evening = ExceptionGiven("extra", WEDNESDAY + 7 * HOUR, WEDNESDAY + 9 * HOUR)
    extra = record_exception(session, viewer, daiva.id, evening, now)
    assert record_exception(session, viewer, daiva.id, evening, now) is extra
    hours = find.weekly_hours_of(session, viewer, [daiva.id])[daiva.id]
    apart = find.exceptions_of(session, viewer, [daiva.id], WEDNESDAY, WEDNESDAY + 10 * HOUR)[daiva.id]
    assert apart == [leave, extra]
    assert works_at(hours, apart, WEDNESDAY, WEDNESDAY + HOUR) == "leave"
    assert works_at(hours, apart, WEDNESDAY + 6 * HOUR, WEDNESDAY + 9 * HOUR) == ""
    remove_exception(session, viewer, leave.id, now)
    assert find.exceptions_of(session, viewer, [daiva.id], WEDNESDAY, WEDNESDAY + HOUR) == {}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("kind", ExceptionGiven("busy in their calendar", WEDNESDAY, WEDNESDAY + HOUR)),
        ("ends_at", ExceptionGiven("leave", WEDNESDAY, WEDNESDAY)),
        ("ends_at", ExceptionGiven("leave", WEDNESDAY, WEDNESDAY - HOUR)),
        ("ends_at", ExceptionGiven("leave", WEDNESDAY, WEDNESDAY + timedelta(days=400))),
        ("ends_at", ExceptionGiven("away", datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))),
        ("starts_at", ExceptionGiven("extra", WEDNESDAY + HOUR / 2, WEDNESDAY + 2 * HOUR)),
    ],
)
def test_a_time_that_cannot_be_is_refused_at_its_field(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter, field: str, given: ExceptionGiven
) -> None:
    record_exception(session, viewer, daiva.id, ExceptionGiven("leave", WEDNESDAY, WEDNESDAY + HOUR), now)
    with pytest.raises(BadInterpreter) as fault:
        record_exception(session, viewer, daiva.id, given, now)
    assert fault.value.field == field
