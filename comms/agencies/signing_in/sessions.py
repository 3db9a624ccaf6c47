"""Sessions begin, are renewed, and end. A token is made here, given to the browser and kept nowhere."""

from __future__ import annotations

import secrets
import tomllib
from datetime import datetime, timedelta
from importlib import resources
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from comms.agencies.signing_in import find
from comms.agencies.signing_in.staff_session import (
    LONGEST_BROWSER,
    SEEN_EVERY,
    TOKEN_BYTES,
    Ended,
    Factor,
    StaffSession,
    hash_of,
)
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.audit import Actor, note
from comms.foundation.errors import Refused

_HERE = resources.files("comms.agencies.signing_in")
KEPT = timedelta(days=tomllib.loads(_HERE.joinpath("data/kept.toml").read_text(encoding="utf-8"))["days"])


class SessionOver(Refused):
    """It ended while something was about to be done in it."""

    def __init__(self) -> None:
        super().__init__("You were signed out in this moment. Nothing was changed.", "Sign in, and do it once more.")


def begin_session(session: Session, staff: Staff, factor: Factor, now: datetime, browser: str = "") -> str:
    """Begin a session; its token, for the browser alone. With ``Factor.NONE`` it opens nothing but the next step."""
    find.hold_sessions(session, staff.id)
    token, begun = _begun(session, staff, factor, now, browser)
    _note_begun(session, staff, begun, "give the password" if factor == Factor.NONE else "sign in", now)
    return token


def renew_session(session: Session, staff: Staff, old: StaffSession, factor: Factor, now: datetime) -> str:
    """Give a browser a new token, because what it may do has changed; the old one is dead from now on, so that whoever
    had it, planted or taken, has nothing. It counts from now as confirmed, and lasts no longer than the old one would
    have. Source: OWASP ASVS 5.0, 7.2.4. Raises ``SessionOver``.
    """
    hold_open(session, old)
    _end(old, Ended.RENEWED, now)
    token, begun = _begun(session, staff, factor, now, old.browser)
    if old.opens:
        begun.began_at = old.began_at
    _note_begun(session, staff, begun, "renew session" if old.opens else "sign in", now)
    return token


def hold_open(session: Session, one: StaffSession) -> None:
    """Keep a session as it is until the commit. Raises ``SessionOver`` where it was ended since it was found."""
    find.hold_sessions(session, one.staff_id)
    session.refresh(one, with_for_update=True)
    if one.ended_at is not None:
        raise SessionOver


def _begun(session: Session, staff: Staff, factor: Factor, now: datetime, browser: str) -> tuple[str, StaffSession]:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    begun = StaffSession(
        staff_id=staff.id, token_hash=hash_of(token), began_at=now, seen_at=now, factor=factor,
        confirmed_at=now if factor != Factor.NONE else None, browser=browser[:LONGEST_BROWSER],
    )  # fmt: skip
    session.add(begun)
    session.flush()
    return token, begun


def _note_begun(session: Session, staff: Staff, begun: StaffSession, done: str, now: datetime) -> None:
    detail = {"session": str(begun.id), "factor": begun.factor}
    note(session, viewer_of(staff).actor, done, ("staff", staff.id), now, detail)


def _end(one: StaffSession, because: Ended, now: datetime) -> None:
    one.ended_at, one.ended_because = now, because
    one.new_secret = None


def end_session(session: Session, actor: Actor, one: StaffSession, because: Ended, now: datetime) -> None:
    """End one session. Ended before, it stays as it was."""
    session.refresh(one, with_for_update=True)
    if one.ended_at is None:
        _end(one, because, now)
        detail = {"session": str(one.id), "because": because}
        note(session, actor, "end session", ("staff", one.staff_id), now, detail)


def end_sessions(
    session: Session, actor: Actor, staff_id: UUID, because: Ended, now: datetime, but: UUID | None = None
) -> int:
    """End every session of a member of staff, but for the one in which they do this; how many that were.
    One that goes on at this moment under a new token is ended too."""
    find.hold_sessions(session, staff_id)
    ending = [one for one in find.open_sessions(session, staff_id) if one.id != but]
    for one in ending:
        end_session(session, actor, one, because, now)
    return len(ending)


def end_own_session(session: Session, viewer: Viewer, session_id: UUID, now: datetime) -> StaffSession:
    """End one of the viewer's own sessions from another browser. Everybody may: there is no permission to ask for."""
    one = find.own_session(session, viewer, session_id)
    end_session(session, viewer.actor, one, Ended.FROM_ELSEWHERE, now)
    return one


def mark_seen(session: Session, session_id: UUID, now: datetime) -> None:
    """Note that the browser asked for something, unless that was noted in this minute."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.ended_at.is_(None), StaffSession.seen_at < now - SEEN_EVERY)
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )


def forget_old_sessions(session: Session, now: datetime) -> int:
    """Delete the rows of sessions that have long been over, as ``data/kept.toml`` says; how many those were."""
    gone = session.connection().execute(delete(StaffSession).where(StaffSession.id.in_(find.long_over(now - KEPT))))
    return gone.rowcount
