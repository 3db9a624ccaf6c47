"""Bringing appointments, requests and what hangs on them from each state to each other by the real verbs."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum

from booking_factories import WEDNESDAY, a_mother, appointment_made, booked_for, requests_for
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.actions import (
    CancelGiven,
    cancel_appointment,
    confirm_appointment,
    record_outcome,
)
from comms.bookings.appointments.appointment import AppointmentState
from comms.bookings.plans.actions import apply_plan, drop_plan, plan_days
from comms.bookings.plans.plan import PlanState
from comms.bookings.requests.actions import (
    mark_filled,
    mark_not_named,
    reopen,
    settle_otherwise,
    withdraw_request,
)
from comms.bookings.requests.escalating import escalate
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.foundation.errors import Refused


def appointment_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether an appointment in one state, with an interpreter booked, is brought to another by confirming it, by its
    interpreter dropping out, by calling it off, or by saying what became of it."""
    appointment = appointment_made(session, viewer, now, a_mother(session, viewer, now))
    [request] = requests_for(session, viewer, appointment)
    booked_for(session, viewer, now, request)
    appointment.state = before
    session.flush()
    with suppress(Refused):
        if after == AppointmentState.CONFIRMED:
            confirm_appointment(session, viewer, appointment.id, now)
        elif after == AppointmentState.PLANNED:
            reopen(session, viewer, request, now)
        elif after == AppointmentState.CANCELLED:
            cancel_appointment(session, viewer, appointment.id, CancelGiven("us", "Not needed."), "this", now)
        else:
            later = WEDNESDAY + timedelta(hours=3)
            record_outcome(session, viewer, appointment.id, after, "So it was.", later)
    return before != after and appointment.state == after


def request_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a request in one state is brought to another by what can become of it."""
    appointment = appointment_made(session, viewer, now, a_mother(session, viewer, now))
    [request] = requests_for(session, viewer, appointment)
    request.state = before
    session.flush()
    with suppress(Refused):
        _become(session, viewer, request, after, now)
    return before != after and request.state == after


def _become(session: Session, viewer: Viewer, request: InterpreterRequest, after: StrEnum, now: datetime) -> None:
    if after == RequestState.OTHERWISE:
        settle_otherwise(session, viewer, request.id, "Nobody is free.", "The telephone service.", now)
    elif after == RequestState.UNFILLED:
        escalate(session, request.id, WEDNESDAY)
    else:
        verbs = {
            RequestState.OPEN: reopen,
            RequestState.NOT_NAMED: mark_not_named,
            RequestState.FILLED: mark_filled,
            RequestState.NOT_NEEDED: withdraw_request,
        }
        verbs[RequestState(after)](session, viewer, request, now)


def plan_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a plan in one state is brought to another by asking those it names, or by putting it away."""
    plan = plan_days(session, viewer, WEDNESDAY.date(), WEDNESDAY.date(), now)
    plan.state = before
    session.flush()
    verbs = {PlanState.APPLIED: apply_plan, PlanState.DROPPED: drop_plan}
    with suppress(Refused):
        if after in verbs:
            verbs[PlanState(after)](session, viewer, plan.id, now)
    return before != after and plan.state == after
