"""Beginning to work with somebody, telling another agency of them, and stopping; and numbers, each known to whoever was
told it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from access_made import social_care, work_with_too
from factories import a_child, a_need, a_parent
from sqlalchemy.orm import Session
from text_factories import a_line, a_text_came

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.access.working import stop_working, tell_contact_points, work_with
from comms.families.actions import add_contact_point, record_contact_safety, set_address
from comms.families.contact_actions import add_way, correct_way, record_whether_it_reaches
from comms.families.contact_point import Safety
from comms.families.person import Person
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.letters.find import reader
from comms.messages.arriving import take_in_text
from comms.messages.find import people_with_number
from comms.messages.gathering import facts_of
from comms.messages.inbox.find import people_with_numbers
from comms.messages.numbers import number_hash

PHONE, OTHER = "07700 900821", "07700 900555"


@pytest.fixture
def worker(session: Session, now: datetime) -> Viewer:
    """A social worker who may share what they know."""
    one = social_care(session, now)
    return replace(one, permissions=one.permissions | {Permission.SHARE_FAMILIES})


@pytest.fixture
def mother(session: Session, viewer: Viewer, worker: Viewer, now: datetime) -> Person:
    """A mother with whom the school works, and social care too."""
    person = a_parent(session, viewer, now)
    work_with_too(session, viewer, person.id, worker.agency_id, now)
    return person


def numbers(session: Session, viewer: Viewer, person: Person) -> list[str]:
    """The numbers the viewer's agency knows."""
    return sorted(one.value for one in find.contact_points(session, viewer, person.id))


def test_an_agency_that_is_told_of_somebody_sees_who_they_are_and_their_language_at_once(
    session: Session, viewer: Viewer, worker: Viewer, now: datetime
) -> None:
    mother = a_parent(session, viewer, now)
    need = a_need(session, viewer, mother, now)
    add_contact_point(session, viewer, mother, "mobile", PHONE, now)
    work_with(session, viewer, mother.id, worker.agency_id, now)
    assert find.person(session, worker, mother.id).name == "Rasa Kazlauskienė"
    assert find.language_need(session, worker, mother.id) is need
    assert numbers(session, worker, mother) == []
    assert find.household(session, worker, mother) is None
    assert find.people_called(session, worker, PHONE) == []
    works = find.involvement(session, mother.id, worker.agency_id)
    assert works is not None
    assert works.how == "told by a colleague"


def test_telling_another_agency_needs_the_permission_and_an_agency_that_is_there(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    officer = replace(viewer, permissions=viewer.permissions - {Permission.SHARE_FAMILIES})
    for act in (work_with, tell_contact_points):
        with pytest.raises(NotAllowed):
            act(session, officer, mother.id, worker.agency_id, now)
    with pytest.raises(NotFound, match="no such agency"):
        work_with(session, viewer, mother.id, mother.id, now)
    with pytest.raises(NotFound):
        work_with(session, worker, a_child(session, viewer, now).id, worker.agency_id, now)


def test_numbers_and_home_are_told_for_good_to_an_agency_that_works_with_them(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    add_contact_point(session, viewer, mother, "mobile", PHONE, now)
    with pytest.raises(Refused, match="does not work with them"):
        tell_contact_points(session, viewer, a_parent(session, viewer, now).id, worker.agency_id, now)
    tell_contact_points(session, viewer, mother.id, worker.agency_id, now)
    tell_contact_points(session, viewer, mother.id, worker.agency_id, now)
    assert numbers(session, worker, mother) == [PHONE]
    home = find.household(session, worker, mother)
    assert home is not None
    assert home.address == ["12 Elm Road", "Wisbech", "PE13 1AA"]
    set_address(session, viewer, mother, ("3 Oak Street", "Ely", "CB7 4AA"), now)
    home = find.household(session, worker, mother)
    assert home is not None
    assert home.address[0] == "12 Elm Road", "where she lives now, social care is told by her, or by a share"


def test_whoever_is_told_a_number_that_is_on_record_learns_what_was_said_of_its_safety(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    ours = add_contact_point(session, viewer, mother, "mobile", PHONE, now)
    record_contact_safety(session, viewer, ours, Safety.UNSAFE, now)
    theirs = add_way(session, worker, mother.id, "+44 7700 900821", now)
    assert theirs is ours
    assert find.contact_points(session, worker, mother.id)[0].safety == Safety.UNSAFE
    with pytest.raises(BadInput, match="on record for them already"):
        add_way(session, worker, mother.id, PHONE, now)


def test_correcting_a_number_others_know_too_leaves_theirs_as_it_is(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    shared = add_contact_point(session, viewer, mother, "mobile", PHONE, now)
    add_contact_point(session, worker, mother, "mobile", PHONE, now)
    record_contact_safety(session, viewer, shared, Safety.SAFE, now)
    ours = correct_way(session, viewer, mother.id, shared.id, OTHER, now)
    assert ours.id != shared.id
    assert (numbers(session, viewer, mother), numbers(session, worker, mother)) == ([OTHER], [PHONE])
    assert (ours.safety, shared.safety) == (Safety.NOT_ASKED, Safety.SAFE)
    again = correct_way(session, worker, mother.id, shared.id, OTHER, now)
    assert again.id == ours.id, "and whoever corrects theirs to the same has the same row again"
    assert numbers(session, worker, mother) == [OTHER]
    with pytest.raises(NotFound):
        correct_way(session, worker, mother.id, shared.id, PHONE, now)


def test_writing_a_shared_number_otherwise_and_saying_that_it_does_not_reach_them_holds_for_all(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    shared = add_contact_point(session, viewer, mother, "mobile", PHONE, now)
    add_contact_point(session, worker, mother, "mobile", PHONE, now)
    assert correct_way(session, viewer, mother.id, shared.id, "07700900821", now) is shared
    record_whether_it_reaches(session, worker, mother.id, shared.id, now, reaches=False)
    [seen] = find.contact_points(session, viewer, mother.id)
    assert (seen.id, seen.reachable) == (shared.id, False)


def test_a_number_the_agency_was_not_told_can_neither_be_corrected_nor_said_to_be_safe(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    ours = add_contact_point(session, viewer, mother, "mobile", PHONE, now)
    seeing = replace(worker, permissions=worker.permissions | {Permission.SEE_SAFE_CONTACT})
    for act in (
        lambda: correct_way(session, worker, mother.id, ours.id, OTHER, now),
        lambda: record_whether_it_reaches(session, worker, mother.id, ours.id, now, reaches=False),
        lambda: record_contact_safety(session, seeing, ours, Safety.SAFE, now),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_text_that_comes_in_is_from_whom_the_lines_agency_knows_by_the_number(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    add_contact_point(session, worker, mother, "mobile", PHONE, now)
    a_line(session, viewer, now)
    came = take_in_text(session, a_text_came("Labas"), now)
    assert came is not None
    assert came.person_id is None, "the school was never told this number"
    hashed = number_hash(session, "+447700900821")
    assert people_with_number(session, viewer, hashed) == []
    assert people_with_numbers(session, viewer, [hashed]) == {}
    assert people_with_number(session, worker, hashed) == [mother]
    facts = facts_of(session, viewer, [(mother.id, hashed)])
    assert not facts[mother.id, hashed].on_record
    add_contact_point(session, viewer, mother, "mobile", PHONE, now)
    second = take_in_text(session, a_text_came("Ačiū") | {"MessageSid": "SM2"}, now + timedelta(minutes=1))
    assert second is not None
    assert second.person_id == mother.id


def test_a_letter_goes_to_the_address_the_agency_itself_knows(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    mail = add_contact_point(session, viewer, mother, "email", "rasa@example.org", now)
    record_contact_safety(session, viewer, mail, Safety.SAFE, now)
    theirs, ours = reader(session, worker, mother.id), reader(session, viewer, mother.id)
    assert (theirs.address, theirs.email) == (None, None)
    assert (ours.address, ours.email) == (("12 Elm Road", "Wisbech", "PE13 1AA"), "rasa@example.org")


def test_an_agency_that_stops_sees_nothing_more_and_beginning_again_finds_what_it_knew(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    add_contact_point(session, worker, mother, "mobile", PHONE, now)
    with pytest.raises(BadInput, match="reason is missing"):
        stop_working(session, worker, mother.id, " ", now)
    stop_working(session, worker, mother.id, "The case is closed.", now)
    for question in (find.person, find.language_need_history):
        with pytest.raises(NotFound):
            question(session, worker, mother.id)
    assert find.contact_points(session, worker, mother.id) == []
    assert find.person(session, viewer, mother.id), "the other agency goes on"
    with pytest.raises(NotFound):
        stop_working(session, worker, mother.id, "Once more.", now)
    work_with(session, viewer, mother.id, worker.agency_id, now + timedelta(days=3))
    assert numbers(session, worker, mother) == [PHONE]
    works = find.involvement(session, mother.id, worker.agency_id)
    assert works is not None
    assert works.because == "The case is closed."
