"""What the worker did meanwhile: wrote the texts and reminders that came due, laid them into the outbox, took
follow-ups up their ladder, told those on duty. Each at the moment at which it was due, as the worker would have.

Nothing is ever spoken to outside, whatever the settings say: everybody in the district is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import every_agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.bookings.reminders.actions import write_reminder
from comms.bookings.reminders.reminder import Reminder
from comms.channels.sms import OutboxSender
from comms.cli.district.worked import work_on
from comms.follow_ups.arriving import handle_webhooks
from comms.follow_ups.follow_up import FollowUp
from comms.follow_ups.undelivered import email_worked, line_worked
from comms.follow_ups.working import work_on_follow_up
from comms.foundation.settings import Settings
from comms.foundation.work_item import Work, due_rows
from comms.messages.actions import compose_message, hand_over, start_sending
from comms.messages.climbing import tell_next
from comms.messages.find import line_of
from comms.messages.incoming import Incoming
from comms.messages.message import Message
from comms.messages.sending import Watch, start_batch
from comms.messages.sending import hand_over as hand_over_texts
from comms.messages.sending.find import next_due
from comms.messages.webhook import DESK

# The carrier's pace is nothing to wait for where nothing goes.
IN_NO_TIME = Watch(wait=lambda _: None)


@dataclass(frozen=True)
class Meanwhile:
    """The worker of the demo's ten weeks."""

    session: Session
    settings: Settings

    def until(self, at: datetime) -> None:
        """Do whatever came due until a moment, each at its own, and what followed from it."""
        while due := sorted(self._due(at), key=lambda one: one[0]):
            for moment, work in due:
                work(moment)

    def handle_webhooks(self, at: datetime) -> None:
        """Handle what a telephone brought just now."""
        while isinstance(handle_webhooks(self.session, DESK, at), Work):
            pass

    def _due(self, at: datetime) -> list[tuple[datetime, Callable[[datetime], None]]]:
        kinds: Mapping[type[Any], Callable[[Session, UUID, datetime], datetime | None]] = {
            FollowUp: work_on_follow_up,
            Reminder: write_reminder,
            Incoming: tell_next,
            Message: self._lay_into_outbox,
        }
        found: list[tuple[datetime, Callable[[datetime], None]]] = []
        for record, act in kinds.items():
            for row in due_rows(self.session, record, at):
                moment = self.session.get_one(record, row).next_action_at
                found.append((moment, partial(work_on, self.session, record, row, act)))
        for line_id, viewer in self._lines:
            moment = next_due(self.session, viewer)
            if moment is not None and moment <= at:
                found.append((moment, partial(self._send_texts, line_id)))
        return found

    @cached_property
    def _lines(self) -> list[tuple[UUID, Viewer]]:
        viewers = [system_viewer(agency) for agency in every_agency(self.session)]
        return [(line.id, one) for one in viewers if (line := line_of(self.session, one)) is not None]

    def _send_texts(self, line_id: UUID, at: datetime) -> None:
        """One turn of work on a line whose texts stay in the outbox."""
        batch = start_batch(self.session, line_id, at)
        said = hand_over_texts(OutboxSender(), batch, IN_NO_TIME) if batch else None
        line_worked(self.session, line_id, at, said)
        self.session.flush()

    def _lay_into_outbox(self, session: Session, message_id: UUID, at: datetime) -> datetime | None:
        email = compose_message(session, message_id)
        answer = None
        if start_sending(session, message_id, at):
            answer = hand_over(replace(self.settings, smtp_host=""), email)
        return email_worked(session, message_id, at, answer)
