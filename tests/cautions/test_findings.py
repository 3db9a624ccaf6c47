"""The findings: counted in people and said in counts, by language and point, with who waited for an interpreter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from factories import a_staff_member, an_agency
from hypothesis import given
from hypothesis import strategies as st
from kept_exhibits import a_kept_record
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.missing.period import Period, month_with
from comms.cautions.entry import Entry, row_of
from comms.cautions.findings import saying
from comms.cautions.findings.figures import findings
from comms.cautions.findings.points import Came, PointFigures, PointJudged, PointRead, came_of, count_points
from comms.cautions.findings.waiting import Needed, count_waits, together
from comms.cautions.said import InterpreterBegan, InterpreterSought, LanguageEstablished, NoInterpreter, Said
from comms.cautions.session import CautionSession, SessionState

MONDAY = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
NOVEMBER = month_with(date(2026, 11, 23))


def read(session: UUID, point: str = "record", language: str = "lt") -> PointRead:
    return PointRead(session, "simple", point, language)


def judged(session: UUID, *results: bool, point: str = "record") -> list[PointJudged]:
    return [PointJudged(session, point, one) for one in results]


@pytest.mark.parametrize(
    ("judgements", "came"),
    [
        ([], Came.OPEN),
        ([True], Came.AT_FIRST),
        ([True, True], Came.AT_FIRST),  # read anew because the interpreter had left, and understood both times
        ([False, True], Came.IN_OTHER_WORDS),
        ([False, False], Came.NOT),
        ([False, True, False], Came.NOT),
    ],
)
def test_what_came_of_a_point_is_what_the_officer_judged(judgements: list[bool], came: Came) -> None:
    assert came_of(judgements) == came


def test_a_point_that_was_read_three_times_to_one_person_counts_once() -> None:
    one, two = uuid4(), uuid4()
    figures = count_points(
        [read(one), read(one), read(one), read(two)], [*judged(one, False, False, True), *judged(two, True)]
    )
    assert figures == [PointFigures("lt", "simple", "record", at_first=1, in_other_words=1)]
    assert (figures[0].read, figures[0].failed) == (2, 1)


def test_the_explanation_that_fails_most_people_comes_first_and_languages_are_told_apart() -> None:
    sessions = [uuid4() for _ in range(5)]
    reads = [read(one) for one in sessions[:3]] + [read(one, language="ur") for one in sessions[3:]]
    judgements = [
        *judged(sessions[0], True), *judged(sessions[1], True), *judged(sessions[2], False, True),
        *judged(sessions[3], False), *judged(sessions[4], False, True),
    ]  # fmt: skip
    urdu, lithuanian = count_points(reads, judgements)
    assert (urdu.language_name, urdu.failed, urdu.not_understood, urdu.in_other_words) == ("Urdu", 2, 1, 1)
    assert (lithuanian.language_name, lithuanian.at_first, lithuanian.failed) == ("Lithuanian", 2, 1)


def test_a_point_belongs_to_the_language_in_which_it_was_first_read() -> None:
    one = uuid4()
    [figures] = count_points([read(one, language="lt"), read(one, language="ru")], judged(one, False, True))
    assert figures.language == "lt"


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["a", "b"]), st.lists(st.booleans(), max_size=4))))
def test_figures_add_up_to_what_was_read(happened: list[tuple[int, str, list[bool]]]) -> None:
    sessions = [UUID(int=number) for number in range(6)]
    reads = [read(sessions[number], point) for number, point, _ in happened]
    judgements = [one for number, point, results in happened for one in judged(sessions[number], *results, point=point)]
    figures = count_points(reads, judgements)
    assert sum(one.read for one in figures) == len({(one.session_id, one.point) for one in reads})


def test_counts_are_said_as_they_are_and_never_as_percentages() -> None:
    points = [PointFigures("lt", "simple", "record", at_first=2, in_other_words=1)]
    assert saying.answer(points, NOVEMBER) == (
        "In November 2026 a point of a caution was explained 3 times. Once it was not understood at first."
    )
    assert saying.further(points) == ["Once other words helped."]
    assert saying.of_point(points[0]) == "1 of 3 did not understand it at first"
    assert "%" not in "".join([saying.answer(points, NOVEMBER), *saying.further(points)])


def test_a_month_in_which_nothing_failed_or_nothing_happened_says_so() -> None:
    two_days = Period(date(2026, 11, 2), date(2026, 11, 3))
    assert saying.answer([], two_days) == (
        "From 2 November 2026 to 3 November 2026 no point of a caution was explained to anybody."
    )
    assert saying.answer([PointFigures("lt", "simple", "record", at_first=2)], NOVEMBER) == (
        "In November 2026 a point of a caution was explained twice; each time it was understood at first."
    )
    unjudged = [PointFigures("lt", "simple", "record", not_judged=1)]
    assert "each time it was understood" not in saying.answer(unjudged, NOVEMBER)
    assert saying.further(unjudged) == ["Once the session ended before the officer judged the answer."]


def waited(minutes: int | None, language: str = "lt", *, over: bool = True) -> Needed:
    began = None if minutes is None else MONDAY + timedelta(minutes=minutes)
    return Needed(language, MONDAY, began, over)


def test_waits_are_told_by_language_with_those_who_never_had_anybody_first() -> None:
    urdu, lithuanian = count_waits(
        [waited(25), waited(0), waited(190), waited(-5), waited(None, "ur"), waited(None, "ur", over=False)]
    )
    assert (urdu.language_name, urdu.never, urdu.still, urdu.needed) == ("Urdu", 1, 1, 2)
    assert (lithuanian.waited, lithuanian.at_once, lithuanian.longest) == ((25, 190), 2, 190)
    assert saying.how_long(lithuanian) == "25 min and 3 h 10 min"
    assert saying.how_long(urdu) == "nobody waited"
    assert saying.waited(together([urdu, lithuanian])) == (
        "An interpreter was needed 6 times: twice one was there at once, twice the person waited, once none ever came "
        "and once the person waits still."
    )


def test_of_many_waits_the_middle_and_the_longest_are_told() -> None:
    [waits] = count_waits([waited(minutes) for minutes in (10, 20, 30, 40, 50, 125)])
    assert saying.how_long(waits) == "half of them more than 35 min, the longest 2 h 05 min"


def test_where_no_interpreter_was_needed_it_is_said() -> None:
    assert saying.waited(together([])) == "In no session an interpreter was needed."


def a_short_session(session: Session, officer: Viewer, person_id: UUID, *said: Said, ended: bool = True) -> None:
    """A session in which no more than this was said, a minute apart."""
    assert officer.staff_id is not None
    row = CautionSession(
        agency_id=officer.agency_id, person_id=person_id, kind="simple", script_version="2026-11-1", language="ur",
        state=SessionState.ENDED if ended else SessionState.OPEN, opened_at=MONDAY, opened_by=officer.staff_id,
        officer_id=officer.staff_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    for number, one in enumerate(said, start=1):
        session.add(row_of(row.id, Entry(number, MONDAY + timedelta(minutes=number), officer.staff_id, one)))


def began(at: datetime) -> InterpreterBegan:
    register = ("NRPSI", "12345", "DPSI Law", "NPPV 3", "in person", "", "")
    return InterpreterBegan(None, None, "Aldona Petrauskienė", *register, False, "affirmed", False, at)


def test_an_agency_counts_its_own_sessions_by_when_things_happened_and_not_when_they_were_written_down(
    session: Session, viewer: Viewer
) -> None:
    police = an_agency(session, MONDAY, "Fenland Police, Marlingfen", "police")
    officer = viewer_of(a_staff_member(session, police, MONDAY, roles=("officer",)))
    record = a_kept_record(session, officer, MONDAY + timedelta(hours=6))
    person = session.get_one(CautionSession, record.session_id).person_id
    urdu = LanguageEstablished("ur", need="needed", need_confirmed=True)
    sought = InterpreterSought(MONDAY - timedelta(hours=2), "by telephone")
    a_short_session(session, officer, person, urdu, sought, began(MONDAY + timedelta(minutes=30)))
    a_short_session(session, officer, person, urdu, NoInterpreter("Nobody could be reached"))
    a_short_session(session, officer, person, urdu, ended=False)
    needs_none = LanguageEstablished("ur", need="not needed", need_confirmed=True, words_approved=True)
    a_short_session(session, officer, person, needs_none)
    session.flush()
    found = findings(session, officer, NOVEMBER)
    assert found.sessions == 5
    assert [(one.language, one.point, one.in_other_words) for one in found.failed] == [("lt", "admission", 1)]
    assert sum(one.read for one in found.points) == 16
    urdu_waits, lithuanian = found.waits
    assert (urdu_waits.waited, urdu_waits.never, urdu_waits.still) == ((150,), 1, 1)
    # Language established at 10:03, the interpreter began at 10:07.
    assert (lithuanian.language, lithuanian.waited) == ("lt", (4,))
    assert findings(session, viewer, NOVEMBER).sessions == 0
    assert findings(session, officer, month_with(date(2026, 10, 1))).points == []
