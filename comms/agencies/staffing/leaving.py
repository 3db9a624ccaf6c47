"""The end of a colleague's access, and its beginning anew.

What they had taken on elsewhere in the house is handed back by ``comms.colleagues.leaving``, which calls this.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.signing_in.sessions import end_sessions
from comms.agencies.signing_in.staff_session import Ended
from comms.agencies.staff import Staff
from comms.agencies.staffing.changing import keep_an_administrator
from comms.agencies.staffing.fitting import ADMINISTRATOR, fitting_roles
from comms.agencies.staffing.invitation import Invitation
from comms.agencies.staffing.inviting import invite_again, withdraw_all, withdraw_made_by
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import Refused


class NotOneself(Refused):
    """Nobody ends or renews their own access."""


def end_access(session: Session, viewer: Viewer, staff_id: UUID, now: datetime) -> Staff:
    """End a colleague's access at once: every session of theirs ends, and no link of theirs, and none they made for
    others, opens anything any more.

    Raises ``NotOneself``, ``LastAdministrator``, and ``Refused`` for somebody who has left already.
    """
    viewer.require(Permission.MANAGE_STAFF)
    staff = colleague(session, viewer, staff_id)
    if staff.id == viewer.staff_id:
        raise NotOneself("Nobody ends their own access.", "Ask another administrator of your agency.")
    if not staff.active:
        raise Refused("They have left already.", "Nothing is left to end.")
    if ADMINISTRATOR in staff.role_names:
        keep_an_administrator(session, viewer, staff)
    staff.active, staff.left_at, staff.left_by = False, now, viewer.staff_id
    end_sessions(session, viewer.actor, staff.id, Ended.LEFT, now)
    withdraw_all(session, viewer, staff.id, now)
    withdraw_made_by(session, viewer, staff.id, now)
    note(session, viewer.actor, "end access", ("staff", staff.id), now, {"roles": staff.role_names})
    return staff


def take_back(
    session: Session, viewer: Viewer, staff_id: UUID, roles: Sequence[str], now: datetime
) -> tuple[Invitation, str]:
    """Invite somebody who had left to come back, with these roles; with the invitation the letters of its link. Until
    they use it they may do nothing. Their second factor is the one they had. Raises ``Refused`` for somebody who has
    not left, and what ``fitting_roles`` raises."""
    viewer.require(Permission.MANAGE_STAFF)
    staff = colleague(session, viewer, staff_id)
    if staff.active:
        raise Refused("They have not left.", "Change their roles, or give them a link for a new password.")
    fitting = fitting_roles(viewer.agency_kind, roles, held=staff.role_names)
    return invite_again(session, viewer, staff, fitting, now)


def offer_new_password(session: Session, viewer: Viewer, staff_id: UUID, now: datetime) -> tuple[Invitation, str]:
    """Give a colleague who forgot their password a link to set a new one; with it its letters. Their second factor is
    still asked. Raises ``NotOneself``, and ``Refused`` for somebody who has left."""
    viewer.require(Permission.MANAGE_STAFF)
    staff = colleague(session, viewer, staff_id)
    if staff.id == viewer.staff_id:
        raise NotOneself("Nobody gives themselves a link.", "Change your password on your own page.")
    if not staff.active:
        raise Refused("They have left.", "Take them back first.")
    return invite_again(session, viewer, staff, staff.role_names, now)
