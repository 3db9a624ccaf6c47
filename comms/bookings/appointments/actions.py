"""Making an appointment, confirming it, calling it off, and recording what became of it. See ``change_actions.py`` for
changing one and ``series_actions.py`` for one each so many weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find
from comms.bookings.appointments.appointment import Appointment, AppointmentState, Attendee, CalledOffBy
from comms.bookings.appointments.change_actions import change_appointment, held, those
from comms.bookings.appointments.checking import Placed, check_given, check_length, placed, risk_of
from comms.bookings.appointments.confirming import confirm, confirm_if_settled, move
from comms.bookings.appointments.given import (
    AppointmentGiven,
    AttendeeGiven,
    BadAppointment,
    CancelGiven,
    ChangeGiven,
    Whereabouts,
    Which,
)
from comms.bookings.appointments.knowing import known_now
from comms.bookings.booking import BookingState
from comms.bookings.find import bookings_for, standing_booking, standing_bookings
from comms.bookings.offers.withdrawing import withdraw_unanswered
from comms.bookings.purposes import lengths
from comms.bookings.reminders.planning import plan_reminders
from comms.bookings.requests.actions import withdraw_request
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.raising import ENDED, raise_requests
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.bookings.requests.taking_back import take_back_booking
from comms.bookings.requests.tasks import settle_asked
from comms.foundation.audit import note
from comms.foundation.errors import Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.writing import fold

__all__ = [
    "AppointmentGiven",
    "AttendeeGiven",
    "BadAppointment",
    "CancelGiven",
    "ChangeGiven",
    "Whereabouts",
    "Which",
    "cancel_appointment",
    "change_appointment",
    "confirm_appointment",
    "make_appointment",
    "record_outcome",
]

DROPPED_OUT = frozenset({BookingState.BY_INTERPRETER, BookingState.NO_SHOW})
OUTCOMES = frozenset({AppointmentState.TOOK_PLACE, AppointmentState.NOT_PRESENT, AppointmentState.FAILED})


def make_appointment(session: Session, viewer: Viewer, given: AppointmentGiven, now: datetime) -> Appointment:
    """Make an appointment. What its people need of interpreters is asked for by itself; where nobody needs one, it is
    confirmed at once. The same given twice, as by a form sent twice, is the one there is.

    Raises ``BadAppointment`` at the field that is wrong, and ``NotFound`` for people, places and colleagues the viewer
    may not know of.
    """
    viewer.require(Permission.MAKE_APPOINTMENTS)
    where = check_all(session, viewer, given, now)
    known = made_already(session, viewer, given, now)
    return known or enter(session, viewer, given, where, now)


def check_all(session: Session, viewer: Viewer, given: AppointmentGiven, now: datetime) -> Placed:
    """Where it is, once everything given is found right."""
    people = check_given(session, viewer, given, now)
    check_length(given.minutes, known_now(session, viewer, [one.id for one in people]).values())
    return placed(session, viewer, given.whereabouts)


def made_already(session: Session, viewer: Viewer, given: AppointmentGiven, now: datetime) -> Appointment | None:
    """The same appointment, made a moment ago: somebody pressed the button twice."""
    organiser = given.organiser_id or viewer.staff_id
    one_at_a_time(session, f"appointments of {organiser or viewer.agency_id}")
    alike = find.made_just_now(session, viewer, organiser, given.starts_at, given.purpose, now)
    attending = find.attendees_of(session, viewer, [one.id for one in alike])
    wanted = {one.person_id for one in given.attendees}
    return next((one for one in alike if {each.person_id for each in attending[one.id]} == wanted), None)


def enter(
    session: Session, viewer: Viewer, given: AppointmentGiven, where: Placed, now: datetime, **of_series: object
) -> Appointment:
    """Store what was found right, and ask for the interpreters it needs. ``of_series`` ties it to its series."""
    people = [find.people_of(session, viewer, [one.person_id])[one.person_id] for one in given.attendees]
    made = Appointment(
        agency_id=viewer.agency_id, purpose=given.purpose, starts_at=given.starts_at,
        ends_at=lengths().ends(given.starts_at, given.minutes, interpreted=False), minutes_asked=given.minutes,
        risk=risk_of(session, viewer, given, people), flexible_minutes=given.flexible_minutes,
        matter=fold(given.matter), note=given.note.strip() or None, state=AppointmentState.PLANNED,
        organiser_id=given.organiser_id or viewer.staff_id, made_at=now, made_by=viewer.staff_id,
        mode=where.mode, where=where.where, place_id=where.place_id, home_of_id=where.home_of_id,
        address=where.address, link=where.link, zone=where.zone, **of_series,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for one in given.attendees:
        session.add(Attendee(appointment_id=made.id, person_id=one.person_id, role=one.role))
    session.flush()
    detail = {"purpose": made.purpose, "people": [str(one.person_id) for one in given.attendees]}
    note(session, viewer.actor, "make appointment", ("appointment", made.id), now, detail)
    raise_requests(session, viewer, made, now, given.cost_code)
    confirm_if_settled(session, viewer, made, now)
    return made


def confirm_appointment(session: Session, viewer: Viewer, appointment_id: UUID, now: datetime) -> Appointment:
    """Confirm an appointment, by what is known now. Raises ``Refused`` saying what is missing."""
    viewer.require(Permission.MAKE_APPOINTMENTS)
    found = held(session, viewer, appointment_id)
    raise_requests(session, viewer, found, now)
    confirm(session, viewer, found, now)
    return found


def cancel_appointment(
    session: Session, viewer: Viewer, appointment_id: UUID, given: CancelGiven, which: str, now: datetime
) -> list[Appointment]:
    """Call an appointment off, or several of its series: their requests are not needed any more, offers are taken back
    and bookings called off. Those called off.

    Raises ``BadAppointment`` without a reason, and ``Refused`` when it has begun or is over.
    """
    viewer.require(Permission.MAKE_APPOINTMENTS)
    if given.by not in set(CalledOffBy):
        raise BadAppointment("by", "It does not say who called it off.", f"It is one of: {', '.join(CalledOffBy)}.")
    if not given.because.strip():
        raise BadAppointment("because", "It does not say why it is called off.", "Write it in a few words.")
    found = held(session, viewer, appointment_id)
    cancelled = those(session, viewer, found, which, now)
    for one in cancelled:
        _cancel(session, viewer, one, given, now)
    return cancelled


def _cancel(session: Session, viewer: Viewer, one: Appointment, given: CancelGiven, now: datetime) -> None:
    running = [each for each in requests_of(session, viewer, [one.id])[one.id] if each.state not in ENDED]
    state = _called_off_as(session, viewer, running, given)
    for request in running:
        withdraw_unanswered(session, viewer, request.id, now)
        booking = standing_booking(session, viewer, request.id)
        if booking is not None:
            take_back_booking(session, viewer, booking, state, given.because.strip(), now)
        withdraw_request(session, viewer, request, now)
    move(one, AppointmentState.CANCELLED)
    one.called_off_by, one.ended_why = given.by, given.because.strip()
    one.ended_at, one.ended_by = now, viewer.staff_id
    one.sequence += 1
    note(session, viewer.actor, "cancel appointment", ("appointment", one.id), now, {"by": given.by})
    plan_reminders(session, viewer, one, now)
    settle_asked(session, viewer, one.id, f"The appointment is called off: {one.ended_why}", now)


def _called_off_as(
    session: Session, viewer: Viewer, running: Sequence[InterpreterRequest], given: CancelGiven
) -> BookingState:
    """What becomes of the bookings that stand: whoever calls off bears what is due by the terms. Where an interpreter
    of another language has dropped out already, those who would still have come are called off by us."""
    if given.by != CalledOffBy.INTERPRETER:
        return BookingState.BY_FAMILY if given.by == CalledOffBy.FAMILY else BookingState.BY_REQUESTER
    standing = standing_bookings(session, viewer, [each.id for each in running])
    without = [each.id for each in running if each.id not in standing]
    if any(each.state in DROPPED_OUT for each in bookings_for(session, viewer, without)):
        return BookingState.BY_REQUESTER
    if len(standing) > 1:
        raise BadAppointment("by", "More than one interpreter is booked, and it does not say who cannot come.",
                             "Say on the booking of that one that they dropped out, then call this off.")  # fmt: skip
    return BookingState.BY_INTERPRETER


def record_outcome(
    session: Session, viewer: Viewer, appointment_id: UUID, outcome: str, because: str, now: datetime
) -> Appointment:
    """Record what became of an appointment: it took place, the family was not present, or it failed by us, which never
    counts against the family. A request nobody filled by then stays on record as unfilled.

    Raises ``BadAppointment`` for no such outcome, for one without a reason unless it took place, and before it began;
    ``Refused`` where it cannot have come to that, as when it was never confirmed.
    """
    viewer.require(Permission.MAKE_APPOINTMENTS)
    found = held(session, viewer, appointment_id)
    if outcome not in OUTCOMES:
        raise BadAppointment("outcome", "It does not say what became of it.", "Choose one.")
    if outcome != AppointmentState.TOOK_PLACE and not because.strip():
        raise BadAppointment("because", "It does not say how that came.", "Write it in a few words.")
    if now < found.starts_at:
        raise BadAppointment("outcome", "It has not begun yet.", "Call it off, or move it to another time.")
    if found.state == AppointmentState.PLANNED and outcome != AppointmentState.FAILED:
        raise Refused("This appointment was never confirmed: not everybody there would have been understood.",
                      "Settle that first, or say that it failed by us.")  # fmt: skip
    move(found, AppointmentState(outcome))
    found.ended_at, found.ended_by, found.ended_why = now, viewer.staff_id, because.strip() or None
    for request in requests_of(session, viewer, [found.id])[found.id]:
        if request.state in {RequestState.OPEN, RequestState.NOT_NAMED}:
            request.state, request.settled_at, request.next_action_at = RequestState.UNFILLED, now, None
            withdraw_unanswered(session, viewer, request.id, now)
    detail = {"outcome": outcome}
    note(session, viewer.actor, "record outcome of appointment", ("appointment", found.id), now, detail)
    plan_reminders(session, viewer, found, now)
    became = outcome if not found.ended_why else f"{outcome}: {found.ended_why}"
    settle_asked(session, viewer, found.id, f"Recorded of the appointment: {became}", now)
    return found
