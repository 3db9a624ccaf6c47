"""A letter to one person, issued or held. What it said, in which words, is kept exactly as it was."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record
from comms.foundation.locks import locked_bytes, locked_json, locked_text
from comms.foundation.work_item import WorkItem


class LetterState(StrEnum):
    """Where a letter stands. ``sent`` and ``understood`` are facts of their own, recorded separately."""

    HELD = "held"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    ISSUED = "issued"


# Every allowed move. A held letter is never changed into an issued one: what freed it is a new letter, and the held
# one is marked released, so that both stay on record. One that is no longer needed is withdrawn by a person, who
# says why.
MOVES: dict[LetterState, frozenset[LetterState]] = {
    LetterState.HELD: frozenset({LetterState.RELEASED, LetterState.WITHDRAWN}),
    LetterState.RELEASED: frozenset(),
    LetterState.WITHDRAWN: frozenset(),
    LetterState.ISSUED: frozenset(),
}


class Letter(WorkItem, Record):
    """One letter. Its work is being printed; a held letter has none.

    ``content`` is the paper in its canonical form (see ``channels.paper``), whose SHA-256 is ``content_hash``;
    ``words`` names every translation it used, by hashes, and ``template_version`` the version of the kind that the
    agency wrote (its local authority, where the words are local), 0 for the packaged one. ``form`` is the format it was
    made in ("large print"), empty for the usual one. By ``check_by`` somebody should have found out whether it was
    understood; None where that does not matter.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_to", "recipient_id", "child_id", "kind"),
        Index("ix_letter_agency", "agency_id", "state", "made_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(10))
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    child_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    language: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(40), default="")
    because_locked: Mapped[bytes | None]
    why_locked: Mapped[bytes | None]
    remedy_locked: Mapped[bytes | None]
    withdrawn_because_locked: Mapped[bytes | None]
    withdrawn_at: Mapped[datetime | None]
    channel: Mapped[str] = mapped_column(String(10), default="")
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    issued_on: Mapped[date]
    draft: Mapped[bool] = mapped_column(default=False)
    values_locked: Mapped[bytes | None]
    content_locked: Mapped[bytes | None]
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    words: Mapped[list[Json]] = mapped_column(default=list)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("letter_run.id"), index=True)
    template_version: Mapped[int] = mapped_column(default=0)
    form: Mapped[str] = mapped_column(String(20), default="")
    check_by: Mapped[date | None]
    because = locked_text()  # why it was written, or was to be
    why = locked_text()  # why it is held, or goes by hand
    remedy = locked_text()
    withdrawn_because = locked_text()
    values = locked_json()
    content = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.recipient_id


class PrintedLetter(Record):
    """The PDF of an issued letter, made once."""

    __tablename__ = "printed_letter"

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"), primary_key=True)
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    pdf_locked: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int]
    printed_at: Mapped[datetime]
    pdf = locked_bytes()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.recipient_id
