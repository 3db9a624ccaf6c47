"""What one agency shows another: named parts, read only, until a day, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from access_made import EVERY_PART, a_closed_family, a_request, a_share, social_care, work_with_too
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, viewer_of
from comms.families import find
from comms.families.access import find as access
from comms.families.access.asking import RequestGiven, ask_to_be_told, withdraw_request
from comms.families.access.parts import Basis, Part, bases, permissions_for
from comms.families.access.share import Decision
from comms.families.access.sharing import (
    ShareGiven,
    decide_not_to_share,
    end_share,
    receive_share,
    share_family,
    view_share,
)
from comms.families.access.working import stop_working
from comms.families.actions import add_contact_point, record_contact_safety, record_safe_contact, relate
from comms.families.contact_point import Safety
from comms.families.person import Person
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused

TODAY = date(2026, 11, 23)
GIVEN = ShareGiven(uuid4(), [Part.CONTACT], Basis.HARM, "She may be moved at night.", TODAY + timedelta(days=28))


@pytest.fixture
def worker(session: Session, now: datetime) -> Viewer:
    """A social worker of another agency."""
    return social_care(session, now)


@pytest.fixture
def child(session: Session, viewer: Viewer, now: datetime) -> Person:
    """A child the school works with."""
    return a_child(session, viewer, now)


def test_a_share_opens_until_its_day_and_never_after(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    shared = a_share(session, viewer, child.id, worker.agency_id, now)
    assert shared.until == TODAY + timedelta(days=28)
    for on in (TODAY, shared.until):
        assert access.open_shares_to(session, worker, on) == [shared]
        assert access.open_shares_of_person(session, worker, child.id, on) == [shared]
        assert find.person(session, access.eyes_of(session, worker, shared, on), child.id) is child
    late = shared.until + timedelta(days=1)
    assert access.open_shares_to(session, worker, late) == []
    for look in (lambda: access.share(session, worker, shared.id, late),
                 lambda: access.eyes_of(session, worker, shared, late)):  # fmt: skip
        with pytest.raises(NotFound):
            look()
    assert access.share(session, viewer, shared.id, late) is shared, "who made it can still look it up"


def test_a_share_makes_nobody_work_with_the_person(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    a_share(session, viewer, child.id, worker.agency_id, now)
    with pytest.raises(NotFound):
        find.person(session, worker, child.id)
    assert find.people_called(session, worker, "kazlauskaite") == []


def test_the_eyes_of_a_share_see_that_person_alone_and_may_do_nothing(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    mother, other = a_parent(session, viewer, now, child), a_child(session, viewer, now, "Matas", "Petraitis")
    shared = a_share(session, viewer, child.id, worker.agency_id, now, (Part.CONTACT.value,))
    eyes = access.eyes_of(session, worker, shared, TODAY)
    assert [one.id for one in session.scalars(find.visible_people(eyes))] == [child.id]
    assert (eyes.agency_id, eyes.staff_id, eyes.permissions) == (
        viewer.agency_id, None, frozenset({Permission.SEE_FAMILIES}),
    )  # fmt: skip
    assert find.adults_of(session, eyes, child.id) == [], "who is who is a part of its own"
    for hidden in (mother, other):
        with pytest.raises(NotFound):
            find.person(session, eyes, hidden.id)
    assert access.open_shares_to(session, eyes, TODAY) == []
    assert access.shares_made(session, eyes, child.id) == []


def test_whom_an_agency_keeps_closed_another_agencys_share_shows_to_who_is_named_there_alone(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    mother = a_parent(session, viewer, now, child)
    session.flush()
    work_with_too(session, viewer, mother.id, worker.agency_id, now)
    named = viewer_of(
        a_staff_member(session, session.get_one(Agency, worker.agency_id), now, ("team manager",), "Nia Named")
    )
    a_closed_family(session, named, [mother.id], now)
    shared = a_share(session, viewer, child.id, worker.agency_id, now)
    for looker, seen in ((worker, {child.id}), (named, {child.id, mother.id})):
        eyes = access.eyes_of(session, looker, shared, TODAY)
        assert {one.id for one in session.scalars(find.visible_people(eyes))} == seen


def test_who_is_who_shows_the_family_and_nobody_else(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    mother = a_parent(session, viewer, now, child)
    brother, stranger = (a_child(session, viewer, now, given) for given in ("Matas", "Jonas"))
    relate(session, viewer, brother, mother, "mother", responsible=True, now=now)
    hidden = a_parent(session, viewer, now, child, "Vytautas", "Kazlauskas")
    session.flush()
    a_closed_family(session, viewer, [hidden.id], now)
    shared = a_share(session, viewer, child.id, worker.agency_id, now, (Part.RELATIVES.value,))
    eyes = access.eyes_of(session, worker, shared, TODAY)
    assert {one.id for one in session.scalars(find.visible_people(eyes))} == {child.id, mother.id, brother.id}
    assert [one.id for one in find.siblings_of(session, eyes, child.id)] == [brother.id]
    assert stranger.id not in eyes.only_people, "and of a closed family nobody"
    asked = access.eyes_to_share(session, viewer, child.id, [Part.RELATIVES], now)
    assert asked.only_people == eyes.only_people, "whoever is about to share sees what it would show"


def test_a_share_of_notes_needs_that_one_sees_them_and_lends_no_right_to_record(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    blind = replace(viewer, permissions=viewer.permissions - {Permission.SEE_SAFE_CONTACT})
    with pytest.raises(NotAllowed, match="safe-contact notes"):
        a_share(session, blind, child.id, worker.agency_id, now)
    record_safe_contact(session, viewer, child.id, flagged=True, post_is_safe=None, said="Only by day.", now=now)
    point = add_contact_point(session, viewer, child, "mobile", "07700 900821", now)
    shared = a_share(session, viewer, child.id, worker.agency_id, now)
    eyes = access.eyes_of(session, worker, shared, TODAY)
    assert eyes.may(Permission.SEE_SAFE_CONTACT)
    answer = find.safe_contact(session, eyes, child.id)
    assert answer is not None
    assert answer.note == "Only by day."
    for record in (
        lambda: record_safe_contact(session, eyes, child.id, flagged=False, post_is_safe=True, said="", now=now),
        lambda: record_contact_safety(session, eyes, point, Safety.SAFE, now),
    ):
        with pytest.raises(NotAllowed, match="only be read"):
            record()
    for permission in set(Permission) - {Permission.SEE_SAFE_CONTACT}:
        if permission in eyes.permissions:
            assert permission.value.startswith("see "), permission


def test_what_was_shown_stays_shown_when_the_agency_works_with_them_no_more(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    mother = a_parent(session, viewer, now, child)
    a_need(session, viewer, mother, now)
    shared = a_share(session, viewer, mother.id, worker.agency_id, now)
    before = now + timedelta(hours=1)
    stop_working(session, viewer, child.id, "They moved away.", now - timedelta(hours=1))
    stop_working(session, viewer, mother.id, "They moved away.", before)
    eyes = access.eyes_of(session, worker, shared, TODAY)
    assert find.person(session, eyes, mother.id) is mother
    assert child.id not in eyes.only_people, "nobody joins whom it did not work with when it shared"
    assert find.language_need(session, eyes, mother.id)
    with pytest.raises(NotFound):
        find.person(session, viewer, mother.id)
    end_share(session, viewer, shared.id, before)
    with pytest.raises(NotFound):
        access.eyes_of(session, worker, shared, TODAY)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"parts": []}, "what is to be shown"),
        ({"parts": ["everything"]}, "no part “everything”"),
        ({"basis": "because"}, "on which basis"),
        ({"why": "  "}, "reason is missing"),
        ({"until": TODAY}, "not still to come"),
        ({"until": TODAY + timedelta(days=366)}, "longer than 365"),
        ({"to_agency_id": uuid4()}, "no such agency"),
        ({"request_id": uuid4()}, "no such request"),
    ],
)
def test_a_share_is_refused_for_whatever_is_missing_and_says_what(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime, change: dict[str, Any], wrong: str
) -> None:
    given = replace(GIVEN, **({"to_agency_id": worker.agency_id} | change))
    with pytest.raises((BadInput, NotFound), match=wrong):
        share_family(session, viewer, [child.id], given, now)
    assert access.shares_made(session, viewer, child.id) == []


def test_nothing_is_shared_with_oneself_of_nobody_or_of_somebody_one_does_not_work_with(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    given = replace(GIVEN, to_agency_id=worker.agency_id)
    with pytest.raises(Refused, match="your own agency"):
        share_family(session, viewer, [child.id], replace(GIVEN, to_agency_id=viewer.agency_id), now)
    with pytest.raises(BadInput, match="whom it is about"):
        share_family(session, viewer, [], given, now)
    with pytest.raises(NotFound):
        share_family(session, worker, [child.id], replace(given, to_agency_id=viewer.agency_id), now)
    officer = replace(viewer, permissions=viewer.permissions - {Permission.SHARE_FAMILIES})
    with pytest.raises(NotAllowed, match="share what we know"):
        share_family(session, officer, [child.id], given, now)
    longest = share_family(session, viewer, [child.id], replace(given, until=TODAY + timedelta(days=365)), now)
    assert len(longest) == 1


def test_a_request_is_decided_by_each_agency_for_itself_and_the_asker_learns_only_what_is_shared(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    police = viewer_of(a_staff_member(session, an_agency(session, now, "Fenland Police", "police"), now, ("officer",)))
    sharing = replace(worker, permissions=worker.permissions | {Permission.SHARE_FAMILIES})
    for agency in (worker.agency_id, police.agency_id):
        work_with_too(session, viewer, child.id, agency, now)
    asked = a_request(session, police, child.id, now)
    assert access.requests_to_decide(session, viewer) == [asked] == access.requests_to_decide(session, worker)
    assert access.requests_to_decide(session, police) == []
    refused = decide_not_to_share(session, viewer, asked.id, "The family asked us not to.", now)
    assert (refused.decision, refused.until) == (Decision.NOT_SHARED, None)
    assert access.requests_to_decide(session, viewer) == []
    assert access.requests_to_decide(session, worker) == [asked], "one agency's answer is not another's"
    assert access.shares_for_requests(session, police, [asked.id], TODAY) == {}
    assert access.open_shares_to(session, police, TODAY) == []
    with pytest.raises(NotFound):
        access.share(session, police, refused.id, TODAY)
    given = replace(GIVEN, to_agency_id=police.agency_id, request_id=asked.id)
    [shared] = share_family(session, sharing, [child.id], given, now)
    assert access.shares_for_requests(session, police, [asked.id], TODAY) == {asked.id: [shared]}
    assert access.requests_to_decide(session, worker) == []


def test_a_request_is_answered_for_whom_it_asked_and_to_who_asked(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    other = a_child(session, viewer, now, "Matas")
    work_with_too(session, viewer, child.id, worker.agency_id, now)
    asked = a_request(session, worker, child.id, now)
    given = replace(GIVEN, to_agency_id=worker.agency_id, request_id=asked.id)
    with pytest.raises(BadInput, match="not what was asked for"):
        share_family(session, viewer, [other.id], given, now)
    third = an_agency(session, now, "The Court", "court")
    with pytest.raises(BadInput, match="not what was asked for"):
        share_family(session, viewer, [child.id], replace(given, to_agency_id=third.id), now)


def test_a_request_of_a_family_kept_closed_goes_to_who_is_named(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    work_with_too(session, viewer, child.id, worker.agency_id, now)
    a_closed_family(session, viewer, [child.id], now)
    asked = a_request(session, worker, child.id, now)
    colleague = replace(viewer, staff_id=uuid4())
    assert access.requests_to_decide(session, viewer) == [asked]
    assert access.requests_to_decide(session, colleague) == []


def test_a_request_can_be_taken_back_by_who_asked_alone(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    work_with_too(session, viewer, child.id, worker.agency_id, now)
    asked = a_request(session, worker, child.id, now)
    assert access.own_requests(session, worker) == [asked]
    with pytest.raises(NotFound):
        withdraw_request(session, viewer, asked.id, now)
    withdraw_request(session, worker, asked.id, now)
    assert access.requests_to_decide(session, viewer) == access.own_requests(session, worker) == []
    with pytest.raises(NotFound):
        decide_not_to_share(session, viewer, asked.id, "Too late.", now)


def test_nobody_asks_about_somebody_they_neither_work_with_nor_looked_up(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    given = RequestGiven([Part.CONTACT], Basis.HARM, "A conference is on Tuesday.")
    with pytest.raises(NotFound):
        ask_to_be_told(session, worker, given, now, person_id=child.id)
    with pytest.raises(NotFound):
        ask_to_be_told(session, worker, given, now, lookup_id=uuid4())
    with pytest.raises(BadInput, match="whom it is about"):
        ask_to_be_told(session, worker, given, now)


def test_the_first_look_marks_a_share_as_received_and_each_look_is_noted(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    shared = a_share(session, viewer, child.id, worker.agency_id, now)
    later = now + timedelta(hours=2)
    receive_share(session, worker, shared.id, now)
    receive_share(session, worker, shared.id, later)
    assert (shared.received_at, shared.received_by) == (now, worker.staff_id)
    for who in (worker, viewer):
        view_share(session, who, shared.id, later)
    with pytest.raises(NotFound):
        receive_share(session, viewer, shared.id, later)
    with pytest.raises(NotFound):
        view_share(session, social_care_of_another(session, now), shared.id, later)
    waiting = [(line.action, line.actor.agency_id) for line in session.info["audit_waiting"]]
    assert waiting.count(("receive share", worker.agency_id)) == 1
    assert waiting.count(("view share", worker.agency_id)) == waiting.count(("view share", viewer.agency_id)) == 1


def social_care_of_another(session: Session, now: datetime) -> Viewer:
    """Somebody of a third agency."""
    return viewer_of(a_staff_member(session, an_agency(session, now, "The Court", "court"), now, ("social worker",)))


def test_only_who_made_a_share_ends_it_and_ending_it_again_changes_nothing(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    sharing = replace(worker, permissions=worker.permissions | {Permission.SHARE_FAMILIES})
    shared = a_share(session, viewer, child.id, worker.agency_id, now)
    with pytest.raises(NotFound):
        end_share(session, sharing, shared.id, now)
    end_share(session, viewer, shared.id, now)
    end_share(session, viewer, shared.id, now + timedelta(days=1))
    assert shared.ended_at == now
    assert access.live_shares_made(session, viewer, TODAY) == []
    assert access.shares_made(session, viewer, child.id) == [shared], "what was shared stays on record"


def test_what_is_said_of_each_basis_is_whole_dated_and_says_that_nobody_checked_it() -> None:
    assert list(bases()) == list(Basis)
    for said in bases().values():
        assert said.words
        assert said.law
        assert said.source
        assert said.in_force_from <= said.read_on
        assert said.checked is False, "when somebody has, this test says who"
        assert len(said.name) <= 40


def test_no_part_opens_what_lets_somebody_change_anything() -> None:
    for part in EVERY_PART:
        opened = permissions_for([part])
        assert all(one.value.startswith("see ") for one in opened), part


def test_the_audit_holds_no_word_of_why_something_was_shared(
    session: Session, viewer: Viewer, worker: Viewer, child: Person, now: datetime
) -> None:
    a_share(session, viewer, child.id, worker.agency_id, now)
    session.commit()
    said = " ".join(entry.detail for entry in session.query(AuditEntry))
    assert "moved at night" not in said
    assert "CONTACTS_MADE" in said
