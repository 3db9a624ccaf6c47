"""Questions about invitations, and about who looks after an agency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from comms.agencies.api_key import ApiKey
from comms.agencies.signing_in.staff_key import StaffKey
from comms.agencies.signing_in.staff_session import Factor, StaffSession
from comms.agencies.staff import Role, Staff
from comms.agencies.staffing.fitting import ADMINISTRATOR
from comms.agencies.staffing.invitation import Invitation, hash_of
from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound


def invitations(session: Session, viewer: Viewer) -> Sequence[Invitation]:
    """Every invitation of the viewer's agency that nobody used, the newest first."""
    query = select(Invitation).where(Invitation.agency_id == viewer.agency_id, Invitation.used_at.is_(None))
    return session.scalars(query.order_by(Invitation.made_at.desc(), Invitation.id.desc())).all()


def invitation(session: Session, viewer: Viewer, invitation_id: UUID) -> Invitation:
    """One invitation of the viewer's agency, its row kept until the commit. Raises ``NotFound`` for any other."""
    query = select(Invitation).where(Invitation.id == invitation_id, Invitation.agency_id == viewer.agency_id)
    found = session.scalar(query.with_for_update())
    if found is None:
        raise NotFound("There is no such invitation.")
    return found


def invitations_for(session: Session, viewer: Viewer, staff_id: UUID) -> Sequence[Invitation]:
    """The links of the viewer's agency, not yet used, by which a colleague sets a new password or comes back."""
    query = select(Invitation).where(
        Invitation.agency_id == viewer.agency_id, Invitation.staff_id == staff_id, Invitation.used_at.is_(None)
    )
    return session.scalars(query.order_by(Invitation.made_at.desc(), Invitation.id.desc())).all()


def invitations_made_by(session: Session, viewer: Viewer, staff_id: UUID, now: datetime) -> Sequence[Invitation]:
    """The open invitations a colleague made."""
    return [one for one in invitations(session, viewer) if one.made_by == staff_id and not one.why_not_open(now)]


def open_invitation_to(session: Session, viewer: Viewer, email: str, now: datetime) -> Invitation | None:
    """The invitation of the viewer's agency to an e-mail address that is open at this moment."""
    return session.scalar(_open_to(viewer.agency_id, email, now).limit(1))


def _open_to(agency_id: UUID, email: str, now: datetime) -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.agency_id == agency_id,
        func.lower(Invitation.email) == email.strip().lower(),
        Invitation.used_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.ends_at > now,
    )


def invitation_with(session: Session, token: str) -> Invitation | None:
    """The invitation of a link, open or not. Whoever holds the link is nobody's viewer."""
    return session.scalar(select(Invitation).where(Invitation.token_hash == hash_of(token)))


def invitation_in_use(session: Session, invitation_id: UUID) -> Invitation:
    """The same as it stands now, its row kept until the commit, so that it is used once."""
    query = select(Invitation).where(Invitation.id == invitation_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def invitation_to_come_in_by(session: Session, agency_id: UUID, email: str, now: datetime) -> Invitation | None:
    """The open invitation of an agency to an e-mail address its own directory vouches for; whoever signs in there is
    nobody's viewer yet."""
    return session.scalar(_open_to(agency_id, email, now).order_by(Invitation.made_at.desc()).limit(1))


def administrators(session: Session, viewer: Viewer) -> Sequence[Staff]:
    """The administrators of the viewer's agency who may sign in."""
    query = select(Staff).where(
        Staff.agency_id == viewer.agency_id, Staff.active, Staff.roles.any(Role.name == ADMINISTRATOR)
    )
    return session.scalars(query.order_by(Staff.name, Staff.id)).all()


def keys_made_by(session: Session, viewer: Viewer, staff_id: UUID, now: datetime) -> Sequence[ApiKey]:
    """The keys for other programs that a colleague made and that still open something."""
    query = select(ApiKey).where(ApiKey.agency_id == viewer.agency_id, ApiKey.made_by == staff_id)
    return [key for key in session.scalars(query.order_by(ApiKey.name, ApiKey.id)) if not key.why_not_good(now)]


def last_signed_in(session: Session, viewer: Viewer) -> dict[UUID, datetime]:
    """When each colleague last signed in, second factor and all; whoever never did is not there."""
    query = (
        select(StaffSession.staff_id, func.max(StaffSession.began_at))
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(Staff.agency_id == viewer.agency_id, StaffSession.factor != Factor.NONE)
        .group_by(StaffSession.staff_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def with_second_factor(session: Session, viewer: Viewer) -> set[UUID]:
    """The colleagues who have set up an authenticator app or a key."""
    keyed = select(StaffKey.staff_id).join(Staff, Staff.id == StaffKey.staff_id)
    query = select(Staff.id).where(
        Staff.agency_id == viewer.agency_id, Staff.totp_secret_locked.is_not(None) | Staff.id.in_(keyed)
    )
    return set(session.scalars(query))
