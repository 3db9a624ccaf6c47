"""Coming in by an invitation: once, with a password of one's own, or by the agency's own directory."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.actions import add_staff
from comms.agencies.agency import Agency
from comms.agencies.find import staff_with_email
from comms.agencies.signing_in.sessions import end_sessions
from comms.agencies.signing_in.staff_session import Ended
from comms.agencies.staff import Role, Staff
from comms.agencies.staffing import find
from comms.agencies.staffing.invitation import Invitation
from comms.foundation.audit import Actor, note
from comms.foundation.errors import NotFound
from comms.foundation.one_at_a_time import one_at_a_time


class NotOpen(NotFound):
    """The link opens nothing: it was used, withdrawn, ran out, or was never given. Which of these is told to nobody."""

    def __init__(self) -> None:
        """The same words for each of them."""
        super().__init__("This invitation does not open anything.", "Ask whoever invited you for a new one.")


def open_invitation(session: Session, token: str, now: datetime) -> Invitation:
    """The invitation behind a link. Raises ``NotOpen``, also where somebody signs in with its address meanwhile."""
    found = find.invitation_with(session, token)
    if found is None or found.why_not_open(now) or _is_taken(session, found):
        raise NotOpen
    return found


def _is_taken(session: Session, invitation: Invitation) -> bool:
    return not invitation.is_return and staff_with_email(session, invitation.email) is not None


def accept(session: Session, invitation_id: UUID, password_hash: str | None, now: datetime) -> Staff:
    """Use an invitation: whoever it is for signs in from now on. ``password_hash`` comes from the door, which knows how
    to make one; without one they come in by their agency's directory. Of two who use it at once, one does.

    Raises ``NotOpen``.
    """
    found = find.invitation_in_use(session, invitation_id)
    one_at_a_time(session, f"invitation to {found.email}")
    if found.why_not_open(now) or _is_taken(session, found):
        raise NotOpen
    staff = (
        _come_back(session, found, password_hash, now) if found.is_return else _come(session, found, password_hash, now)
    )
    found.used_at, found.staff_id = now, staff.id
    actor = Actor("staff", staff.id, staff.agency_id, ", ".join(staff.role_names))
    detail = {"staff": str(staff.id), "again": found.is_return, "by_directory": password_hash is None}
    note(session, actor, "accept invitation", ("invitation", found.id), now, detail)
    return staff


def _come(session: Session, invitation: Invitation, password_hash: str | None, now: datetime) -> Staff:
    return add_staff(
        session, session.get_one(Agency, invitation.agency_id), invitation.name, invitation.email, invitation.roles,
        now=now, password_hash=password_hash, qualification=invitation.qualification,
        qualified_in=invitation.qualified_in,
    )  # fmt: skip


def _come_back(session: Session, invitation: Invitation, password_hash: str | None, now: datetime) -> Staff:
    staff = session.get_one(Staff, invitation.staff_id, with_for_update={"of": Staff})
    if password_hash is not None:
        staff.password = password_hash
        # Whoever knew the old password may have it open somewhere.
        end_sessions(session, Actor("visitor", agency_id=staff.agency_id), staff.id, Ended.PASSWORD, now)
    if not staff.active:
        staff.roles = [session.get(Role, role) or Role(name=role) for role in invitation.roles]
        staff.active, staff.left_at, staff.left_by = True, None, None
    return staff
