"""Questions about sealing keys."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.cautions.exhibits.key import SealingKey
from comms.foundation.errors import NotFound


def keys(session: Session, viewer: Viewer) -> Sequence[SealingKey]:
    """Every key of the viewer's agency, the newest first."""
    return published(session, viewer.agency_id)


def key_named(session: Session, viewer: Viewer, name: str) -> SealingKey:
    """One key of the viewer's agency. Raises ``NotFound`` for any other."""
    query = select(SealingKey).where(SealingKey.agency_id == viewer.agency_id, SealingKey.name == name)
    if found := session.scalar(query):
        return found
    raise NotFound(f"There is no sealing key {name}.", "See which there are: comms cautions key list")


def published(session: Session, agency_id: UUID | None = None) -> Sequence[SealingKey]:
    """Every key of one agency, or of all, the newest first. Certificates are public: nobody has to be signed in."""
    query = select(SealingKey).order_by(SealingKey.made_at.desc(), SealingKey.id.desc())
    return session.scalars(query if agency_id is None else query.where(SealingKey.agency_id == agency_id)).all()


def key_in_use(session: Session, viewer: Viewer) -> SealingKey | None:
    """The key that the viewer's agency seals with, None while it has none."""
    query = select(SealingKey).where(SealingKey.agency_id == viewer.agency_id, SealingKey.retired_at.is_(None))
    return session.scalars(query.order_by(SealingKey.made_at.desc(), SealingKey.id.desc()).limit(1)).first()


def hold_agency(session: Session, viewer: Viewer) -> Agency:
    """The viewer's agency with its row locked until the end of the unit of work, so that two who need its first key at
    the same time do not make one each. Rows that only refer to the agency can still be added."""
    held = select(Agency).where(Agency.id == viewer.agency_id).with_for_update(key_share=True)
    return session.scalars(held).one()
