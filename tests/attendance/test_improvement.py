"""Attendance in the time that a Notice to Improve gives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.code import attendance_codes
from comms.attendance.counts import summarise
from comms.attendance.improvement import Improvement, ImprovementWeek, improvement
from comms.attendance.session_mark import SessionMark, between
from comms.foundation.errors import BadInput

MONDAY = date(2026, 10, 19)
registers = st.dictionaries(
    st.tuples(st.dates(date(2026, 9, 1), date(2027, 4, 30)), st.sampled_from(["AM", "PM"])),
    st.sampled_from(sorted(attendance_codes())),
    max_size=60,
).map(lambda marks: [SessionMark(day, session, code) for (day, session), code in marks.items()])  # type: ignore[arg-type]


def test_illness_is_no_failure_to_improve_and_a_week_of_holidays_is_no_week_of_the_time() -> None:
    """Source: Working together to improve school attendance, Notice to Improve; the codes of ``attendance_codes.tsv``.

    The clock changes on 25 October 2026, and that week is half-term.
    """
    marks = [SessionMark(MONDAY, "AM", "/"), SessionMark(MONDAY, "PM", "I"), SessionMark(date(2026, 10, 26), "AM", "#")]
    marks += [SessionMark(date(2026, 11, 2), "AM", "O"), SessionMark(date(2026, 11, 2), "PM", "N")]
    found = improvement(marks, MONDAY, date(2026, 11, 8))
    assert found == Improvement(
        starts=MONDAY, until=date(2026, 11, 8), possible=4, attended=1, authorised=1, unauthorised=2, unexplained=1,
        weeks=(ImprovementWeek(MONDAY, 2, 1, 0, 0), ImprovementWeek(date(2026, 11, 2), 2, 0, 2, 1)),
    )  # fmt: skip
    assert found.missed == 3


def test_days_turned_about_are_refused() -> None:
    with pytest.raises(BadInput, match="time to improve begins"):
        improvement([], MONDAY, MONDAY - timedelta(days=1))


@given(registers, st.dates(date(2026, 9, 1), date(2027, 4, 30)), st.integers(0, 60))
def test_the_weeks_add_up_to_the_whole_and_only_the_days_of_the_time_count(
    marks: list[SessionMark], starts: date, length: int
) -> None:
    until = starts + timedelta(days=length)
    found = improvement(marks, starts, until)
    whole = summarise(between(marks, starts, until))
    assert (found.possible, found.attended, found.unauthorised) == (whole.possible, whole.attended, whole.unauthorised)
    assert found.missed == found.authorised + found.unauthorised
    for name in ("possible", "attended", "unauthorised", "unexplained"):
        assert sum(getattr(week, name) for week in found.weeks) == getattr(found, name)
    assert [week.monday for week in found.weeks] == sorted({week.monday for week in found.weeks})
    assert all(week.monday.weekday() == 0 and week.possible for week in found.weeks)
