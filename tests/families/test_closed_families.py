"""A family that is kept closed exists for those who are named, and for nobody else at the agency."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from access_made import a_closed_family, a_share, social_care, work_with_too
from factories import a_child, a_need, a_parent, a_staff_member
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.families import find
from comms.families.access import find as access
from comms.families.access.closing import (
    add_to_closed_family,
    close_family,
    name_reader,
    open_family_again,
    strike_reader,
)
from comms.families.actions import StatusGiven, add_contact_point, record_child_status, relate
from comms.families.language_need import REVIEW_AFTER, Source
from comms.families.pupil import Pupil
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused

HOME = ("12 Elm Road", "Wisbech", "PE13 1AA")
PHONE = "07700 900821"


class House:
    """A family of two children and their mother, kept closed by the head teacher; a brother outside of it; and staff
    who are not named."""

    def __init__(self, session: Session, viewer: Viewer, school: Agency, now: datetime) -> None:
        self.head = viewer
        self.child, self.sister = (a_child(session, viewer, now, given) for given in ("Ugnė", "Ieva"))
        self.mother = a_parent(session, viewer, now, self.child)
        relate(session, viewer, self.sister, self.mother, "mother", responsible=True, now=now)
        self.brother = a_child(session, viewer, now, "Matas")
        relate(session, viewer, self.brother, self.mother, "mother", responsible=True, now=now)
        a_need(session, viewer, self.mother, now, source=Source.ASKED_PERSON)
        add_contact_point(session, viewer, self.mother, "mobile", PHONE, now)
        for number, one in enumerate((self.child, self.sister)):
            session.add(
                Pupil(agency_id=viewer.agency_id, child_id=one.id, upn=f"A12345678901{number}", recorded_at=now)
            )
        self.officer = viewer_of(a_staff_member(session, school, now))
        self.lead = viewer_of(a_staff_member(session, school, now, ("designated safeguarding lead",), "Ann Carter"))
        session.flush()
        self.people = [self.child.id, self.sister.id, self.mother.id]
        self.closed = a_closed_family(session, viewer, self.people, now)


@pytest.fixture
def house(session: Session, viewer: Viewer, school: Agency, now: datetime) -> House:
    """A family kept closed."""
    return House(session, viewer, school, now)


QUESTIONS = {
    "by name": lambda s, v, h, _: find.people_called(s, v, "kazlauskiene"),
    "by number": lambda s, v, h, _: find.people_called(s, v, PHONE),
    "by UPN": lambda s, v, h, _: find.people_called(s, v, "A123456789010"),
    "adults of": lambda s, v, h, _: find.adults_of(s, v, h.child.id),
    "adults of one outside": lambda s, v, h, _: find.adults_of(s, v, h.brother.id),
    "children of": lambda s, v, h, _: find.children_of(s, v, h.mother.id),
    "siblings": lambda s, v, h, _: find.siblings_of(s, v, h.child.id),
    "siblings of one outside": lambda s, v, h, _: find.siblings_of(s, v, h.brother.id),
    "language need": lambda s, v, h, _: find.language_need(s, v, h.mother.id),
    "needs of several": lambda s, v, h, _: find.language_needs(s, v, h.people),
    "to review": lambda s, v, h, now: find.needs_to_review(s, v, now + 2 * REVIEW_AFTER),
    "contact points": lambda s, v, h, _: find.contact_points(s, v, h.mother.id),
    "household": lambda s, v, h, _: find.household(s, v, h.mother),
    "homes": lambda s, v, h, _: find.homes_of(s, v, h.people),
    "household at": lambda s, v, h, _: find.household_at(s, v, find.address_hash(s, HOME)),
    "living with": lambda s, v, h, _: find.living_with(s, v, [h.mother.id]),
    "hashes": lambda s, v, h, _: find.hashes_of(s, v, [h.mother.id]),
    "pupils": lambda s, v, h, _: find.pupils(s, v),
    "pupil of": lambda s, v, h, _: find.pupil_of(s, v, h.child.id),
    "pupil called": lambda s, v, h, _: find.pupil_called(s, v, "A123456789010"),
    "relationships of": lambda s, v, h, _: find.relationships_of(s, v, [h.child.id, h.brother.id]),
    "closed for others": lambda s, v, h, _: access.is_closed_for_others(s, v, h.child.id),
}  # fmt: skip


@pytest.mark.parametrize("asked", QUESTIONS)
def test_for_a_colleague_who_is_not_named_a_closed_family_does_not_exist(
    session: Session, house: House, now: datetime, asked: str
) -> None:
    ask = QUESTIONS[asked]
    assert ask(session, house.head, house, now), "who closed it is named"
    assert not ask(session, house.officer, house, now)
    assert not ask(session, house.lead, house, now), "nor does a permission show it"


def test_nobody_reaches_a_closed_person_by_their_id_but_who_is_named(session: Session, house: House) -> None:
    assert find.person(session, house.head, house.mother.id) is house.mother
    for viewer in (house.officer, house.lead):
        with pytest.raises(NotFound):
            find.person(session, viewer, house.mother.id)
        with pytest.raises(NotFound):
            find.language_need_history(session, viewer, house.mother.id)


def test_they_are_in_no_list_of_what_is_to_be_asked(session: Session, house: House) -> None:
    others = [one.id for one in find.needs_to_confirm(session, house.lead)]
    assert house.mother.id not in others
    assert find.person(session, house.lead, house.brother.id), "a brother who is not in it is seen as before"


def test_a_program_with_a_key_sees_no_closed_family_and_the_services_own_jobs_do(
    session: Session, school: Agency, house: House
) -> None:
    program = Viewer(school.id, school.kind, frozenset(Permission))
    assert find.people_called(session, program, "kazlauskiene") == []
    assert find.people_called(session, system_viewer(school), "kazlauskiene") == [house.mother]


def test_another_agency_sees_the_person_by_its_own_eyes(session: Session, house: House, now: datetime) -> None:
    worker = social_care(session, now)
    work_with_too(session, house.head, house.child.id, worker.agency_id, now)
    assert find.person(session, worker, house.child.id), "what one agency keeps closed it keeps closed from its own"


def test_who_is_named_sees_the_family_and_who_is_struck_does_not(session: Session, house: House, now: datetime) -> None:
    lead = house.lead.staff_id
    assert lead is not None
    name_reader(session, house.head, house.closed.id, lead, now)
    name_reader(session, house.head, house.closed.id, lead, now)
    assert find.person(session, house.lead, house.child.id)
    [seen] = access.closed_families(session, house.lead)
    assert seen.readers == (house.head.staff_id, lead)
    strike_reader(session, house.lead, house.closed.id, lead, now)
    with pytest.raises(NotFound):
        find.person(session, house.lead, house.child.id)


def test_the_last_who_is_named_cannot_be_struck(session: Session, house: House, now: datetime) -> None:
    head, lead = house.head.staff_id, house.lead.staff_id
    assert head is not None
    assert lead is not None
    with pytest.raises(Refused, match="Nobody would be left"):
        strike_reader(session, house.head, house.closed.id, head, now)
    name_reader(session, house.head, house.closed.id, lead, now)
    session.get_one(Staff, lead).active = False
    session.flush()
    with pytest.raises(Refused, match="Nobody would be left"):
        strike_reader(session, house.head, house.closed.id, head, now)
    with pytest.raises(NotFound, match="not named"):
        strike_reader(session, house.head, house.closed.id, house.officer.staff_id or head, now)
    strike_reader(session, house.head, house.closed.id, lead, now)


def test_when_everybody_who_is_named_has_left_somebody_may_be_named_by_reference_alone(
    session: Session, school: Agency, house: House, now: datetime
) -> None:
    other = a_staff_member(session, school, now, ("head teacher",), "Bea Nowak")
    [before] = access.closed_families(session, house.lead)
    assert (before.named, before.nobody_active, before.people, before.readers, before.because) == (
        False, False, (), (), "",
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="Only those who are named"):
        name_reader(session, house.lead, house.closed.id, other.id, now)
    session.get_one(Staff, house.head.staff_id).active = False
    session.flush()
    [after] = access.closed_families(session, house.lead)
    assert (after.reference, after.nobody_active, after.people) == (house.closed.reference, True, ())
    with pytest.raises(NotFound):
        name_reader(session, house.officer, house.closed.id, other.id, now)
    name_reader(session, house.lead, house.closed.id, other.id, now)
    assert find.person(session, viewer_of(other), house.child.id)
    with pytest.raises(NotFound):
        find.person(session, house.lead, house.child.id)


def test_who_is_named_without_may_close_families_names_only_somebody_who_may(
    session: Session, school: Agency, house: House, now: datetime
) -> None:
    worker = a_staff_member(session, school, now, ("social worker",), "Kim Hall")
    name_reader(session, house.head, house.closed.id, worker.id, now)
    named = viewer_of(worker)
    with pytest.raises(NotAllowed, match="only a colleague who may keep families closed"):
        name_reader(session, named, house.closed.id, house.officer.staff_id or worker.id, now)
    name_reader(session, named, house.closed.id, house.lead.staff_id or worker.id, now)
    with pytest.raises(NotAllowed):
        open_family_again(session, named, house.closed.id, now)


def test_nobody_who_is_not_named_changes_a_closed_family(session: Session, house: House, now: datetime) -> None:
    for change in (
        lambda: add_to_closed_family(session, house.lead, house.closed.id, [house.brother.id], now),
        lambda: strike_reader(session, house.lead, house.closed.id, house.head.staff_id, now),  # type: ignore[arg-type]
        lambda: open_family_again(session, house.lead, house.closed.id, now),
    ):
        with pytest.raises(NotAllowed, match="named"):
            change()


def test_more_people_are_added_and_all_are_seen_again_when_it_is_opened(
    session: Session, house: House, now: datetime
) -> None:
    add_to_closed_family(session, house.head, house.closed.id, [house.brother.id], now)
    assert find.people_called(session, house.officer, "Matas") == []
    with pytest.raises(Refused, match="in a closed family already"):
        close_family(session, house.head, [house.brother.id], [], "Once more.", now)
    open_family_again(session, house.head, house.closed.id, now)
    assert find.people_called(session, house.officer, "Matas") == [house.brother]
    assert access.closed_families(session, house.head) == []
    with pytest.raises(NotFound):
        open_family_again(session, house.head, house.closed.id, now)
    again = close_family(session, house.head, house.people, [], "He is back.", now)
    assert again.reference != house.closed.reference
    assert find.people_called(session, house.officer, "kazlauskiene") == []


def test_closing_a_family_ends_what_was_shared_and_who_is_named_may_share_again(
    session: Session, viewer: Viewer, school: Agency, now: datetime
) -> None:
    worker, child = social_care(session, now), a_child(session, viewer, now)
    shared = a_share(session, viewer, child.id, worker.agency_id, now)
    today = now.date()
    assert access.open_shares_to(session, worker, today) == [shared]
    a_closed_family(session, viewer, [child.id], now)
    assert access.open_shares_to(session, worker, today) == []
    assert (shared.ended_at, shared.ended_by) == (now, viewer.staff_id)
    again = a_share(session, viewer, child.id, worker.agency_id, now)
    eyes = access.eyes_of(session, worker, again, today)
    assert find.person(session, eyes, child.id) is child
    officer = viewer_of(a_staff_member(session, school, now, ("head teacher",)))
    assert access.shares_made(session, officer, child.id) == [], "nor is a share of them anything to a colleague"
    with pytest.raises(NotFound):
        access.share(session, officer, again.id, today)


def test_a_share_received_of_somebody_kept_closed_here_is_nothing_to_who_is_not_named(
    session: Session, house: House, now: datetime
) -> None:
    worker = social_care(session, now)
    work_with_too(session, house.head, house.child.id, worker.agency_id, now)
    sharing = replace(worker, permissions=worker.permissions | {Permission.SHARE_FAMILIES})
    shared = a_share(session, sharing, house.child.id, house.head.agency_id, now)
    today = now.date()
    assert access.open_shares_to(session, house.head, today) == [shared]
    assert access.open_shares_to(session, house.officer, today) == []
    assert access.open_shares_of_person(session, house.officer, house.child.id, today) == []
    with pytest.raises(NotFound):
        access.share(session, house.officer, shared.id, today)


@pytest.mark.parametrize(
    ("people", "because", "wrong"), [((), "He knows.", "whom it is about"), ((0,), "  ", "reason is missing")]
)
def test_a_family_is_not_closed_without_anybody_or_a_reason(
    session: Session, viewer: Viewer, now: datetime, people: tuple[int, ...], because: str, wrong: str
) -> None:
    child = a_child(session, viewer, now)
    with pytest.raises(BadInput, match=wrong):
        close_family(session, viewer, [child.id for _ in people], [], because, now)


def test_a_colleague_who_has_left_and_one_of_another_agency_are_not_named(
    session: Session, viewer: Viewer, school: Agency, now: datetime
) -> None:
    child, gone = a_child(session, viewer, now), a_staff_member(session, school, now, name="Lee Park")
    gone.active = False
    session.flush()
    with pytest.raises(Refused, match="cannot sign in"):
        close_family(session, viewer, [child.id], [gone.id], "He knows.", now)
    stranger = social_care(session, now)
    with pytest.raises(NotFound):
        close_family(session, viewer, [child.id], [stranger.staff_id or gone.id], "He knows.", now)
    with pytest.raises(NotAllowed, match="keep a family closed"):
        close_family(session, stranger, [child.id], [], "He knows.", now)


def test_what_is_recorded_of_a_closed_child_is_seen_by_who_is_named_alone(
    session: Session, house: House, now: datetime
) -> None:
    record_child_status(session, house.head, house.child.id, StatusGiven(protection_plan=True), now)
    assert find.child_status(session, house.head, house.child.id)
    assert find.child_status(session, house.officer, house.child.id) is None
    with pytest.raises(NotFound):
        record_child_status(session, house.officer, house.child.id, StatusGiven(), now + timedelta(hours=1))
