"""What becomes of a request: somebody is booked, a supplier promised somebody, a person decided to meet without, it is
open again, or not needed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.confirming import confirm_if_settled, plan_again
from comms.bookings.appointments.find import LIVE
from comms.bookings.appointments.given import BadAppointment
from comms.bookings.appointments.holding import LOCK_ROW, hold_appointment, hold_request
from comms.bookings.offers.withdrawing import withdraw_unanswered
from comms.bookings.requests import find
from comms.bookings.requests.escalating import start_looking
from comms.bookings.requests.request import MOVES, InterpreterRequest, RequestState
from comms.bookings.requests.taking_back import take_back_hold
from comms.bookings.requests.tasks import say_in_task
from comms.foundation.audit import note
from comms.foundation.errors import Refused
from comms.foundation.work_item import WorkState

BOOKED = "An interpreter is booked now."
OPEN_AGAIN = "Nobody is booked any more."


def mark_filled(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> None:
    """Somebody is booked. When nothing else stands against it, the appointment is confirmed by itself. Raises
    ``Refused`` when the request is not open to it any more, as when the appointment was called off meanwhile."""
    appointment = held(session, request)
    move(request, RequestState.FILLED)
    _settle(request, viewer, now)
    note(session, viewer.actor, "fill request", ("request", request.id), now)
    say_in_task(session, viewer, request, BOOKED)
    start_looking(session, viewer, request, now)
    session.flush()
    confirm_if_settled(session, viewer, appointment, now)


def mark_not_named(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> None:
    """A supplier will send somebody and has not said whom: that is not settled yet."""
    held(session, request)
    move(request, RequestState.NOT_NAMED)
    note(session, viewer.actor, "leave request to supplier", ("request", request.id), now)
    start_looking(session, viewer, request, now)


def settle_otherwise(
    session: Session, viewer: Viewer, request_id: UUID, because: str, instead: str, now: datetime
) -> InterpreterRequest:
    """Record that a named person decided to meet without an interpreter: why, and what is done instead. Offers that are
    out are taken back.

    Raises ``BadAppointment`` where either is missing, and ``Refused`` for the service itself, which decides nothing of
    the kind, and for a request that is settled already.
    """
    viewer.require(Permission.BOOK_INTERPRETERS)
    request = find.request(session, viewer, request_id)
    if viewer.staff_id is None:
        raise Refused("Only a named person decides to meet without an interpreter.", "Sign in and decide it.")
    if not because.strip():
        raise BadAppointment("because", "It does not say why there is no interpreter.", "Write it in a few words.")
    if not instead.strip():
        raise BadAppointment("instead", "It does not say what is done instead.",
                             "Write it in a few words: “the telephone service, at 10:00”.")  # fmt: skip
    if held(session, request).state not in LIVE:
        raise Refused("What became of this appointment is recorded already.", "Look at the appointment’s page.")
    move(request, RequestState.OTHERWISE)
    request.why, request.instead = because.strip(), instead.strip()
    _settle(request, viewer, now)
    stop_looking(request)
    withdraw_unanswered(session, viewer, request.id, now)
    take_back_hold(session, viewer, request.id, "Decided to meet without an interpreter.", now)
    note(session, viewer.actor, "settle request otherwise", ("request", request.id), now)
    return request


def reopen(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> None:
    """Whoever was to come does not: look for somebody again, at once where the day is near. A confirmed appointment is
    planned again."""
    appointment = held(session, request)
    move(request, RequestState.OPEN)
    request.settled_at = request.settled_by = request.why = request.instead = None
    note(session, viewer.actor, "open request again", ("request", request.id), now)
    say_in_task(session, viewer, request, OPEN_AGAIN)
    plan_again(session, viewer, appointment, now)
    start_looking(session, viewer, request, now)
    session.flush()


def withdraw_request(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> None:
    """Nobody is needed any more. What was offered or booked is for the verb that calls this to take back."""
    held(session, request)
    move(request, RequestState.NOT_NEEDED)
    _settle(request, viewer, now)
    stop_looking(request)
    note(session, viewer.actor, "withdraw request", ("request", request.id), now)


def move(request: InterpreterRequest, after: RequestState) -> None:
    """Bring a request to another state. Raises ``Refused`` for a move the table does not have."""
    if after not in MOVES[RequestState(request.state)]:
        raise Refused(
            f"This request is “{request.state}”, so it does not become “{after}”.", "Look at the appointment’s page."
        )
    request.state = after


def held(session: Session, request: InterpreterRequest) -> Appointment:
    """Keep everybody else from a request and its appointment until this unit of work ends; both as they are now."""
    hold_request(session, request.id)
    hold_appointment(session, request.appointment_id)
    session.flush()
    session.refresh(request, with_for_update=LOCK_ROW)
    appointment = session.get_one(Appointment, request.appointment_id)
    session.refresh(appointment, with_for_update=LOCK_ROW)
    return appointment


def stop_looking(request: InterpreterRequest) -> None:
    """Nothing more is to be seen about it."""
    request.work_state, request.next_action_at = WorkState.DONE, None


def _settle(request: InterpreterRequest, viewer: Viewer, now: datetime) -> None:
    request.settled_at, request.settled_by = now, viewer.staff_id
