"""What is due for a booking, from the terms as they were accepted. Amounts are pence; a time that was booked is paid
for also where less was worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comms.bookings.booking import Booking, BookingState
from comms.interpreters.terms import Terms, terms_from

# Cancelled by us or by the family, or exchanged by us: what is due follows from the notice that was given.
BY_NOTICE = frozenset({BookingState.BY_REQUESTER, BookingState.BY_FAMILY, BookingState.REPLACED})


@dataclass(frozen=True, slots=True)
class Timesheet:
    """What an interpreter wrote down: from when to when they worked, the break in it, and the way to it and back."""

    began_at: datetime
    left_at: datetime
    break_minutes: int = 0
    travel_minutes: int = 0
    miles: int = 0

    @property
    def minutes(self) -> int:
        """How long they worked."""
        return int((self.left_at - self.began_at).total_seconds() // 60) - self.break_minutes


def booked_minutes(booking: Booking) -> int:
    """How long the booking is."""
    return int((booking.ends_at - booking.starts_at).total_seconds() // 60)


def booked_fee(booking: Booking) -> int:
    """What the booking costs when all goes as booked, the way not counted."""
    return _terms(booking).fee(booked_minutes(booking), remote=booking.zone is None)


def fee_worked(booking: Booking, sheet: Timesheet) -> int:
    """What is due for work done: the time booked at the least, longer where it took longer, and the way."""
    terms, remote = _terms(booking), booking.zone is None
    fee = terms.fee(max(booked_minutes(booking), sheet.minutes), remote=remote)
    return fee if remote else fee + terms.travel_fee(sheet.travel_minutes, sheet.miles)


def fee_when_ended(booking: Booking, state: BookingState, now: datetime) -> int:
    """What is due for a booking that ends in this state now. Nothing where the interpreter called it off, did not come,
    or knows the family; all of it where they came and the family did not."""
    if state == BookingState.NOT_PRESENT:
        return booked_fee(booking)
    if state in BY_NOTICE:
        return _terms(booking).due_when_cancelled(booked_fee(booking), booking.starts_at, now)
    return 0


def _terms(booking: Booking) -> Terms:
    return terms_from(booking.terms)
