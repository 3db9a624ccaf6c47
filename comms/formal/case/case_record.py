"""What is on record in a formal case before anything formal is done: support, circumstances, reasons, risk."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json


class RecordKind(StrEnum):
    """What is told."""

    SUPPORT = "support"  # what was offered, in which language, through whom, and what came of it
    UNSUITABLE = "support not suitable"  # as with a holiday in term time, and why
    CIRCUMSTANCES = "circumstances"
    PARENTS_REASON = "parent's reason"
    CHILDS_REASON = "child's reason"
    OUR_FAILURE = "our failure"  # whether the service or the language failed this family, and how
    RISK = "risk from the letter"  # who will read it, what could happen
    OTHER_NOTICES = "other notices"  # what other authorities answered about notices of theirs
    EARLY = "early notice"  # the ground on which a notice comes before the time to improve is over
    MISTAKE = "mistake"


class CaseRecord(Record):
    """One thing told about a case. Rows are added, never changed: what was recorded by mistake is said to be one by a
    further row. ``detail`` holds what belongs to the kind (see ``case.telling``)."""

    __tablename__ = "formal_record"
    __table_args__ = (Index("ix_formal_record_case", "case_id", "recorded_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("formal_case.id"))
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(24))
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    detail_locked: Mapped[bytes | None]
    detail = locked_json()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.parent_id
