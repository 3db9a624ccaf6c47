"""Questions about reminders. An agency sees those of its own appointments."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.reminders.reminder import Reminder
from comms.foundation.errors import NotFound


def visible_reminders(viewer: Viewer) -> Select[Reminder]:
    """The reminders of the viewer's agency."""
    return select(Reminder).where(Reminder.agency_id == viewer.agency_id)


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
