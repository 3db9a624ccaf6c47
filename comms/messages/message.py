"""One message to one number or address: to an interpreter, to a supplier. E-mail is sent; a text message waits here, to
be read and typed by hand, until there is a service that sends it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_bytes, locked_text
from comms.foundation.work_item import WorkItem


class MessageChannel(StrEnum):
    """By which way a message goes."""

    EMAIL = "email"
    SMS = "sms"


class MessageState(StrEnum):
    """Where a message stands. ``sending`` is committed before the outside is spoken to."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    IN_OUTBOX = "in outbox"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_NEEDED = "not needed"


# Every allowed move. What is in doubt is not sent again by itself; what nobody needs any more, as an offer that was
# withdrawn before it went, is never sent. A text message that somebody sent by hand goes from waiting to sent.
MOVES: dict[MessageState, frozenset[MessageState]] = {
    MessageState.WAITING: frozenset({MessageState.SENDING, MessageState.SENT, MessageState.NOT_NEEDED}),
    MessageState.SENDING: frozenset(
        {
            MessageState.WAITING,
            MessageState.SENT,
            MessageState.IN_OUTBOX,
            MessageState.REFUSED,
            MessageState.UNKNOWN,
        }
    ),
    MessageState.SENT: frozenset(),
    MessageState.IN_OUTBOX: frozenset(),
    MessageState.REFUSED: frozenset(),
    MessageState.UNKNOWN: frozenset(),
    MessageState.NOT_NEEDED: frozenset(),
}


class Message(WorkItem, Record):
    """A message under a key of its own. ``about`` is the row it is about (an offer, a booking); ``to_kind`` says what
    ``to_id`` is ("interpreter", "supplier", "staff"). ``calendar`` is an iCalendar file that goes along, ``method`` its
    method (REQUEST, CANCEL). A text message has no work yet: its ``next_action_at`` stays empty."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_about", "about_kind", "about_id"),
        Index("ix_message_agency", "agency_id", "state", "made_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    channel: Mapped[str] = mapped_column(String(10))
    to_kind: Mapped[str] = mapped_column(String(20))
    to_id: Mapped[UUID]
    to_locked: Mapped[bytes]
    about_kind: Mapped[str] = mapped_column(String(20))
    about_id: Mapped[UUID]
    language: Mapped[str] = mapped_column(String(20), default="en")
    subject: Mapped[str] = mapped_column(String(200), default="")
    body_locked: Mapped[bytes]
    calendar_locked: Mapped[bytes | None]
    method: Mapped[str] = mapped_column(String(10), default="")
    message_id: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(12), default=MessageState.WAITING)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    why_locked: Mapped[bytes | None]
    to = locked_text()
    body = locked_text()
    calendar = locked_bytes()
    why = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.id
