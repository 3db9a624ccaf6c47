"""How the demo's appointments ended: they took place, or did not, and then who was not there is followed up."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.absences.ending import record_ending
from comms.bookings.appointments.actions import CancelGiven, Which, cancel_appointment, record_outcome
from comms.bookings.appointments.appointment import Appointment, AppointmentState
from comms.bookings.booking import Booking
from comms.bookings.fees import Timesheet
from comms.bookings.find import standing_booking
from comms.bookings.happening import arrive, complete, debrief, give_feedback
from comms.bookings.replacing import did_not_come
from comms.bookings.requests.find import requests_of
from comms.cli.district.described import Described
from comms.follow_ups.after_appointments import follow_absences

# What the data, as the screen, tell apart from a failure of our own.
BY_INTERPRETER = "failed by the interpreter"


def end(session: Session, viewer: Viewer, appointment: Appointment, told: Described, at: datetime) -> None:
    """Record what became of an appointment, and of the interpreters booked for it."""
    by_interpreter = told["ended"] == BY_INTERPRETER
    for request in requests_of(session, viewer, [appointment.id])[appointment.id]:
        booking = standing_booking(session, viewer, request.id)
        if booking is not None and by_interpreter:
            did_not_come(session, viewer, booking.id, told["because"], at)
        elif booking is not None:
            _worked(session, viewer, booking, told, at)
    became = AppointmentState.FAILED if by_interpreter else told["ended"]
    ended = record_outcome(session, viewer, appointment.id, became, told.get("because", ""), at)
    absent = record_ending(session, viewer, ended, {}, at, interpreter_failed=by_interpreter)
    follow_absences(session, viewer, ended, absent, at)


def call_off(session: Session, viewer: Viewer, appointment: Appointment, told: Described, at: datetime) -> None:
    """Call an appointment off, as whoever answers the telephone does."""
    given = CancelGiven(told["by"], told["because"])
    for off in cancel_appointment(session, viewer, appointment.id, given, Which.THIS, at):
        follow_absences(session, viewer, off, record_ending(session, viewer, off, {}, at), at)


def _worked(session: Session, viewer: Viewer, booking: Booking, told: Described, at: datetime) -> None:
    worked = told["worked"]
    begun, left = booking.starts_at, booking.ends_at + timedelta(minutes=worked["late"])
    sheet = Timesheet(begun, left, worked["break"], worked["travel"], worked["miles"])
    arrive(session, viewer, booking.id, begun, begun)
    complete(session, viewer, booking.id, sheet, at)
    give_feedback(session, viewer, booking.id, told["rating"], told.get("feedback", ""), at)
    if "debrief" in told:
        debrief(session, viewer, booking.id, told["debrief"], at)
