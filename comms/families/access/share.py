"""One agency shows another, read only and until a day, named parts of what it knows of a person; or says why not."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text

# A longer need is looked at again, and shared again: a share that nobody remembers protects nobody.
LONGEST_DAYS = 365


class Decision(StrEnum):
    """What an agency decided."""

    SHARED = "shared"
    NOT_SHARED = "not shared"


class FamilyShare(Record):
    """What one agency shows another of a person: which parts, on what basis, why, by whom and until which day, that day
    included. A decision not to share stands here too, with why and without a day."""

    __tablename__ = "family_share"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    from_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    to_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    decision: Mapped[str] = mapped_column(String(12))
    parts: Mapped[list[str]]
    basis: Mapped[str] = mapped_column(String(40))
    why_locked: Mapped[bytes]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    until: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("share_request.id"), index=True)
    received_at: Mapped[datetime | None]
    received_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    why = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id

    def is_live(self, on: date) -> bool:
        """Whether it opens anything on this day."""
        return (
            self.decision == Decision.SHARED and self.ended_at is None and self.until is not None and on <= self.until
        )


class ShareRequest(Record):
    """An agency asks whoever works with a person to be told more. Each of them decides for itself, and the one that
    asks never learns who they are but by what they share."""

    __tablename__ = "share_request"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    parts: Mapped[list[str]]
    basis: Mapped[str] = mapped_column(String(40))
    why_locked: Mapped[bytes]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    why = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.person_id
