"""A thread: everything between one number and one line of ours, whoever holds the telephone at the moment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.locks import locked_text


class Thread(Record):
    """One thread for each number and sender, under a key of its own.

    ``person_id`` is who it belongs to: the only person with that number, or whom somebody chose. Empty where several
    people have the number, or nobody. ``opted_out_at`` stands while the number wants no texts from this sender;
    ``asked_to_stop_at`` where words in another language sound like it and somebody has to ask. ``told_of_night_at`` is
    when the number was told that nobody reads at night.
    """

    __tablename__ = "thread"
    __table_args__ = (Index("uq_thread_number", "sender", "number_hash", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    sender: Mapped[str] = mapped_column(String(16))
    number_hash: Mapped[bytes] = mapped_column(index=True)
    number_locked: Mapped[bytes]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    assigned_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    assigned_at: Mapped[datetime | None]
    opted_out_at: Mapped[datetime | None]
    asked_to_stop_at: Mapped[datetime | None]
    told_of_night_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    number = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.id
