"""Taking back what is out for a request that changed or is not needed any more: offers nobody answered, a booking."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.booking import Booking, BookingState
from comms.bookings.find import standing_booking
from comms.bookings.offers.offer import OfferState
from comms.bookings.requests.find import offers_out
from comms.bookings.taking import move
from comms.foundation.audit import note


def take_back_offers(session: Session, viewer: Viewer, request_id: UUID, now: datetime) -> int:
    """Withdraw every offer that is open or queued; whoever answers later is told so. How many there were."""
    out = offers_out(session, viewer, request_id)
    for offer in out:
        offer.state, offer.answered_at, offer.next_action_at = OfferState.WITHDRAWN, now, None
        note(session, viewer.actor, "withdraw offer", ("offer", offer.id), now)
    return len(out)


def take_back_booking(
    session: Session, viewer: Viewer, booking: Booking, state: BookingState, because: str, now: datetime
) -> None:
    """End a booking that stands: a hold is let go, anything else is called off by us or by the family. What is due for
    it follows from its terms and from when it ended. Raises ``Refused`` once the interpreter has arrived."""
    move(booking, BookingState.RELEASED if booking.state == BookingState.HELD else state)
    booking.ended_at, booking.ended_by, booking.why = now, viewer.staff_id, because
    booking.held_until = booking.next_action_at = None
    booking.sequence += 1
    note(session, viewer.actor, "cancel booking", ("booking", booking.id), now, {"state": booking.state})


def take_back_hold(session: Session, viewer: Viewer, request_id: UUID, because: str, now: datetime) -> None:
    """Let go of a time that is only held for a request, if one is."""
    booking = standing_booking(session, viewer, request_id)
    if booking is not None and booking.state == BookingState.HELD:
        take_back_booking(session, viewer, booking, BookingState.RELEASED, because, now)
