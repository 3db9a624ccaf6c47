"""Marks corrected after a letter: what was known then is not lost, and what changed is said."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.code import attendance_codes
from comms.attendance.session_mark import MarkedTwice, SessionMark
from comms.attendance.since import Changed, changed_since

MONDAY = date(2026, 9, 7)
registers = st.dictionaries(
    st.tuples(st.dates(date(2026, 10, 19), date(2026, 10, 30)), st.sampled_from(["AM", "PM"])),
    st.sampled_from(sorted(attendance_codes())),
    max_size=15,
).map(lambda marks: [SessionMark(day, session, code) for (day, session), code in marks.items()])  # type: ignore[arg-type]


def test_an_absence_corrected_to_illness_is_told_with_what_it_was() -> None:
    """Source: issue "marks corrected after a notice": the ledger shows what was known then and says what changed."""
    then = [SessionMark(MONDAY, "AM", "O"), SessionMark(MONDAY, "PM", "O")]
    now = [SessionMark(MONDAY, "AM", "I"), SessionMark(MONDAY, "PM", "O")]
    [changed] = changed_since(then, now)
    assert changed == Changed(MONDAY, "AM", "O", "I")
    assert (changed.counted_then, changed.counts_now) == (True, False)


def test_a_mark_taken_out_and_one_added_are_changes_too() -> None:
    taken, added = SessionMark(MONDAY, "PM", "U"), SessionMark(MONDAY, "AM", "N")
    found = changed_since([taken], [added])
    assert found == (Changed(MONDAY, "AM", None, "N"), Changed(MONDAY, "PM", "U", None))
    assert [(one.counted_then, one.counts_now) for one in found] == [(False, True), (True, False)]


def test_a_session_marked_twice_is_refused_on_either_side() -> None:
    twice = [SessionMark(MONDAY, "AM", "O"), SessionMark(MONDAY, "AM", "I")]
    for then, now in ((twice, []), ([], twice)):
        with pytest.raises(MarkedTwice):
            changed_since(then, now)


@given(registers, registers, st.randoms(use_true_random=False))
def test_the_changes_lead_from_what_was_to_what_is_whatever_the_order(
    then: list[SessionMark], now: list[SessionMark], chance: random.Random
) -> None:
    found = changed_since(then, now)
    held = {(mark.day, mark.session): mark.code for mark in then}
    for one in found:
        assert held.pop((one.day, one.session), None) == one.was != one.is_now
        if one.is_now is not None:
            held[one.day, one.session] = one.is_now
    assert held == {(mark.day, mark.session): mark.code for mark in now}
    shuffled = list(now)
    chance.shuffle(shuffled)
    assert changed_since(then, shuffled) == found
    assert changed_since(then, then) == ()
