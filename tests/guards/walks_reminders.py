"""Bringing reminders from each state to each other by the real verbs."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from booking_factories import appointment_made
from factories import a_need, a_parent
from sqlalchemy.orm import Session
from text_factories import a_line, a_mobile

from comms.agencies.viewer import Viewer
from comms.bookings.reminders.actions import answer_reminder, leave_reminder, plan_reminders, write_reminder
from comms.bookings.reminders.find import reminders_of
from comms.bookings.reminders.reminder import ReminderState
from comms.families.language_need import Interpreter, Source
from comms.foundation.errors import Refused

_S = ReminderState


def reminder_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a reminder in one state is brought to another by planning, by writing it, by every try having failed, or
    by what was answered."""
    a_line(session, viewer, now)
    father = a_parent(session, viewer, now, given="Tomasz", family="Wójcik")
    a_need(session, viewer, father, now, "pl", source=Source.ASKED_PERSON, interpreter=Interpreter.NOT_NEEDED)
    a_mobile(session, viewer, now, father)
    appointment = appointment_made(session, viewer, now, father)
    [reminder] = reminders_of(session, viewer, appointment.id)
    reminder.state = before
    session.flush()
    with suppress(Refused):
        if after == _S.PLANNED:
            plan_reminders(session, viewer, appointment, now)
        elif after == _S.WRITTEN:
            write_reminder(session, reminder.id, now)
        elif after == _S.LEFT_OUT:
            leave_reminder(session, reminder.id, now)
        else:
            answer_reminder(session, viewer, reminder.id, coming=after == _S.COMING, now=now)
    return before != after and reminder.state == after
