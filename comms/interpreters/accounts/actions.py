"""Tying an account to the entry of the register it is for, and untying it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.staffing.invitation import Invitation
from comms.agencies.viewer import Viewer, system_viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput
from comms.foundation.one_at_a_time import one_at_a_time
from comms.interpreters.accounts import find
from comms.interpreters.find import own_interpreter
from comms.interpreters.interpreter import Interpreter


class NoSuchAccount(BadInput):
    """An account that cannot be an interpreter's."""


def tie_account(session: Session, viewer: Viewer, interpreter_id: UUID, staff_id: UUID, now: datetime) -> Interpreter:
    """Say that a colleague who signs in as an interpreter is this one of the register: they see their own offers and
    bookings from then on. Raises ``NoSuchAccount``."""
    viewer.require(Permission.KEEP_REGISTER)
    one_at_a_time(session, f"accounts of interpreters of {viewer.agency_id}")
    found = own_interpreter(session, viewer, interpreter_id)
    if staff_id not in {one.id for one in find.accounts_to_tie(session, viewer)}:
        raise NoSuchAccount("This account is not free to be tied.", "Choose somebody who signs in as an interpreter.")
    return _tie(session, viewer, found, staff_id, now)


def untie_account(session: Session, viewer: Viewer, interpreter_id: UUID, now: datetime) -> Interpreter:
    """Say that nobody signs in as this interpreter."""
    viewer.require(Permission.KEEP_REGISTER)
    found = own_interpreter(session, viewer, interpreter_id)
    if found.staff_id is not None:
        detail = {"staff": str(found.staff_id)}
        found.staff_id = None
        note(session, viewer.actor, "untie interpreter's account", ("interpreter", found.id), now, detail)
    return found


def tie_invited(session: Session, invitation: Invitation, staff: Staff, now: datetime) -> Interpreter | None:
    """Tie somebody who came by an invitation to the entry it was for; None where it was for none, or where somebody
    else is tied to it meanwhile."""
    entry = session.get(Interpreter, invitation.interpreter_id) if invitation.interpreter_id else None
    if entry is None or entry.staff_id is not None or entry.agency_id != invitation.agency_id:
        return None
    viewer = system_viewer(session.get_one(Agency, invitation.agency_id))
    if find.entry_tied_to(session, viewer, staff.id) is not None:
        return None
    return _tie(session, viewer, entry, staff.id, now)


def _tie(session: Session, viewer: Viewer, entry: Interpreter, staff_id: UUID, now: datetime) -> Interpreter:
    entry.staff_id = staff_id
    note(session, viewer.actor, "tie interpreter's account", ("interpreter", entry.id), now, {"staff": str(staff_id)})
    return entry
