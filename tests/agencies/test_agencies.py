"""Agencies and their staff: what each may do, and that none acts for another."""

from __future__ import annotations

from datetime import datetime

import pytest
from factories import a_staff_member, an_agency
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies import find
from comms.agencies.actions import add_staff, change_agency, found_agency
from comms.agencies.agency import Agency
from comms.agencies.permissions import ROLES, Permission, permissions_of
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.families.actions import PersonDetails, record_person
from comms.families.person import PersonKind
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import BadInput, NotAllowed, NotFound
from comms.foundation.work import Database


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [(" ", "school", "no name"), ("Fen Edge Academy", "school", "already"), ("Ely High", "circus", "no kind")],
)
def test_an_agency_needs_a_name_of_its_own_and_a_kind(
    session: Session, school: Agency, now: datetime, name: str, kind: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        found_agency(session, name, kind, now)


def test_the_only_agency_need_not_be_named_and_of_several_one_must(
    session: Session, school: Agency, now: datetime
) -> None:
    assert find.agency_named(session, None).id == school.id
    an_agency(session, now, "Ely High")
    with pytest.raises(BadInput, match=r"more than one agency.*Ely High; Fen Edge Academy"):
        find.agency_named(session, None)
    assert find.agency_named(session, "fen edge academy").id == school.id
    with pytest.raises(BadInput, match="no agency called “Fen”"):
        find.agency_named(session, "Fen")


def test_without_any_agency_the_way_to_make_one_is_said(session: Session) -> None:
    with pytest.raises(BadInput, match="comms init"):
        find.agency_named(session, None)


def test_an_agency_changes_only_what_it_says_of_itself(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    change_agency(session, viewer, {"telephone": "01632 960 123"}, now)
    assert school.telephone == "01632 960 123"
    for field in ("kind", "id", "made_at", "made_up"):
        with pytest.raises(BadInput, match=field):
            change_agency(session, viewer, {field: "court"}, now)
    assert school.kind == "school"


def test_only_who_manages_the_agency_changes_it(session: Session, school: Agency, now: datetime) -> None:
    officer = viewer_of(a_staff_member(session, school, now))
    with pytest.raises(NotAllowed, match="manage the agency"):
        change_agency(session, officer, {"telephone": "1"}, now)


def test_two_people_never_sign_in_with_one_address(session: Session, school: Agency, now: datetime) -> None:
    add_staff(session, school, "Jo Marsh", "jo@fenedge.example", ["reception"], now=now)
    with pytest.raises(BadInput, match="already"):
        add_staff(session, school, "Jo Marsh", " JO@FenEdge.example ", ["reception"], now=now)


def test_an_unknown_role_is_refused_and_one_named_twice_is_one(session: Session, school: Agency, now: datetime) -> None:
    with pytest.raises(BadInput, match="no role called “wizard”"):
        add_staff(session, school, "Jo", "jo@fenedge.example", ["wizard"], now=now)
    staff = add_staff(session, school, "Jo", "jo@fenedge.example", ["reception", "reception"], now=now)
    assert staff.role_names == ["reception"]


def test_a_colleague_of_another_agency_does_not_exist(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    other = a_staff_member(session, an_agency(session, now, "Ely High"), now)
    with pytest.raises(NotFound):
        find.colleague(session, viewer, other.id)
    assert other not in find.colleagues(session, viewer)


def test_every_permission_is_some_roles_and_no_role_has_one_there_is_not() -> None:
    assert permissions_of(list(ROLES)) == set(Permission)
    assert permissions_of(["no such role"]) == frozenset()


@pytest.mark.parametrize("role", ["reception", "translator", "interpreter coordinator", "social worker"])
def test_a_legal_letter_is_not_everybodys(role: str) -> None:
    assert Permission.ISSUE_LEGAL_LETTERS not in ROLES[role]


def test_somebody_with_every_role_can_still_act_on_both_databases(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, roles=tuple(ROLES)))
        record_person(session, viewer, PersonDetails(PersonKind.PARENT, "Rasa", "Kazlauskienė"), now)
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "record person")).one()
        assert set(entry.role.split(", ")) == set(ROLES)


def test_the_audit_knows_whether_a_person_acted_or_the_system(session: Session, school: Agency, viewer: Viewer) -> None:
    assert viewer.actor.kind == "staff"
    assert system_viewer(school).actor.kind == "system"
    assert system_viewer(school).actor.agency_id == school.id


def test_a_member_of_staff_does_not_show_their_name_in_a_log(session: Session, school: Agency, now: datetime) -> None:
    staff = a_staff_member(session, school, now, name="Canary Marsh")
    assert "Canary" not in repr(staff)
    assert staff.get_permissions() if hasattr(staff, "get_permissions") else True
