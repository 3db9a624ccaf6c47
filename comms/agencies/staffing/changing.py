"""Changing what a colleague may do. Nobody changes it for themselves, and an agency is never left without somebody who
looks after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.signing_in.sessions import end_sessions
from comms.agencies.signing_in.staff_session import Ended
from comms.agencies.staff import Role, Staff
from comms.agencies.staffing import find
from comms.agencies.staffing.fitting import ADMINISTRATOR, fitting_roles
from comms.agencies.staffing.inviting import checked_qualification, withdraw_made_by
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import Refused
from comms.foundation.one_at_a_time import one_at_a_time


class OwnRoles(Refused):
    """Nobody makes themselves more than another administrator would."""


class LastAdministrator(Refused):
    """Nobody would be left to look after the agency."""


@dataclass(frozen=True, slots=True)
class RolesGiven:
    """What a colleague may do from now on, and the qualification on record with the languages it is for."""

    roles: Sequence[str]
    qualification: str = ""
    qualified_in: Sequence[str] = ()


def change_roles(session: Session, viewer: Viewer, staff_id: UUID, given: RolesGiven, now: datetime) -> Staff:
    """Change the roles and the recorded qualification of a colleague. What they do next is judged by the new ones;
    where a role was taken from them, they sign in anew. Who is an administrator no more has no invitations open either.

    Raises ``OwnRoles``, ``LastAdministrator``, ``Refused`` for somebody who has left, and what ``fitting_roles`` and
    ``checked_qualification`` raise.
    """
    viewer.require(Permission.MANAGE_STAFF)
    staff = colleague(session, viewer, staff_id)
    if staff.id == viewer.staff_id:
        raise OwnRoles("Nobody changes their own roles.", "Ask another administrator of your agency.")
    if not staff.active:
        raise Refused("They have left, and may do nothing.", "Take them back first.")
    before = staff.role_names
    roles = fitting_roles(viewer.agency_kind, given.roles, held=before)
    qualification, qualified_in = checked_qualification(given.qualification, given.qualified_in)
    if ADMINISTRATOR in set(before) - set(roles):
        keep_an_administrator(session, viewer, staff)
        withdraw_made_by(session, viewer, staff.id, now)
    qualified = (qualification, qualified_in) != (staff.qualification, staff.qualified_in)
    staff.roles = [session.get(Role, role) or Role(name=role) for role in roles]
    staff.qualification, staff.qualified_in = qualification, qualified_in
    if set(before) - set(roles):
        # What they have open may show more than they may see now.
        end_sessions(session, viewer.actor, staff.id, Ended.ROLES, now)
    detail = {"before": before, "after": sorted(roles), "qualification_changed": qualified}
    note(session, viewer.actor, "change roles", ("staff", staff.id), now, detail)
    return staff


def keep_an_administrator(session: Session, viewer: Viewer, leaving: Staff) -> None:
    """Raises ``LastAdministrator`` where nobody but this one looks after the agency. Two who would take it from each
    other at the same moment come one after the other."""
    one_at_a_time(session, f"administrators of {viewer.agency_id}")
    if {one.id for one in find.administrators(session, viewer)} <= {leaving.id}:
        raise LastAdministrator(
            "They are the only administrator of the agency.", "Make somebody else an administrator first."
        )
