"""Calendar files of one booking or one appointment: what goes along with a message, or is downloaded."""

from __future__ import annotations

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.booking import Booking
from comms.bookings.calendars.entries import GONE, GONE_APPOINTMENTS, appointment_entry, booking_entry
from comms.bookings.requests.find import requests_of
from comms.channels.calendars.writing import CalendarEntry, cancellation, invitation
from comms.foundation.errors import NotFound


def invitation_for(session: Session, viewer: Viewer, booking: Booking) -> bytes:
    """The invitation to whoever is booked (``METHOD:REQUEST``). Raises ``NotFound`` for another agency's booking."""
    _own(viewer, booking)
    return invitation(booking_entry(session, booking))


def cancellation_for(session: Session, viewer: Viewer, booking: Booking) -> bytes:
    """What takes a booking out of the calendar of whoever was booked (``METHOD:CANCEL``); to be written once it is in
    the state that ends it."""
    _own(viewer, booking)
    return cancellation(booking_entry(session, booking))


def booking_file(session: Session, viewer: Viewer, booking: Booking) -> bytes:
    """The invitation of a booking that stands, the cancellation of one that does not."""
    write = cancellation_for if booking.state in GONE else invitation_for
    return write(session, viewer, booking)


def appointment_invitation_for(session: Session, viewer: Viewer, appointment: Appointment) -> bytes:
    """The invitation to whoever leads an appointment."""
    return invitation(_appointment_entry(session, viewer, appointment))


def appointment_cancellation_for(session: Session, viewer: Viewer, appointment: Appointment) -> bytes:
    """What takes an appointment out of the calendar of whoever was to lead it."""
    return cancellation(_appointment_entry(session, viewer, appointment))


def appointment_file(session: Session, viewer: Viewer, appointment: Appointment) -> bytes:
    """The invitation of an appointment that stands, the cancellation of one that does not."""
    gone = appointment.state in GONE_APPOINTMENTS
    write = appointment_cancellation_for if gone else appointment_invitation_for
    return write(session, viewer, appointment)


def _appointment_entry(session: Session, viewer: Viewer, appointment: Appointment) -> CalendarEntry:
    _own(viewer, appointment)
    requests = requests_of(session, viewer, [appointment.id]).get(appointment.id, [])
    return appointment_entry(session, appointment, requests)


def _own(viewer: Viewer, row: Booking | Appointment) -> None:
    if row.agency_id != viewer.agency_id:
        raise NotFound("There is no such entry for a calendar.")
