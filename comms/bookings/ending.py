"""Ending a booking before it was worked: why, what is due for it, and a word to whoever was to come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.booking import Booking, BookingState
from comms.bookings.fees import BY_NOTICE, fee_when_ended
from comms.bookings.offers import wording
from comms.bookings.offers.described import described, pounds
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.offers.sending import take_back, write_to_booked
from comms.bookings.offers.withdrawing import move as move_offer
from comms.bookings.requests.request import InterpreterRequest
from comms.bookings.taking import move
from comms.foundation.audit import note


def end_booking(
    session: Session, viewer: Viewer, booking: Booking, state: BookingState, because: str, now: datetime
) -> None:  # fmt: skip
    """Bring a booking to its end; its request's lock is held. Whoever was to come is told where it was not they who
    called it off. Raises ``Refused`` where it cannot come to that."""
    was = BookingState(booking.state)
    move(booking, state)
    booking.ended_at, booking.ended_by, booking.why = now, viewer.staff_id, because.strip() or None
    booking.held_until = booking.next_action_at = None
    booking.fee_pence = 0 if was == BookingState.HELD else fee_when_ended(booking, state, now)
    booking.sequence += 1
    detail = {"state": state, "request": str(booking.request_id)}
    note(session, viewer.actor, "end booking", ("booking", booking.id), now, detail)
    session.flush()
    take_back(session, viewer, [booking], now)
    if state in BY_NOTICE and was != BookingState.HELD and booking.ends_at > now:
        of = described(session, viewer, session.get_one(InterpreterRequest, booking.request_id))
        words = wording.booking_cancelled(of, pounds(booking.fee_pence) if booking.fee_pence else "")
        write_to_booked(session, viewer, booking, words, now)


def give_back_offer(session: Session, viewer: Viewer, booking: Booking, because: str, now: datetime) -> None:
    """Keep with the offer that was accepted that it was given back."""
    offer = session.get(Offer, booking.offer_id) if booking.offer_id else None
    if offer is not None and offer.state == OfferState.ACCEPTED:
        move_offer(offer, OfferState.GIVEN_BACK)
        offer.why = because.strip() or None
        note(session, viewer.actor, "give back offer", ("offer", offer.id), now)
