"""Handling what the carrier told us: in its order, each once, and none lost to another's failure."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.follow_ups import find
from comms.follow_ups.calls.from_them import take_in_called
from comms.follow_ups.calls.reports import take_in_call_report
from comms.follow_ups.matching import match
from comms.follow_ups.undelivered import told
from comms.foundation.audit import Actor, note
from comms.foundation.errors import Misconfigured
from comms.foundation.work_item import Work, WorkState
from comms.messages.arriving import take_in_report, take_in_text
from comms.messages.webhook import Webhook, WebhookDesk, WebhookKind

logger = logging.getLogger(__name__)

SYSTEM = Actor("system")
# A turn takes up so many, and no more once it has taken this long: on SQLite whoever stores the next one waits for it.
LOT = 20
TURN = 0.01  # seconds
# So long after something came, more is likely to come: then those who store it are left room.
JUST_NOW = timedelta(seconds=1)
MOST_FAILURES = 5


def handle_webhooks(session: Session, _desk: UUID, now: datetime) -> Work | datetime:
    """The worker's part: handle what was stored, the oldest first. The desk's work is never finished: it is due again
    whenever something comes.

    Where one fails, everything done in this turn is undone, and the failure is kept; the others are handled in the next
    turn without it. It is tried again alone when nothing else waits, and after five failures a person looks at it.
    """
    began = time.monotonic()
    for one in find.webhooks_to_handle(session, LOT):
        row = one.id
        try:
            _handle(session, one, now)
            session.flush()
        except DBAPIError:
            # The database's own failures (locked, full, gone) are nobody's here: the whole turn is tried again.
            raise
        except Exception:
            logger.exception("What the carrier told could not be handled.", extra={"row": str(row)})
            _set_aside(session, row, now)
            break
        if time.monotonic() - began > TURN:
            break
    if not find.webhooks_wait(session):
        return now
    busy = session.get_bind().dialect.name == "sqlite" and find.webhook_came_since(session, now - JUST_NOW)
    return Work.GO_ON_LEAVING_ROOM if busy else Work.GO_ON


def _handle(session: Session, one: Webhook, now: datetime) -> None:
    handler = _HANDLERS.get(one.kind)
    if handler is None:
        raise Misconfigured(f"Nothing handles “{one.kind}”.", "Look at the service's version.")
    handler(session, one, now)
    one.handled_at, one.fields = now, None


def _set_aside(session: Session, row: UUID, now: datetime) -> None:
    """Undo this turn, and keep that this one failed."""
    session.rollback()
    one = session.get_one(Webhook, row)
    one.attempts += 1
    one.given_up = one.attempts >= MOST_FAILURES
    if one.given_up:
        note(session, SYSTEM, "give up webhook", ("webhook", one.id), now, {"kind": one.kind})


def leave_desk(session: Session, desk_id: UUID, now: datetime) -> None:
    """Every try of a turn failed, as while the database was away: the desk stays open. Nothing that was stored is
    lost."""
    desk = session.get_one(WebhookDesk, desk_id)
    desk.work_state, desk.next_action_at, desk.attempts = WorkState.WAITING, now, 0


def _text(session: Session, one: Webhook, now: datetime) -> None:
    incoming = take_in_text(session, one.fields or {}, now)
    if incoming is not None:
        match(session, _system(session, incoming.agency_id), incoming, now)


def _report(session: Session, one: Webhook, now: datetime) -> None:
    message = take_in_report(session, one.about, one.fields or {}, now)
    if message is not None:
        told(session, [message.id], now)


def _call(session: Session, one: Webhook, _now: datetime) -> None:
    # What it tells of was at the moment it came, however late it is handled: two rings an hour apart are two.
    take_in_call_report(session, one.fields or {}, one.about, one.received_at)


def _called(session: Session, one: Webhook, _now: datetime) -> None:
    take_in_called(session, one.fields or {}, one.received_at)


def _system(session: Session, agency_id: UUID) -> Viewer:
    return system_viewer(session.get_one(Agency, agency_id))


_HANDLERS: Mapping[str, Callable[[Session, Webhook, datetime], None]] = MappingProxyType(
    {WebhookKind.TEXT: _text, WebhookKind.REPORT: _report, WebhookKind.CALL: _call, WebhookKind.CALLED: _called}
)
