"""A look-up: somebody the agency does not work with, by exact name, birth date and one identifier. It shows what
languages they need and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_json, locked_text

# So long what was found is shown again, and may be begun upon. After that it is looked up anew.
HOLDS_FOR = timedelta(days=1)


class Outcome(StrEnum):
    """What came of a look-up. Whoever asked is told the same where nobody was found and where the family is closed."""

    FOUND = "found"
    NOT_FOUND = "not found"
    KEPT_CLOSED = "kept closed"


class FamilyLookup(Record):
    """One look-up, found or not. ``given`` is what was given: the name, the birth date, and which identifier. Where the
    family is kept closed, somebody who is named for it answers in words."""

    __tablename__ = "family_lookup"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    given_locked: Mapped[bytes]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(String(40))
    why_locked: Mapped[bytes]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    answer_locked: Mapped[bytes | None]
    given = locked_json()  # {"name": …, "birth_date": "2013-05-04", "identifier": "telephone number"}
    why = locked_text()
    answer = locked_text()

    def holds(self, now: datetime) -> bool:
        """Whether somebody was found not so long ago that it must be looked up anew."""
        return self.outcome == Outcome.FOUND and now < self.at + HOLDS_FOR

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.id
