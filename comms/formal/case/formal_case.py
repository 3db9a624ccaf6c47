"""A formal case: what one agency weighs and does about one child's attendance towards one parent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLOSED = "closed"


# Every allowed move. Only a named person closes a case, and says why; what happens later opens a new one.
MOVES: dict[CaseState, frozenset[CaseState]] = {
    CaseState.OPEN: frozenset({CaseState.CLOSED}),
    CaseState.CLOSED: frozenset(),
}


class FormalCase(Record):
    """One agency's case about one child and one parent. ``school_id`` is the school whose register it stands on, which
    is the agency itself or, at an authority, the school that referred it (``referral_id``)."""

    __tablename__ = "formal_case"
    __table_args__ = (
        Index(
            "uq_formal_case_open", "agency_id", "child_id", "parent_id", unique=True,
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
        Index("ix_formal_case_agency", "agency_id", "state", "opened_at"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    referral_id: Mapped[UUID | None]  # no foreign key: the referral names the case of the school that sent it
    state: Mapped[str] = mapped_column(String(10), default=CaseState.OPEN)
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    closed_because_locked: Mapped[bytes | None]
    closed_because = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.parent_id
