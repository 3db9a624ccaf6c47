"""What a school tells its authority about: illness, continuous absence, Ground I and part-time timetables."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.absence_runs import (
    PartTimeSpan,
    continuous_absence,
    ground_i,
    illness_days,
    part_time_spans,
    school_year_begins,
)
from comms.attendance.code import attendance_codes
from comms.attendance.framework import framework
from comms.attendance.pattern import DaysAway
from comms.attendance.session_mark import Session, SessionMark

MONDAY = date(2026, 11, 2)
YEAR = date(2026, 9, 1)
IN = "/\\"
SESSIONS: tuple[Session, Session] = ("AM", "PM")
CODES = sorted(attendance_codes())


def register(*days: str | tuple[str, str], first: date = MONDAY) -> list[SessionMark]:
    """Two marks for each school day from a Monday on."""
    marks: list[SessionMark] = []
    for place, codes in enumerate(days):
        day = first + timedelta(days=7 * (place // 5) + place % 5)
        marks += [SessionMark(day, session, code) for session, code in zip(SESSIONS, codes, strict=False)]
    return marks


registers = st.lists(
    st.tuples(st.sampled_from([*CODES, *"NNOOGGUI"]), st.sampled_from([*CODES, *"NNOOGGUI"])), max_size=50
).map(lambda days: register(*days))
long_away = st.lists(st.sampled_from(["OO", "GG", "NO", "OO", "GN", "UU", "##", "OI", "DD"]), max_size=60)


@pytest.mark.parametrize(
    ("on", "begins"),
    [
        (date(2026, 9, 1), date(2026, 9, 1)),
        (date(2026, 8, 31), date(2025, 9, 1)),
        (date(2027, 2, 28), date(2026, 9, 1)),
        (date(2028, 2, 29), date(2027, 9, 1)),
    ],
)
def test_a_school_year_begins_on_the_first_of_september(on: date, begins: date) -> None:
    """Source: ``school_year_month`` and ``school_year_day``, a rule of the house after section 579 of the 1996 Act."""
    assert school_year_begins(on) == begins
    assert framework().school_year_month.source.startswith("house")


def test_fifteen_school_days_of_illness_in_a_row_are_reached_on_the_fifteenth() -> None:
    """Source: ``illness_return_days``."""
    figure = framework().illness_return_days.value
    days = illness_days(register(IN, *["II"] * (figure - 1)), YEAR)
    assert (days.whole_days, days.reached_on, days.by) == (figure - 1, None, None)
    enough = illness_days(register(IN, *["II"] * figure), YEAR)
    assert enough.reached_on == date(2026, 11, 23)
    assert enough.by == "consecutive"
    assert enough.longest == DaysAway(date(2026, 11, 3), date(2026, 11, 23), 15, ongoing=True)


def test_fifteen_days_here_and_there_in_the_school_year_are_reached_too_and_two_sessions_are_a_day() -> None:
    """Source: ``illness_return_days``: consecutively or cumulatively. That it is the school year is not confirmed, and
    the figure says so."""
    assert "not confirmed" in framework().illness_return_days.source
    half: list[str | tuple[str, str]] = [("I", "\\"), IN]
    marks = register(*half * 29)
    assert illness_days(marks, YEAR).reached_on is None
    assert illness_days(marks, YEAR).days == 14.5
    last = date(2027, 3, 1)
    found = illness_days([*marks, SessionMark(last, "PM", "I")], YEAR)
    assert (found.whole_days, found.reached_on, found.by, found.longest) == (15, last, "in the school year", None)


def test_illness_of_the_year_before_does_not_add_up_but_a_run_over_the_summer_is_one_run() -> None:
    """Source: ``illness_return_days`` and ``school_year_month``."""
    summer = register(*["II"] * 10, first=date(2026, 7, 6))
    apart = illness_days(summer + register(IN, *["II"] * 9), YEAR)
    assert (apart.whole_days, apart.reached_on) == (9, None)
    autumn = register(*["II"] * 5, first=date(2026, 9, 7))
    over = illness_days(summer + autumn, YEAR)
    assert (over.whole_days, over.by, over.reached_on) == (5, "consecutive", date(2026, 9, 11))
    before = illness_days(summer + autumn, date(2025, 9, 1))
    assert (before.whole_days, before.reached_on) == (10, None)


def test_ten_continuous_days_of_any_unauthorised_code_ask_for_a_return() -> None:
    """Source: ``absence_return_days``."""
    figure = framework().absence_return_days.value
    mix = ["OO", "GG", "NN", "UU", "OU"] * 2
    assert len(mix) == figure
    [run] = continuous_absence(register(IN, *mix, IN))
    assert (run.days, run.ongoing) == (10, False)
    assert continuous_absence(register(IN, *mix[1:], IN)) == ()
    assert continuous_absence(register(*mix[:5], "II", *mix[5:])) == ()


def test_a_run_goes_on_over_half_term_christmas_and_easter() -> None:
    """Source: ``absence_return_days`` and ``ground_i_days`` count school days, and a holiday has none."""
    easter = register(*["OO"] * 4, first=date(2027, 3, 22)) + register(*["OO"] * 16, first=date(2027, 4, 12))
    assert [run.days for run in continuous_absence(easter)] == [20]
    [run] = ground_i(easter)
    assert (run.first_day, run.last_day, run.days) == (date(2027, 3, 22), date(2027, 5, 3), 20)


def test_ground_i_needs_twenty_days_of_g_n_and_o_alone() -> None:
    """Source: ``ground_i_days``: any other code in that time rules it out."""
    figure = framework().ground_i_days.value
    away = ["GG", "NO", "OO", "ON"] * 5
    assert [run.days for run in ground_i(register(*away))] == [figure]
    assert ground_i(register(*away[1:])) == ()


@pytest.mark.parametrize("code", sorted(set(CODES) - {"G", "N", "O", "#", "Z"}))
def test_any_other_code_on_one_session_ends_a_run_of_ground_i(code: str) -> None:
    """Source: ``ground_i_days``; U, Y1, D and C2 among them, for a register is never read against a child."""
    half = ["OO"] * 19
    assert ground_i(register(*half, ("O", code), *half)) == ()


def test_a_planned_closure_does_not_end_a_run_of_ground_i_and_a_missing_mark_does() -> None:
    """Source: ``ground_i_days`` counts school days; an empty cell says nothing of where a child was."""
    half = ["OO"] * 10
    assert [run.days for run in ground_i(register(*half, "##", *half))] == [20]
    assert ground_i(register(*half, "O", *half)) == ()
    assert [run.ongoing for run in ground_i(register(*half, *half, "O"))] == [True]
    gap = [mark for mark in register(*half, *half, "OO") if mark.day != date(2026, 11, 12)]
    assert len(ground_i(gap)) == 1
    assert ground_i(gap, [date(2026, 11, 12)]) == ()


def test_a_part_time_timetable_is_shown_from_its_first_session_to_its_last() -> None:
    """Source: code C2 in ``attendance_codes.tsv``: a temporary part-time timetable."""
    half = ("/", "C2")
    marks = register(IN, IN, half, IN, half, *[IN] * 5, half, IN, IN, IN, IN)
    marks += register(half, IN, first=date(2026, 11, 30))
    assert part_time_spans(marks) == (
        PartTimeSpan(date(2026, 11, 4), date(2026, 11, 6), sessions=2, weeks=1, ongoing=False),
        PartTimeSpan(date(2026, 11, 16), date(2026, 11, 30), sessions=2, weeks=2, ongoing=True),
    )
    assert part_time_spans(marks, [date(2026, 11, 25)])[-1].weeks == 1


@pytest.mark.parametrize("changes", [date(2026, 10, 25), date(2027, 3, 28)])
def test_a_change_of_the_clock_neither_joins_nor_parts_a_run(changes: date) -> None:
    days = register(*["OO"] * 20, first=changes - timedelta(days=6))
    other = register(*["OO"] * 20, first=date(2026, 6, 1))
    assert [run.days for run in ground_i(days)] == [run.days for run in ground_i(other)] == [20]


@given(registers)
def test_ground_i_is_never_claimed_where_the_ten_days_are_not(marks: list[SessionMark]) -> None:
    """Source: ``ground_i_days`` and ``absence_return_days``: 20 days of three codes are 10 days of four."""
    runs, wider = ground_i(marks), continuous_absence(marks)
    assert all(any(w.first_day <= run.first_day and run.last_day <= w.last_day for w in wider) for run in runs)
    for run in runs:
        held = [m.code for m in marks if run.first_day <= m.day <= run.last_day]
        assert set(held) <= {"G", "N", "O", "#", "Z"}


@given(long_away)
def test_the_runs_of_ground_i_are_those_of_a_plain_reading(days: list[str]) -> None:
    """Source: ``ground_i_days``, read a second time day by day."""
    plain, running = [], 0
    for codes in [*days, "/\\"]:
        if codes == "##":
            continue
        if set(codes) <= {"G", "N", "O"}:
            running += 1
            continue
        plain += [running] if running >= framework().ground_i_days.value else []
        running = 0
    assert [run.days for run in ground_i(register(*days, "/\\"))] == plain


@given(registers, st.randoms(use_true_random=False))
def test_the_order_of_the_marks_does_not_matter_and_illness_never_goes_beyond_its_sessions(
    marks: list[SessionMark], chance: random.Random
) -> None:
    shuffled = list(marks)
    chance.shuffle(shuffled)
    found = illness_days(marks, YEAR)
    assert illness_days(shuffled, YEAR) == found
    assert ground_i(shuffled) == ground_i(marks)
    assert part_time_spans(shuffled) == part_time_spans(marks)
    assert found.sessions == sum(mark.code == "I" for mark in marks)
    assert sum(span.sessions for span in part_time_spans(marks)) == sum(mark.code == "C2" for mark in marks)
    assert (found.reached_on is None) == (found.by is None)
    if found.sessions >= 30:
        assert found.reached_on is not None
