from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.code import attendance_codes
from comms.attendance.counts import summarise
from comms.attendance.pattern import AbsencePattern, DaysAway, absence_pattern, days_away
from comms.attendance.session_mark import Session, SessionMark

MONDAY = date(2026, 11, 2)
SESSIONS: tuple[Session, Session] = ("AM", "PM")
CODES = sorted(attendance_codes())


def register(*days: str | tuple[str, str]) -> list[SessionMark]:
    """Two marks for each school day from a Monday on; one sign alone is a morning without its afternoon."""
    marks: list[SessionMark] = []
    for place, codes in enumerate(days):
        day = MONDAY + timedelta(days=7 * (place // 5) + place % 5)
        marks += [SessionMark(day, session, code) for session, code in zip(SESSIONS, codes, strict=False)]
    return marks


registers = st.lists(st.tuples(st.sampled_from([*CODES, "N"]), st.sampled_from([*CODES, "N"])), max_size=40).map(
    lambda days: register(*days)
)
IN = "/\\"


def test_fridays_missed_again_and_again_are_a_pattern() -> None:
    marks = register(IN, "II", IN, IN, "OO", IN, IN, IN, IN, "OO")
    assert absence_pattern(summarise(marks)) == AbsencePattern("weekday", sessions=4, absent=6, weekday=4)


def test_one_week_away_is_no_pattern() -> None:
    assert absence_pattern(summarise(register(*["II"] * 5))) is None


def test_two_weekdays_alike_are_no_pattern() -> None:
    assert absence_pattern(summarise(register("II", "II", IN, IN, IN, "II", "II"))) is None


def test_mornings_missed_again_and_again_are_a_pattern_of_their_own() -> None:
    late = ("U", "\\")
    marks = register(late, late, late, late, IN)
    assert absence_pattern(summarise(marks)) == AbsencePattern("mornings", sessions=4, absent=4)


def test_three_sessions_are_too_few_for_a_pattern() -> None:
    assert absence_pattern(summarise(register("II", IN, IN, IN, IN, ("I", "\\")))) is None


@given(registers)
def test_a_pattern_is_never_claimed_from_less_than_half_of_what_was_missed(marks: list[SessionMark]) -> None:
    found = absence_pattern(summarise(marks))
    if found:
        assert found.sessions >= 4
        assert 2 * found.sessions >= found.absent
        assert (found.weekday is None) == (found.kind != "weekday")


def test_days_away_run_over_the_weekend_and_over_a_closed_day() -> None:
    marks = register(IN, IN, IN, "NN", "NN", "##", "NN", IN)
    assert days_away(marks) == [DaysAway(date(2026, 11, 5), date(2026, 11, 10), days=3, ongoing=False)]


def test_a_pupil_who_has_not_come_back_is_still_away() -> None:
    assert days_away(register(IN, "OG", "NN")) == [DaysAway(date(2026, 11, 3), date(2026, 11, 4), 2, ongoing=True)]


def test_half_a_day_in_school_or_an_illness_ends_a_run() -> None:
    for day in (("/", "N"), ("I", "I"), ("N", "U")):
        assert [run.days for run in days_away(register("NN", day, "NN"))] == [1, 1]


def test_an_afternoon_not_yet_marked_today_does_not_bring_the_pupil_back() -> None:
    assert days_away(register("NN", "NN", "N")) == [DaysAway(MONDAY, date(2026, 11, 3), 2, ongoing=True)]
    assert days_away(register("NN", "NN", "/")) == [DaysAway(MONDAY, date(2026, 11, 3), 2, ongoing=False)]


def test_a_missing_mark_in_the_middle_ends_a_run_because_the_pupil_may_have_been_there() -> None:
    assert [run.days for run in days_away(register("NN", "N", "NN"))] == [1, 1]


def test_a_school_day_without_any_mark_of_the_pupil_ends_a_run_except_at_the_end() -> None:
    marks = [mark for mark in register("NN", "NN", "NN") if mark.day != date(2026, 11, 3)]
    calendar = [MONDAY + timedelta(days=n) for n in range(5)]
    assert [run.days for run in days_away(marks)] == [2]
    assert [(run.days, run.ongoing) for run in days_away(marks, school_days=calendar)] == [(1, False), (1, True)]


def test_a_pupil_on_a_part_time_timetable_is_away_when_the_sessions_expected_are_missed() -> None:
    part_time = ("N", "C2")
    assert [run.days for run in days_away(register(part_time, part_time, ("C2", "C2"), part_time))] == [3]


def test_a_run_can_be_asked_for_one_code_alone() -> None:
    assert [run.days for run in days_away(register("NN", "OO", "NN"), codes=("N",))] == [1, 1]


@given(registers)
def test_runs_are_apart_in_order_and_count_no_more_days_than_they_span(marks: list[SessionMark]) -> None:
    runs = days_away(marks)
    for run in runs:
        assert run.first_day <= run.last_day
        assert 1 <= run.days <= (run.last_day - run.first_day).days + 1
    for earlier, later in pairwise(runs):
        assert earlier.last_day < later.first_day
        assert not earlier.ongoing


@given(registers)
def test_no_run_is_left_once_every_away_mark_has_become_an_illness(marks: list[SessionMark]) -> None:
    assert days_away([SessionMark(m.day, m.session, "I" if m.code in "NOG" else m.code) for m in marks]) == []
