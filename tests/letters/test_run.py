"""A school's run: each parent who is due a letter gets their own, in the language they read, once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.channels.paper import paper_from_json
from comms.families.actions import PersonDetails, record_person, relate
from comms.families.person import Person, PersonKind
from comms.families.pupil import Pupil
from comms.foundation.clock import london_date
from comms.foundation.errors import NotAllowed
from comms.foundation.work_item import Work
from comms.letters.letter import Letter, LetterState
from comms.letters.preparing import Ready
from comms.letters.run import due_letters, wanted_letters
from comms.letters.runs.actions import make_lot, start_run
from comms.letters.runs.find import every_row as rows_of
from comms.letters.text.as_text import as_text
from comms.tasks.task import Task, TaskKind

FIRST_DAY = date(2026, 9, 7)
LAST_DAY = date(2026, 11, 20)


@dataclass
class SchoolOfMarks:
    """Three children: one often away, one never, one gone without a word; and the adults around them."""

    often_away: Person
    never_away: Person
    gone: Person
    mother: Person
    father: Person
    grandmother: Person
    neighbour: Person


def _marks(missed: dict[date, str]) -> list[SessionMark]:
    days = [FIRST_DAY + timedelta(days=step) for step in range((LAST_DAY - FIRST_DAY).days + 1)]
    return [
        SessionMark(day, half, missed.get(day, "/" if half == "AM" else "\\"))
        for day in days
        if day.weekday() < 5
        for half in ("AM", "PM")
    ]


def _pupil(session: Session, viewer: Viewer, now: datetime, name: str, upn: str) -> Person:
    child = a_child(session, viewer, now, name)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=child.id, upn=upn, recorded_at=now))
    return child


@pytest.fixture
def marked(session: Session, viewer: Viewer, now: datetime) -> SchoolOfMarks:
    """The register from 7 September to 20 November 2026."""
    often = _pupil(session, viewer, now, "Ugnė", "A100000000001")
    never = _pupil(session, viewer, now, "Jonas", "A100000000002")
    gone = _pupil(session, viewer, now, "Ieva", "A100000000003")
    mother = a_parent(session, viewer, now, often)
    father = a_parent(session, viewer, now, often, "Ahmad", "Al-Hassan", ("3 Oak Street", "Ely", "CB7 4AA"))
    grandmother = a_parent(session, viewer, now, often, "Ona", "Kazlauskienė", ("9 Fen Road", "Ely", "CB7 5BB"))
    neighbour = record_person(session, viewer, PersonDetails(PersonKind.OTHER, "Ann", "Smith"), now)
    relate(session, viewer, often, neighbour, "neighbour", responsible=None, now=now)
    for child in (never, gone):
        relate(session, viewer, child, mother, "mother", responsible=True, now=now)
    a_need(session, viewer, mother, now, "lt")
    a_need(session, viewer, father, now, "ar")
    a_need(session, viewer, neighbour, now, "en")
    session.flush()
    away = {date(2026, 9, 7) + timedelta(days=step): "O" for step in range(0, 60, 7)}
    last_days = {date(2026, 11, day): "N" for day in (16, 17, 18, 19, 20)}
    marks = {often.id: _marks(away), never.id: _marks({}), gone.id: _marks(last_days)}
    record_marks(session, viewer, marks, now)
    session.flush()
    return SchoolOfMarks(often, never, gone, mother, father, grandmother, neighbour)


def _run(session: Session, viewer: Viewer, now: datetime, kind: str | None = None) -> dict[tuple[str, str], Letter]:
    on = london_date(now)
    wanted = [one for one, _ in wanted_letters(session, viewer, on) if kind in {None, one.kind}]
    if not wanted:
        return {}
    run = start_run(session, viewer, wanted, on, now)
    while make_lot(session, run.id, now) is Work.MORE:
        pass
    rows = rows_of(session, viewer, run.id)
    return {(row.parent.given_name, row.wanted.kind): row.letter for row in rows if row.letter}


def test_each_parent_gets_their_own_letter_in_the_language_they_read(
    session: Session, viewer: Viewer, marked: SchoolOfMarks, now: datetime
) -> None:
    made = _run(session, viewer, now)
    assert {key: (letter.state, letter.language) for key, letter in made.items()} == {
        ("Rasa", "L02"): ("issued", "lt"),
        ("Ahmad", "L02"): ("issued", "ar"),
        ("Ona", "L02"): ("held", None),
        ("Rasa", "L07"): ("held", None),
    }
    assert made["Ona", "L02"].reason == "language_unknown"
    assert made["Rasa", "L07"].reason == "not_approved"
    told = {task.person_id for task in session.scalars(select(Task).where(Task.kind == TaskKind.RING))}
    assert told == {marked.grandmother.id, marked.mother.id}, "held never means that nobody is told"
    text = as_text(paper_from_json(made["Ahmad", "L02"].content))
    assert "Ahmad Al-Hassan" in text
    assert "Rasa" not in text


def test_a_second_run_on_the_same_day_issues_and_asks_nothing_more(
    session: Session, viewer: Viewer, marked: SchoolOfMarks, now: datetime
) -> None:
    first = _run(session, viewer, now)
    letters, tasks = (session.scalar(select(func.count()).select_from(record)) for record in (Letter, Task))
    second = _run(session, viewer, now)
    assert {letter.state for letter in second.values()} == {LetterState.HELD}
    assert {letter.id for letter in second.values()} <= {letter.id for letter in first.values()}
    assert session.scalar(select(func.count()).select_from(Letter)) == letters
    assert session.scalar(select(func.count()).select_from(Task)) == tasks


def test_somebody_who_is_only_to_be_rung_in_an_emergency_is_not_written_to(
    session: Session, viewer: Viewer, marked: SchoolOfMarks, now: datetime
) -> None:
    assert "Ann" not in {name for name, _ in _run(session, viewer, now)}
    relate(session, viewer, marked.often_away, marked.neighbour, "guardian", responsible=True, now=now)
    session.flush()
    assert ("Ann", "L02") in _run(session, viewer, now)


def test_a_parent_without_responsibility_is_not_written_to(
    session: Session, viewer: Viewer, marked: SchoolOfMarks, now: datetime
) -> None:
    relate(session, viewer, marked.often_away, marked.father, "father", responsible=False, now=now)
    session.flush()
    assert "Ahmad" not in {name for name, _ in _run(session, viewer, now)}


def test_a_run_of_one_kind_leaves_the_others(
    session: Session, viewer: Viewer, marked: SchoolOfMarks, now: datetime
) -> None:
    assert {kind for _, kind in _run(session, viewer, now, "L07")} == {"L07"}
    assert {kind for _, kind in _run(session, viewer, now, "L02")} == {"L02"}
    assert _run(session, viewer, now, "L12") == {}


def test_the_list_before_the_run_writes_nothing_and_shows_what_will_leave(
    session: Session, viewer: Viewer, marked: SchoolOfMarks, now: datetime
) -> None:
    listed = list(due_letters(session, viewer, london_date(now)))
    assert session.scalar(select(func.count()).select_from(Letter)) == 0
    assert {one.language for one in listed} == {"lt", "ar", ""}
    made = _run(session, viewer, now)
    for one in listed:
        if isinstance(one.prepared, Ready):
            left = paper_from_json(made[one.wanted.reader.person.given_name, one.wanted.kind].content)
            shown = replace(one.prepared.paper, reference=left.reference)
            assert shown == left, "what was shown is what leaves"


def test_a_parent_who_says_what_they_read_gets_the_letter_in_the_next_run(
    session: Session, viewer: Viewer, marked: SchoolOfMarks, now: datetime
) -> None:
    _run(session, viewer, now)
    a_need(session, viewer, marked.grandmother, now, "pl")
    session.flush()
    made = _run(session, viewer, now + timedelta(minutes=5))
    assert (made["Ona", "L02"].state, made["Ona", "L02"].language) == ("issued", "pl")


def test_another_schools_run_writes_to_none_of_them(
    session: Session, viewer: Viewer, marked: SchoolOfMarks, now: datetime
) -> None:
    other = an_agency(session, now, "Another School")
    stranger = viewer_of(a_staff_member(session, other, now, roles=("head teacher",)))
    assert _run(session, stranger, now) == {}


def test_a_run_follows_the_schools_own_triggers(
    session: Session, school: Agency, viewer: Viewer, marked: SchoolOfMarks, now: datetime
) -> None:
    school.letter_settings = {"triggers": {"l02_missed_sessions": 100}}
    session.flush()
    assert {kind for _, kind in _run(session, viewer, now)} == {"L07"}


def test_a_run_takes_the_permission(session: Session, viewer: Viewer, marked: SchoolOfMarks, now: datetime) -> None:
    reader = replace(viewer, permissions=frozenset({Permission.SEE_LETTERS}))
    with pytest.raises(NotAllowed):
        _run(session, reader, now)
    assert session.scalar(select(func.count()).select_from(Letter)) == 0
