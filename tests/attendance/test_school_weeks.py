from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.code import attendance_codes, threshold_codes
from comms.attendance.school_weeks import (
    days_threshold_was_reached,
    last_school_weeks,
    monday_of,
    school_weeks,
    session_days,
    threshold_count,
)
from comms.attendance.session_mark import Session, SessionMark

MONDAY = date(2026, 9, 7)
SESSIONS: tuple[Session, Session] = ("AM", "PM")
CODES = sorted(attendance_codes())
A_WEEK = timedelta(days=7)


def day_marks(day: date, code: str) -> list[SessionMark]:
    """Morning and afternoon of a day with the same code."""
    return [SessionMark(day, "AM", code), SessionMark(day, "PM", code)]


def week_of(monday: date, code: str = "/") -> list[SessionMark]:
    """Five whole days with the same code."""
    return [mark for n in range(5) for mark in day_marks(monday + timedelta(days=n), code)]


def weeks_of(first: date, count: int, code: str = "/") -> list[SessionMark]:
    """So many weeks, one after the other, with the same code."""
    return [mark for n in range(count) for mark in week_of(first + n * A_WEEK, code)]


registers = st.dictionaries(
    st.tuples(st.dates(date(2026, 9, 1), date(2027, 7, 20)), st.sampled_from(SESSIONS)),
    st.sampled_from([*CODES, "N", "O", "G", "U"]),
    max_size=80,
).map(lambda marks: [SessionMark(day, session, code) for (day, session), code in marks.items()])
days_of_a_year = st.dates(date(2026, 9, 1), date(2027, 7, 31))


def test_ten_sessions_of_any_mix_in_ten_school_weeks_reach_the_threshold_on_the_day_of_the_tenth() -> None:
    marks = weeks_of(MONDAY, 9)
    for place, code in enumerate("GNOUGNOUG"):
        marks[place * 10] = SessionMark(marks[place * 10].day, "AM", code)
    tenth = date(2026, 11, 11)
    found = threshold_count([*marks, SessionMark(tenth, "AM", "U")], until=date(2026, 11, 13))
    assert found.reached
    assert found.reached_on == tenth
    assert found.sessions == 10
    assert found.by_code == {"G": 3, "N": 2, "O": 2, "U": 3}
    assert found.unexplained == 2
    assert not found.reached_when_explained


def test_nine_sessions_do_not_reach_it() -> None:
    found = threshold_count(week_of(MONDAY, "O")[:9], until=date(2026, 9, 30))
    assert (found.sessions, found.reached, found.reached_on) == (9, False, None)


def test_half_term_and_christmas_are_no_school_weeks_so_the_window_reaches_back_over_them() -> None:
    before_christmas = weeks_of(date(2026, 11, 2), 6)
    away, spring = week_of(date(2026, 10, 12), "G"), weeks_of(date(2027, 1, 4), 3)
    found = threshold_count(away + before_christmas + spring, until=date(2027, 1, 24))
    assert found.window is not None
    assert found.window.first == date(2026, 10, 12)
    assert found.sessions == 10
    one_more = threshold_count(away + before_christmas + spring + week_of(date(2027, 1, 25)), until=date(2027, 1, 31))
    assert one_more.sessions == 0


def test_the_easter_weeks_are_not_counted_and_a_week_with_one_session_is() -> None:
    # Good Friday is 26 March 2027; the holidays run from that day to 9 April.
    short = [mark for mark in week_of(date(2027, 3, 22)) if mark.day.weekday() == 0][:1]
    days = session_days(short + week_of(date(2027, 4, 12)))
    assert school_weeks(days) == [date(2027, 3, 22), date(2027, 4, 12)]


def test_planned_closure_is_no_session_and_an_unexpected_closure_is_one_that_was_due() -> None:
    assert session_days(week_of(MONDAY, "#")) == []
    assert school_weeks(session_days(week_of(MONDAY, "Y4"))) == [MONDAY]


def test_in_a_holiday_the_window_is_that_of_the_last_school_week() -> None:
    marks = weeks_of(MONDAY, 12)
    in_term = last_school_weeks(session_days(marks), date(2026, 11, 29), 10)
    in_holiday = last_school_weeks(session_days(marks), date(2026, 12, 29), 10)
    assert in_term is not None
    assert in_holiday is not None
    assert in_term.first == in_holiday.first == date(2026, 9, 21)


def test_the_schools_calendar_decides_the_weeks_when_a_pupil_joined_late_or_has_gaps() -> None:
    marks = week_of(MONDAY, "O") + week_of(MONDAY + 11 * A_WEEK)
    until = date(2026, 11, 27)
    calendar = [mark.day for mark in weeks_of(MONDAY, 12)]
    assert threshold_count(marks, until).sessions == 10
    assert threshold_count(marks, until, calendar).sessions == 0


def test_a_pupil_without_marks_has_no_window_and_a_count_of_nothing() -> None:
    found = threshold_count([], until=MONDAY)
    assert found.window is None
    assert (found.sessions, found.reached_on) == (0, None)


@pytest.mark.parametrize("changes", [date(2026, 10, 25), date(2027, 3, 28)])
def test_a_change_of_the_clock_moves_no_session_into_another_week(changes: date) -> None:
    assert changes.weekday() == 6
    marks = day_marks(changes, "O") + day_marks(changes + timedelta(days=1), "O")
    assert school_weeks(session_days(marks)) == [changes - timedelta(days=6), changes + timedelta(days=1)]


@given(st.dates())
def test_every_day_lies_in_the_week_of_its_monday(day: date) -> None:
    if day < date.min + A_WEEK:
        return
    assert monday_of(day).weekday() == 0
    assert timedelta(0) <= day - monday_of(day) < A_WEEK


@given(registers, days_of_a_year)
def test_the_count_is_that_of_a_plain_reading_of_the_framework(marks: list[SessionMark], until: date) -> None:
    found = threshold_count(marks, until)
    past = [mark for mark in marks if mark.day <= until]
    held = [m for m in past if attendance_codes()[m.code].statistical_class != "not_collected"]
    weeks = sorted({m.day.isocalendar()[:2] for m in held})[-10:]
    plain = [m for m in past if m.day.isocalendar()[:2] in weeks and m.code in threshold_codes()]
    assert found.sessions == len(plain)
    assert found.unexplained == sum(m.code == "N" for m in plain)
    assert found.sessions == sum(found.by_code.values())
    assert found.reached == (found.reached_on is not None)


@given(registers, days_of_a_year, st.integers(1, 40))
def test_a_longer_window_never_begins_later(marks: list[SessionMark], until: date, weeks: int) -> None:
    shorter, longer = (last_school_weeks(session_days(marks), until, n) for n in (weeks, weeks + 1))
    if shorter is None or longer is None:
        assert shorter is longer
    else:
        assert longer.first <= shorter.first
        assert shorter.weeks <= longer.weeks <= weeks + 1


@given(registers, days_of_a_year)
def test_an_n_corrected_to_illness_lowers_the_count_by_exactly_those_sessions(
    marks: list[SessionMark], until: date
) -> None:
    corrected = [SessionMark(m.day, m.session, "I" if m.code == "N" else m.code) for m in marks]
    before, after = threshold_count(marks, until), threshold_count(corrected, until)
    assert after.sessions == before.sessions - before.unexplained
    assert after.reached == before.reached_when_explained


@given(registers, days_of_a_year, days_of_a_year)
def test_marks_after_the_day_asked_about_change_nothing(marks: list[SessionMark], until: date, later: date) -> None:
    past = [mark for mark in marks if mark.day <= min(until, later)]
    assert threshold_count(past, min(until, later)) == threshold_count(marks, min(until, later))


weeks_of_codes = st.lists(st.sampled_from([*"/////", *"OGNU#", "GG", "OO"]), max_size=30).map(
    lambda codes: [
        SessionMark(MONDAY + n * A_WEEK + timedelta(days=2 * place), "PM", code)
        for n, pair in enumerate(codes)
        for place, code in enumerate(pair)
    ]
)


@given(weeks_of_codes | registers)
def test_the_days_on_which_the_threshold_was_reached_are_the_rises_of_the_rolling_count(
    marks: list[SessionMark],
) -> None:
    days = sorted({mark.day for mark in marks})
    counts = [threshold_count(marks, day) for day in days]
    rises = []
    for place, (day, found) in enumerate(zip(days, counts, strict=True)):
        todays = sum(mark.day == day and mark.code in threshold_codes() for mark in marks)
        before_today = found.sessions - todays
        if found.reached and before_today < found.threshold:
            rises.append(days[place])
    assert days_threshold_was_reached(marks, date.max) == rises


def test_the_window_takes_in_the_week_that_begins_on_the_day_asked_about() -> None:
    marks = weeks_of(MONDAY, 11)
    found = last_school_weeks(session_days(marks), MONDAY + 10 * A_WEEK, 10)
    assert found is not None
    assert found.first == MONDAY + A_WEEK


@pytest.mark.parametrize(("weeks_later", "reached"), [(9, True), (10, False)])
def test_a_session_leaves_the_window_with_the_eleventh_school_week(weeks_later: int, reached: bool) -> None:
    last = MONDAY + weeks_later * A_WEEK
    between = weeks_of(MONDAY + A_WEEK, weeks_later - 1)
    marks = [SessionMark(MONDAY, "AM", "O"), *between, *week_of(last, "O")[:9]]
    assert threshold_count(marks, last + timedelta(days=6)).reached is reached
    assert bool(days_threshold_was_reached(marks, date.max)) is reached


def test_reached_in_autumn_stays_on_record_when_the_sessions_have_left_the_window() -> None:
    marks = week_of(MONDAY, "O") + weeks_of(MONDAY + A_WEEK, 10) + week_of(MONDAY + 11 * A_WEEK, "G")
    until = date(2026, 11, 29)
    assert days_threshold_was_reached(marks, until) == [date(2026, 9, 11), date(2026, 11, 27)]
    assert threshold_count(marks, until).reached_on == date(2026, 11, 27)
