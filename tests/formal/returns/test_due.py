from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.framework import framework
from comms.attendance.session_mark import SessionMark
from comms.formal.returns.attendance_return import ReturnKind
from comms.formal.returns.due import Due, SentSpan, due_of
from comms.formal.returns.kinds import returns_said

MONDAY = date(2026, 9, 7)
IN = "/\\"


def school_day(number: int) -> date:
    """The school day so many after the first Monday, without holidays."""
    return MONDAY + timedelta(days=7 * (number // 5) + number % 5)


def register(*days: str) -> list[SessionMark]:
    """Two marks for each school day from the first Monday on."""
    return [
        mark
        for number, codes in enumerate(days)
        for mark in (SessionMark(school_day(number), "AM", codes[0]), SessionMark(school_day(number), "PM", codes[1]))
    ]


def due(marks: list[SessionMark], *sent: SentSpan, on: date | None = None) -> dict[ReturnKind, list[Due]]:
    """What is due on the day of the last mark, by kind."""
    found: dict[ReturnKind, list[Due]] = {}
    for one in due_of(marks, on or max(mark.day for mark in marks), sent):
        found.setdefault(one.kind, []).append(one)
    return found


def sent(one: Due) -> SentSpan:
    """That a return was sent as it was due."""
    return SentSpan(one.kind, one.first_day, one.last_day)


@pytest.mark.parametrize(("days", "is_due"), [(14, False), (15, True)])
def test_fifteen_school_days_of_illness_in_a_row_call_for_a_return(days: int, is_due: bool) -> None:
    """Source: framework figure illness_return_days, the sickness return of the 2024 regulations."""
    assert framework().illness_return_days.value == 15
    assert (ReturnKind.ILLNESS in due(register(*["II"] * days, IN))) is is_due


def test_illness_here_and_there_in_the_year_counts_together() -> None:
    days = [day for _ in range(15) for day in ("II", IN)]
    (one,) = due(register(*days))[ReturnKind.ILLNESS]
    assert (one.first_day, one.last_day, one.days) == (MONDAY, school_day(28), 15)


def test_illness_that_was_told_this_year_is_not_told_again_and_next_year_is() -> None:
    marks = register(*["II"] * 16)
    (one,) = due(marks)[ReturnKind.ILLNESS]
    assert not due([*marks, *[SessionMark(school_day(40), half, "I") for half in ("AM", "PM")]], sent(one))
    later = [SessionMark(mark.day + timedelta(days=364), mark.session, mark.code) for mark in marks]
    assert ReturnKind.ILLNESS in due([*marks, *later], sent(one))


@pytest.mark.parametrize("code", ["G", "N", "O", "U"])
def test_ten_days_away_call_for_one_return_until_a_new_span_begins(code: str) -> None:
    """Source: framework figure absence_return_days."""
    assert framework().absence_return_days.value == 10
    assert not due(register(*[code * 2] * 9))
    marks = register(*[code * 2] * 10)
    (one,) = due(marks)[ReturnKind.ABSENCE]
    assert one.ongoing
    longer = register(*[code * 2] * 15)
    assert ReturnKind.ABSENCE not in due(longer, sent(one))
    again = register(*[code * 2] * 10, IN, *[code * 2] * 10)
    (second,) = due(again, sent(one))[ReturnKind.ABSENCE]
    assert second.first_day == school_day(11)


def test_twenty_days_away_are_told_beside_the_ten_and_lateness_is_none_of_them() -> None:
    """Source: framework figure ground_i_days: G, N or O alone."""
    (ten,) = due(register(*["NN"] * 10))[ReturnKind.ABSENCE]
    found = due(register(*["NN"] * 20), sent(ten))
    assert set(found) == {ReturnKind.LONG_ABSENCE}
    assert found[ReturnKind.LONG_ABSENCE][0].days == 20
    assert ReturnKind.LONG_ABSENCE not in due(register(*["NN"] * 10, "NU", *["NN"] * 9))


def test_a_mark_corrected_since_takes_the_return_away() -> None:
    marks = register(*["NN"] * 10)
    corrected = [SessionMark(mark.day, mark.session, "I" if mark.day == school_day(4) else "N") for mark in marks]
    assert due(marks)
    assert not due(corrected)


def test_a_part_time_timetable_in_the_register_is_told_once() -> None:
    (one,) = due(register("/" + "\\", *[("/", "C2")] * 4))[ReturnKind.PART_TIME]  # type: ignore[arg-type]
    assert (one.days, one.ongoing) == (4, True)
    assert not due(register(IN, *[("/", "C2")] * 9), sent(one))  # type: ignore[arg-type]


def test_what_ended_in_the_school_year_before_is_not_due() -> None:
    """The school year begins on 1 September (framework figures school_year_month and school_year_day)."""
    july = [SessionMark(date(2026, 7, 1) + timedelta(days=n), half, "N") for n in range(12) for half in ("AM", "PM")]
    weekdays = [mark for mark in july if mark.day.weekday() < 5]
    assert not due_of(weekdays, date(2026, 9, 10))
    # A run that goes on after the summer is one run.
    going_on = [*weekdays, *register(*["NN"] * 3)]
    (one,) = due(going_on)[ReturnKind.ABSENCE]
    assert one.first_day == date(2026, 7, 1)


@given(st.lists(st.sampled_from(["NN", "II", IN, "GO", "N\\", "CC"]), max_size=70))
def test_what_was_sent_is_never_due_again_and_days_lie_in_the_register(days: list[str]) -> None:
    marks = register(*days)
    if not marks:
        return
    on = marks[-1].day
    found = due_of(marks, on)
    assert not due_of(marks, on, [sent(one) for one in found])
    for one in found:
        assert MONDAY <= one.first_day <= one.last_day <= on
        assert one.days >= 10


def test_every_kind_of_return_says_where_it_is_written() -> None:
    for said in returns_said().values():
        assert said.title
        assert said.source
        assert said.read_on >= said.in_force_from
