"""Letting one change of an appointment through at a time: its people, its requests and who is booked for them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.find import standing_bookings
from comms.bookings.requests.find import requests_of
from comms.bookings.taking import in_turn
from comms.foundation.one_at_a_time import one_at_a_time

# An update that leaves the key alone, as all here do, need not wait for a booking that is being written beside it.
LOCK_ROW = {"key_share": True}


def hold_request(session: Session, request_id: UUID) -> None:
    """Wait for whoever else is asking or booking somebody for a request."""
    one_at_a_time(session, f"request {request_id}")


def hold_appointment(session: Session, appointment_id: UUID) -> None:
    """Wait for whoever else is changing this appointment; taken last of all, with its request in hand."""
    one_at_a_time(session, f"appointment {appointment_id}")


def hold_appointments(session: Session, viewer: Viewer, appointments: Iterable[UUID]) -> None:
    """Wait for whoever else is changing these appointments, or asking or booking somebody for them.

    Accepting an offer holds its request, then the interpreter, then the appointment. Everybody takes them in that
    order and each kind by its ids, so that nobody waits for somebody who waits for them.
    """
    wanted = sorted(set(appointments))
    requests = [one for raised in requests_of(session, viewer, wanted).values() for one in raised]
    for one in sorted(requests, key=lambda each: each.id):
        hold_request(session, one.id)
    booked = standing_bookings(session, viewer, [one.id for one in requests]).values()
    in_turn(session, {one.interpreter_id for one in booked if one.interpreter_id is not None})
    for appointment_id in wanted:
        hold_appointment(session, appointment_id)
    # What was read while others could still change it is read again.
    session.flush()
    for row in [*requests, *booked]:
        session.refresh(row, with_for_update=LOCK_ROW)
