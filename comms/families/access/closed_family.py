"""A family that an agency keeps closed: only the staff named for it see these people there. For everybody else at that
agency they do not exist. Another agency's eyes are its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class ClosedFamily(Record):
    """One family kept closed at one agency. ``reference`` names it to those who may not know whom it is about."""

    __tablename__ = "closed_family"
    __table_args__ = (UniqueConstraint("agency_id", "reference"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    reference: Mapped[str] = mapped_column(String(12))
    because_locked: Mapped[bytes]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    because = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.id


class ClosedPerson(Record):
    """Somebody of a closed family, from ``since`` on; until the family is opened again where ``until`` is empty."""

    __tablename__ = "closed_person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    closed_family_id: Mapped[UUID] = mapped_column(ForeignKey("closed_family.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class ClosedReader(Record):
    """A member of staff who sees a closed family, named by ``named_by``, until they are struck."""

    __tablename__ = "closed_reader"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    closed_family_id: Mapped[UUID] = mapped_column(ForeignKey("closed_family.id"), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    since: Mapped[datetime]
    named_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    until: Mapped[datetime | None]
