"""Confirming an appointment, which waits until everybody there will be understood; and planning it again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find
from comms.bookings.appointments.appointment import MOVES, Appointment, AppointmentState, NeedThen
from comms.bookings.appointments.knowing import Known
from comms.bookings.appointments.understood import in_a_row
from comms.bookings.reminders.planning import plan_reminders
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.request import SETTLED
from comms.foundation.audit import note
from comms.foundation.errors import Refused
from comms.foundation.languages import language


def move(appointment: Appointment, after: AppointmentState) -> None:
    """Bring an appointment to another state. Raises ``Refused`` for a move the table does not have."""
    if after not in MOVES[AppointmentState(appointment.state)]:
        raise Refused(f"An appointment that is {appointment.state} does not become “{after}”.", "Look at it again.")
    appointment.state = after


def what_is_missing(session: Session, viewer: Viewer, appointment: Appointment) -> list[str]:
    """What stands between an appointment and being confirmed, in sentences; empty when nothing does."""
    attendees = find.attendees_of(session, viewer, [appointment.id])[appointment.id]
    people = find.people_of(session, viewer, [one.person_id for one in attendees])
    asking = [one.person_id for one in attendees if Known(NeedThen(one.need), one.language).must_ask]
    missing = []
    if asking:
        names = in_a_row([people[one].name if one in people else "somebody" for one in asking])
        missing.append(f"Ask {names} first: whether an interpreter is needed, and in which language, is not known.")
    requests = requests_of(session, viewer, [appointment.id])[appointment.id]
    unsettled = dict.fromkeys(language(one.language).english_name for one in requests if one.state not in SETTLED)
    return missing + [f"No interpreter of {name} is booked." for name in unsettled]


def confirm(session: Session, viewer: Viewer, appointment: Appointment, now: datetime) -> None:
    """Confirm. Raises ``Refused`` saying what is missing."""
    if appointment.state == AppointmentState.CONFIRMED:
        raise Refused("This appointment is confirmed already.", "Nothing is to be done.")
    missing = what_is_missing(session, viewer, appointment)
    if missing and appointment.state == AppointmentState.PLANNED:
        remedy = "Book an interpreter, or record why there is none and what is done instead."
        raise Refused(f"It cannot be confirmed yet. {' '.join(missing)}", remedy)
    move(appointment, AppointmentState.CONFIRMED)
    appointment.confirmed_at, appointment.confirmed_by = now, viewer.staff_id
    note(session, viewer.actor, "confirm appointment", ("appointment", appointment.id), now)
    plan_reminders(session, viewer, appointment, now)


def confirm_if_settled(session: Session, viewer: Viewer, appointment: Appointment, now: datetime) -> bool:
    """Confirm by itself what nothing stands against any more: that is the house's rule. Whether it was."""
    if appointment.state != AppointmentState.PLANNED or appointment.starts_at <= now:
        return False
    if what_is_missing(session, viewer, appointment):
        return False
    confirm(session, viewer, appointment, now)
    return True


def plan_again(session: Session, viewer: Viewer, appointment: Appointment, now: datetime) -> bool:
    """Take a confirmation back, because somebody would not be understood any more. Whether there was one."""
    if appointment.state != AppointmentState.CONFIRMED:
        return False
    move(appointment, AppointmentState.PLANNED)
    appointment.confirmed_at = appointment.confirmed_by = None
    appointment.sequence += 1
    note(session, viewer.actor, "plan appointment again", ("appointment", appointment.id), now)
    plan_reminders(session, viewer, appointment, now)
    return True
