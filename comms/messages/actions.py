"""Writing a message, and sending it: an e-mail once, and never again when it is in doubt; a text by the line of its
agency (see ``sending``), or by hand where it has none. Texts to families are written in ``texting``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, system_viewer
from comms.channels.email import Answer, Attachment, Email, Outcome, from_us, mailer_for, message_id_of
from comms.foundation.audit import note
from comms.foundation.db import new_id
from comms.foundation.errors import BadInput, Refused
from comms.foundation.settings import Settings
from comms.foundation.work import hint_after_commit
from comms.foundation.work_item import WorkState
from comms.messages import find
from comms.messages.message import Message, MessageChannel, MessageState, Purpose
from comms.messages.moving import move
from comms.messages.new_text import NewText, add_text
from comms.messages.numbers import international
from comms.messages.threads import open_thread

SEND = "send message"
DIED = "The service stopped while it was handed over, so it is not known whether it went."
NOT_MADE = "It could not be made ready for sending."
# A mail server that cannot be reached is tried again this often. An offer that is a day late is of no use to anybody.
TRY_AGAIN_AFTER = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(hours=4)
# What a text is for that goes to a family, not to an interpreter or a colleague.
TO_FAMILIES = frozenset({"person", "thread"})
STATES = {
    Outcome.SENT: MessageState.SENT,
    Outcome.IN_OUTBOX: MessageState.IN_OUTBOX,
    Outcome.LATER: MessageState.WAITING,
    Outcome.REFUSED: MessageState.REFUSED,
    Outcome.UNKNOWN: MessageState.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class MessageGiven:
    """What to write, to whom, and about which row. ``calendar`` is an iCalendar file for an e-mail, ``method`` its
    method. The words name no family: whoever carries a message may read it."""

    channel: MessageChannel
    to_kind: str
    to_id: UUID
    to: str
    about_kind: str
    about_id: UUID
    body: str
    subject: str = ""
    calendar: bytes | None = None
    method: str = ""
    purpose: Purpose = Purpose.BOOKING
    language: str = "en"


def write_message(session: Session, viewer: Viewer, given: MessageGiven, now: datetime) -> Message:
    """Write a message. An e-mail is sent after the commit, and so is a text where the agency has a line; without one,
    or to a number that cannot be one, it waits to be sent by hand.

    Raises ``BadInput`` without a number or address, and without words.
    """
    if not given.to.strip():
        raise BadInput("There is no number or address to write to.", "Record one, or ring them.")
    if not given.body.strip():
        raise BadInput("The message has no words.", "Write them.")
    if given.channel == MessageChannel.SMS:
        return _write_text(session, viewer, given, now)
    made = _recorded(viewer, given, now)
    made.message_id = message_id_of(made.id, session.get_one(Agency, viewer.agency_id).email)
    made.next_action_at = now
    hint_after_commit(session, SEND, made.id)
    return _noted(session, viewer, made, now)


def _write_text(session: Session, viewer: Viewer, given: MessageGiven, now: datetime) -> Message:
    line, number = find.line_of(session, viewer), international(given.to)
    if line is None or number is None:
        return _noted(session, viewer, _recorded(viewer, given, now), now)
    thread = open_thread(session, viewer, line.number, number, now)
    new = NewText(
        given.to_kind, given.to_id, number, given.about_kind, given.about_id, given.purpose, given.body, now,
        now + GIVE_UP_AFTER, given.language,
    )  # fmt: skip
    return add_text(session, viewer, line, thread, new, now)


def _recorded(viewer: Viewer, given: MessageGiven, now: datetime) -> Message:
    return Message(
        id=new_id(), agency_id=viewer.agency_id, channel=given.channel, purpose=given.purpose, to_kind=given.to_kind,
        to_id=given.to_id, to=given.to.strip(), about_kind=given.about_kind, about_id=given.about_id,
        language=given.language, subject=given.subject, body=given.body, calendar=given.calendar, method=given.method,
        state=MessageState.WAITING, made_at=now, made_by=viewer.staff_id, work_state=WorkState.WAITING,
        next_action_at=None,
    )  # fmt: skip


def _noted(session: Session, viewer: Viewer, made: Message, now: datetime) -> Message:
    session.add(made)
    session.flush()
    detail = {"channel": made.channel, "to": f"{made.to_kind} {made.to_id}", "method": made.method}
    note(session, viewer.actor, "write message", ("message", made.id), now, detail)
    return made


def not_needed(session: Session, viewer: Viewer, message: Message, now: datetime) -> Message:
    """Say that a message that waits need not go. Raises ``Refused`` for one that went, or is going."""
    session.refresh(message, with_for_update=True)
    _put_by(session, viewer, message, now)
    return message


def none_needed(
    session: Session, viewer: Viewer, about_kind: str, about: Iterable[UUID], now: datetime
) -> set[UUID]:  # fmt: skip
    """Say that whatever waits about some rows need not go. About which of them something went, or is going."""
    gone = set()
    for message in find.held_about(session, viewer, about_kind, about):
        if message.state == MessageState.WAITING:
            _put_by(session, viewer, message, now)
        elif message.state != MessageState.NOT_NEEDED:
            gone.add(message.about_id)
    return gone


def _put_by(session: Session, viewer: Viewer, message: Message, now: datetime) -> None:
    move(message, MessageState.NOT_NEEDED)
    message.ended_at, message.next_action_at = now, None
    note(session, viewer.actor, "message not needed", ("message", message.id), now)


def sent_by_hand(session: Session, viewer: Viewer, message_id: UUID, now: datetime) -> Message:
    """Record that somebody sent a text themselves, or read it out. Raises ``Refused`` for an e-mail, for a text that
    goes by itself, and for one that neither waits nor lies in the outbox; ``NotAllowed`` where the viewer may write
    neither to families nor, where it is for others, to interpreters."""
    message = find.message(session, viewer, message_id)
    family = message.to_kind in TO_FAMILIES
    viewer.require(Permission.WRITE_TO_FAMILIES if family else Permission.BOOK_INTERPRETERS)
    if message.channel != MessageChannel.SMS:
        raise Refused("An e-mail is sent by the service.", "Look at what its page says of it.")
    session.refresh(message, with_for_update=True)
    if message.state == MessageState.WAITING and message.due_at is not None:
        raise Refused("This text goes by itself when it is due.", "Wait for it, or ring them.")
    move(message, MessageState.SENT)
    message.ended_at = now
    note(session, viewer.actor, "send message by hand", ("message", message.id), now)
    return message


def compose_message(session: Session, message_id: UUID) -> Email:
    """The e-mail as it will be handed over; nothing is changed."""
    row = session.get_one(Message, message_id)
    agency = session.get_one(Agency, row.agency_id)
    calendar = Attachment("appointment.ics", row.calendar, row.method) if row.calendar else None
    return Email(
        message_id=row.message_id,
        sender=(agency.name, ""),
        reply_to=agency.email,
        to=row.to,
        subject=row.subject,
        written_at=row.made_at,
        text=row.body,
        attachment=calendar,
    )


def start_sending(session: Session, message_id: UUID, now: datetime) -> bool:
    """Put on record that the mail server is about to be spoken to; committed before it is. Whether it may be: not where
    an earlier try began and never ended, nor where nobody needs the message any more."""
    row = session.get_one(Message, message_id, with_for_update=True)
    if row.state != MessageState.WAITING:
        return False
    move(row, MessageState.SENDING)
    note(session, _system(session, row).actor, "start sending message", ("message", row.id), now)
    return True


def hand_over(settings: Settings, email: Email) -> Answer:
    """Speak to the mail server, or learn that there is none. No transaction is open meanwhile."""
    return mailer_for(settings).send(from_us(settings, email))


def end_sending(session: Session, message_id: UUID, now: datetime, answer: Answer | None) -> datetime | None:
    """Record what became of it; when it is to be tried again, the moment. None in place of an answer means that an
    earlier try never ended, or that nobody needs it any more.

    Raises ``Refused`` for a message that is not being sent.
    """
    row = session.get_one(Message, message_id)
    if row.state == MessageState.NOT_NEEDED:
        return None
    answer = answer or Answer(Outcome.UNKNOWN, DIED)
    if answer.outcome == Outcome.LATER and now - row.made_at >= GIVE_UP_AFTER:
        answer = Answer(Outcome.REFUSED, f"{answer.why} It was tried for four hours.")
    move(row, STATES[answer.outcome])
    row.why = answer.why or None
    detail = {"outcome": str(answer.outcome), "about": f"{row.about_kind} {row.about_id}"}
    note(session, _system(session, row).actor, "send message", ("message", row.id), now, detail)
    if answer.outcome == Outcome.LATER:
        return now + TRY_AGAIN_AFTER
    row.ended_at = now
    return None


def give_up_sending(session: Session, message_id: UUID, now: datetime) -> None:
    """Record that a message could not even be made ready each time, or that a try to send it never ended."""
    row = session.get_one(Message, message_id)
    if row.state == MessageState.SENDING:
        move(row, MessageState.UNKNOWN)
        row.why, row.ended_at = DIED, now
    elif row.state == MessageState.WAITING:
        move(row, MessageState.SENDING)
        move(row, MessageState.REFUSED)
        row.why, row.ended_at = NOT_MADE, now
    note(session, _system(session, row).actor, "give up sending message", ("message", row.id), now)


def _system(session: Session, row: Message) -> Viewer:
    return system_viewer(session.get_one(Agency, row.agency_id))
