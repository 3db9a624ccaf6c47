"""Taking back what is out for a request that changed or is not needed any more: a hold or a booking."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.booking import Booking, BookingState
from comms.bookings.ending import end_booking, give_back_offer
from comms.bookings.find import standing_booking


def take_back_booking(
    session: Session, viewer: Viewer, booking: Booking, state: BookingState, because: str, now: datetime
) -> None:
    """End a booking that stands: a hold is let go, anything else is called off by us or by the family, and whoever was
    to come is told. Raises ``Refused`` once the interpreter has arrived."""
    after = BookingState.RELEASED if booking.state == BookingState.HELD else state
    end_booking(session, viewer, booking, after, because, now)
    give_back_offer(session, viewer, booking, because, now)


def take_back_hold(session: Session, viewer: Viewer, request_id: UUID, because: str, now: datetime) -> None:
    """Let go of a time that is only held for a request, if one is."""
    booking = standing_booking(session, viewer, request_id)
    if booking is not None and booking.state == BookingState.HELD:
        take_back_booking(session, viewer, booking, BookingState.RELEASED, because, now)
