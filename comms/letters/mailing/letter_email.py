"""A letter on its way by e-mail."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text
from comms.foundation.work_item import WorkItem


class EmailState(StrEnum):
    """Where an e-mail stands. ``sending`` is committed before the mail server is spoken to."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    IN_OUTBOX = "in outbox"
    REFUSED = "refused"
    UNKNOWN = "unknown"


# Every allowed move. One whose sending is in doubt is not sent again by itself: a person asks the reader.
MOVES: dict[EmailState, frozenset[EmailState]] = {
    EmailState.WAITING: frozenset({EmailState.SENDING}),
    EmailState.SENDING: frozenset(
        {EmailState.WAITING, EmailState.SENT, EmailState.IN_OUTBOX, EmailState.REFUSED, EmailState.UNKNOWN}
    ),
    EmailState.SENT: frozenset(),
    EmailState.IN_OUTBOX: frozenset(),
    EmailState.REFUSED: frozenset(),
    EmailState.UNKNOWN: frozenset(),
}


class LetterEmail(WorkItem, Record):
    """The e-mail that carries one letter, to one address. ``message_id`` is ours, so that a server's log finds it."""

    __tablename__ = "letter_email"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"), unique=True)
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    to_locked: Mapped[bytes]
    state: Mapped[str] = mapped_column(String(10), default=EmailState.WAITING)
    message_id: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    why_locked: Mapped[bytes | None]
    to = locked_text()
    why = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.recipient_id
