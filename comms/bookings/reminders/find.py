"""Questions about reminders. An agency sees those of its own appointments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import hidden_appointments, is_seen
from comms.bookings.reminders.reminder import Reminder
from comms.foundation.errors import NotFound
from comms.messages.about import hidden_about


def visible_reminders(viewer: Viewer) -> Select[Reminder]:
    """The reminders of the viewer's agency of appointments that hide nobody from them."""
    return select(Reminder).where(Reminder.agency_id == viewer.agency_id, is_seen(viewer, Reminder.appointment_id))


@hidden_about("reminder")
def _is_hidden(viewer: Viewer, reminder_id: Any) -> ColumnElement[bool]:
    """That a reminder, named by a column of another row, is of an appointment that hides somebody from the viewer."""
    return exists().where(Reminder.id == reminder_id, Reminder.appointment_id.in_(hidden_appointments(viewer)))


def reminder(session: Session, viewer: Viewer, reminder_id: UUID) -> Reminder:
    """One reminder, as it stands now. Raises ``NotFound`` when there is none the viewer may know of."""
    query = visible_reminders(viewer).where(Reminder.id == reminder_id).with_for_update()
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("There is no such reminder.")
    return found


def reminders_of(session: Session, viewer: Viewer, appointment_id: UUID) -> Sequence[Reminder]:
    """Every reminder of an appointment, the first first."""
    query = visible_reminders(viewer).where(Reminder.appointment_id == appointment_id)
    return session.scalars(query.order_by(Reminder.sequence, Reminder.made_at, Reminder.id)).all()
