"""Invitations: the only way in. Good once, for a week, for the agency's own roles; nobody learns why one is over."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from factories import a_staff_member, an_agency
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency, AgencyKind
from comms.agencies.permissions import ROLES
from comms.agencies.staff import Staff
from comms.agencies.staffing import find
from comms.agencies.staffing.accepting import NotOpen, accept, open_invitation
from comms.agencies.staffing.fitting import FITTING, NoRole, RoleNotGivenHere, fitting_roles, roles_of_kind
from comms.agencies.staffing.invitation import OPEN_FOR, Invitation
from comms.agencies.staffing.inviting import (
    InvitationGiven,
    InvitedAlready,
    NoEmail,
    NoName,
    WrongQualification,
    invite,
    link_of,
    send_again,
    withdraw_invitation,
)
from comms.agencies.staffing.leaving import end_access
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.foundation.work import Database

GIVEN = InvitationGiven("Sam Lee", "sam.lee@fenedge.example", ["reception"])
HASH = "$argon2id$made-up"


def came_in(session: Session, token: str, now: datetime) -> Staff:
    return accept(session, open_invitation(session, token, now).id, HASH, now)


def test_whoever_is_invited_comes_in_with_the_roles_they_were_invited_with(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    given = replace(GIVEN, email=" Sam.Lee@FenEdge.example ", qualification="DPSI", qualified_in=["lt", "pl"])
    _, token = invite(session, viewer, given, now)
    staff = came_in(session, token, now + timedelta(days=2))
    assert (staff.name, staff.email, staff.agency_id) == ("Sam Lee", "sam.lee@fenedge.example", viewer.agency_id)
    assert (staff.role_names, staff.password, staff.active) == (["reception"], HASH, True)
    assert (staff.qualification, staff.qualified_in) == ("DPSI", ["lt", "pl"])


def test_the_letters_of_a_link_stand_nowhere(session: Session, viewer: Viewer, now: datetime) -> None:
    made, token = invite(session, viewer, GIVEN, now)
    session.flush()
    kept = session.execute(select(Invitation.__table__).where(Invitation.id == made.id)).one()
    assert token not in repr(kept)
    assert token in link_of(session, token)
    entries = session.info["audit_waiting"]
    assert not any(token in line.detail or "sam" in line.detail.lower() for line in entries)


Over = Callable[[Session, Viewer, Invitation, str, datetime], datetime]


def _used(session: Session, viewer: Viewer, made: Invitation, token: str, now: datetime) -> datetime:
    came_in(session, token, now)
    return now


def _withdrawn(session: Session, viewer: Viewer, made: Invitation, token: str, now: datetime) -> datetime:
    withdraw_invitation(session, viewer, made.id, now)
    return now


def _run_out(session: Session, viewer: Viewer, made: Invitation, token: str, now: datetime) -> datetime:
    return now + OPEN_FOR


def _sent_again(session: Session, viewer: Viewer, made: Invitation, token: str, now: datetime) -> datetime:
    send_again(session, viewer, made.id, now)
    return now


def _taken_meanwhile(session: Session, viewer: Viewer, made: Invitation, token: str, now: datetime) -> datetime:
    other = system_viewer(an_agency(session, now, "Ely High"))
    came_in(session, invite(session, other, GIVEN, now)[1], now)
    return now


@pytest.mark.parametrize("over", [_used, _withdrawn, _run_out, _sent_again, _taken_meanwhile])
def test_a_link_that_is_over_says_the_same_whatever_became_of_it(
    session: Session, viewer: Viewer, now: datetime, over: Over
) -> None:
    made, token = invite(session, viewer, GIVEN, now)
    later = over(session, viewer, made, token, now)
    with pytest.raises(NotOpen) as never_given:
        open_invitation(session, "x" * 43, later)
    with pytest.raises(NotOpen) as was_over:
        open_invitation(session, token, later)
    assert str(was_over.value) == str(never_given.value)
    # Whoever had the page open before learns no more by sending it.
    with pytest.raises(NotOpen) as sent:
        if over is _sent_again:
            raise NotOpen
        accept(session, made.id, HASH, later)
    assert str(sent.value) == str(never_given.value)


def test_an_invitation_is_good_to_the_last_second_of_its_week(session: Session, viewer: Viewer, now: datetime) -> None:
    _, token = invite(session, viewer, GIVEN, now)
    assert open_invitation(session, token, now + OPEN_FOR - timedelta(seconds=1)).name == "Sam Lee"


def test_sent_again_it_has_a_new_link_and_another_week(session: Session, viewer: Viewer, now: datetime) -> None:
    made, token = invite(session, viewer, GIVEN, now)
    later = now + OPEN_FOR + timedelta(days=1)
    _, again = send_again(session, viewer, made.id, later)
    assert again != token
    assert came_in(session, again, later + timedelta(days=6)).role_names == ["reception"]
    with pytest.raises(Refused, match="used or withdrawn"):
        send_again(session, viewer, made.id, later)
    with pytest.raises(Refused, match="sign in already"):
        withdraw_invitation(session, viewer, made.id, later)


def test_two_who_use_one_link_at_once_make_one_account(database: Database, now: datetime) -> None:
    with database.work() as session:
        head = viewer_of(a_staff_member(session, an_agency(session, now), now, roles=("administrator",)))
        made, _ = invite(session, head, GIVEN, now)

    def use(_: int) -> str:
        try:
            with database.work() as session:
                accept(session, made.id, HASH, now)
        except NotOpen:
            return "not open"
        return "came in"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == ["came in", *["not open"] * 3]
    with database.reading() as session:
        assert len(session.scalars(select(Staff).where(Staff.email == GIVEN.email)).all()) == 1


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"name": "  "}, NoName),
        ({"name": "y" * 201}, NoName),
        ({"email": "sam"}, NoEmail),
        ({"email": "sam@fenedge"}, NoEmail),
        ({"email": "a@b.example, c@d.example"}, NoEmail),
        ({"email": f"{'s' * 250}@x.example"}, NoEmail),
        ({"roles": []}, NoRole),
        ({"roles": ["wizard"]}, RoleNotGivenHere),
        ({"roles": ["authorising officer"]}, RoleNotGivenHere),
        ({"qualification": "DPSI"}, WrongQualification),
        ({"qualification": "D" * 201, "qualified_in": ["lt"]}, WrongQualification),
        ({"qualification": "DPSI", "qualified_in": ["klingon"]}, WrongQualification),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(
    session: Session, viewer: Viewer, now: datetime, changed: dict[str, object], fault: type[BadInput]
) -> None:
    with pytest.raises(fault):
        invite(session, viewer, replace(GIVEN, **changed), now)  # type: ignore[arg-type]
    assert find.invitations(session, viewer) == []


def test_nobody_is_invited_twice_and_nobody_who_signs_in_already(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    invite(session, viewer, GIVEN, now)
    with pytest.raises(InvitedAlready, match="open invitation"):
        invite(session, viewer, replace(GIVEN, email="SAM.LEE@fenedge.example"), now)
    _, token = invite(session, viewer, replace(GIVEN, email="other@fenedge.example"), now)
    came_in(session, token, now)
    with pytest.raises(InvitedAlready, match="signs in with this"):
        invite(session, viewer, replace(GIVEN, email="other@fenedge.example"), now)
    # One that ran out stands in nobody's way.
    assert invite(session, viewer, GIVEN, now + OPEN_FOR)


def test_another_agencys_invitation_does_not_exist(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Ely High"), now, roles=("administrator",)))
    made, _ = invite(session, other, GIVEN, now)
    assert find.invitations(session, viewer) == []
    for act in (withdraw_invitation, send_again):
        with pytest.raises(NotFound):
            act(session, viewer, made.id, now)
    # Nor does it stand in the way: an address that is invited elsewhere is no answer to whoever asks here.
    assert invite(session, viewer, GIVEN, now)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"administrator"}))
def test_only_an_administrator_invites(session: Session, school: Agency, now: datetime, role: str) -> None:
    somebody = viewer_of(a_staff_member(session, school, now, roles=(role,)))
    with pytest.raises(NotAllowed, match="invite staff"):
        invite(session, somebody, GIVEN, now)


def test_every_role_fits_somewhere_and_every_agency_can_be_looked_after() -> None:
    assert FITTING.keys() == ROLES.keys()
    assert all(FITTING.values())
    for kind in AgencyKind:
        assert "administrator" in roles_of_kind(kind)
    assert roles_of_kind("police") == (
        "interpreter coordinator", "translator", "translation approver", "officer", "authorising officer",
        "interpreter", "administrator",
    )  # fmt: skip


def test_a_role_somebody_holds_may_stay_where_it_would_not_be_given() -> None:
    assert fitting_roles("school", ["officer", "reception"], held=["officer"]) == ["reception", "officer"]
    with pytest.raises(RoleNotGivenHere, match="“school” has no officer"):
        fitting_roles("school", ["officer"])


def test_what_became_of_an_invitation_is_on_record(database: Database, now: datetime) -> None:
    with database.work() as session:
        head = viewer_of(a_staff_member(session, an_agency(session, now), now, roles=("administrator",)))
        made, _ = invite(session, head, GIVEN, now)
        _, token = send_again(session, head, made.id, now)
        staff = came_in(session, token, now)
    with database.reading() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == made.id).order_by(AuditEntry.number))
        assert [(entry.action, entry.staff_id) for entry in found] == [
            ("invite staff", head.staff_id), ("send invitation again", head.staff_id),
            ("accept invitation", staff.id),
        ]  # fmt: skip


def test_the_system_invites_for_whoever_installs_it(session: Session, school: Agency, now: datetime) -> None:
    made, token = invite(session, system_viewer(school), GIVEN, now)
    assert made.made_by is None
    assert isinstance(came_in(session, token, now).id, UUID)


def test_whoever_sent_an_invitation_again_and_left_cannot_come_back_by_it(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    other = a_staff_member(session, school, now, roles=("administrator",))
    made, _ = invite(session, viewer, GIVEN, now)
    # They saw the new link, whoever wrote the name.
    _, seen = send_again(session, viewer_of(other), made.id, now)
    end_access(session, viewer, other.id, now)
    with pytest.raises(NotOpen):
        open_invitation(session, seen, now)
