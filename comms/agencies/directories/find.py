"""Questions about agencies' own directories, and who is who in them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.directories.directory import AgencyDirectory
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer


def _in_use() -> Select[AgencyDirectory]:
    return select(AgencyDirectory).where(AgencyDirectory.ended_at.is_(None))


def own_directory(session: Session, viewer: Viewer) -> AgencyDirectory | None:
    """The directory the viewer's agency signs in with; there is at most one."""
    query = _in_use().where(AgencyDirectory.agency_id == viewer.agency_id)
    return session.scalar(query.order_by(AgencyDirectory.made_at.desc()).limit(1))


def count_tied(session: Session, viewer: Viewer, directory_id: UUID) -> int:
    """How many colleagues who may sign in have done so with a directory of the viewer's agency."""
    query = select(Staff.id).where(
        Staff.agency_id == viewer.agency_id, Staff.directory_id == directory_id, Staff.active
    )
    return len(session.scalars(query).all())


def is_any(session: Session) -> bool:
    """Whether any agency signs in with a directory, so that the sign-in page offers it."""
    return session.scalar(_in_use().with_only_columns(AgencyDirectory.id).limit(1)) is not None


def directories_for(session: Session, domain: str) -> Sequence[tuple[AgencyDirectory, Agency]]:
    """The directories that vouch for addresses of a domain, each with its agency, in the order of their names. Whoever
    typed an address has not signed in, and learns only what its agency says of itself."""
    query = _in_use().add_columns(Agency).join(Agency, Agency.id == AgencyDirectory.agency_id).order_by(Agency.name)
    wanted = domain.lower()
    return [(one, agency) for one, agency in session.execute(query) if wanted in one.email_domains]


def directory_in_use(session: Session, directory_id: UUID) -> AgencyDirectory | None:
    """One directory, unless it ended, for whoever signs in with it and is nobody's viewer yet."""
    return session.scalar(_in_use().where(AgencyDirectory.id == directory_id))


def agency_of(session: Session, directory: AgencyDirectory) -> Agency:
    """Whose directory it is: what its own staff are asked to choose by."""
    return session.get_one(Agency, directory.agency_id)


def staff_of_subject(session: Session, directory_id: UUID, subject: str) -> Staff | None:
    """Who somebody of a directory is here."""
    return session.scalar(select(Staff).where(Staff.directory_id == directory_id, Staff.directory_subject == subject))
