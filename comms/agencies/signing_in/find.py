"""Questions about sessions and second factors. Whoever is signing in is nobody's viewer yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from comms.agencies.signing_in.staff_key import StaffKey
from comms.agencies.signing_in.staff_session import LONGEST, Factor, StaffSession, hash_of
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound


def session_with(session: Session, token: str) -> tuple[StaffSession, Staff] | None:
    """The session whose token a browser holds, and whose it is, where nobody ended it and they still work here."""
    query = (
        select(StaffSession, Staff)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.token_hash == hash_of(token), StaffSession.ended_at.is_(None), Staff.active)
    )
    found = session.execute(query).one_or_none()
    return (found[0], found[1]) if found else None


def hold_sessions(session: Session, staff_id: UUID) -> None:
    """Have nobody else begin, renew or end sessions of a member of staff until the commit."""
    session.execute(select(Staff.id).where(Staff.id == staff_id).with_for_update())


def open_sessions(session: Session, staff_id: UUID) -> Sequence[StaffSession]:
    """Every session of a member of staff that nobody ended, the newest first; some may be over by their age."""
    query = select(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None))
    return session.scalars(query.order_by(StaffSession.began_at.desc(), StaffSession.id.desc())).all()


def long_over(before: datetime) -> Select[UUID]:
    """The sessions that were over before a moment, but for the last that each member of staff had."""
    later = aliased(StaffSession)
    is_the_last = ~(
        select(later.id)
        .where(later.staff_id == StaffSession.staff_id, later.factor != Factor.NONE)
        .where(later.began_at > StaffSession.began_at)
        .exists()
    )
    never_ended = StaffSession.ended_at.is_(None) & (StaffSession.began_at < before - LONGEST)
    return select(StaffSession.id).where(
        never_ended | (StaffSession.ended_at < before), ~((StaffSession.factor != Factor.NONE) & is_the_last)
    )


def own_sessions(session: Session, viewer: Viewer, now: datetime, idle: timedelta) -> Sequence[StaffSession]:
    """Where the viewer is signed in, the newest first."""
    if viewer.staff_id is None:
        return ()
    return [one for one in open_sessions(session, viewer.staff_id) if one.opens and one.over(now, idle) is None]


def own_session(session: Session, viewer: Viewer, session_id: UUID) -> StaffSession:
    """One session of the viewer's own. Raises ``NotFound`` for any other."""
    query = select(StaffSession).where(StaffSession.id == session_id, StaffSession.staff_id == viewer.staff_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such session.")
    return found


def keys_of(session: Session, staff_id: UUID) -> Sequence[StaffKey]:
    """The passkeys and hardware keys of a member of staff, the oldest first."""
    query = select(StaffKey).where(StaffKey.staff_id == staff_id)
    return session.scalars(query.order_by(StaffKey.made_at, StaffKey.id)).all()


def key_called(session: Session, credential_id: bytes) -> StaffKey | None:
    """The key that calls itself so, whoever has it."""
    return session.scalar(select(StaffKey).where(StaffKey.credential_id == credential_id))


def own_key(session: Session, viewer: Viewer, key_id: UUID) -> StaffKey:
    """One key of the viewer's own. Raises ``NotFound`` for any other."""
    query = select(StaffKey).where(StaffKey.id == key_id, StaffKey.staff_id == viewer.staff_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such key.")
    return found


def has_second_factor(session: Session, staff: Staff) -> bool:
    """Whether they have set up an authenticator app or a key."""
    return staff.totp_secret_locked is not None or bool(keys_of(session, staff.id))
