"""Questions about keys for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.api_key import ApiKey, hash_of
from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound


def api_keys(session: Session, viewer: Viewer) -> Sequence[ApiKey]:
    """Every key of the viewer's agency, the newest first."""
    query = select(ApiKey).where(ApiKey.agency_id == viewer.agency_id)
    return session.scalars(query.order_by(ApiKey.made_at.desc(), ApiKey.id.desc())).all()


def api_key(session: Session, viewer: Viewer, key_id: UUID) -> ApiKey:
    """One key of the viewer's agency. Raises ``NotFound`` for any other."""
    found = session.scalar(select(ApiKey).where(ApiKey.id == key_id, ApiKey.agency_id == viewer.agency_id))
    if found is None:
        raise NotFound("There is no such key.")
    return found


def key_with(session: Session, secret: str) -> ApiKey | None:
    """The key that a program showed, with its row locked until the end of the unit of work, so that many requests at
    once are counted one after the other; None where there is none."""
    query = select(ApiKey).where(ApiKey.secret_hash == hash_of(secret)).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))
