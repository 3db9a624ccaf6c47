"""Days and sessions as registers write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.imports.session_heading import UnreadableSession, read_half, read_heading

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("heading", "day", "half"),
    [
        ("07/09/2026 AM", date(2026, 9, 7), "AM"),
        ("7/9/26 pm", date(2026, 9, 7), "PM"),
        ("2026-09-07 PM", date(2026, 9, 7), "PM"),
        ("Mon 07 Sep AM", date(2026, 9, 7), "AM"),
        ("Monday, 7 September 2026 - afternoon", date(2026, 9, 7), "PM"),
        ("AM 07/09/2026", date(2026, 9, 7), "AM"),
        ("07/09/2026 (a.m.)", date(2026, 9, 7), "AM"),
        ("07.09.2026_PM", date(2026, 9, 7), "PM"),
        ("7 Sep AM", date(2026, 9, 7), "AM"),
        ("19/10 AM", date(2026, 10, 19), "AM"),
        ("Wed 6 Jan PM", date(2027, 1, 6), "PM"),
    ],
)
def test_a_heading_names_a_day_and_a_session(heading: str, day: date, half: str) -> None:
    read = read_heading(heading, TODAY)
    assert read is not None
    assert (read.day, read.half) == (day, half)


@pytest.mark.parametrize("heading", ["UPN", "Name", "Year 7", "AM", "Total am and pm 2026", "Program 12", "07/09/2026"])
def test_a_heading_of_something_else_is_no_session(heading: str) -> None:
    assert read_heading(heading, TODAY) is None


@pytest.mark.parametrize("heading", ["31/09/2026 AM", "Tue 07 Sep AM", "09/31/2026 PM", "Lesson 3 AM", "29 Feb AM"])
def test_a_session_of_no_possible_day_is_refused(heading: str) -> None:
    with pytest.raises(UnreadableSession) as refused:
        read_heading(heading, TODAY)
    assert refused.value.remedy


@given(st.dates(date(2026, 9, 1), date(2027, 8, 31)), st.sampled_from(["AM", "PM"]))
def test_a_day_without_its_year_is_of_this_school_year(day: date, half: str) -> None:
    read = read_heading(f"{day:%a} {day:%d} {day:%b} {half}", TODAY)
    assert read is not None
    assert (read.day, read.half, read.year_was_taken) == (day, half, True)


@given(st.text(max_size=40))
def test_any_heading_is_read_passed_over_or_refused(heading: str) -> None:
    with suppress(UnreadableSession):
        read_heading(heading, TODAY)


def test_a_session_in_a_cell_is_morning_or_afternoon() -> None:
    assert [read_half(cell) for cell in ("AM", "am", "a.m.", "Morning", "PM", "p.m.", "afternoon")] == [
        "AM", "AM", "AM", "AM", "PM", "PM", "PM",
    ]  # fmt: skip
    for cell in ("", "1", "noon", "AM PM"):
        with pytest.raises(UnreadableSession):
            read_half(cell)
