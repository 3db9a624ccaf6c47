"""Taking an interpreter's time. What decides is the database: it refuses a second booking that overlaps, or that nobody
could travel to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.bookings import find
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.booking import MOVES, OCCUPIES, Booking, BookingState
from comms.bookings.requests.request import InterpreterRequest
from comms.foundation.audit import note
from comms.foundation.errors import Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.work_item import WorkState
from comms.interpreters.interpreter import Interpreter

FREE_HOLD = "free held time"
# Long enough to ring somebody back, short enough not to keep an interpreter from others.
LONGEST_HOLD = timedelta(hours=24)


class AlreadyTaken(Refused):
    """The interpreter is booked at that time, or could not get there from, or to, where they are. The unit of work it
    was raised in is lost: let it roll back."""


class RequestTaken(Refused):
    """Somebody is booked for this request already."""


@dataclass(frozen=True, slots=True)
class Taking:
    """Whose time is taken, and how: ``held_until`` for a hold that frees itself, None to confirm at once."""

    request: InterpreterRequest
    appointment: Appointment
    for_roles: tuple[str, ...]
    terms: dict[str, Any]
    interpreter_id: UUID | None = None
    supplier_id: UUID | None = None
    offer_id: UUID | None = None
    held_until: datetime | None = None


def in_turn(session: Session, interpreters: set[UUID]) -> None:
    """Wait for everybody else who is booking one of these interpreters. Called once, with all of them, before the first
    is booked: in one order for everyone, nobody waits for somebody who waits for them."""
    for one in sorted(interpreters):
        one_at_a_time(session, f"interpreter {one}")


def take(session: Session, viewer: Viewer, taking: Taking, now: datetime) -> Booking:
    """Book, or hold, an interpreter for a request; for a supplier without a name yet the time of nobody is taken.

    Raises ``RequestTaken`` when the request has somebody, ``AlreadyTaken`` when the interpreter has something else.
    """
    request = taking.request
    one_at_a_time(session, f"request {request.id}")
    if find.standing_booking(session, viewer, request.id) is not None:
        raise RequestTaken("Somebody is booked for this already.", "Look at the appointment's page.")
    if taking.interpreter_id is not None:
        in_turn(session, {taking.interpreter_id})
        _refuse_left(session, taking.interpreter_id)
        free_holds(session, viewer, taking.interpreter_id, now)
    state = _first_state(taking)
    made = Booking(
        agency_id=request.agency_id, appointment_id=request.appointment_id, request_id=request.id,
        offer_id=taking.offer_id, interpreter_id=taking.interpreter_id, supplier_id=taking.supplier_id,
        starts_at=request.starts_at, ends_at=request.ends_at, zone=request.zone, state=state,
        occupies=state in OCCUPIES, held_until=taking.held_until, matter=taking.appointment.matter,
        for_roles=list(taking.for_roles), terms=taking.terms, booked_at=now, booked_by=viewer.staff_id,
        work_state=WorkState.WAITING, next_action_at=taking.held_until,
    )  # fmt: skip
    session.add(made)
    flush_booking(session)
    detail = {"request": str(request.id), "interpreter": str(taking.interpreter_id or ""), "state": state}
    note(session, viewer.actor, "book interpreter", ("booking", made.id), now, detail)
    return made


def _refuse_left(session: Session, interpreter_id: UUID) -> None:
    """Somebody may have left the register while they were being booked, and nobody would be told of this booking."""
    one = session.get_one(Interpreter, interpreter_id, populate_existing=True)
    if not one.active:
        raise AlreadyTaken(f"{one.name} interprets no more.", "Choose somebody else.")


def _first_state(taking: Taking) -> BookingState:
    if taking.held_until is not None:
        return BookingState.HELD
    return BookingState.NOT_NAMED if taking.interpreter_id is None else BookingState.CONFIRMED


def flush_booking(session: Session) -> None:
    """Write what waits. Raises ``AlreadyTaken`` or ``RequestTaken`` in the words of the house for what the database
    refuses; anything else is raised as it is."""
    try:
        session.flush()
    except (IntegrityError, DBAPIError) as fault:
        said = str(fault.orig)
        if "uq_booking_one_for_a_request" in said or "booking.request_id" in said:
            raise RequestTaken("Somebody is booked for this already.", "Look at the appointment's page.") from fault
        if "double booking" in said or "ex_booking_time" in said:
            raise AlreadyTaken(
                "This interpreter is booked at that time, or could not get there in time.",
                "Choose somebody else, or another time.",
            ) from fault
        raise


def free_holds(session: Session, viewer: Viewer, interpreter_id: UUID, now: datetime) -> None:
    """Let go of holds of this interpreter that have run out, whoever made them, also when the worker was not there to
    do it."""
    for hold in find.holds_run_out(session, viewer, interpreter_id, now):
        _let_go(session, viewer, hold, now)
    session.flush()


def free_hold(session: Session, booking_id: UUID, now: datetime) -> datetime | None:
    """The worker's part: let a hold go when its time has run out. Answers the moment to look again when it has not."""
    hold = session.get_one(Booking, booking_id)
    if hold.state != BookingState.HELD or hold.held_until is None:
        return None
    if hold.held_until > now:
        return hold.held_until
    _let_go(session, system_viewer(session.get_one(Agency, hold.agency_id)), hold, now)
    return None


def confirm_hold(session: Session, viewer: Viewer, booking_id: UUID, now: datetime) -> Booking:
    """Make a held booking a confirmed one. Raises ``Refused`` when the hold has run out."""
    hold = find.booking(session, viewer, booking_id)
    session.refresh(hold, with_for_update=True)
    if hold.held_until is not None and hold.held_until <= now:
        raise Refused("This hold has run out.", "Offer the appointment again.")
    move(hold, BookingState.CONFIRMED)
    hold.held_until = hold.next_action_at = None
    flush_booking(session)
    note(session, viewer.actor, "confirm booking", ("booking", hold.id), now)
    return hold


def let_go(session: Session, viewer: Viewer, booking_id: UUID, now: datetime) -> Booking:
    """Let a hold go before its time."""
    hold = find.booking(session, viewer, booking_id)
    session.refresh(hold, with_for_update=True)
    _let_go(session, viewer, hold, now)
    return hold


def _let_go(session: Session, viewer: Viewer, hold: Booking, now: datetime) -> None:
    move(hold, BookingState.RELEASED)
    hold.ended_at, hold.held_until, hold.next_action_at = now, None, None
    note(session, viewer.actor, "let a hold go", ("booking", hold.id), now)


def move(booking: Booking, after: BookingState) -> None:
    """Bring a booking to another state; its interpreter's time is taken or free accordingly. Raises ``Refused`` for a
    move the table does not have."""
    if after not in MOVES[BookingState(booking.state)]:
        raise Refused(f"A booking that is {booking.state} does not become “{after}”.", "Look at its page again.")
    booking.state, booking.occupies = after, after in OCCUPIES
