"""What a school sends its authority about one child and parent, where it may not issue a formal letter itself."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json, locked_text


class ReferralState(StrEnum):
    """Where a referral stands."""

    SENT = "sent"
    TAKEN = "taken"
    SENT_BACK = "sent back"


# Every allowed move. One that was sent back is put right and sent anew.
MOVES: dict[ReferralState, frozenset[ReferralState]] = {
    ReferralState.SENT: frozenset({ReferralState.TAKEN, ReferralState.SENT_BACK}),
    ReferralState.TAKEN: frozenset(),
    ReferralState.SENT_BACK: frozenset(),
}


class FormalReferral(Record):
    """One pack, as it was when it was sent: the marks, letters, contacts, support and needs, in order. ``pack_hash`` is
    the SHA-256 of its canonical form. ``agency_id`` is the school that sent it, ``case_id`` the school's case."""

    __tablename__ = "formal_referral"
    __table_args__ = (
        Index("ix_formal_referral_to", "to_agency_id", "state", "sent_at"),
        Index("ix_formal_referral_from", "agency_id", "sent_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    to_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("formal_case.id"), index=True)
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))
    pack_locked: Mapped[bytes]
    pack_hash: Mapped[str] = mapped_column(String(64))
    why_locked: Mapped[bytes]
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[str] = mapped_column(String(10), default=ReferralState.SENT)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    settled_because_locked: Mapped[bytes | None]
    pack = locked_json()
    why = locked_text()
    settled_because = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.parent_id
