"""The marks as a calendar to be read at a glance."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.calendar import Cell, Shade, calendar_of, shade_of
from comms.attendance.code import attendance_codes
from comms.attendance.school_weeks import monday_of
from comms.attendance.session_mark import SessionMark
from comms.foundation.errors import BadInput

MONDAY = date(2026, 9, 7)
CODES = sorted(attendance_codes())

registers = st.dictionaries(
    st.tuples(st.dates(date(2026, 9, 1), date(2027, 4, 30)), st.sampled_from(["AM", "PM"])),
    st.sampled_from(CODES),
    max_size=60,
).map(lambda marks: [SessionMark(day, session, code) for (day, session), code in marks.items()])  # type: ignore[arg-type]


def test_a_week_is_ten_cells_from_monday_morning_to_friday_afternoon() -> None:
    marks = [SessionMark(MONDAY, "PM", "N"), SessionMark(date(2026, 9, 11), "AM", "O")]
    [week] = calendar_of(marks, MONDAY, date(2026, 9, 11))
    assert week.monday == MONDAY
    assert [(cell.day.weekday(), cell.session) for cell in week.cells] == [
        (d, s) for d in range(5) for s in ("AM", "PM")
    ]
    assert week.cells[1] == Cell(MONDAY, "PM", "N", "unexplained")
    assert week.cells[8] == Cell(date(2026, 9, 11), "AM", "O", "unauthorised")
    assert week.cells[0] == Cell(MONDAY, "AM", None, "none")


@pytest.mark.parametrize(
    ("code", "shade"),
    [
        ("/", "present"), ("\\", "present"), ("L", "present"), ("V", "present"),
        ("I", "authorised"), ("C2", "authorised"),
        ("G", "unauthorised"), ("O", "unauthorised"), ("U", "unauthorised"), ("N", "unexplained"),
        ("Y1", "not possible"), ("D", "not possible"), ("#", "none"), ("Z", "none"),
    ],
)  # fmt: skip
def test_each_code_has_the_shade_of_its_statistical_class_and_n_stands_apart(code: str, shade: Shade) -> None:
    """Source: the classes of ``data/attendance_codes.tsv``, and its note that N is provisional."""
    assert shade_of(code) == shade


def test_every_code_has_a_shade() -> None:
    assert {shade_of(code) for code in CODES} == set(get_args(Shade))


def test_a_holiday_is_shown_as_empty_weeks_and_a_saturday_session_is_not_lost() -> None:
    saturday = SessionMark(date(2027, 4, 17), "AM", "O")
    weeks = calendar_of([saturday], date(2027, 3, 24), date(2027, 4, 18))
    assert [week.monday for week in weeks] == [date(2027, 3, 22) + timedelta(weeks=n) for n in range(4)]
    assert all(cell.code is None for week in weeks for cell in week.cells)
    assert weeks[-1].weekend == (saturday,)


def test_marks_outside_the_days_asked_are_not_shown_and_days_turned_about_are_refused() -> None:
    marks = [SessionMark(MONDAY, "AM", "O"), SessionMark(date(2026, 9, 9), "AM", "O")]
    [week] = calendar_of(marks, date(2026, 9, 8), date(2026, 9, 8))
    assert all(cell.shade == "none" for cell in week.cells)
    with pytest.raises(BadInput, match="after its last day"):
        calendar_of([], MONDAY, MONDAY - timedelta(days=1))


@given(registers, st.dates(date(2026, 9, 1), date(2027, 4, 30)), st.integers(0, 200))
def test_every_mark_of_the_days_is_shown_once_in_its_own_week(
    marks: list[SessionMark], first: date, length: int
) -> None:
    """Over both changes of the clock and Easter: weeks follow each other without a gap, and lose no mark."""
    last = first + timedelta(days=length)
    weeks = calendar_of(marks, first, last)
    assert all(after.monday - before.monday == timedelta(weeks=1) for before, after in pairwise(weeks))
    assert (weeks[0].monday, weeks[-1].monday) == (monday_of(first), monday_of(last))
    shown = [SessionMark(c.day, c.session, c.code) for week in weeks for c in week.cells if c.code is not None]
    shown += [mark for week in weeks for mark in week.weekend]
    assert sorted(shown) == sorted(mark for mark in marks if first <= mark.day <= last)
    assert all(week.monday <= cell.day < week.monday + timedelta(days=5) for week in weeks for cell in week.cells)
