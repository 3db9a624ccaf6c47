"""An agency's own directory: set by its administrator, and speaking for nobody but that agency's own staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from factories import a_staff_member, an_agency
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.directories import find
from comms.agencies.directories.actions import BadDirectory, DirectorySet, end_directory, set_directory, untie
from comms.agencies.directories.directory import AgencyDirectory
from comms.agencies.directories.knowing import who_came
from comms.agencies.staff import Staff
from comms.agencies.staffing.inviting import InvitationGiven, invite, withdraw_invitation
from comms.agencies.staffing.leaving import end_access, take_back
from comms.agencies.viewer import Viewer, viewer_of
from comms.channels.directory import NotBelieved, SignedIn
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import NotAllowed, NotFound
from comms.foundation.work import Database

GIVEN = DirectorySet(
    "Fen Edge accounts", "https://login.example.org/fenedge", "comms", "the secret", ["fenedge.example"],
    second_factor_there=False,
)  # fmt: skip


@pytest.fixture
def directory(session: Session, viewer: Viewer, now: datetime) -> AgencyDirectory:
    return set_directory(session, viewer, GIVEN, now)


def says(staff: Staff, subject: str = "s-1") -> SignedIn:
    return SignedIn(subject, staff.email, second_factor=True)


def refused(session: Session, directory: AgencyDirectory, said: SignedIn, now: datetime) -> str:
    with pytest.raises(NotBelieved) as fault:
        who_came(session, directory, said, now)
    assert str(fault.value) == str(NotBelieved("")), "the same words whatever was wrong"
    return fault.value.why


def test_a_colleague_is_known_by_an_address_once_and_by_their_subject_ever_after(
    session: Session, school: Agency, directory: AgencyDirectory, now: datetime
) -> None:
    staff = a_staff_member(session, school, now)
    assert who_came(session, directory, says(staff), now) == (staff, None)
    staff.email = "married.name@fenedge.example"
    session.flush()
    assert who_came(session, directory, SignedIn("s-1", "", second_factor=False), now)[0] is staff
    assert who_came(session, directory, SignedIn("s-1", "x@elsewhere.example", second_factor=False), now)[0] is staff


def test_an_address_that_was_given_to_somebody_else_does_not_open_the_account(
    session: Session, school: Agency, directory: AgencyDirectory, now: datetime
) -> None:
    staff = a_staff_member(session, school, now)
    who_came(session, directory, says(staff), now)
    assert refused(session, directory, says(staff, "s-2"), now) == "another subject"


def test_whoever_is_known_does_not_become_a_colleague_by_having_their_address(
    session: Session, school: Agency, viewer: Viewer, directory: AgencyDirectory, now: datetime
) -> None:
    one, other = a_staff_member(session, school, now), a_staff_member(session, school, now)
    who_came(session, directory, says(one), now)
    end_access(session, viewer, one.id, now)
    assert refused(session, directory, SignedIn("s-1", other.email, second_factor=True), now) == "another subject"


def test_a_directory_never_speaks_for_the_staff_of_another_agency(
    session: Session, school: Agency, directory: AgencyDirectory, now: datetime
) -> None:
    ely = an_agency(session, now, "Ely High")
    theirs = a_staff_member(session, ely, now, name="Ewa Lis")
    assert refused(session, directory, says(theirs), now) == "another agency"
    # Nor with an invitation that its own administrator made out to that address.
    admin = viewer_of(a_staff_member(session, school, now, roles=("administrator",)))
    session.flush()
    theirs.active = False
    invite_to = replace(InvitationGiven("Ewa", "", ["reception"]), email="new@fenedge.example")
    made, _ = invite(session, admin, invite_to, now)
    made.email = theirs.email
    session.flush()
    assert refused(session, directory, says(theirs), now) == "left"
    assert (theirs.directory_id, theirs.active) == (None, False)


def test_nobody_comes_in_who_is_neither_staff_nor_invited(
    session: Session, directory: AgencyDirectory, now: datetime
) -> None:
    stranger = SignedIn("s-9", "stranger@fenedge.example", second_factor=True)
    assert refused(session, directory, stranger, now) == "nobody here"
    assert session.scalar(select(Staff).where(Staff.email == "stranger@fenedge.example")) is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (lambda email: SignedIn("s-1", "", second_factor=True), "e-mail not vouched for"),
        (lambda email: SignedIn("s-1", email.replace("fenedge", "gmail"), second_factor=True), "domain"),
        (lambda email: SignedIn("s-1", f"x@sub.{email.partition('@')[2]}", second_factor=True), "domain"),
        (lambda email: SignedIn("s-1", f"{email}.evil.example", second_factor=True), "domain"),
    ],
)
def test_an_address_counts_only_where_the_directory_may_vouch_for_it(
    session: Session,
    school: Agency,
    directory: AgencyDirectory,
    now: datetime,
    said: Callable[[str], SignedIn],
    why: str,
) -> None:
    staff = a_staff_member(session, school, now)
    assert refused(session, directory, said(staff.email), now) == why
    assert staff.directory_subject is None


def test_whoever_is_invited_comes_in_by_the_directory_without_a_password(
    session: Session, viewer: Viewer, directory: AgencyDirectory, now: datetime
) -> None:
    made, _ = invite(session, viewer, InvitationGiven("Sam Lee", "sam@fenedge.example", ["reception"]), now)
    said = SignedIn("s-3", "sam@fenedge.example", second_factor=True)
    staff, invitation = who_came(session, directory, said, now)
    assert (staff.role_names, staff.password, staff.directory_subject) == (["reception"], None, "s-3")
    assert invitation is not None
    assert (invitation.id, invitation.used_at, invitation.staff_id) == (made.id, now, staff.id)
    assert who_came(session, directory, said, now) == (staff, None)


def test_an_invitation_that_is_over_lets_nobody_in_by_the_directory_either(
    session: Session, viewer: Viewer, directory: AgencyDirectory, now: datetime
) -> None:
    made, _ = invite(session, viewer, InvitationGiven("Sam Lee", "sam@fenedge.example", ["reception"]), now)
    said = SignedIn("s-3", "sam@fenedge.example", second_factor=True)
    assert refused(session, directory, said, now + timedelta(days=7)) == "nobody here"
    withdraw_invitation(session, viewer, made.id, now)
    assert refused(session, directory, said, now) == "nobody here"


def test_whoever_left_does_not_come_in_until_they_are_taken_back(
    session: Session, school: Agency, viewer: Viewer, directory: AgencyDirectory, now: datetime
) -> None:
    staff = a_staff_member(session, school, now)
    who_came(session, directory, says(staff), now)
    end_access(session, viewer, staff.id, now)
    assert refused(session, directory, says(staff), now) == "left"
    assert refused(session, directory, SignedIn("s-1", "", second_factor=True), now) == "left"
    take_back(session, viewer, staff.id, ["reception"], now)
    came, _ = who_came(session, directory, says(staff), now)
    assert (came, staff.active, staff.role_names) == (staff, True, ["reception"])


def test_untied_a_colleague_is_found_by_their_address_again(
    session: Session, school: Agency, viewer: Viewer, directory: AgencyDirectory, now: datetime
) -> None:
    staff = a_staff_member(session, school, now)
    who_came(session, directory, says(staff), now)
    untie(session, viewer, staff.id, now)
    assert who_came(session, directory, says(staff, "s-2"), now)[0].directory_subject == "s-2"


def test_the_same_directory_keeps_its_people_and_another_ends_it(
    session: Session, school: Agency, viewer: Viewer, directory: AgencyDirectory, now: datetime
) -> None:
    staff = a_staff_member(session, school, now)
    who_came(session, directory, says(staff), now)
    changed = replace(GIVEN, client_secret="", email_domains=["@FenEdge.example ", "fen.example", ""])
    same = set_directory(session, viewer, changed, now)
    assert same.id == directory.id
    assert (same.client_secret, same.email_domains) == ("the secret", ["fenedge.example", "fen.example"])
    assert find.count_tied(session, viewer, same.id) == 1
    other = set_directory(session, viewer, replace(GIVEN, issuer="https://login.example.org/new"), now)
    assert (directory.ended_at, directory.client_secret) == (now, None)
    assert who_came(session, other, says(staff, "n-1"), now)[0] is staff
    assert find.directory_in_use(session, directory.id) is None


def test_an_ended_directory_is_offered_to_nobody(
    session: Session, viewer: Viewer, directory: AgencyDirectory, now: datetime
) -> None:
    assert find.is_any(session)
    assert [one.id for one, _ in find.directories_for(session, "FenEdge.example")] == [directory.id]
    assert find.directories_for(session, "edge.example") == []
    end_directory(session, viewer, now)
    assert not find.is_any(session)
    assert find.directories_for(session, "fenedge.example") == []
    with pytest.raises(NotFound):
        end_directory(session, viewer, now)


def test_two_agencies_of_one_trust_may_share_a_domain(
    session: Session, viewer: Viewer, directory: AgencyDirectory, now: datetime
) -> None:
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Ely High"), now, roles=("administrator",)))
    theirs = set_directory(session, other, GIVEN, now)
    offered = find.directories_for(session, "fenedge.example")
    assert [(one.id, agency.name) for one, agency in offered] == [
        (theirs.id, "Ely High"), (directory.id, "Fen Edge Academy"),
    ]  # fmt: skip
    assert find.own_directory(session, viewer) is directory


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "n" * 81}, "name"),
        ({"issuer": ""}, "issuer"),
        ({"client_id": ""}, "client_id"),
        ({"client_id": "c" * 201}, "client_id"),
        ({"client_secret": ""}, "client_secret"),
        ({"client_secret": "s" * 401}, "client_secret"),
        ({"email_domains": []}, "email_domains"),
        ({"email_domains": ["fenedge"]}, "email_domains"),
        ({"email_domains": ["jo@fenedge.example"]}, "email_domains"),
        ({"email_domains": ["*.example"]}, "email_domains"),
        ({"email_domains": [f"d{number}.example" for number in range(21)]}, "email_domains"),
    ],
)
def test_a_directory_that_cannot_be_is_refused_at_its_field(
    session: Session, viewer: Viewer, now: datetime, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadDirectory) as fault:
        set_directory(session, viewer, replace(GIVEN, **changed), now)
    assert fault.value.field == field
    assert find.own_directory(session, viewer) is None


def test_only_an_administrator_sets_a_directory(session: Session, school: Agency, now: datetime) -> None:
    head = viewer_of(a_staff_member(session, school, now, roles=("head teacher",)))
    for act in (lambda: set_directory(session, head, GIVEN, now), lambda: end_directory(session, head, now)):
        with pytest.raises(NotAllowed):
            act()


def test_the_secret_is_locked_and_the_audit_holds_neither_it_nor_anybodys_address(
    database: Database, now: datetime
) -> None:
    with database.work() as session:
        school = an_agency(session, now)
        admin = viewer_of(a_staff_member(session, school, now, roles=("administrator",)))
        made = set_directory(session, admin, GIVEN, now)
        staff = a_staff_member(session, school, now)
        who_came(session, made, says(staff, "subject-of-jo"), now)
    with database.reading() as session:
        [locked] = session.execute(select(AgencyDirectory.__table__.c.client_secret_locked)).one()
        assert b"the secret" not in locked
        said = " ".join(session.scalars(select(AuditEntry.detail)))
        assert not any(word in said for word in ("the secret", staff.email, "subject-of-jo"))
        assert session.get_one(AgencyDirectory, made.id).client_secret == "the secret"
