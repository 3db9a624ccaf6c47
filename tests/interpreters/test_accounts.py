"""Interpreters who sign in: an account is tied to one entry of its own agency's register, and to no other."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest
from booking_factories import an_interpreter
from factories import a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.staffing.accepting import accept
from comms.agencies.staffing.inviting import InvitationGiven, invite
from comms.agencies.staffing.leaving import end_access
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.errors import NotAllowed, NotFound
from comms.interpreters.accounts import find
from comms.interpreters.accounts.actions import NoSuchAccount, tie_account, tie_invited, untie_account


def test_an_account_is_tied_to_one_entry_and_can_be_untied(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    one, other = an_interpreter(session, viewer, now), an_interpreter(session, viewer, now, "Ona Rimkienė")
    account = a_staff_member(session, school, now, roles=("interpreter",))
    tie_account(session, viewer, one.id, account.id, now)
    assert find.own_entry(session, viewer_of(account)).id == one.id
    with pytest.raises(NoSuchAccount):
        tie_account(session, viewer, other.id, account.id, now)
    untie_account(session, viewer, one.id, now)
    with pytest.raises(NotFound, match="not tied"):
        find.own_entry(session, viewer_of(account))
    tie_account(session, viewer, other.id, account.id, now)
    assert find.own_entry(session, viewer_of(account)).id == other.id


def test_only_somebody_who_signs_in_as_an_interpreter_here_can_be_tied(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    one = an_interpreter(session, viewer, now)
    reception = a_staff_member(session, school, now, roles=("reception",))
    elsewhere = a_staff_member(session, an_agency(session, now, "Ely High"), now, roles=("interpreter",))
    gone = a_staff_member(session, school, now, roles=("interpreter",))
    end_access(session, viewer, gone.id, now)
    for account in (reception, elsewhere, gone):
        with pytest.raises(NoSuchAccount):
            tie_account(session, viewer, one.id, account.id, now)
    with pytest.raises(NoSuchAccount):
        tie_account(session, viewer, one.id, uuid4(), now)
    assert one.staff_id is None


def test_only_whoever_keeps_the_register_ties_and_only_in_their_own(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    one = an_interpreter(session, viewer, now)
    account = a_staff_member(session, school, now, roles=("interpreter",))
    for role in ("interpreter", "head teacher"):
        with pytest.raises(NotAllowed):
            tie_account(
                session, viewer_of(a_staff_member(session, school, now, roles=(role,))), one.id, account.id, now
            )
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Ely High"), now, roles=("administrator",)))
    for act in (lambda: tie_account(session, other, one.id, account.id, now),
                lambda: untie_account(session, other, one.id, now)):  # fmt: skip
        with pytest.raises(NotFound):
            act()


def test_whoever_is_invited_for_an_entry_is_tied_to_it_unless_somebody_else_is_by_then(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    one = an_interpreter(session, viewer, now)
    invitations = [
        invite(
            session, viewer, InvitationGiven("Daiva", f"d{n}@x.example", ["interpreter"], interpreter_id=one.id), now
        )
        for n in range(2)
    ]
    assert [entry.id for entry in find.entries_without_account(session, viewer)] == [one.id]
    first, second = (accept(session, made.id, "hash", now) for made, _ in invitations)
    assert tie_invited(session, invitations[0][0], first, now) is one
    assert tie_invited(session, invitations[1][0], second, now) is None
    assert one.staff_id == first.id
    assert find.entries_without_account(session, viewer) == []


def test_an_invitation_for_an_entry_of_another_register_ties_nothing(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Ely High"), now, roles=("administrator",)))
    theirs = an_interpreter(session, other, now)
    given = InvitationGiven("Daiva", "d@x.example", ["interpreter"], interpreter_id=theirs.id)
    made, _ = invite(session, viewer, given, now)
    assert tie_invited(session, made, accept(session, made.id, "hash", now), now) is None
    assert theirs.staff_id is None
