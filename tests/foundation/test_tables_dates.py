"""Dates as schools write them; what could be another day is refused, and the refusal says what was read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.tables import UnreadableDate, read_date

SEVENTH = date(2026, 9, 7)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "07/09/2026",
        "7/9/2026",
        "7/9/26",
        "07.09.2026",
        "07-09-2026",
        "2026-09-07",
        "2026/9/7",
        "7 Sep 2026",
        "7 September 2026",
        "07-Sep-26",
        "7th Sept. 2026",
        "7 SEP, 2026",
        " 07/09/2026 00:00:00 ",
        "2026-09-07T00:00:00Z",
    ],
)
def test_a_british_date_is_read(text: str) -> None:
    assert read_date(text) == SEVENTH


def test_a_spreadsheets_date_is_taken_as_it_is() -> None:
    assert read_date(SEVENTH) == SEVENTH
    assert read_date(datetime(2026, 9, 7, 8, 40, tzinfo=UTC)) == SEVENTH


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("09/13/2026", "day 9, month 13, year 2026. It looks American"),
        ("31/06/2026", "day 31, month 6"),
        ("29/02/2026", "day 29, month 2"),
        ("13/13/2026", "month 13, year 2026. Write"),
        ("07/09/0202", "not a likely date"),
        ("Sep 7, 2026", "month first"),
        ("26-09-07", "begin with the day or with the year"),
        ("46272", "day number"),
        ("7 Sap 2026", "names no month"),
        ("", "blank"),
        ("07/09", "not a date"),
        ("07/09/2026 08:40", "not a date"),
        ("07/09-2026", "not a date"),
        ("=TODAY()", "not a date"),
        ("next Monday", "not a date"),
    ],
)
def test_any_other_date_is_refused_with_what_was_read(text: str, said: str) -> None:
    with pytest.raises(UnreadableDate, match=r"07/09/2026|Format the column") as refusal:
        read_date(text)
    assert said in str(refusal.value)


@pytest.mark.parametrize(("text", "year"), [("1/1/49", 2049), ("1/1/50", 1950), ("1/1/85", 1985), ("1/1/14", 2014)])
def test_two_figures_of_a_year_reach_from_1950_to_2049(text: str, year: int) -> None:
    assert read_date(text).year == year


@given(DAYS)
def test_every_day_is_read_back_from_every_form(day: date) -> None:
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y"):
        assert read_date(day.strftime(form)) == day


@given(st.text())
def test_any_text_is_a_day_or_a_clear_refusal(text: str) -> None:
    try:
        assert isinstance(read_date(text), date)
    except UnreadableDate as refusal:
        assert refusal.remedy  # noqa: PT017
