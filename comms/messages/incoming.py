"""A text that somebody sent to us: kept as it came, read as far as it can be, and open until a person has dealt with
it, or it has done by itself all that it asked."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record
from comms.foundation.locks import locked_text
from comms.foundation.work_item import WorkItem


class IncomingState(StrEnum):
    """Where an incoming text stands."""

    NEW = "new"
    TAKEN = "somebody has it"
    DONE = "dealt with"


# Every allowed move. Only a person takes one and says what was done. The one exception is an answer that was acted on
# as it stands, as to an offer by its code: that is settled by what it did. When whoever has one leaves the agency, it
# is new again.
MOVES: dict[IncomingState, frozenset[IncomingState]] = {
    IncomingState.NEW: frozenset({IncomingState.TAKEN, IncomingState.DONE}),
    IncomingState.TAKEN: frozenset({IncomingState.DONE, IncomingState.NEW}),
    IncomingState.DONE: frozenset(),
}


class Incoming(WorkItem, Record):
    """One incoming text, under the key of its thread.

    ``language`` is what it seems to be written in, empty where nobody can tell. ``meaning`` is what it was read as (see
    ``reading``), ``meaning_detail`` the option, hour or day in it. ``urgent`` holds for a word of danger, and for what
    nobody can read yet: then its work is to tell the people on duty, the next of them each ten minutes, until one of
    them has it. ``told`` counts how many were. ``translated`` is what a machine made of it, ``translated_by`` its
    package and version, ``translation_why`` why there is none.
    """

    __tablename__ = "incoming"
    __table_args__ = (Index("ix_incoming_agency", "agency_id", "state", "received_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("thread.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    provider_id: Mapped[str] = mapped_column(String(40), unique=True)
    body_locked: Mapped[bytes]
    pictures: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(20), default="")
    meaning: Mapped[str] = mapped_column(String(20), default="")
    meaning_detail: Mapped[Json] = mapped_column(default=dict)
    translated_locked: Mapped[bytes | None]
    translated_by: Mapped[str] = mapped_column(String(120), default="")
    translation_why: Mapped[str] = mapped_column(String(300), default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    told: Mapped[int] = mapped_column(default=0)
    about_kind: Mapped[str] = mapped_column(String(20), default="")
    about_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(String(20), default=IncomingState.NEW)
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    taken_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    done_at: Mapped[datetime | None]
    outcome_locked: Mapped[bytes | None]
    body = locked_text()
    translated = locked_text()
    outcome = locked_text()

    @property
    def settled(self) -> bool:
        """Whether what it did dealt with it, and no person had to."""
        return self.state == IncomingState.DONE and self.done_by is None

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.thread_id
