"""What a colleague may do is changed by another, and an agency is never left without an administrator."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import permutations
from uuid import UUID

import pytest
from factories import a_staff_member, an_agency
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.signing_in.find import open_sessions
from comms.agencies.signing_in.sessions import begin_session
from comms.agencies.signing_in.staff_session import Factor
from comms.agencies.staff import Staff
from comms.agencies.staffing.accepting import NotOpen, open_invitation
from comms.agencies.staffing.changing import LastAdministrator, OwnRoles, RolesGiven, change_roles
from comms.agencies.staffing.fitting import NoRole, RoleNotGivenHere
from comms.agencies.staffing.inviting import InvitationGiven, WrongQualification, invite
from comms.agencies.staffing.leaving import end_access
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import CommsError, NotAllowed, NotFound, Refused
from comms.foundation.work import Database


def an_administrator(session: Session, school: Agency, now: datetime, *more: str) -> Viewer:
    return viewer_of(a_staff_member(session, school, now, roles=("administrator", *more), name="Ada Poole"))


def test_a_colleague_has_the_roles_they_were_given_and_the_audit_says_which_before_and_after(
    database: Database, now: datetime
) -> None:
    with database.work() as session:
        school = an_agency(session, now)
        viewer = an_administrator(session, school, now)
        staff = a_staff_member(session, school, now, roles=("reception",))
        given = RolesGiven(["head teacher", "translation approver"], "DPSI", ["lt"])
        change_roles(session, viewer, staff.id, given, now)
        assert viewer_of(staff).may(Permission.ISSUE_LEGAL_LETTERS)
        assert (staff.qualification, staff.qualified_in) == ("DPSI", ["lt"])
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "change roles")).one()
        assert (entry.staff_id, entry.subject_id) == (viewer.staff_id, staff.id)
        assert json.loads(entry.detail) == {
            "before": ["reception"], "after": ["head teacher", "translation approver"], "qualification_changed": True,
        }  # fmt: skip


def test_nobody_changes_their_own_roles(session: Session, school: Agency, now: datetime) -> None:
    viewer = an_administrator(session, school, now)
    an_administrator(session, school, now)
    for roles in (["administrator", "head teacher"], ["reception"]):
        with pytest.raises(OwnRoles, match="another administrator"):
            change_roles(session, viewer, _id(viewer), RolesGiven(roles), now)


def _id(viewer: Viewer) -> UUID:
    assert viewer.staff_id is not None
    return viewer.staff_id


def test_the_last_administrator_stays_one(session: Session, school: Agency, viewer: Viewer, now: datetime) -> None:
    second = a_staff_member(session, school, now, roles=("administrator",))
    change_roles(session, viewer, second.id, RolesGiven(["reception"]), now)
    # An administrator of another agency, and one who has left, look after nothing here.
    an_administrator(session, an_agency(session, now, "Ely High"), now)
    gone = a_staff_member(session, school, now, roles=("administrator",))
    gone.active = False
    session.flush()
    keeper = viewer_of(a_staff_member(session, school, now, roles=("reception",)))
    keeper = Viewer(**{name: getattr(keeper, name) for name in ("agency_id", "agency_kind", "staff_id", "name")},
                    permissions=frozenset({Permission.MANAGE_STAFF}))  # fmt: skip
    for act in (
        lambda: change_roles(session, keeper, _id(viewer), RolesGiven(["head teacher"]), now),
        lambda: end_access(session, keeper, _id(viewer), now),
    ):
        with pytest.raises(LastAdministrator, match="only administrator"):
            act()
    assert session.get_one(Staff, viewer.staff_id).active


def test_two_administrators_who_take_it_from_each_other_at_once_leave_one(database: Database, now: datetime) -> None:
    with database.work() as session:
        school = an_agency(session, now)
        two = [an_administrator(session, school, now) for _ in range(2)]

    def take(pair: tuple[Viewer, Viewer]) -> bool:
        try:
            with database.work() as session:
                change_roles(session, pair[0], _id(pair[1]), RolesGiven(["reception"]), now)
        except CommsError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, permutations(two, 2))) == [False, True]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (RolesGiven([]), NoRole),
        (RolesGiven(["officer"]), RoleNotGivenHere),
        (RolesGiven(["wizard"]), RoleNotGivenHere),
        (RolesGiven(["translation approver"], "DPSI"), WrongQualification),
    ],
)
def test_what_cannot_be_given_changes_nothing(
    session: Session, school: Agency, viewer: Viewer, now: datetime, given: RolesGiven, fault: type[CommsError]
) -> None:
    staff = a_staff_member(session, school, now, roles=("reception",))
    with pytest.raises(fault):
        change_roles(session, viewer, staff.id, given, now)
    assert staff.role_names == ["reception"]


def test_whoever_loses_a_role_signs_in_anew_and_whoever_gains_one_goes_on(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    staff = a_staff_member(session, school, now, roles=("reception",))
    begin_session(session, staff, Factor.CODE, now)
    change_roles(session, viewer, staff.id, RolesGiven(["reception", "attendance officer"]), now)
    assert len(open_sessions(session, staff.id)) == 1
    change_roles(session, viewer, staff.id, RolesGiven(["attendance officer"]), now)
    assert open_sessions(session, staff.id) == []


def test_whoever_is_an_administrator_no_more_has_no_invitation_open(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    second = an_administrator(session, school, now)
    made, token = invite(session, second, InvitationGiven("Sam", "sam@x.example", ["administrator"]), now)
    change_roles(session, viewer, _id(second), RolesGiven(["reception", "administrator"]), now)
    assert open_invitation(session, token, now).id == made.id
    change_roles(session, viewer, _id(second), RolesGiven(["reception"]), now)
    with pytest.raises(NotOpen):
        open_invitation(session, token, now)


def test_another_agencys_staff_and_whoever_left_have_no_roles_to_change(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    other = a_staff_member(session, an_agency(session, now, "Ely High"), now)
    with pytest.raises(NotFound):
        change_roles(session, viewer, other.id, RolesGiven(["reception"]), now)
    left = a_staff_member(session, school, now)
    end_access(session, viewer, left.id, now)
    with pytest.raises(Refused, match="have left"):
        change_roles(session, viewer, left.id, RolesGiven(["reception"]), now)


def test_only_an_administrator_changes_roles(session: Session, school: Agency, now: datetime) -> None:
    head = viewer_of(a_staff_member(session, school, now, roles=("head teacher",)))
    staff = a_staff_member(session, school, now)
    with pytest.raises(NotAllowed, match="invite staff"):
        change_roles(session, head, staff.id, RolesGiven(["head teacher"]), now)
