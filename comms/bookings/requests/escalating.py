"""Nothing falls through: a request nobody fills is brought before a person at 14, 7, 3 and 1 days, and a booking whose
interpreter's papers will have run out by its day is looked at again."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import LIVE
from comms.bookings.appointments.holding import LOCK_ROW
from comms.bookings.find import standing_booking
from comms.bookings.purposes import purposes
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.bookings.requests.tasks import ask_somebody
from comms.foundation.audit import note
from comms.foundation.clock import LONDON, london_date, london_moment
from comms.foundation.languages import language
from comms.foundation.work_item import WorkState
from comms.interpreters.find import qualifications_of
from comms.tasks.task import TaskKind

ESCALATE = "escalate request"
# Escalate an unfilled booking at 14, 7, 3 and 1 days before (domain notes, "Interpreter bookings", November 2026).
DAYS = (14, 7, 3, 1)
LAST = DAYS[-1]
# In the morning, so that there is a day left to act on it.
IN_THE_MORNING = time(8, 0)
# Whoever makes an appointment is about to offer it; nobody else is asked to before that could be done. On the day
# before there is no such hour.
AN_HOUR = timedelta(hours=1)
UNSETTLED = frozenset({RequestState.OPEN, RequestState.NOT_NAMED})


def moment_before(starts_at: datetime, days: int) -> datetime:
    """The moment at which somebody must look, so many days before: that morning by the clock in London."""
    return london_moment(london_date(starts_at) - timedelta(days=days), IN_THE_MORNING)


def reached(starts_at: datetime, now: datetime) -> int | None:
    """The nearest of the days that has come; None while it is longer than all of them."""
    return min((days for days in DAYS if moment_before(starts_at, days) <= now), default=None)


def next_look(starts_at: datetime, now: datetime) -> datetime | None:
    """When to look again: the next of those mornings, then the beginning; None when it has begun."""
    moments = [*(moment_before(starts_at, days) for days in DAYS), starts_at]
    return next((moment for moment in moments if moment > now), None)


def escalate(session: Session, request_id: UUID, now: datetime) -> datetime | None:
    """The worker's part: look at a request. Answers the moment to look again; None when there is no more to see."""
    request = session.get_one(InterpreterRequest, request_id)
    session.flush()
    session.refresh(request, with_for_update=LOCK_ROW)
    return look_at(session, system_viewer(session.get_one(Agency, request.agency_id)), request, now)


def look_at(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> datetime | None:
    """Look at a request that somebody has locked, and bring it before a person where its time has come. Answers the
    moment to look again; None when there is nothing more to see."""
    appointment = session.get_one(Appointment, request.appointment_id)
    if appointment.state not in LIVE or request.state not in {*UNSETTLED, RequestState.FILLED}:
        return None
    if now >= appointment.starts_at:
        if request.state in UNSETTLED:
            _too_late(session, viewer, request, appointment, now)
        return None
    days = reached(appointment.starts_at, now)
    if days is not None and (request.escalated_to is None or days < request.escalated_to):
        if request.state in UNSETTLED:
            _find_somebody(session, viewer, request, appointment, days, now)
        else:
            _check_booking(session, viewer, request, appointment, now)
        request.escalated_to = days
        note(session, viewer.actor, "escalate request", ("request", request.id), now, {"days": days})
    return next_look(appointment.starts_at, now)


def start_looking(
    session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime, *, just_made: bool = False
) -> None:
    """Look at once, and let the worker look from then on; at one that was just made only after an hour, unless the day
    is tomorrow."""
    request.escalated_to = None
    request.work_state, request.attempts, request.token, request.lease_until = WorkState.WAITING, 0, "", None
    if just_made and (reached(request.starts_at, now) or 0) > LAST:
        request.next_action_at = now + AN_HOUR
        return
    request.next_action_at = look_at(session, viewer, request, now)
    if request.next_action_at is None:
        request.work_state = WorkState.DONE


def look_by_hand(session: Session, request_id: UUID, now: datetime) -> None:
    """A request could not be looked at by the worker, each time it tried: somebody must do it."""
    request = session.get_one(InterpreterRequest, request_id)
    viewer = system_viewer(session.get_one(Agency, request.agency_id))
    appointment = session.get_one(Appointment, request.appointment_id)
    why = f"{_which(request, appointment)} could not be looked after by itself. See whether somebody is booked."
    ask_somebody(session, viewer, TaskKind.CHECK_BOOKING, request, why, london_date(now), now)


def _find_somebody(
    session: Session, viewer: Viewer, request: InterpreterRequest, appointment: Appointment, days: int, now: datetime
) -> None:
    if request.state == RequestState.NOT_NAMED:
        why = f"{_which(request, appointment)}: the supplier has not said yet who comes. Ask, and name somebody."
    else:
        why = f"{_which(request, appointment)}: nobody is booked yet."
    today = london_date(now)
    nearer = [moment_before(appointment.starts_at, one) for one in DAYS if one < days]
    due = max(today, london_date(nearer[0])) if nearer else today
    ask_somebody(session, viewer, TaskKind.FIND_INTERPRETER, request, why, due, now)
    if days == LAST:
        more = f"{why} Decide what is done instead: another time, or the telephone service; never a relative."
        ask_somebody(session, viewer, TaskKind.DECIDE_BOOKING, request, more, today, now)


def _too_late(
    session: Session, viewer: Viewer, request: InterpreterRequest, appointment: Appointment, now: datetime
) -> None:
    """The time came and nobody was there. What becomes of the appointment is a person's to say."""
    request.state, request.settled_at = RequestState.UNFILLED, now
    note(session, viewer.actor, "leave request unfilled", ("request", request.id), now)
    why = f"{_which(request, appointment)}: the time came and nobody was found. Say what became of the appointment."
    ask_somebody(session, viewer, TaskKind.DECIDE_BOOKING, request, why, london_date(now), now)


def _check_booking(
    session: Session, viewer: Viewer, request: InterpreterRequest, appointment: Appointment, now: datetime
) -> None:
    """Ask somebody to look where what the work demands will not count on the day."""
    booking = standing_booking(session, viewer, request.id)
    if booking is None or booking.interpreter_id is None:
        return
    shown = qualifications_of(session, viewer, [booking.interpreter_id]).get(booking.interpreter_id, [])
    day = london_date(appointment.starts_at)
    valid = {one.kind for one in shown if one.valid_on(day)}
    lacking = [kind for kind in request.checks if kind not in valid]
    if lacking:
        why = (
            f"{_which(request, appointment)}: by then the interpreter’s {' and '.join(lacking)} will have run out, "
            "or none is on record. Ask for the new one, or book somebody else."
        )
        ask_somebody(session, viewer, TaskKind.CHECK_BOOKING, request, why, london_date(now), now)


def _which(request: InterpreterRequest, appointment: Appointment) -> str:
    at = appointment.starts_at.astimezone(LONDON)
    words = purposes()[appointment.purpose].words if appointment.purpose in purposes() else "Appointment"
    spoken = language(request.language).english_name
    return f"{words} on {at:%A} {at.day} {at:%B} at {at:%H:%M}, {spoken} ({request.reference})"
