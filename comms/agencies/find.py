"""Questions about agencies and staff."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency, AgencyKind
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.foundation.errors import BadInput, NotFound


def own_agency(session: Session, viewer: Viewer) -> Agency:
    """The viewer's agency."""
    return session.get_one(Agency, viewer.agency_id)


def agency_called(session: Session, name: str) -> Agency | None:
    """The agency of exactly that name, if there is one."""
    return session.scalar(select(Agency).where(Agency.name == name))


def agency_named(session: Session, name: str | None) -> Agency:
    """The agency of that name; with no name the only one there is. Raises ``BadInput`` naming those there are."""
    agencies = list(session.scalars(select(Agency).order_by(Agency.name)))
    if not agencies:
        raise BadInput("There is no agency yet.", "Make one: comms init --agency NAME --kind school")
    if name is None and len(agencies) == 1:
        return agencies[0]
    matching = [agency for agency in agencies if name and agency.name.casefold() == name.casefold()]
    if matching:
        return matching[0]
    names = "; ".join(agency.name for agency in agencies)
    said = f"There is no agency called “{name}”." if name else "There is more than one agency."
    raise BadInput(said, f"Say which with --agency. There are: {names}.")


def every_agency(session: Session) -> Sequence[Agency]:
    """All agencies of the installation, for jobs that run for each."""
    return session.scalars(select(Agency).order_by(Agency.name)).all()


def authorities(session: Session) -> Sequence[Agency]:
    """The local authorities of the installation. Which agencies there are is no secret."""
    query = select(Agency).where(Agency.kind == AgencyKind.LOCAL_AUTHORITY)
    return session.scalars(query.order_by(Agency.name)).all()


def colleagues(session: Session, viewer: Viewer) -> Sequence[Staff]:
    """The staff of the viewer's own agency."""
    return session.scalars(select(Staff).where(Staff.agency_id == viewer.agency_id).order_by(Staff.name)).all()


def colleague(session: Session, viewer: Viewer, staff_id: UUID) -> Staff:
    """One member of the viewer's own agency; anyone else does not exist for them."""
    staff = session.scalar(select(Staff).where(Staff.id == staff_id, Staff.agency_id == viewer.agency_id))
    if staff is None:
        raise NotFound("There is no such member of staff.")
    return staff


def staff_with_email(session: Session, email: str) -> Staff | None:
    """The member of staff who signs in with this e-mail address."""
    return session.scalar(select(Staff).where(func.lower(Staff.email) == email.strip().lower()))
