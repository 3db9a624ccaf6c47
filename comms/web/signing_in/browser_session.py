"""Which session a browser has: found by the token in its cookie, begun, renewed and ended.

The cookie holds a random token and the id of whose it is; everything else stands in the database, so that a session
can be ended from here at any moment.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from flask import Flask, Response, g, request
from flask import session as cookie
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from comms.agencies.signing_in import find
from comms.agencies.signing_in.sessions import begin_session, end_session, mark_seen, renew_session
from comms.agencies.signing_in.staff_session import SEEN_EVERY, Ended, Factor, StaffSession
from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.foundation.audit import Actor
from comms.foundation.db import IMPATIENT
from comms.web.door import installation, work
from comms.web.signing_in.browser_name import browser_name

logger = logging.getLogger(__name__)

# Flask-Login looks under this name for who has signed in; ours is the session's token.
TOKEN, WHOSE = "_user_id", "staff_id"


def idle_limit() -> timedelta:
    """After how long without a request a session is over."""
    return timedelta(minutes=installation().settings.session_idle_minutes)


def found(session: Session) -> tuple[StaffSession, Staff] | None:
    """The session this browser has and whose it is, whether it opens anything yet or not; None where it has none, or
    one that is over. That it is over is put down when the request ends."""
    token = cookie.get(TOKEN)
    both = find.session_with(session, token) if isinstance(token, str) else None
    if both is None:
        return None
    why = both[0].over(g.now, idle_limit())
    if why is not None:
        g.session_over = both[0].id, why
        return None
    return both


def load_staff(_: str) -> Staff | None:
    """Who has signed in with this browser, for Flask-Login; None while the second factor was not shown."""
    both = found(work())
    if both is None:
        return None
    one, staff = both
    if not one.opens:
        return None
    g.staff_session = one
    g.session_seen = one.id, one.seen_at
    return staff


def own_session() -> StaffSession:
    """The session of whoever is signed in, in this request's unit of work."""
    one: StaffSession = g.staff_session
    return one


def begin(session: Session, staff: Staff, factor: Factor) -> None:
    """Begin a session in this browser. Whatever the browser held before is forgotten with its token against forged
    requests, so that nothing that was planted in it stays; a session it had ends."""
    before = found(session)
    token = begin_session(session, staff, factor, g.now, browser_name(request.user_agent.string))
    if before is not None:
        end_session(session, viewer_of(before[1]).actor, before[0], Ended.RENEWED, g.now)
    take_token(token, staff.id)


def renew(session: Session, staff: Staff, old: StaffSession, factor: Factor) -> None:
    """Go on in a new session: what this browser may do has changed."""
    take_token(renew_session(session, staff, old, factor, g.now), staff.id)


def take_token(token: str, staff_id: UUID) -> None:
    """Put a session's token into the cookie, and nothing beside it."""
    told = cookie.get("_flashes")
    cookie.clear()
    cookie[TOKEN], cookie[WHOSE] = token, str(staff_id)
    if told:
        cookie["_flashes"] = told
    # Until its limit is reached, or the browser is closed: nobody stays signed in on a shared computer.
    cookie.permanent = False


def forget() -> None:
    """Have this browser hold nothing."""
    cookie.clear()


def keep_sessions(app: Flask) -> None:
    """Put down, after each request, that a session was used, or that it is over. It has to be registered before the
    door: what is registered first comes last, when the request's own unit of work has let go of the database."""

    @app.after_request
    def put_down(response: Response) -> Response:
        over: tuple[UUID, Ended] | None = g.get("session_over")
        seen = g.get("session_seen")
        try:
            if over is not None:
                _end_over(*over)
            elif seen is not None and g.now - seen[1] > SEEN_EVERY:
                with installation().database.work() as short:
                    short.connection(execution_options={IMPATIENT: True})
                    mark_seen(short, seen[0], g.now)
        except OperationalError:
            # Somebody writes for long. A session that was not seen is over the sooner, never the later.
            logger.warning("A session's use could not be put down.")
        return response


def _end_over(session_id: UUID, why: Ended) -> None:
    cookie.pop(TOKEN, None)
    with installation().database.work() as short:
        one = short.get(StaffSession, session_id)
        if one is not None:
            staff = short.get_one(Staff, one.staff_id)
            end_session(short, Actor("system", agency_id=staff.agency_id), one, why, g.now)
