"""What happened with a letter after it was issued. Each is a fact of its own: sent is not understood."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json


class EventKind(StrEnum):
    """What happened."""

    POSTED = "posted"
    HANDED_OVER = "handed over"
    EMAILED = "e-mailed"
    DELIVERED = "delivered"
    RETURNED = "returned"
    READ_ALOUD = "read aloud"
    REPLIED = "replied"
    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not understood"
    NOT_CHECKED = "not checked"
    MISTAKE = "mistake"


class LetterEvent(Record):
    """One thing that happened with one letter. Rows are added, never changed; what was noted by mistake is said to be
    one by a further row.

    ``detail`` holds what belongs to the kind: who asked, through whom, in which language, what they said in their own
    words, the numbers ticked on a reply slip, the number of the row that was a mistake.
    """

    __tablename__ = "letter_event"
    __table_args__ = (
        Index("ix_letter_event_letter", "letter_id", "recorded_at"),
        Index("ix_letter_event_agency", "agency_id", "kind", "recorded_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"))
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    detail_locked: Mapped[bytes | None]
    detail = locked_json()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.recipient_id
