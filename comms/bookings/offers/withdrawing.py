"""Taking offers back that nobody has answered: what was written and has not gone never goes, and who was asked is told
with thanks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.offers import find, wording
from comms.bookings.offers.described import described
from comms.bookings.offers.offer import MOVES, Offer, OfferState
from comms.bookings.offers.sending import take_back, write_to
from comms.bookings.offers.wording import Words
from comms.bookings.requests.find import request as find_request
from comms.bookings.requests.request import InterpreterRequest
from comms.foundation.audit import note
from comms.foundation.errors import Refused


def withdraw_unanswered(session: Session, viewer: Viewer, request_id: UUID, now: datetime) -> list[Offer]:
    """Withdraw every offer of a request that is open or queued; the request's lock is held. Those withdrawn."""
    request = find_request(session, viewer, request_id)
    out = list(find.unanswered(session, viewer, request_id))
    _end(session, viewer, request, out, OfferState.WITHDRAWN, now)
    return out


def overtake_others(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> None:
    """Tell all who have not answered that somebody else was first."""
    others = find.unanswered(session, viewer, request.id)
    _end(session, viewer, request, others, OfferState.OVERTAKEN, now)


def _end(
    session: Session, viewer: Viewer, request: InterpreterRequest, out: Sequence[Offer], after: OfferState,
    now: datetime,
) -> None:  # fmt: skip
    asked = take_back(session, viewer, out, now)
    words = _words(session, viewer, request, after) if asked else None
    for offer in out:
        move(offer, after)
        offer.next_action_at = None
        note(session, viewer.actor, f"{_VERBS[after]} offer", ("offer", offer.id), now)
        if words is not None and offer.id in asked:
            write_to(session, viewer, (offer.interpreter_id, offer.supplier_id), ("offer", offer.id), words, now)


_VERBS = {OfferState.WITHDRAWN: "withdraw", OfferState.OVERTAKEN: "overtake"}


def _words(session: Session, viewer: Viewer, request: InterpreterRequest, after: OfferState) -> Words:
    of = described(session, viewer, request)
    return wording.somebody_was_first(of) if after == OfferState.OVERTAKEN else wording.offer_withdrawn(of)


def move(offer: Offer, after: OfferState) -> None:
    """Bring an offer to another state. Raises ``Refused`` for a move the table does not have."""
    if after not in MOVES[OfferState(offer.state)]:
        raise Refused(f"An offer that is {offer.state} does not become “{after}”.", "Look at the request's page again.")
    offer.state = after
