"""The ledger of penalties, entry by entry. Rows are added, never changed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json


class LedgerKind(StrEnum):
    """What happened."""

    CONSIDERED = "considered"  # and not issued, with the reason; has no notice
    ISSUED = "issued"
    POSTED = "posted"  # by whom, on which day, in which class
    SERVED_IN_PERSON = "served in person"
    RETURNED = "returned"
    PAID = "paid"
    REMINDED = "reminded"
    WITHDRAWN = "withdrawn"
    PROSECUTED = "prosecuted"
    MISTAKE = "mistake"


class LedgerEntry(Record):
    """One entry about one parent and child; it is never changed. ``detail`` holds what belongs to the kind: an amount
    in pence, a class of post, who posted it, the reason, the entry that was a mistake."""

    __tablename__ = "ledger_entry"
    __table_args__ = (Index("ix_ledger_entry_of", "parent_id", "child_id", "recorded_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("formal_case.id"), index=True)
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("penalty_notice.id"), index=True)
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    detail_locked: Mapped[bytes | None]
    detail = locked_json()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.parent_id
