"""Somebody may do more or less from now on, and what follows of it elsewhere in the house."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import own_agency
from comms.agencies.staff import Staff
from comms.agencies.staffing.changing import RolesGiven, change_roles
from comms.agencies.viewer import Viewer, system_viewer
from comms.colleagues.leaving import tell_where_nobody_sees


def give_roles(session: Session, viewer: Viewer, staff_id: UUID, given: RolesGiven, now: datetime) -> Staff:
    """Change the roles and the recorded qualification of a colleague. Where they were the last who may see a closed
    family and are shown none any more, whoever may name another is told. Raises what ``change_roles`` raises."""
    staff = change_roles(session, viewer, staff_id, given, now)
    # Whoever changes roles may not know of the family, and learns nothing of it.
    tell_where_nobody_sees(session, system_viewer(own_agency(session, viewer)), staff.id, now)
    return staff
