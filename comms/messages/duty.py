"""The people on duty: who is told when something of the agency's texts needs somebody now, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.messages.actions import MessageGiven, write_message
from comms.messages.line import Line
from comms.messages.message import Message, MessageChannel, Purpose


@dataclass(frozen=True, slots=True)
class EmailToDuty:
    """What one of them is told. No word of anybody's text: an e-mail is read by whoever stands near."""

    staff: Staff
    about: tuple[str, UUID]
    subject: str
    body: str


def on_duty(session: Session, viewer: Viewer, line: Line | None) -> Sequence[Staff]:
    """Those on the line's list, in its order; where it names nobody who still works here, everybody who may answer
    families: that nobody is on the list never means that nobody is told."""
    working = {str(one.id): one for one in colleagues(session, viewer) if one.active}
    listed = [working[one] for one in (line.duty if line else ()) if one in working]
    return listed or [one for one in working.values() if viewer_of(one).may(Permission.WRITE_TO_FAMILIES)]


def write_to_duty(session: Session, viewer: Viewer, email: EmailToDuty, now: datetime) -> Message:
    """Write an e-mail to one of them."""
    given = MessageGiven(
        MessageChannel.EMAIL, "staff", email.staff.id, email.staff.email, *email.about, email.body, email.subject,
        purpose=Purpose.DUTY,
    )  # fmt: skip
    return write_message(session, viewer, given, now)
