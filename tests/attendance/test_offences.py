"""The sessions a formal letter is about. Sources stand in the figures; see ``data/framework.toml``."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.attendance.code import attendance_codes
from comms.attendance.framework import framework
from comms.attendance.offences import OffenceDay, Offences, offences_between, offences_in_window
from comms.attendance.school_weeks import threshold_count
from comms.attendance.session_mark import MarkedTwice, Session, SessionMark
from comms.foundation.errors import BadInput

MONDAY = date(2026, 9, 7)
SESSIONS: tuple[Session, Session] = ("AM", "PM")
CODES = sorted(attendance_codes())


def day_of(day: date, codes: str = "/\\") -> list[SessionMark]:
    """Morning and afternoon of a day, each its code."""
    return [SessionMark(day, session, code) for session, code in zip(SESSIONS, codes, strict=True)]


def weeks_of(first: date, count: int, codes: str = "/\\") -> list[SessionMark]:
    """So many weeks of five days alike."""
    return [m for n in range(count) for d in range(5) for m in day_of(first + timedelta(days=7 * n + d), codes)]


registers = st.dictionaries(
    st.tuples(st.dates(date(2026, 1, 5), date(2027, 7, 20)), st.sampled_from(SESSIONS)),
    st.sampled_from([*CODES, "N", "O", "G", "U"]),
    max_size=80,
).map(lambda marks: [SessionMark(day, session, code) for (day, session), code in marks.items()])
days_asked = st.dates(date(2026, 1, 5), date(2027, 8, 31))


def test_a_letter_lists_every_session_of_the_four_codes_and_those_not_yet_explained_apart() -> None:
    """Source: ``threshold_sessions`` (any mix of G, N, O and U) and the note of code N in ``attendance_codes.tsv``."""
    marks = day_of(MONDAY, "GI") + day_of(date(2026, 9, 8), "NN") + day_of(date(2026, 9, 9), "LU")
    found = offences_in_window(marks, date(2026, 9, 11))
    assert [mark.code for mark in found.sessions] == ["G", "N", "N", "U"]
    assert [mark.code for mark in found.unresolved] == ["N", "N"]
    assert (found.first, found.last) == (MONDAY, date(2026, 9, 11))
    assert (found.possible, found.missed, found.unauthorised) == (6, 5, 4)
    assert found.days == (
        OffenceDay(MONDAY, "morning"),
        OffenceDay(date(2026, 9, 8), "day"),
        OffenceDay(date(2026, 9, 9), "afternoon"),
    )
    assert (found.first_day, found.last_day) == (MONDAY, date(2026, 9, 9))


def test_a_pupil_without_marks_has_no_offences_and_days_that_can_be_printed() -> None:
    assert offences_in_window([], MONDAY) == Offences(MONDAY, MONDAY, (), (), 0, 0, 0)
    assert offences_in_window([], MONDAY).first_day is None


@pytest.mark.parametrize(
    ("missed", "term_begins"),
    [
        (date(2026, 7, 13), date(2026, 9, 2)),
        (date(2026, 12, 14), date(2027, 1, 4)),
        (date(2027, 3, 15), date(2027, 4, 12)),
    ],
    ids=["the school year", "Christmas", "Easter"],
)
def test_the_window_reaches_back_over_holidays_and_over_the_school_year(missed: date, term_begins: date) -> None:
    """Source: ``threshold_school_weeks``: the period may span terms and years, and only weeks with a session count."""
    first = term_begins - timedelta(days=term_begins.weekday())
    weeks = framework().threshold_school_weeks.value
    until = first + timedelta(days=7 * (weeks - 1) - 3)
    marks = weeks_of(missed, 1, "OO") + weeks_of(first, weeks - 1)
    assert len(offences_in_window(marks, until).sessions) == 10
    one_more = weeks_of(first + timedelta(weeks=weeks - 1), 1)
    assert offences_in_window(marks + one_more, until + timedelta(weeks=1)).sessions == ()


@pytest.mark.parametrize("easter", [date(2026, 4, 5), date(2027, 3, 28), date(2028, 4, 16)])
def test_wherever_easter_lies_the_two_weeks_of_it_are_no_weeks_of_the_window(easter: date) -> None:
    """Source: ``threshold_school_weeks``: a school week is any week with at least one session."""
    good_friday = easter - timedelta(days=2)
    away = good_friday - timedelta(days=4)
    back = easter + timedelta(days=15)
    marks = [mark for mark in weeks_of(away, 1, "GG") if mark.day < good_friday]
    marks += [mark for mark in weeks_of(back - timedelta(days=1), 9) if mark.day >= back]
    until = back + timedelta(days=7 * 8 + 3)
    assert len(offences_in_window(marks, until).sessions) == 8
    assert offences_in_window(marks, until).first == away


@pytest.mark.parametrize("changes", [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)])
def test_a_change_of_the_clock_inside_the_window_moves_no_session(changes: date) -> None:
    """The marks have days and halves of days and no hour; this is the London Sunday on which the clock changes."""
    zone = ZoneInfo("Europe/London")
    noon = [datetime(d.year, d.month, d.day, 12, tzinfo=zone) for d in (changes, changes - timedelta(days=1))]
    assert noon[0].utcoffset() != noon[1].utcoffset()
    before, after = changes - timedelta(days=2), changes + timedelta(days=1)
    found = offences_between(day_of(before, "OO") + day_of(after, "OO"), before, after)
    assert found.days == (OffenceDay(before, "day"), OffenceDay(after, "day"))
    moved = timedelta(weeks=6)
    other = offences_between(day_of(before - moved, "OO") + day_of(after - moved, "OO"), before - moved, after - moved)
    assert [mark.day + moved for mark in other.sessions] == [mark.day for mark in found.sessions]


def test_the_schools_calendar_counts_before_the_pupils_own_marks() -> None:
    marks = weeks_of(MONDAY, 1, "OO") + weeks_of(MONDAY + timedelta(weeks=11), 1)
    until = MONDAY + timedelta(weeks=11, days=4)
    calendar = [mark.day for mark in weeks_of(MONDAY, 12)]
    assert len(offences_in_window(marks, until).sessions) == 10
    assert offences_in_window(marks, until, calendar).sessions == ()


def test_days_turned_about_and_a_session_marked_twice_are_refused() -> None:
    with pytest.raises(BadInput, match="after its last day"):
        offences_between([], MONDAY, MONDAY - timedelta(days=1))
    with pytest.raises(MarkedTwice):
        offences_in_window([SessionMark(MONDAY, "AM", "O"), SessionMark(MONDAY, "AM", "/")], MONDAY)


@given(registers, days_asked)
def test_the_sessions_listed_are_those_that_the_threshold_counts(marks: list[SessionMark], until: date) -> None:
    """Source: ``threshold_sessions`` and ``threshold_school_weeks``: a letter lists what was counted, no more."""
    found, count = offences_in_window(marks, until), threshold_count(marks, until)
    assert len(found.sessions) == count.sessions == found.unauthorised
    assert len(found.unresolved) == count.unexplained
    assert set(found.unresolved) <= set(found.sessions)
    assert len(found.sessions) <= found.missed <= found.possible
    assert all(found.first <= mark.day <= found.last for mark in found.sessions)
    assert sum(2 if one.part == "day" else 1 for one in found.days) == len(found.sessions)


@given(registers, days_asked, st.randoms(use_true_random=False))
def test_the_order_in_which_marks_come_in_does_not_matter(
    marks: list[SessionMark], until: date, chance: random.Random
) -> None:
    shuffled = list(marks)
    chance.shuffle(shuffled)
    assert offences_in_window(shuffled, until) == offences_in_window(marks, until)


@given(registers, days_asked)
def test_a_mark_corrected_to_illness_takes_one_session_from_the_list_and_leaves_the_rest(
    marks: list[SessionMark], until: date
) -> None:
    before = offences_in_window(marks, until)
    if not before.sessions:
        return
    wrong = before.sessions[0]
    corrected = [SessionMark(m.day, m.session, "I") if m == wrong else m for m in marks]
    after = offences_in_window(corrected, until)
    assert after.sessions == before.sessions[1:]
    assert (after.possible, after.missed) == (before.possible, before.missed)


@given(registers, registers, days_asked)
def test_two_children_at_two_schools_are_listed_each_from_its_own_marks(
    hers: list[SessionMark], his: list[SessionMark], until: date
) -> None:
    """Source: the national framework: each notice is for one child; sessions of brothers and sisters never add up."""
    one, other = offences_in_window(hers, until), offences_in_window(his, until)
    assert set(one.sessions) <= set(hers)
    assert set(other.sessions) <= set(his)
    assert offences_in_window(hers, until) == one
