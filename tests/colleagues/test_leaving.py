"""Somebody leaves: nothing opens for them any more, and nothing they had taken on is forgotten with them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from booking_factories import an_appointment
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from follow_up_factories import followed_up
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import a_line, a_text_came

from comms.agencies.agency import Agency
from comms.agencies.api_keys.actions import KeyGiven, make_key
from comms.agencies.find import own_agency
from comms.agencies.permissions import Permission
from comms.agencies.signing_in.find import open_sessions
from comms.agencies.signing_in.sessions import begin_session
from comms.agencies.signing_in.staff_session import Ended, Factor, StaffSession
from comms.agencies.staff import Staff
from comms.agencies.staffing import find as find_staffing
from comms.agencies.staffing.accepting import NotOpen, accept, open_invitation
from comms.agencies.staffing.changing import RolesGiven, change_roles
from comms.agencies.staffing.inviting import InvitationGiven, invite
from comms.agencies.staffing.leaving import NotOneself, offer_new_password, take_back
from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.calendars.actions import make_feed
from comms.bookings.calendars.find import feed_with
from comms.bookings.calendars.reading import hash_of
from comms.colleagues.leaving import SUBJECT, let_go
from comms.colleagues.roles import give_roles
from comms.families.access.closed_family import ClosedFamily, ClosedPerson, ClosedReader
from comms.foundation.audit import AuditEntry
from comms.foundation.db import new_id
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.foundation.work import Database
from comms.messages.arriving import take_in_text
from comms.messages.duty import on_duty
from comms.messages.find import line_of
from comms.messages.incoming import IncomingState
from comms.messages.incoming_actions import take_incoming
from comms.messages.line_actions import LineGiven, set_line
from comms.messages.message import Message


@pytest.fixture
def leaver(session: Session, school: Agency, now: datetime) -> Staff:
    return a_staff_member(session, school, now, roles=("designated safeguarding lead",), name="Ruth Pemberton")


def test_whoever_left_may_do_nothing_and_is_signed_out_everywhere(
    session: Session, viewer: Viewer, leaver: Staff, now: datetime
) -> None:
    for _ in range(2):
        begin_session(session, leaver, Factor.CODE, now)
    let_go(session, viewer, leaver.id, now)
    assert (leaver.active, leaver.left_at, leaver.left_by) == (False, now, viewer.staff_id)
    assert open_sessions(session, leaver.id) == []
    ended = session.scalars(select(StaffSession.ended_because).where(StaffSession.staff_id == leaver.id)).all()
    assert ended == [Ended.LEFT, Ended.LEFT]
    with pytest.raises(Refused, match="left already"):
        let_go(session, viewer, leaver.id, now)


def test_what_they_had_taken_on_is_the_agencys_again(
    session: Session, viewer: Viewer, leaver: Staff, now: datetime
) -> None:
    theirs = viewer_of(leaver)
    a_line(session, viewer, now)
    text = take_in_text(session, a_text_came("?"), now)
    assert text is not None
    take_incoming(session, theirs, text.id, now)
    followed = followed_up(session, theirs, now)
    assert followed.worker_id == leaver.id
    coming = an_appointment(session, theirs, now)
    over = an_appointment(session, theirs, now, starts_at=now - timedelta(days=2))
    secret = make_feed(session, theirs, None, now)
    later = now + timedelta(hours=1)
    let_go(session, viewer, leaver.id, later)
    assert (text.state, text.taken_by) == (IncomingState.NEW, None)
    assert text.next_action_at == (later if text.urgent else None)
    assert followed.worker_id is None
    assert coming.organiser_id is None
    assert over.organiser_id == leaver.id, "what was, was"
    assert feed_with(session, hash_of(secret)) is None
    colleague = viewer_of(a_staff_member(session, own_agency(session, viewer), now, roles=("reception",)))
    assert take_incoming(session, colleague, text.id, later).taken_by == colleague.staff_id


def test_nobody_who_left_is_told_when_a_text_needs_somebody(
    session: Session, viewer: Viewer, leaver: Staff, now: datetime
) -> None:
    line = a_line(session, viewer, now)
    other = a_staff_member(session, own_agency(session, viewer), now, roles=("reception",))
    known = {name: getattr(line, name) for name in ("number", "alias", "ring_number", "short_name", "night_cover")}
    set_line(session, viewer, LineGiven(**known, duty=[str(leaver.id), str(other.id)]), now)
    let_go(session, viewer, leaver.id, now)
    kept = line_of(session, viewer)
    assert kept is not None
    assert kept.duty == [str(other.id)]
    assert [one.id for one in on_duty(session, viewer, kept)] == [other.id]


def test_their_keys_are_named_and_their_open_invitations_are_over(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    leaver = a_staff_member(session, school, now, roles=("administrator",))
    key, _ = make_key(session, viewer_of(leaver), KeyGiven("register", ["needs"], 60, date(2027, 7, 31)), now)
    _, token = invite(session, viewer_of(leaver), InvitationGiven("Sam", "sam@x.example", ["administrator"]), now)
    left = let_go(session, viewer, leaver.id, now)
    assert [one.id for one in left.keys] == [key.id]
    assert key.revoked_at is None, "a program may still need it: a person decides"
    with pytest.raises(NotOpen):
        open_invitation(session, token, now)


def closed(session: Session, viewer: Viewer, now: datetime, *readers: Staff) -> ClosedFamily:
    """A family that only these may see, as the rows have it."""
    child = a_child(session, viewer, now)
    row = ClosedFamily(
        id=new_id(), agency_id=viewer.agency_id, reference="K7Q2-M4", because="A court said so.", made_at=now
    )
    session.add(row)
    session.flush()
    session.add(ClosedPerson(closed_family_id=row.id, person_id=child.id, since=now))
    session.add_all(ClosedReader(closed_family_id=row.id, staff_id=one.id, since=now) for one in readers)
    session.flush()
    return row


def test_whoever_may_name_another_is_told_when_nobody_is_left_who_sees_a_closed_family(
    session: Session, school: Agency, viewer: Viewer, leaver: Staff, now: datetime
) -> None:
    reception = a_staff_member(session, school, now, roles=("reception",))
    second = a_staff_member(session, school, now, roles=("social worker",))
    closed(session, viewer, now, leaver, second)
    assert let_go(session, viewer, second.id, now).unseen == []
    assert let_go(session, viewer, leaver.id, now).unseen == ["K7Q2-M4"]
    written = session.scalars(select(Message).where(Message.about_kind == "closed_family")).all()
    told = {one.to_id for one in written}
    assert viewer.staff_id in told
    assert not told & {reception.id, leaver.id, second.id}
    assert {one.subject for one in written} == {SUBJECT}
    assert not any("K7Q2" in one.body or "Kazlausk" in one.body for one in written)


def test_they_are_told_too_when_the_last_is_shown_no_families_any_more(
    session: Session, school: Agency, viewer: Viewer, leaver: Staff, now: datetime
) -> None:
    closed(session, viewer, now, leaver)
    give_roles(session, viewer, leaver.id, RolesGiven(["reception"]), now)
    written = select(Message).where(Message.about_kind == "closed_family")
    assert session.scalars(written).all() == [], "reception is shown families"
    give_roles(session, viewer, leaver.id, RolesGiven(["translator"]), now)
    told = session.scalars(written).all()
    assert {one.to_id for one in told} == {viewer.staff_id}
    assert not any("K7Q2" in one.body or "Kazlausk" in one.body for one in told)


def test_what_is_closed_to_the_administrator_is_handed_back_unseen(
    session: Session, school: Agency, viewer: Viewer, leaver: Staff, now: datetime
) -> None:
    mother = a_parent(session, viewer_of(leaver), now)
    a_need(session, viewer, mother, now)
    followed = followed_up(session, viewer_of(leaver), now, mother)
    row = closed(session, viewer, now, leaver)
    session.add(ClosedPerson(closed_family_id=row.id, person_id=mother.id, since=now))
    session.flush()
    let_go(session, viewer, leaver.id, now)
    assert followed.worker_id is None


def test_nobody_lets_themselves_go_and_nobody_of_another_agency_exists(
    session: Session, school: Agency, viewer: Viewer, leaver: Staff, now: datetime
) -> None:
    assert viewer.staff_id is not None
    with pytest.raises(NotOneself, match="another administrator"):
        let_go(session, viewer, viewer.staff_id, now)
    elsewhere = a_staff_member(session, an_agency(session, now, "Ely High"), now)
    with pytest.raises(NotFound):
        let_go(session, viewer, elsewhere.id, now)
    with pytest.raises(NotAllowed):
        let_go(session, viewer_of(leaver), viewer.staff_id, now)


def test_whoever_comes_back_is_let_in_by_a_new_link_with_the_roles_chosen_then(
    session: Session, viewer: Viewer, leaver: Staff, now: datetime
) -> None:
    leaver.password = "old"
    let_go(session, viewer, leaver.id, now)
    _, token = take_back(session, viewer, leaver.id, ["reception"], now)
    assert not leaver.active, "not before they use it"
    came = accept(session, open_invitation(session, token, now).id, "new", now)
    assert came.id == leaver.id
    assert (leaver.active, leaver.left_at, leaver.left_by) == (True, None, None)
    assert (leaver.role_names, leaver.password) == (["reception"], "new")
    with pytest.raises(Refused, match="not left"):
        take_back(session, viewer, leaver.id, ["reception"], now)


def test_a_link_to_come_back_is_over_when_they_are_let_go_once_more(
    session: Session, viewer: Viewer, leaver: Staff, now: datetime
) -> None:
    _, token = offer_new_password(session, viewer, leaver.id, now)
    let_go(session, viewer, leaver.id, now)
    with pytest.raises(NotOpen):
        open_invitation(session, token, now)


def test_a_new_password_ends_every_session_and_leaves_roles_and_second_factor_as_they_are(
    session: Session, viewer: Viewer, leaver: Staff, now: datetime
) -> None:
    leaver.password, leaver.totp_used_at_step = "old", 7
    begin_session(session, leaver, Factor.CODE, now)
    _, token = offer_new_password(session, viewer, leaver.id, now)
    change_roles(session, viewer, leaver.id, RolesGiven(["designated safeguarding lead", "reception"]), now)
    accept(session, open_invitation(session, token, now).id, "new", now)
    assert open_sessions(session, leaver.id) == []
    assert (leaver.password, leaver.totp_used_at_step) == ("new", 7)
    assert leaver.role_names == ["designated safeguarding lead", "reception"], "as they are now, not as they were then"


def test_a_new_link_ends_the_one_before_and_nobody_gives_themselves_one(
    session: Session, viewer: Viewer, leaver: Staff, now: datetime
) -> None:
    assert viewer.staff_id is not None
    _, first = offer_new_password(session, viewer, leaver.id, now)
    _, second = offer_new_password(session, viewer, leaver.id, now)
    with pytest.raises(NotOpen):
        open_invitation(session, first, now)
    assert open_invitation(session, second, now).is_return
    with pytest.raises(NotOneself):
        offer_new_password(session, viewer, viewer.staff_id, now)
    assert [one.is_return for one in find_staffing.invitations(session, viewer)] == [True, True]


def test_a_leaving_is_on_record_with_what_was_handed_back(database: Database, now: datetime) -> None:
    with database.work() as session:
        school = an_agency(session, now)
        head = viewer_of(a_staff_member(session, school, now, roles=("administrator",)))
        gone = a_staff_member(session, school, now, roles=("designated safeguarding lead",))
        followed = followed_up(session, viewer_of(gone), now)
        let_go(session, head, gone.id, now)
    with database.reading() as session:
        entries = {
            one.action: one for one in session.scalars(select(AuditEntry).where(AuditEntry.subject_id == gone.id))
        }
        assert json.loads(entries["end access"].detail) == {"roles": ["designated safeguarding lead"]}
        assert entries["end access"].staff_id == head.staff_id
        assert json.loads(entries["hand back work"].detail)["follow_ups"] == [str(followed.id)]


def test_the_permission_to_let_go_is_the_administrators_alone(session: Session, school: Agency, now: datetime) -> None:
    assert not viewer_of(a_staff_member(session, school, now, roles=("head teacher",))).may(Permission.MANAGE_STAFF)
