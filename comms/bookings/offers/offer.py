"""An offer of one request to one interpreter or supplier: until it is answered, runs out, or another was first."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record
from comms.foundation.locks import locked_text
from comms.foundation.work_item import WorkItem


class OfferState(StrEnum):
    """Where an offer stands. Of a cascade only the first is open; the others are queued behind it."""

    QUEUED = "queued"
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "somebody else was first"
    GIVEN_BACK = "given back"


# Every allowed move. An accepted offer is given back by "I know them" or when its interpreter drops out; whoever
# declined or was too late may still say yes while nobody has the booking.
MOVES: dict[OfferState, frozenset[OfferState]] = {
    OfferState.QUEUED: frozenset({OfferState.OPEN, OfferState.WITHDRAWN, OfferState.OVERTAKEN}),
    OfferState.OPEN: frozenset(
        {
            OfferState.ACCEPTED,
            OfferState.DECLINED,
            OfferState.LAPSED,
            OfferState.WITHDRAWN,
            OfferState.OVERTAKEN,
        }
    ),
    OfferState.ACCEPTED: frozenset({OfferState.GIVEN_BACK}),
    OfferState.DECLINED: frozenset({OfferState.ACCEPTED}),
    OfferState.LAPSED: frozenset({OfferState.ACCEPTED, OfferState.DECLINED}),
    OfferState.WITHDRAWN: frozenset(),
    OfferState.OVERTAKEN: frozenset(),
    OfferState.GIVEN_BACK: frozenset(),
}


class Offer(WorkItem, Record):
    """One offer. Exactly one of ``interpreter_id`` and ``supplier_id`` is set.

    ``place`` is its place in a cascade, 0 for those asked at once. ``answer_minutes`` is how long it may be thought
    over once it is open; ``answer_by`` the moment that follows from it. ``reply_code`` tells it from the interpreter's
    other open offers in a text. ``checked_by`` is who looked at what the family asked to avoid and at the interpreter's
    communities. ``terms`` are those offered. Its work is to open and to lapse.
    """

    __tablename__ = "offer"
    __table_args__ = (Index("ix_offer_request", "request_id", "state", "place"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    request_id: Mapped[UUID] = mapped_column(ForeignKey("interpreter_request.id"))
    interpreter_id: Mapped[UUID | None] = mapped_column(ForeignKey("interpreter.id"), index=True)
    supplier_id: Mapped[UUID | None] = mapped_column(ForeignKey("supplier.id"), index=True)
    place: Mapped[int] = mapped_column(default=0)
    answer_minutes: Mapped[int]
    reply_code: Mapped[int | None]
    answer_by: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(30), default=OfferState.QUEUED)
    terms: Mapped[Json] = mapped_column(default=dict)
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    opened_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_for_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    wrong_codes: Mapped[int] = mapped_column(default=0)
    last_wrong_at: Mapped[datetime | None]
    why_locked: Mapped[bytes | None]
    why = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.id
