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
from comms.messages.incoming import Incoming
from comms.messages.line import Line
from comms.messages.message import Message, MessageChannel, Purpose
from comms.messages.visible.find import visible_incoming


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


def who_may_read(session: Session, viewer: Viewer, line: Line | None, incoming_id: UUID) -> Sequence[Staff]:
    """Those on duty who may know of a text that came in. Where none of them may, as of one from a family that is kept
    closed, everybody who may know of it and may answer families; nobody where all of those have left."""
    listed = [one for one in on_duty(session, viewer, line) if _may_read(session, one, incoming_id)]
    return listed or [one for one in on_duty(session, viewer, None) if _may_read(session, one, incoming_id)]


def who_may_name(session: Session, viewer: Viewer, incoming_id: UUID) -> Sequence[Staff]:
    """Who can see to it that somebody reads a text from a family that is kept closed, where nobody who is named may
    read texts: those who are named, since nobody else may name another; where they have all left, everybody who works
    here and may name somebody for such a family."""
    working = [one for one in colleagues(session, viewer) if one.active]
    see = [one for one in working if viewer_of(one).may(Permission.SEE_FAMILIES)]
    named = [one for one in see if _may_read(session, one, incoming_id)]
    return named or [one for one in working if viewer_of(one).may(Permission.CLOSE_FAMILIES)]


def _may_read(session: Session, staff: Staff, incoming_id: UUID) -> bool:
    return session.scalar(visible_incoming(viewer_of(staff)).where(Incoming.id == incoming_id)) is not None


def write_to_duty(session: Session, viewer: Viewer, email: EmailToDuty, now: datetime) -> Message:
    """Write an e-mail to one of them."""
    given = MessageGiven(
        MessageChannel.EMAIL, "staff", email.staff.id, email.staff.email, *email.about, email.body, email.subject,
        purpose=Purpose.DUTY,
    )  # fmt: skip
    return write_message(session, viewer, given, now)
