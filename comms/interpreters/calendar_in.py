"""Reading when an interpreter is busy out of their own calendar: from a file, or from an address it is shared at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.channels.calendars.busy_times import Busy, UnreadableCalendar, busy_times
from comms.channels.calendars.fetching import AddressRefused, checked_address
from comms.channels.calendars.uids import OUR_UIDS
from comms.foundation.audit import note
from comms.foundation.errors import CommsError
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.settings import Settings
from comms.interpreters import find
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.hours import HoursException, HoursKind
from comms.interpreters.interpreter import Interpreter

AHEAD = timedelta(days=400)
# What went before is never asked again, and a calendar's host may count from any year.
EVER = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_FAULT = 200


def read_calendar(session: Session, viewer: Viewer, interpreter_id: UUID, content: bytes, now: datetime) -> Busy:
    """Keep when an interpreter is busy over the next 400 days, in place of what an earlier reading left; nothing but
    the times is kept. Raises ``BadInterpreter`` for what is no calendar."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.own_interpreter(session, viewer, interpreter_id)
    try:
        read = busy_times(content, now, now + AHEAD, OUR_UIDS)
    except UnreadableCalendar as fault:
        raise BadInterpreter("calendar", fault.message, fault.remedy) from fault
    busy = set(read.times)
    one_at_a_time(session, f"hours of {found.id}")
    known = {(one.starts_at, one.ends_at): one for one in _busy_before(session, viewer, found, now)}
    for stretch in known.keys() - busy:
        session.delete(known[stretch])
    session.add_all(
        HoursException(
            interpreter_id=found.id, kind=HoursKind.BUSY, starts_at=starts_at, ends_at=ends_at, recorded_at=now,
            recorded_by=viewer.staff_id,
        )
        for starts_at, ends_at in sorted(busy - known.keys())
    )  # fmt: skip
    found.calendar_read_at, found.calendar_fault = now, ""
    session.flush()
    detail = {"times": len(busy), "unread": read.unread}
    note(session, viewer.actor, "read calendar", ("interpreter", found.id), now, detail)
    return read


def _busy_before(session: Session, viewer: Viewer, one: Interpreter, now: datetime) -> list[HoursException]:
    met = find.exceptions_of(session, viewer, [one.id], EVER, now + 2 * AHEAD).get(one.id, [])
    return [each for each in met if each.kind == HoursKind.BUSY]


def set_calendar_address(
    session: Session, viewer: Viewer, interpreter_id: UUID, address: str, settings: Settings, now: datetime
) -> Interpreter:
    """Record where an interpreter's calendar is shared, or with an empty address that it is not read any more: then
    what came out of it is forgotten too. Raises ``BadInterpreter`` for an address that may not be read from."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.own_interpreter(session, viewer, interpreter_id)
    try:
        kept = checked_address(settings, address).geturl() if address.strip() else ""
    except AddressRefused as fault:
        raise BadInterpreter("address", fault.message, fault.remedy) from fault
    found.calendar_address, found.calendar_fault = kept or None, ""
    if not kept:
        for one in _busy_before(session, viewer, found, now):
            session.delete(one)
        found.calendar_read_at = None
    session.flush()
    note(session, viewer.actor, "set calendar address", ("interpreter", found.id), now, {"given": bool(kept)})
    return found


def note_calendar_fault(
    session: Session, viewer: Viewer, interpreter_id: UUID, fault: CommsError, now: datetime
) -> None:
    """Record why a calendar could not be read this time. What was read before stays: it is nearer to the truth than
    nothing."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.own_interpreter(session, viewer, interpreter_id)
    found.calendar_fault = fault.message[:LONGEST_FAULT]
    note(session, viewer.actor, "fail to read calendar", ("interpreter", found.id), now,
         {"fault": type(fault).__name__})  # fmt: skip
