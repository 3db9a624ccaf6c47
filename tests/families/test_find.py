"""Finding people: by any spelling of their own name, and never anybody another agency works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from factories import a_child, a_letter, a_need, a_parent, a_staff_member, an_agency
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from comms.agencies import find as agencies
from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.attendance import find as attendance
from comms.families import find
from comms.families.access.working import work_with
from comms.families.actions import PersonDetails, add_contact_point, record_person, relate
from comms.families.contact_point import Channel
from comms.families.language_need import REVIEW_AFTER, Source
from comms.families.person import Person, PersonKind, search_name_of, search_words
from comms.families.pupil import Pupil
from comms.foundation.errors import NotFound
from comms.letters import find as letters
from comms.letters.letter import LetterState
from comms.tasks import find as tasks

NAMES = {
    ("Łukasz", "Żółkiewski-Nowak"): ("lukasz", "LUKASZ", "Łukasz", "zolkiewski", "nowak", "Nowak", "żółkiewski-nowak",
                                     "zolkiewskinowak", "zolkiewski nowak", "nowak lukasz", "luk zol"),
    ("Rasa", "Kazlauskienė"): ("kazlauskiene", "KAZLAUSKIENĖ", "kazlauskienė", "rasa kazl", "kazlauskiene rasa"),
    ("بيان", "الحسن"): ("بيان", "بیان", "الحسن"),
    ("Seán", "O'Brien"): ("obrien", "o'brien", "O’Brien", "o brien", "brien", "sean obrien", "O'B"),
    ("Sinéad", "Nic D’Arcy-O’Neill"): ("darcy", "oneill", "d'arcy-o'neill", "darcy oneill", "neill", "nic darcy"),
    ("José", "García Márquez"): ("garcia", "marquez", "garcía márquez", "marquez jose"),
    ("Amina", "Al-Hassan"): ("al hassan", "alhassan", "al-hassan", "hassan"),
    ("Gül", "Işık"): ("gul isik", "ISIK", "ışık"),
    ("Đặng", "Thị Hoà"): ("dang", "hoa", "thi hoa"),
    ("কাজী", "রহমান"): ("কাজী", "রহমান"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "typed"), [(name, typed) for name, spellings in NAMES.items() for typed in spellings], ids=str
)
def test_a_name_is_found_by_any_spelling(name: tuple[str, str], typed: str) -> None:
    stored = f" {search_name_of(*name)}"
    assert all(f" {word}" in stored for word in search_words(typed))


def test_people_are_found_in_the_database_as_they_are_typed(session: Session, viewer: Viewer, now: datetime) -> None:
    people = {name: a_parent(session, viewer, now, None, *name, address=()).id for name in NAMES}
    for name, spellings in NAMES.items():
        for typed in (spellings[0], spellings[-1]):
            found = [one.id for one in find.people_called(session, viewer, typed)]
            assert people[name] in found, typed
    assert [one.name for one in find.people_called(session, viewer, "lukasz")] == ["Łukasz Żółkiewski-Nowak"]


@settings(deadline=None)
@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_everybody_is_found_by_their_own_name_typed_as_it_stands(given_name: str, family_name: str) -> None:
    stored = f" {search_name_of(given_name, family_name)}"
    if len(stored) <= 700:
        assert all(f" {word}" in stored for word in search_words(f"{family_name} {given_name}"))


@pytest.mark.parametrize(
    "typed", ["", "   ", "%", "_", "'", "-", "asz", "%asz", "kazl_uskiene", "'; DROP TABLE person"]
)
def test_what_is_no_beginning_of_a_name_finds_nobody(
    session: Session, viewer: Viewer, now: datetime, typed: str
) -> None:
    a_parent(session, viewer, now, None, "Łukasz", "Kazlauskienė")
    assert find.people_called(session, viewer, typed) == []


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("07700 900821", "+44 (0)7700 900821"),
        ("07700 900821", "(+44) 7700-900821"),
        ("07700 900821", "٠٧٧٠٠ ٩٠٠٨٢١"),
        ("+370 612 34567", "00370 612 34567"),
        ("00370 61234567", "+37061234567"),
        ("rasa@example.org", " Rasa@Example.org"),
    ],
)
def test_a_person_is_found_by_a_number_or_address_however_it_is_typed(
    session: Session, viewer: Viewer, now: datetime, kept: str, typed: str
) -> None:
    parent = a_parent(session, viewer, now)
    add_contact_point(session, viewer, parent, Channel.EMAIL if "@" in kept else Channel.MOBILE, kept, now)
    session.flush()
    assert [one.id for one in find.people_called(session, viewer, typed)] == [parent.id]


@pytest.mark.parametrize(("kept", "typed"), [("07700 900821", "07700 90082"), ("0370 6123456", "+370 6123456")])
def test_a_different_number_finds_nobody(
    session: Session, viewer: Viewer, now: datetime, kept: str, typed: str
) -> None:
    add_contact_point(session, viewer, a_parent(session, viewer, now), Channel.MOBILE, kept, now)
    session.flush()
    assert find.people_called(session, viewer, typed) == []


@dataclass
class Family:
    """What one school holds of a family, and somebody at another school."""

    child: Person
    parent: Person
    stranger: Viewer
    letter: Any


@pytest.fixture
def family(session: Session, viewer: Viewer, now: datetime) -> Family:
    """A family at one school, with every kind of record."""
    child = a_child(session, viewer, now)
    parent = a_parent(session, viewer, now, child)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=child.id, upn="A123456789012", recorded_at=now))
    letter = a_letter(session, viewer, now, parent)
    assert letter.state == LetterState.HELD
    a_need(session, viewer, parent, now, source=Source.ASKED_PERSON)
    add_contact_point(session, viewer, parent, "mobile", "07700 900821", now)
    other = an_agency(session, now, "Another School")
    stranger = viewer_of(a_staff_member(session, other, now, roles=("head teacher", "administrator")))
    session.flush()
    return Family(child, parent, stranger, letter)


Question = Callable[[Session, Viewer, Family, datetime], Any]
MUCH_LATER = 2 * REVIEW_AFTER

# Every question of every room that is asked as somebody.
QUESTIONS: dict[str, Question] = {
    "person": lambda s, v, f, _: find.person(s, v, f.parent.id),
    "people called": lambda s, v, _f, _: find.people_called(s, v, "kazlauskiene"),
    "people with a number": lambda s, v, _f, _: find.people_called(s, v, "07700 900821"),
    "people with a UPN": lambda s, v, _f, _: find.people_called(s, v, "A123456789012"),
    "adults of": lambda s, v, f, _: find.adults_of(s, v, f.child.id),
    "children of": lambda s, v, f, _: find.children_of(s, v, f.parent.id),
    "language need history": lambda s, v, f, _: find.language_need_history(s, v, f.parent.id),
    "needs to review": lambda s, v, _f, now: find.needs_to_review(s, v, now + MUCH_LATER),
    "pupils": lambda s, v, _f, _: find.pupils(s, v),
    "pupil of": lambda s, v, f, _: find.pupil_of(s, v, f.child.id),
    "household at": lambda s, v, _f, _: find.household_at(
        s, v, find.address_hash(s, ["12 Elm Road", "Wisbech", "PE13 1AA"])
    ),
    "relationships of": lambda s, v, f, _: find.relationships_of(s, v, [f.child.id]),
    "open tasks": lambda s, v, _f, _: tasks.open_tasks(s, v),
    "tasks about": lambda s, v, f, _: tasks.tasks_about(s, v, f.parent.id),
    "task": lambda s, v, f, _: tasks.task(s, v, tasks.open_tasks(s, _viewer_of(s, f))[0].id),
    "open task like": lambda s, v, f, _: tasks.open_task_like(
        s, v, "ring the parent", f.parent.id, None, "language_unknown"
    ),
    "letter": lambda s, v, f, _: letters.letter(s, v, f.letter.id),
    "letters about": lambda s, v, f, _: letters.letters_about(s, v, f.parent.id),
    "letters in state": lambda s, v, _f, _: letters.letters_in_state(s, v, LetterState.HELD),
    "count in state": lambda s, v, _f, _: letters.count_in_state(s, v, LetterState.HELD),
    "held like": lambda s, v, f, _: letters.held_like(s, v, "L00", f.parent.id, None),
    "readers": lambda s, v, f, _: letters.readers(s, v, [f.parent.id]),
    "reader": lambda s, v, f, _: letters.reader(s, v, f.parent.id),
    "on roll": lambda s, v, _f, _: attendance.on_roll(s, v),
}


def _viewer_of(session: Session, family: Family) -> Viewer:
    agency = session.get_one(Agency, family.letter.agency_id)
    return viewer_of(agencies.colleagues(session, Viewer(agency.id, agency.kind, frozenset()))[0])


@pytest.mark.parametrize("asked", QUESTIONS)
def test_another_agency_gets_no_answer_about_a_family(
    session: Session, viewer: Viewer, family: Family, now: datetime, asked: str
) -> None:
    assert QUESTIONS[asked](session, viewer, family, now), "the family's own school must get one"
    try:
        answer = QUESTIONS[asked](session, family.stranger, family, now)
    except NotFound:
        return
    assert not answer


def test_siblings_are_found_through_a_shared_adult_by_their_own_school_alone(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    sister = a_child(session, viewer, now, "Ieva")
    assert find.siblings_of(session, viewer, family.child.id) == []
    relate(session, viewer, sister, family.parent, "mother", responsible=True, now=now)
    session.flush()
    assert [one.id for one in find.siblings_of(session, viewer, family.child.id)] == [sister.id]
    # The other school teaches the sister, and may not learn of the rest of the family.
    work_with(session, viewer, sister.id, family.stranger.agency_id, now)
    session.flush()
    assert find.siblings_of(session, family.stranger, family.child.id) == []
    assert find.adults_of(session, family.stranger, sister.id) == []


def test_an_agency_sees_a_person_from_when_it_works_with_them(
    session: Session, viewer: Viewer, family: Family, now: datetime
) -> None:
    work_with(session, viewer, family.parent.id, family.stranger.agency_id, now)
    work_with(session, viewer, family.parent.id, family.stranger.agency_id, now)
    session.flush()
    assert find.person(session, family.stranger, family.parent.id).id == family.parent.id
    involved = find.involvement(session, family.parent.id, family.stranger.agency_id)
    assert involved is not None
    involved.until = now
    session.flush()
    with pytest.raises(NotFound):
        find.person(session, family.stranger, family.parent.id)
    work_with(session, viewer, family.parent.id, family.stranger.agency_id, now)
    session.flush()
    assert find.person(session, family.stranger, family.parent.id)


def test_the_system_acting_for_an_agency_sees_no_more_than_the_agency(session: Session, family: Family) -> None:
    system = system_viewer(session.get_one(Agency, family.stranger.agency_id))
    with pytest.raises(NotFound):
        find.person(session, system, family.parent.id)


def test_somebody_nobody_asked_yet_is_to_be_confirmed_and_not_to_be_reviewed(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    record_person(session, viewer, PersonDetails(PersonKind.OTHER, "Ona", "Petraitienė"), now)
    assert find.needs_to_review(session, viewer, now + timedelta(days=1)) == []
    assert [one.name for one in find.needs_to_confirm(session, viewer)] == ["Ona Petraitienė"]


def test_what_is_not_known_comes_last_on_either_database(session: Session, viewer: Viewer, now: datetime) -> None:
    child = a_child(session, viewer, now)
    father, mother, neighbour = (a_parent(session, viewer, now, None, given) for given in ("Adomas", "Rasa", "Birutė"))
    for adult, responsible in ((father, None), (mother, True), (neighbour, False)):
        relate(session, viewer, child, adult, "", responsible=responsible, now=now)
    unknown = record_person(session, viewer, PersonDetails(PersonKind.CHILD, "Aistė", "Kazlauskaitė"), now)
    relate(session, viewer, unknown, mother, "mother", responsible=True, now=now)
    session.flush()
    assert [adult.id for _, adult in find.adults_of(session, viewer, child.id)] == [mother.id, neighbour.id, father.id]
    assert [one.id for _, one in find.children_of(session, viewer, mother.id)] == [child.id, unknown.id]
