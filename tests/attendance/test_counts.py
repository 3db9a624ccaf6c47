from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.code import UnknownMark, attendance_codes
from comms.attendance.counts import AttendanceSummary, summarise
from comms.attendance.session_mark import MarkedTwice, Session, SessionMark, between, in_order
from comms.foundation.errors import BadInput

MONDAY = date(2026, 9, 7)
SESSIONS: tuple[Session, Session] = ("AM", "PM")
CODES = sorted(attendance_codes())


def marks_of(codes: str | list[str], first: date = MONDAY) -> list[SessionMark]:
    """Marks from a Monday on, two a day, Monday to Friday."""
    days = [first + timedelta(days=7 * (n // 5) + n % 5) for n in range(len(codes))]
    return [SessionMark(days[place // 2], SESSIONS[place % 2], code) for place, code in enumerate(codes)]


registers = st.lists(st.sampled_from(CODES), max_size=60).map(marks_of)


def test_a_fortnight_of_a_pupil_is_counted_as_an_attendance_officer_would() -> None:
    #                     Mon   Tue   Wed   Thu   Fri
    found = summarise(marks_of("/\\L\\INOU/G") + marks_of(["C2", "C2", "#", "#", "Y4", "Y4"], date(2026, 9, 14)))
    assert found == AttendanceSummary(
        first_day=date(2026, 9, 7),
        last_day=date(2026, 9, 14),
        possible=12,
        attended=5,
        authorised=3,
        unauthorised=4,
        unexplained=1,
        late=1,
        part_time=2,
        absent_by_weekday=(2, 0, 2, 2, 1, 0, 0),
        absent_mornings=3,
        absent_afternoons=4,
    )
    assert found.absent == 7
    assert found.unauthorised_explained == 3
    assert found.percent == Decimal("41.7")
    assert found.persistent
    assert found.severe


@given(registers)
def test_the_parts_add_up(marks: list[SessionMark]) -> None:
    found = summarise(marks)
    assert found.possible == found.attended + found.absent
    assert found.absent == found.authorised + found.unauthorised
    assert found.unauthorised == found.unexplained + found.unauthorised_explained
    assert found.absent == sum(found.absent_by_weekday) == found.absent_mornings + found.absent_afternoons
    assert 0 <= found.possible <= len(marks)
    assert found.late <= found.attended
    assert found.part_time <= found.authorised
    assert not found.severe or found.persistent
    assert (found.percent is None) == (found.possible == 0) == (found.first_day is None)


@given(registers, st.randoms(use_true_random=False))
def test_the_order_of_the_marks_does_not_matter(marks: list[SessionMark], chance: random.Random) -> None:
    shuffled = list(marks)
    chance.shuffle(shuffled)
    assert summarise(shuffled) == summarise(marks)


@given(registers, st.sampled_from(CODES))
def test_one_more_attended_session_never_lowers_the_percent_and_one_more_missed_never_raises_it(
    marks: list[SessionMark], code: str
) -> None:
    before = summarise(marks).exact_percent
    after = summarise([*marks, SessionMark(date(2027, 1, 5), "AM", code)]).exact_percent
    about = attendance_codes()[code]
    if not about.possible:
        assert after == before
    elif before is not None and after is not None:
        assert after >= before if about.attended else after <= before


@given(registers, st.integers(0, 30))
def test_a_time_cut_in_two_counts_the_same_as_the_whole(marks: list[SessionMark], days: int) -> None:
    cut = MONDAY + timedelta(days=days)
    first = summarise(between(marks, date.min, cut))
    second = summarise(between(marks, cut + timedelta(days=1), date.max))
    whole = summarise(marks)
    assert whole.possible == first.possible + second.possible
    assert whole.unauthorised == first.unauthorised + second.unauthorised


@given(registers)
def test_an_n_corrected_to_illness_moves_from_unauthorised_to_authorised_and_changes_no_percent(
    marks: list[SessionMark],
) -> None:
    corrected = [SessionMark(m.day, m.session, "I" if m.code == "N" else m.code) for m in marks]
    before, after = summarise(marks), summarise(corrected)
    assert after.unexplained == 0
    assert after.unauthorised == before.unauthorised - before.unexplained
    assert after.authorised == before.authorised + before.unexplained
    assert after.percent == before.percent


@pytest.mark.parametrize(
    ("missed", "persistent", "severe"), [(0, False, False), (1, False, False), (2, True, False), (10, True, True)]
)
def test_persistent_is_a_tenth_missed_and_severe_a_half(missed: int, persistent: bool, severe: bool) -> None:
    found = summarise(marks_of("I" * missed + "/" * (20 - missed)))
    assert (found.persistent, found.severe) == (persistent, severe)


def test_a_pupil_without_a_possible_session_has_no_percent_and_is_not_absent() -> None:
    found = summarise(marks_of("##DDXX"))
    assert found.percent is None
    assert not found.persistent
    assert not found.severe


def test_a_percent_just_below_prints_rounded_and_is_compared_exactly() -> None:
    found = summarise(marks_of("/" * 377 + "I" * 20))
    assert found.percent == Decimal("95.0")
    assert found.exact_percent is not None
    assert found.exact_percent < 95


def test_a_session_marked_twice_is_an_error_that_names_it_even_when_both_marks_agree() -> None:
    twice = [SessionMark(MONDAY, "AM", "/"), SessionMark(MONDAY, "PM", "\\"), SessionMark(MONDAY, "AM", "/")]
    with pytest.raises(MarkedTwice, match="2026-09-07 AM is marked twice"):
        summarise(twice)


def test_a_mark_that_could_not_be_counted_is_refused_when_it_is_made() -> None:
    with pytest.raises(UnknownMark):
        SessionMark(MONDAY, "AM", "q")
    with pytest.raises(BadInput, match="not a session"):
        SessionMark(MONDAY, "EVE", "/")  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="not a school day"):
        SessionMark(datetime(2026, 9, 7, 8, 45, tzinfo=UTC), "AM", "/")


def test_mornings_come_before_afternoons() -> None:
    marks = [SessionMark(MONDAY, "PM", "/"), SessionMark(MONDAY, "AM", "U")]
    assert [mark.session for mark in in_order(marks)] == ["AM", "PM"]
