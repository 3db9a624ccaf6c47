"""One message to one number or address, and where it stands between being written and reaching somebody."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record
from comms.foundation.locks import locked_bytes, locked_text
from comms.foundation.work_item import WorkItem


class MessageChannel(StrEnum):
    """By which way a message goes."""

    EMAIL = "email"
    SMS = "sms"


class MessageState(StrEnum):
    """Where a message stands. ``sending`` is committed before the outside is spoken to; ``sent`` means that whoever
    carries it took it, ``delivered`` that the telephone did. Nobody has understood anything by it."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not delivered"
    IN_OUTBOX = "in outbox"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_NEEDED = "not needed"
    SUPPRESSED = "held back"


_S = MessageState
_ANSWERS = {_S.SENT, _S.IN_OUTBOX, _S.REFUSED, _S.UNKNOWN}

# Every allowed move. What is in doubt is not sent again by itself: it is resolved by a report that comes later, by the
# carrier's own list, or by a person. What nobody needs any more, as an offer that was withdrawn before it went, is
# never sent; what would not be safe at the moment of sending is held back. A text that somebody sent by hand goes from
# waiting, or from the outbox, to sent. A report may come before the carrier's own answer.
MOVES: dict[MessageState, frozenset[MessageState]] = {
    _S.WAITING: frozenset({_S.SENDING, _S.SENT, _S.NOT_NEEDED, _S.SUPPRESSED}),
    _S.SENDING: frozenset({_S.WAITING, _S.DELIVERED, _S.NOT_DELIVERED, *_ANSWERS}),
    _S.SENT: frozenset({_S.DELIVERED, _S.NOT_DELIVERED}),
    _S.UNKNOWN: frozenset({_S.SENT, _S.DELIVERED, _S.NOT_DELIVERED, _S.REFUSED}),
    _S.IN_OUTBOX: frozenset({_S.SENT, _S.NOT_NEEDED}),
    _S.DELIVERED: frozenset(),
    _S.NOT_DELIVERED: frozenset(),
    _S.REFUSED: frozenset(),
    _S.NOT_NEEDED: frozenset(),
    _S.SUPPRESSED: frozenset(),
}

# What has come to its end without reaching anybody.
NOT_GONE = frozenset({_S.REFUSED, _S.UNKNOWN, _S.NOT_DELIVERED, _S.SUPPRESSED})


class Purpose(StrEnum):
    """What a message is for. Safe-contact rules, and how much a text may say, go by it."""

    BOOKING = "booking"
    FOLLOW_UP = "follow-up"
    REMINDER = "reminder"
    REPLY = "reply"
    LINK = "link"
    FIRST = "first text"
    DUTY = "duty"
    INVITATION = "invitation"


class Message(WorkItem, Record):
    """A message under a key of its own. ``about`` is the row it is about (an offer, a booking, a follow-up); ``to_id``
    is whom it is for and ``to_kind`` what they are ("interpreter", "supplier", "staff", "person"). ``calendar`` is an
    iCalendar file that goes along, ``method`` its method (REQUEST, CANCEL).

    An e-mail is work of its own. A text is not: whoever works on its line (see ``line.py``) sends those that are due,
    none before ``due_at`` and none after ``send_by``; one without a ``due_at`` waits to be sent by hand.

    ``sender`` is the number or name it went from; ``report_token`` stands in the address the carrier reports to;
    ``provider_id`` is the carrier's name for it; ``delivery`` the carrier's last word, which only moves forward.
    ``wording`` holds the key of its words, their hashes, and whether they are a draft. ``automatic`` texts to numbers
    that several families share name no child.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_about", "about_kind", "about_id"),
        Index("ix_message_agency", "agency_id", "state", "made_at"),
        Index("ix_message_due", "agency_id", "state", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    channel: Mapped[str] = mapped_column(String(10))
    purpose: Mapped[str] = mapped_column(String(20), default=Purpose.BOOKING)
    to_kind: Mapped[str] = mapped_column(String(20))
    to_id: Mapped[UUID]
    to_locked: Mapped[bytes]
    thread_id: Mapped[UUID | None] = mapped_column(ForeignKey("thread.id"), index=True)
    about_kind: Mapped[str] = mapped_column(String(20))
    about_id: Mapped[UUID]
    language: Mapped[str] = mapped_column(String(20), default="en")
    subject: Mapped[str] = mapped_column(String(200), default="")
    body_locked: Mapped[bytes]
    calendar_locked: Mapped[bytes | None]
    method: Mapped[str] = mapped_column(String(10), default="")
    message_id: Mapped[str] = mapped_column(String(120), default="")
    sender: Mapped[str] = mapped_column(String(20), default="")
    automatic: Mapped[bool] = mapped_column(default=True)
    names_child: Mapped[bool] = mapped_column(default=False)
    wording: Mapped[Json] = mapped_column(default=dict)
    units: Mapped[int] = mapped_column(default=0)
    segments: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    send_by: Mapped[datetime | None]
    report_token: Mapped[str | None] = mapped_column(String(43), unique=True)
    provider_id: Mapped[str | None] = mapped_column(String(40), index=True)
    delivery: Mapped[str] = mapped_column(String(20), default="")
    error_code: Mapped[int | None]
    again_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id"))
    state: Mapped[str] = mapped_column(String(20), default=MessageState.WAITING)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    started_at: Mapped[datetime | None]
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


class DeliveryReport(Record):
    """One report of the carrier about one message, kept as it came: rows are added, never changed, and the same report
    twice is one of them."""

    __tablename__ = "delivery_report"
    __table_args__ = (Index("uq_delivery_report_once", "message_id", "status", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id"))
    status: Mapped[str] = mapped_column(String(40))
    error_code: Mapped[int | None]
    at: Mapped[datetime]
