"""Inviting somebody to sign in for an agency: a link that is good once, and for a week."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import staff_with_email
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.staffing import find
from comms.agencies.staffing.fitting import fitting_roles
from comms.agencies.staffing.invitation import OPEN_FOR, TOKEN_BYTES, Invitation, hash_of
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.languages import language
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.work import address_of
from comms.foundation.writing import tidy_name

# The page's place in the screens; a test opens a link as it was shown.
PAGE = "/invitation/"
LONGEST_NAME, LONGEST_EMAIL, LONGEST_QUALIFICATION = 200, 254, 200
EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(?:\.[^@\s<>,;.]+)+")


@dataclass(frozen=True, slots=True)
class InvitationGiven:
    """Who is invited, and as what. ``qualified_in`` are the tags of the languages that ``qualification`` is for;
    ``interpreter_id`` is the entry in the register that the account will be for."""

    name: str
    email: str
    roles: Sequence[str]
    qualification: str = ""
    qualified_in: Sequence[str] = ()
    interpreter_id: UUID | None = None


class NoName(BadInput):
    """Colleagues would not know who it is."""


class NoEmail(BadInput):
    """Nobody signs in with such an address."""


class InvitedAlready(BadInput):
    """There is an open invitation, or an account, for this address."""


class WrongQualification(BadInput):
    """A qualification that cannot be recorded so."""


def invite(session: Session, viewer: Viewer, given: InvitationGiven, now: datetime) -> tuple[Invitation, str]:
    """Invite somebody to sign in for the viewer's agency; with the invitation the letters of its link, which are never
    shown again. Raises what is wrong with it."""
    viewer.require(Permission.MANAGE_STAFF)
    name, email = _name(given.name), _email(given.email)
    roles = fitting_roles(viewer.agency_kind, given.roles)
    qualification, qualified_in = checked_qualification(given.qualification, given.qualified_in)
    one_at_a_time(session, f"invitation to {email}")
    if staff_with_email(session, email):
        raise InvitedAlready("Somebody signs in with this e-mail address already.", "Give another address.")
    if find.open_invitation_to(session, viewer, email, now):
        raise InvitedAlready("There is an open invitation to this address.", "Send that one again, or withdraw it.")
    made = Invitation(
        agency_id=viewer.agency_id, name=name, email=email, roles=roles, qualification=qualification,
        qualified_in=qualified_in, interpreter_id=given.interpreter_id, made_by=viewer.staff_id,
    )  # fmt: skip
    token = _begin(made, now)
    session.add(made)
    session.flush()
    note(session, viewer.actor, "invite staff", ("invitation", made.id), now, {"roles": roles})
    return made, token


def invite_again(
    session: Session, viewer: Viewer, staff: Staff, roles: Sequence[str], now: datetime
) -> tuple[Invitation, str]:
    """A link for somebody who is, or was, staff of the viewer's agency: with it they set a new password, and sign in
    again, with these roles, if they had left. Every link they had before is withdrawn."""
    viewer.require(Permission.MANAGE_STAFF)
    withdraw_all(session, viewer, staff.id, now)
    made = Invitation(
        agency_id=viewer.agency_id, name=staff.name, email=staff.email, roles=list(roles), is_return=True,
        staff_id=staff.id, made_by=viewer.staff_id,
    )  # fmt: skip
    token = _begin(made, now)
    session.add(made)
    session.flush()
    detail = {"staff": str(staff.id), "left": not staff.active, "roles": list(roles)}
    note(session, viewer.actor, "invite staff again", ("invitation", made.id), now, detail)
    return made, token


def send_again(session: Session, viewer: Viewer, invitation_id: UUID, now: datetime) -> tuple[Invitation, str]:
    """Give an invitation a new link and another week, also where it had run out; the link before opens nothing. From
    now on it is the viewer's: they may have seen the link, so it ends where they leave.

    Raises ``Refused`` for one that was used or withdrawn.
    """
    viewer.require(Permission.MANAGE_STAFF)
    found = find.invitation(session, viewer, invitation_id)
    if found.used_at is not None or found.withdrawn_at is not None:
        raise Refused("This invitation was used or withdrawn.", "Look at who signs in here, or invite them anew.")
    token = _begin(found, now)
    found.made_by = viewer.staff_id
    note(session, viewer.actor, "send invitation again", ("invitation", found.id), now)
    return found, token


def withdraw_invitation(session: Session, viewer: Viewer, invitation_id: UUID, now: datetime) -> Invitation:
    """Make an invitation open nothing. Raises ``Refused`` for one that was used."""
    viewer.require(Permission.MANAGE_STAFF)
    found = find.invitation(session, viewer, invitation_id)
    if found.used_at is not None:
        raise Refused("This invitation was used: they sign in already.", "End their access instead.")
    _withdraw(session, viewer, found, now)
    return found


def withdraw_all(session: Session, viewer: Viewer, staff_id: UUID, now: datetime) -> None:
    """Withdraw every link by which a colleague could set a new password."""
    for one in find.invitations_for(session, viewer, staff_id):
        _withdraw(session, viewer, one, now)


def withdraw_made_by(session: Session, viewer: Viewer, staff_id: UUID, now: datetime) -> None:
    """Withdraw the open invitations that a colleague made: another administrator sends again those they stand by."""
    for one in find.invitations_made_by(session, viewer, staff_id, now):
        _withdraw(session, viewer, one, now)


def link_of(session: Session, token: str) -> str:
    """The whole address of a link."""
    return f"{address_of(session)}{PAGE}{token}"


def checked_qualification(said: str, tags: Sequence[str]) -> tuple[str, list[str]]:
    """A qualification and its languages, tidily. Raises ``WrongQualification``."""
    words = tidy_name(said)
    try:
        known = [language(tag).tag for tag in dict.fromkeys(tags)]
    except NotFound as fault:
        raise WrongQualification(fault.message, "Choose languages from the list.") from fault
    if len(words) > LONGEST_QUALIFICATION:
        raise WrongQualification(f"This is {len(words)} characters long.", f"Shorten it to {LONGEST_QUALIFICATION}.")
    if words and not known:
        raise WrongQualification("A qualification is for a language.", "Choose the languages it is for.")
    return words, known


def _begin(invitation: Invitation, now: datetime) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation.token_hash, invitation.made_at, invitation.ends_at = hash_of(token), now, now + OPEN_FOR
    return token


def _withdraw(session: Session, viewer: Viewer, invitation: Invitation, now: datetime) -> None:
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = now
        note(session, viewer.actor, "withdraw invitation", ("invitation", invitation.id), now)


def _name(given: str) -> str:
    name = tidy_name(given)
    if not name:
        raise NoName("The invitation has no name.", "Give the name that colleagues know them by.")
    if len(name) > LONGEST_NAME:
        raise NoName(f"The name is {len(name)} characters long.", f"Shorten it to {LONGEST_NAME}.")
    return name


def _email(given: str) -> str:
    email = given.strip().lower()
    if len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email):
        raise NoEmail("This is not an e-mail address.", "Give one like jo.marsh@school.example.")
    return email
