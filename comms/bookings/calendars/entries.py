"""A booking and an appointment as a calendar shows them. No name of a family, no address of a home and no link to a
meeting is ever in an entry: calendars are shared, printed and read over somebody's shoulder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.staff import Staff
from comms.bookings.appointments.appointment import Appointment, AppointmentState, Where
from comms.bookings.booking import Booking, BookingState
from comms.bookings.offers.described import language_called
from comms.bookings.place import Place
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.channels.calendars.uids import OUR_UIDS
from comms.channels.calendars.writing import CalendarEntry, Mailbox, Standing
from comms.foundation.clock import LONDON
from comms.foundation.work import address_of
from comms.interpreters.interpreter import Interpreter, Mode
from comms.interpreters.supplier import Supplier

REMINDERS = (timedelta(days=1), timedelta(hours=1))

_S = BookingState
# What became of the rest did happen, or was to: it stays in the calendar as it was.
GONE = frozenset({_S.RELEASED, _S.BY_REQUESTER, _S.BY_INTERPRETER, _S.BY_FAMILY, _S.REPLACED})
OPEN = frozenset({_S.HELD, _S.NOT_NAMED})
GONE_APPOINTMENTS = frozenset({AppointmentState.CANCELLED})
_REQUESTS = {
    RequestState.OPEN: "not found yet",
    RequestState.NOT_NAMED: "accepted, not yet named",
    RequestState.FILLED: "booked",
    RequestState.OTHERWISE: "none; what is done instead is on record",
    RequestState.UNFILLED: "none was found",
}


def sequence_of(changes: int, *, gone: bool) -> int:
    """The sequence a calendar sees. It rises with each change and once more by the cancellation itself, whether or not
    that was counted as a change: a cancellation that is not higher than the invitation is passed over."""
    return 2 * changes + gone


def booking_entry(session: Session, booking: Booking) -> CalendarEntry:
    """A booking as the interpreter's calendar shows it."""
    request = session.get_one(InterpreterRequest, booking.request_id)
    appointment = session.get_one(Appointment, booking.appointment_id)
    agency = session.get_one(Agency, booking.agency_id)
    gone = booking.state in GONE
    meets = f"{_at(appointment.starts_at)} to {_at(appointment.ends_at)}"
    return CalendarEntry(
        uid=f"booking-{booking.id}{OUR_UIDS}",
        sequence=sequence_of(booking.sequence, gone=gone),
        stamped_at=booking.ended_at or booking.booked_at,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        summary=f"Interpreting, {language_called(request.language)} · {request.reference}",
        standing=Standing.CANCELLED if gone else Standing.TENTATIVE if booking.state in OPEN else Standing.CONFIRMED,
        description=(
            f"For {agency.name}. The meeting itself is from {meets}, London time; before and after it there is time to "
            "talk with whoever leads it. Everything else stands on your own page: open the link we sent you."
        ),
        location=_location(session, appointment),
        organiser=Mailbox(agency.name, _writes_from(session, agency, appointment), agency.id),
        attendee=_booked(session, booking),
        reminders=() if gone else REMINDERS,
    )


def appointment_entry(
    session: Session, appointment: Appointment, requests: Sequence[InterpreterRequest]
) -> CalendarEntry:
    """An appointment as the calendar of whoever leads it shows it; ``requests`` are its own."""
    agency = session.get_one(Agency, appointment.agency_id)
    gone = appointment.state in GONE_APPOINTMENTS
    wanted = [one for one in requests if one.state != RequestState.NOT_NEEDED]
    languages = " and ".join(dict.fromkeys(language_called(one.language) for one in wanted))
    summary = f"Appointment, {languages} interpreter" if languages else "Appointment"
    said = [f"{language_called(one.language)} interpreter: {_REQUESTS[RequestState(one.state)]}." for one in wanted]
    address = address_of(session)
    leads = appointment.organiser_id or appointment.made_by
    staff = session.get_one(Staff, leads) if leads else None
    return CalendarEntry(
        uid=f"appointment-{appointment.id}{OUR_UIDS}",
        sequence=sequence_of(appointment.sequence, gone=gone),
        stamped_at=appointment.ended_at or appointment.changed_at or appointment.made_at,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        summary=" · ".join([summary, *(one.reference for one in wanted)]),
        standing=_standing(appointment),
        description=" ".join([*said, "Who comes, and where, stands in comms."]),
        location=_location(session, appointment),
        address=f"{address}/appointments/{appointment.id}" if address else "",
        organiser=Mailbox(agency.name, _writes_from(session, agency, appointment), agency.id),
        attendee=Mailbox(staff.name, staff.email, staff.id) if staff else None,
        reminders=() if gone else REMINDERS,
    )


def _standing(appointment: Appointment) -> Standing:
    if appointment.state in GONE_APPOINTMENTS:
        return Standing.CANCELLED
    return Standing.TENTATIVE if appointment.state == AppointmentState.PLANNED else Standing.CONFIRMED


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%H:%M}"


def _location(session: Session, appointment: Appointment) -> str:
    """One of our sites by name and address; of anywhere else the first half of the postcode and nothing more."""
    mode = Mode(appointment.mode)
    if mode.is_remote:
        return "By telephone" if mode == Mode.TELEPHONE else "By video"
    if appointment.where == Where.OUR_PLACE and appointment.place_id is not None:
        place = session.get_one(Place, appointment.place_id)
        return ", ".join([place.name, *place.address])
    return appointment.zone or ""


def _writes_from(session: Session, agency: Agency, appointment: Appointment) -> str:
    """The address a calendar answers to: the agency's, else that of whoever leads the appointment."""
    leads = appointment.organiser_id or appointment.made_by
    return agency.email or (session.get_one(Staff, leads).email if leads else "")


def _booked(session: Session, booking: Booking) -> Mailbox | None:
    if booking.interpreter_id is not None:
        interpreter = session.get_one(Interpreter, booking.interpreter_id)
        return Mailbox(interpreter.name, interpreter.email or "", interpreter.id)
    if booking.supplier_id is not None:
        supplier = session.get_one(Supplier, booking.supplier_id)
        return Mailbox(supplier.name, supplier.email, supplier.id)
    return None
