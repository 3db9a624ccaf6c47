"""Questions about the accounts of interpreters."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.staff import Role, Staff
from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound
from comms.interpreters.interpreter import Interpreter

INTERPRETER = "interpreter"


def own_entry(session: Session, viewer: Viewer) -> Interpreter:
    """The entry of the register that the viewer's own account is tied to. Raises ``NotFound`` where it is tied to
    none."""
    query = select(Interpreter).where(
        Interpreter.staff_id == viewer.staff_id, Interpreter.agency_id == viewer.agency_id
    )
    found = session.scalar(query) if viewer.staff_id is not None else None
    if found is None:
        raise NotFound(
            "Your account is not tied to an entry of the register yet.", "Ask the office that keeps the register."
        )
    return found


def account_of(session: Session, viewer: Viewer, interpreter: Interpreter) -> Staff | None:
    """The account an entry of the viewer's own register is tied to."""
    if interpreter.staff_id is None or interpreter.agency_id != viewer.agency_id:
        return None
    return session.get(Staff, interpreter.staff_id)


def accounts_to_tie(session: Session, viewer: Viewer) -> Sequence[Staff]:
    """Colleagues who sign in as interpreters and belong to no entry of the register yet, by name."""
    tied = select(Interpreter.staff_id).where(Interpreter.staff_id.is_not(None))
    query = select(Staff).where(
        Staff.agency_id == viewer.agency_id,
        Staff.active,
        Staff.roles.any(Role.name == INTERPRETER),
        Staff.id.not_in(tied),
    )
    return session.scalars(query.order_by(Staff.name, Staff.id)).all()


def entry_tied_to(session: Session, viewer: Viewer, staff_id: UUID) -> Interpreter | None:
    """The entry of the viewer's register that a colleague's account is tied to."""
    query = select(Interpreter).where(Interpreter.staff_id == staff_id, Interpreter.agency_id == viewer.agency_id)
    return session.scalar(query)


def entries_without_account(session: Session, viewer: Viewer) -> Sequence[Interpreter]:
    """Those of the viewer's own register who interpret today and do not sign in yet, by name."""
    query = select(Interpreter).where(
        Interpreter.agency_id == viewer.agency_id, Interpreter.active, Interpreter.staff_id.is_(None)
    )
    return session.scalars(query.order_by(Interpreter.search_name, Interpreter.id)).all()
