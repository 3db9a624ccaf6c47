"""Work on a line: sending the texts that are due, at the line's pace, and finding out what became of those in doubt."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import system_viewer
from comms.foundation.work_item import Work, WorkState
from comms.messages.ended import Worked
from comms.messages.line import Line
from comms.messages.new_text import LINE_WORK
from comms.messages.sending.batch import LEASE, Batch, Said
from comms.messages.sending.choosing import start_batch
from comms.messages.sending.ending import end_batch
from comms.messages.sending.speaking import Watch, hand_over, speak_batch
from comms.messages.sending.stopping import stop_line

__all__ = [
    "LEASE",
    "LINE_WORK",
    "Batch",
    "Said",
    "Watch",
    "Worked",
    "end_batch",
    "hand_over",
    "leave_line",
    "speak_batch",
    "start_batch",
    "work_on_line",
]

FAULT_OF_OURS = "Sending failed each time through a fault of ours. Whoever keeps the service has to look."


def work_on_line(session: Session, line_id: UUID, now: datetime, said: Said | None = None) -> Work | datetime:
    """The worker's part where nobody is told of what did not go."""
    return end_batch(session, line_id, now, said).again


def leave_line(session: Session, line_id: UUID, now: datetime) -> None:
    """The worker failed each time: the line is stopped and people are called. Its work goes on, or what is too late
    would never be told to anybody."""
    line = session.get_one(Line, line_id, populate_existing=True)
    line.work_state, line.next_action_at, line.attempts, line.lease_until = WorkState.WAITING, now, 0, None
    stop_line(session, system_viewer(session.get_one(Agency, line.agency_id)), line, FAULT_OF_OURS, now)
