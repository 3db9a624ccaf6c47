"""Writing a reminder when it is due, and taking the answer to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, system_viewer
from comms.bookings.appointments.appointment import Appointment, AppointmentState, NeedThen
from comms.bookings.appointments.find import LIVE, attendees_of
from comms.bookings.offers.described import moment_in_words
from comms.bookings.reminders import find
from comms.bookings.reminders.due import LEAST_LEFT, task_due
from comms.bookings.reminders.planning import (
    ABOUT,
    NO_TIME,
    NOT_ATTENDING,
    NOT_CONFIRMED,
    REMIND,
    leave_out,
    move,
    plan_reminders,
)
from comms.bookings.reminders.reminder import Reminder, ReminderState
from comms.families.protection.find import safety_in_force
from comms.families.reaching_hours import may_reach, next_reachable
from comms.foundation.audit import note
from comms.messages.message import Purpose
from comms.messages.texting import HeldBack, TextGiven, write_text
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import TaskKind

__all__ = ["REMIND", "answer_reminder", "leave_reminder", "plan_reminders", "write_reminder"]

# An agency without a line for texts reminds nobody by text; that is no news about one family.
NO_LINE = "no_line"
OUR_FAULT = "It could not be written through a fault of ours."
_S = ReminderState


def write_reminder(session: Session, reminder_id: UUID, now: datetime) -> datetime | None:
    """The worker's part: write the text of a reminder that is due, in the language of whoever is reminded. The moment
    to look again where they may not be reached now. Where no text may go, it is left out and a person is asked to tell
    them otherwise."""
    reminder = session.get_one(Reminder, reminder_id, with_for_update=True, populate_existing=True)
    if reminder.state != _S.PLANNED:
        return None
    viewer, appointment = _system(session, reminder), session.get_one(Appointment, reminder.appointment_id)
    attending = {one.person_id: one for one in attendees_of(session, viewer, [appointment.id])[appointment.id]}
    latest = appointment.starts_at - LEAST_LEFT
    if appointment.state != AppointmentState.CONFIRMED or reminder.person_id not in attending:
        why = NOT_ATTENDING if reminder.person_id not in attending else NOT_CONFIRMED
        leave_out(session, viewer, reminder, why, now)
        return None
    answer = safety_in_force(session, viewer, reminder.person_id)
    due = now if may_reach(answer, now) else next_reachable(answer, now)
    if due > latest:
        _otherwise(session, viewer, reminder, appointment, NO_TIME, now)
        return None
    if due > now:
        return due
    interpreter = attending[reminder.person_id].need == NeedThen.NEEDED
    values = {"day": appointment.starts_at, "time": appointment.starts_at, "interpreter": interpreter}
    given = TextGiven(
        reminder.person_id, "reminder", ABOUT, reminder.id, Purpose.REMINDER, values=values, send_by=latest
    )
    written = write_text(session, viewer, given, now)
    if isinstance(written, HeldBack):
        if written.code == NO_LINE:
            leave_out(session, viewer, reminder, written.why, now)
        else:
            _otherwise(session, viewer, reminder, appointment, written.why, now)
        return None
    move(reminder, _S.WRITTEN)
    reminder.message_id = written.id
    note(session, viewer.actor, "write reminder", ("reminder", reminder.id), now, {"message": str(written.id)})
    return None


def leave_reminder(session: Session, reminder_id: UUID, now: datetime) -> None:
    """The worker failed each time: somebody has to remind them."""
    reminder = session.get_one(Reminder, reminder_id)
    if reminder.state == _S.PLANNED:
        appointment = session.get_one(Appointment, reminder.appointment_id)
        _otherwise(session, _system(session, reminder), reminder, appointment, OUR_FAULT, now)


def answer_reminder(session: Session, viewer: Viewer, reminder_id: UUID, *, coming: bool, now: datetime) -> Reminder:
    """Take the answer to a reminder. That somebody cannot come calls nothing off: whoever organises it is asked to talk
    to them. What was answered about a time that does not hold any more brings a person too. The last answer counts.

    Raises ``Refused`` for a reminder that was never written.
    """
    viewer.require(Permission.WRITE_TO_FAMILIES)
    reminder = find.reminder(session, viewer, reminder_id)
    after = _S.COMING if coming else _S.NOT_COMING
    if reminder.state == after:
        return reminder
    move(reminder, after)
    reminder.answered_at = now
    detail = {"appointment": str(reminder.appointment_id)}
    note(session, viewer.actor, "answer reminder", ("reminder", reminder.id), now, detail)
    appointment = session.get_one(Appointment, reminder.appointment_id)
    holds = appointment.state == AppointmentState.CONFIRMED and reminder.sequence == appointment.sequence
    if not coming and appointment.state in LIVE:
        said = "They answered the reminder: they cannot come. Nothing is called off by that. Talk to them about it"
        _ask(session, viewer, TaskKind.ANSWER_REPLY, reminder, appointment, f"{said}, and find another time.", now)
    elif coming and not holds:
        said = "They answered a reminder of a time that does not hold any more, and would come. Tell them what holds"
        _ask(session, viewer, TaskKind.ANSWER_REPLY, reminder, appointment, f"{said} now.", now)
    return reminder


def _otherwise(
    session: Session, viewer: Viewer, reminder: Reminder, appointment: Appointment, why: str, now: datetime
) -> None:
    """Leave a reminder out, and ask a person to tell them otherwise."""
    leave_out(session, viewer, reminder, why[:200], now)
    said = f"No reminder goes by text. {why} Remind them another way that is safe."
    _ask(session, viewer, TaskKind.REACH_OTHERWISE, reminder, appointment, said, now)


def _ask(
    session: Session, viewer: Viewer, kind: TaskKind, reminder: Reminder, appointment: Appointment, said: str,
    now: datetime,
) -> None:  # fmt: skip
    organiser = session.get_one(Staff, appointment.organiser_id).name if appointment.organiser_id else ""
    when = f"The appointment of {moment_in_words(appointment.starts_at, now)}"
    why = f"{when}{f', organised by {organiser}' if organiser else ''}: {said}"
    wanted = TaskWanted(
        kind, reminder.person_id, f"reminder {appointment.id}", why, task_due(appointment.starts_at, now),
        about_kind="appointment", about_id=appointment.id,
    )  # fmt: skip
    open_task(session, viewer, wanted, now)


def _system(session: Session, reminder: Reminder) -> Viewer:
    return system_viewer(session.get_one(Agency, reminder.agency_id))
