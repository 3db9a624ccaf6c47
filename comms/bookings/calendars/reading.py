"""What a calendar program reads at a secret address."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import system_viewer, viewer_of
from comms.bookings.calendars import find
from comms.bookings.calendars.entries import appointment_entry, booking_entry
from comms.bookings.find import bookings_of_interpreter
from comms.bookings.requests.find import requests_of
from comms.channels.calendars.writing import CalendarEntry, subscription
from comms.foundation.errors import NotFound
from comms.interpreters.interpreter import Interpreter

# As far back as somebody still writes down hours and miles, and as far on as anybody plans.
BACK, ON = timedelta(days=30), timedelta(days=180)


def hash_of(secret: str) -> bytes:
    """What is kept of a secret. It is random and long enough that the hash needs no key."""
    return hashlib.sha256(secret.encode()).digest()


def calendar_at(session: Session, secret: str, now: datetime) -> bytes:
    """The calendar at an address: the last 30 days and the coming 180, with what was cancelled marked as such.

    Raises ``NotFound`` for an address that was never given or was revoked, and for somebody who has left or may no
    longer see bookings.
    """
    feed = find.feed_with(session, hash_of(secret))
    if feed is None:
        raise _nowhere()
    agency = session.get_one(Agency, feed.agency_id)
    if feed.staff_id is not None:
        name, entries = "Appointments", _of_staff(session, feed.staff_id, now)
    elif feed.interpreter_id is not None:
        name, entries = "Interpreting", _of_interpreter(session, agency, feed.interpreter_id, now)
    else:
        raise _nowhere()
    # Subscribed calendars remind in the way their owner has chosen; an invitation brings its own reminders.
    return subscription(f"{name}, {agency.name}", [replace(entry, reminders=()) for entry in entries])


def _of_staff(session: Session, staff_id: UUID, now: datetime) -> list[CalendarEntry]:
    staff = session.get_one(Staff, staff_id)
    viewer = viewer_of(staff)
    if not staff.active or not viewer.may(Permission.SEE_BOOKINGS):
        raise _nowhere()
    found = find.appointments_led_by(session, viewer, staff_id, now - BACK, now + ON)
    asked_for = requests_of(session, viewer, [one.id for one in found])
    return [appointment_entry(session, one, asked_for.get(one.id, [])) for one in found]


def _of_interpreter(session: Session, agency: Agency, interpreter_id: UUID, now: datetime) -> list[CalendarEntry]:
    if not session.get_one(Interpreter, interpreter_id).active:
        raise _nowhere()
    found = bookings_of_interpreter(session, system_viewer(agency), interpreter_id, now - BACK, now + ON)
    return [booking_entry(session, one) for one in found]


def _nowhere() -> NotFound:
    return NotFound("There is no calendar at this address.", "Ask for a new address where you were given this one.")
