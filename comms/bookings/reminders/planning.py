"""Planning who is reminded of an appointment, whenever it is confirmed, moved or called off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment, AppointmentState
from comms.bookings.appointments.find import attendees_of, people_of
from comms.bookings.reminders import find
from comms.bookings.reminders.due import due_of
from comms.bookings.reminders.reminder import MOVES, Reminder, ReminderState
from comms.families.person import PersonKind
from comms.families.protection.find import safety_in_force
from comms.foundation.audit import note
from comms.foundation.errors import Refused
from comms.foundation.work import hint_after_commit
from comms.foundation.work_item import WorkState
from comms.messages.actions import none_needed

REMIND = "remind"
# What a text about a reminder is about.
ABOUT = "reminder"
NOT_CONFIRMED = "The appointment is not confirmed."
OVER = "The appointment is over, or was called off."
MOVED = "The appointment was changed; they are reminded of what holds now."
NOT_ATTENDING = "They do not attend any more."
NO_TIME = "There was no time at which they could be reached before it."


def plan_reminders(session: Session, viewer: Viewer, appointment: Appointment, now: datetime) -> list[Reminder]:
    """Bring the reminders of an appointment in line with it: each adult who attends is reminded once, in good time,
    where it is confirmed; what was planned otherwise is left out, and a text that has not gone does not go. Done twice,
    nothing changes the second time. Those that are planned.

    A child is never written to.
    """
    known = find.reminders_of(session, viewer, appointment.id)
    attending = attendees_of(session, viewer, [appointment.id])[appointment.id]
    people = people_of(session, viewer, [one.person_id for one in attending])
    adults = [one.id for one in people.values() if one.kind != PersonKind.CHILD]
    _leave_out_others(session, viewer, appointment, known, adults, now)
    if appointment.state != AppointmentState.CONFIRMED or appointment.starts_at <= now:
        return []
    current = {one.person_id: one for one in known if one.sequence == appointment.sequence}
    planned = []
    for person_id in adults:
        one = current.get(person_id)
        if one is None or one.state in {ReminderState.PLANNED, ReminderState.LEFT_OUT}:
            planned.append(_plan(session, viewer, appointment, person_id, one, now))
    session.flush()
    return [one for one in planned if one.state == ReminderState.PLANNED]


def _plan(
    session: Session, viewer: Viewer, appointment: Appointment, person_id: UUID, one: Reminder | None, now: datetime
) -> Reminder:
    due = due_of(appointment.starts_at, safety_in_force(session, viewer, person_id), now)
    if one is None:
        one = Reminder(
            agency_id=appointment.agency_id, appointment_id=appointment.id, person_id=person_id,
            sequence=appointment.sequence, state=ReminderState.PLANNED, made_at=now, work_state=WorkState.WAITING,
        )  # fmt: skip
        session.add(one)
        session.flush()
        detail = {"appointment": str(appointment.id), "person": str(person_id)}
        note(session, viewer.actor, "plan reminder", ("reminder", one.id), now, detail)
    if due is None:
        if one.state == ReminderState.PLANNED:
            leave_out(session, viewer, one, NO_TIME, now)
        return one
    if one.state == ReminderState.LEFT_OUT:
        move(one, ReminderState.PLANNED)
        note(session, viewer.actor, "plan reminder again", ("reminder", one.id), now)
    if one.next_action_at != due or one.work_state != WorkState.WAITING:
        one.why, one.next_action_at, one.work_state, one.attempts = "", due, WorkState.WAITING, 0
        if due <= now:
            hint_after_commit(session, REMIND, one.id)
    return one


def _leave_out_others(
    session: Session, viewer: Viewer, appointment: Appointment, known: Sequence[Reminder], adults: Sequence[UUID],
    now: datetime,
) -> None:  # fmt: skip
    why: dict[UUID, str] = {}
    for one in known:
        if appointment.state == AppointmentState.PLANNED:
            why[one.id] = NOT_CONFIRMED
        elif appointment.state != AppointmentState.CONFIRMED:
            why[one.id] = OVER
        elif one.person_id not in adults:
            why[one.id] = NOT_ATTENDING
        elif one.sequence != appointment.sequence:
            why[one.id] = MOVED
    # A text that has not gone speaks of a time that does not hold any more.
    none_needed(session, viewer, ABOUT, [one.id for one in known if one.id in why and one.message_id], now)
    for one in known:
        if one.id in why and one.state == ReminderState.PLANNED:
            leave_out(session, viewer, one, why[one.id], now)


def leave_out(session: Session, viewer: Viewer, one: Reminder, why: str, now: datetime) -> None:
    """Leave a reminder out, saying why."""
    move(one, ReminderState.LEFT_OUT)
    one.why, one.next_action_at = why, None
    note(session, viewer.actor, "leave out reminder", ("reminder", one.id), now)


def move(one: Reminder, after: ReminderState) -> None:
    """Bring a reminder to another state. Raises ``Refused`` for a move the table does not have."""
    if after not in MOVES[ReminderState(one.state)]:
        raise Refused(f"A reminder that is “{one.state}” does not become “{after}”.", "Look at the appointment's page.")
    one.state = after
