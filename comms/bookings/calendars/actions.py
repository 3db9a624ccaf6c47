"""Making a secret address under which a calendar is read, and revoking it."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.calendar_feed import CalendarFeed
from comms.bookings.calendars import find
from comms.bookings.calendars.reading import hash_of
from comms.foundation.audit import note
from comms.foundation.errors import NotAllowed, NotFound
from comms.foundation.one_at_a_time import one_at_a_time
from comms.interpreters.find import interpreter

# 256 random bits: nobody guesses them, however many addresses there are.
SECRET_BYTES = 32


def make_feed(session: Session, viewer: Viewer, interpreter_id: UUID | None, now: datetime) -> str:
    """Make an address for an interpreter the viewer may book, or for the viewer themself; the one before it is revoked,
    so that whoever lost an address makes a new one and is done. The secret, which is never shown again.

    An interpreter's calendar holds what the viewer's agency booked, and nothing of any other agency.
    """
    _require(viewer, interpreter_id)
    staff_id = None if interpreter_id else viewer.staff_id
    if interpreter_id is not None:
        interpreter(session, viewer, interpreter_id)
    elif staff_id is None:
        raise NotAllowed("Only somebody who is signed in has a calendar.", "Sign in first.")
    one_at_a_time(session, f"calendar of {interpreter_id or staff_id}")
    for earlier in find.live_feeds(session, viewer, interpreter_id):
        _revoke(session, viewer, earlier, now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = CalendarFeed(
        agency_id=viewer.agency_id, staff_id=staff_id, interpreter_id=interpreter_id, secret_hash=hash_of(secret),
        made_at=now, made_by=viewer.staff_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    detail = {"interpreter": str(interpreter_id or ""), "staff": str(staff_id or "")}
    note(session, viewer.actor, "make calendar address", ("calendar_feed", made.id), now, detail)
    return secret


def revoke_feed(session: Session, viewer: Viewer, feed_id: UUID, now: datetime) -> CalendarFeed:
    """Make an address lead nowhere from now on. A colleague's own address is theirs: it does not exist for others."""
    found = find.feed(session, viewer, feed_id)
    if found.interpreter_id is None and found.staff_id != viewer.staff_id:
        raise NotFound("There is no such calendar address.")
    _require(viewer, found.interpreter_id)
    session.refresh(found, with_for_update=True)
    if found.revoked_at is None:
        _revoke(session, viewer, found, now)
    return found


def _require(viewer: Viewer, interpreter_id: UUID | None) -> None:
    viewer.require(Permission.SEE_BOOKINGS if interpreter_id is None else Permission.KEEP_REGISTER)


def _revoke(session: Session, viewer: Viewer, feed: CalendarFeed, now: datetime) -> None:
    feed.revoked_at = now
    note(session, viewer.actor, "revoke calendar address", ("calendar_feed", feed.id), now)
