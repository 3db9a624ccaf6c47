"""A booking: one interpreter's time, held or taken for one request. The database itself refuses two that overlap."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Json, Record
from comms.foundation.locks import locked_text
from comms.foundation.work_item import WorkItem


class BookingState(StrEnum):
    """Where a booking stands."""

    HELD = "held"
    NOT_NAMED = "accepted, interpreter not yet named"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    COMPLETED = "completed"
    CURTAILED = "curtailed"
    RELEASED = "released"
    BY_REQUESTER = "cancelled by us"
    BY_INTERPRETER = "cancelled by the interpreter"
    BY_FAMILY = "cancelled by the family"
    NO_SHOW = "interpreter did not come"
    NOT_PRESENT = "family not present"
    REPLACED = "replaced"


_S = BookingState
_CANCELLED = frozenset({_S.BY_REQUESTER, _S.BY_INTERPRETER, _S.BY_FAMILY, _S.REPLACED})
# Every allowed move. "Released" is a hold that ran out or was let go, or an interpreter who knows the family: it never
# counts against anybody.
MOVES: dict[BookingState, frozenset[BookingState]] = {
    _S.HELD: frozenset({_S.CONFIRMED, _S.RELEASED}),
    _S.NOT_NAMED: frozenset({_S.CONFIRMED, _S.NO_SHOW}) | _CANCELLED,
    _S.CONFIRMED: frozenset({_S.ARRIVED, _S.COMPLETED, _S.CURTAILED, _S.RELEASED, _S.NO_SHOW, _S.NOT_PRESENT})
    | _CANCELLED,
    _S.ARRIVED: frozenset({_S.COMPLETED, _S.CURTAILED, _S.NOT_PRESENT}),
    _S.COMPLETED: frozenset(),
    _S.CURTAILED: frozenset(),
    _S.RELEASED: frozenset(),
    _S.BY_REQUESTER: frozenset(),
    _S.BY_INTERPRETER: frozenset(),
    _S.BY_FAMILY: frozenset(),
    _S.NO_SHOW: frozenset(),
    _S.NOT_PRESENT: frozenset(),
    _S.REPLACED: frozenset(),
}
# In these the interpreter's time is taken, and the database keeps it free of others.
OCCUPIES = frozenset({_S.HELD, _S.CONFIRMED, _S.ARRIVED, _S.COMPLETED, _S.CURTAILED, _S.NOT_PRESENT})
# In these somebody will be, or was, there for the request.
STANDS = frozenset({_S.HELD, _S.NOT_NAMED, _S.CONFIRMED, _S.ARRIVED})
# The same in the words of the database, for the index that lets one request have one of them.
_STANDS_IN_SQL = "state IN ({})".format(", ".join(f"'{state}'" for state in sorted(STANDS)))


class Booking(WorkItem, Record):
    """One booking, of an interpreter of the register or of one a supplier sends.

    ``zone`` is None where nobody travels. ``occupies`` is what the database looks at: the interpreter's time is taken
    (see ``OCCUPIES``). ``held_until`` frees a held slot by itself, which is its work. ``terms`` are those accepted;
    amounts are pence. ``interpreter_name`` and ``registration`` are what a supplier names. The timesheet is
    ``arrived_at``, ``left_at``, ``break_minutes``, ``travel_minutes`` and ``miles``. ``matter`` and ``for_roles`` are
    those of the appointment, kept here so that nobody later serves the other side.
    """

    __tablename__ = "booking"
    __table_args__ = (
        # Holds all that is summed when somebody is matched, so that no booking itself has to be read for it.
        Index("ix_booking_interpreter", "interpreter_id", "occupies", "starts_at", "ends_at", "held_until"),
        Index("ix_booking_when", "agency_id", "starts_at"),
        Index("ix_booking_matter", "matter"),
        Index(
            "uq_booking_one_for_a_request",
            "request_id",
            unique=True,
            postgresql_where=text(_STANDS_IN_SQL),
            sqlite_where=text(_STANDS_IN_SQL),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    appointment_id: Mapped[UUID] = mapped_column(ForeignKey("appointment.id"), index=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("interpreter_request.id"), index=True)
    offer_id: Mapped[UUID | None] = mapped_column(ForeignKey("offer.id"))
    interpreter_id: Mapped[UUID | None] = mapped_column(ForeignKey("interpreter.id"))
    supplier_id: Mapped[UUID | None] = mapped_column(ForeignKey("supplier.id"))
    interpreter_name_locked: Mapped[bytes | None]
    registration_locked: Mapped[bytes | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str | None] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(40))
    occupies: Mapped[bool]
    held_until: Mapped[datetime | None]
    matter: Mapped[str] = mapped_column(String(60), default="")
    for_roles: Mapped[list[str]] = mapped_column(default=list)
    terms: Mapped[Json] = mapped_column(default=dict)
    booked_at: Mapped[datetime]
    booked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    names_seen_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    break_minutes: Mapped[int] = mapped_column(default=0)
    travel_minutes: Mapped[int] = mapped_column(default=0)
    miles: Mapped[int] = mapped_column(default=0)
    fee_pence: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    why_locked: Mapped[bytes | None]
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("booking.id"))
    rating: Mapped[int | None]
    feedback_locked: Mapped[bytes | None]
    debrief_locked: Mapped[bytes | None]
    sequence: Mapped[int] = mapped_column(default=0)
    interpreter_name = locked_text()
    registration = locked_text()
    why = locked_text()
    feedback = locked_text()
    debrief = locked_text()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.appointment_id
