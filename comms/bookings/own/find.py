"""Questions an interpreter asks about their own offers and bookings, whichever agency made them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.requests.request import InterpreterRequest
from comms.interpreters.accounts.find import own_entry

# In these somebody was asked, and may answer or has the booking. Of the others nothing is asked of them.
SHOWN = (OfferState.OPEN, OfferState.ACCEPTED, OfferState.LAPSED)


def own_offers(session: Session, viewer: Viewer, since: datetime) -> Sequence[Offer]:
    """The offers to the interpreter who looks, for appointments that end after a moment, the earliest first. Raises
    ``NotAllowed`` without the permission, and ``NotFound`` for an account that no entry of a register is tied to."""
    viewer.require(Permission.SEE_OWN_BOOKINGS)
    query = (
        select(Offer)
        .join(InterpreterRequest, InterpreterRequest.id == Offer.request_id)
        .where(
            Offer.interpreter_id == own_entry(session, viewer).id,
            Offer.state.in_(SHOWN),
            InterpreterRequest.ends_at > since,
        )
    )
    return session.scalars(query.order_by(InterpreterRequest.starts_at, Offer.id)).all()
