"""Questions about offers. An agency sees those it made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.offers.offer import Offer, OfferState
from comms.foundation.errors import NotFound

# In these somebody has yet to answer, or to be asked.
UNANSWERED = frozenset({OfferState.QUEUED, OfferState.OPEN})


def visible_offers(viewer: Viewer) -> Select[Offer]:
    """The offers of this viewer's agency. Every other query here but one stands on this one."""
    return select(Offer).where(Offer.agency_id == viewer.agency_id)


def offer(session: Session, viewer: Viewer, offer_id: UUID) -> Offer:
    """One offer. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_offers(viewer).where(Offer.id == offer_id))
    if found is None:
        raise NotFound("There is no such offer.")
    return found


def offers_for(session: Session, viewer: Viewer, request_id: UUID) -> Sequence[Offer]:
    """Every offer of a request: in the order in which they were made, a cascade in its order."""
    query = visible_offers(viewer).where(Offer.request_id == request_id)
    return session.scalars(query.order_by(Offer.place, Offer.made_at, Offer.id)).all()


def offers_of(session: Session, viewer: Viewer, requests: Iterable[UUID]) -> dict[UUID, list[Offer]]:
    """The offers of each of these requests; an empty list where there are none."""
    wanted = list(dict.fromkeys(requests))
    found: dict[UUID, list[Offer]] = {one: [] for one in wanted}
    query = visible_offers(viewer).where(Offer.request_id.in_(wanted))
    for one in session.scalars(query.order_by(Offer.place, Offer.made_at, Offer.id)):
        found[one.request_id].append(one)
    return found


def unanswered(session: Session, viewer: Viewer, request_id: UUID) -> Sequence[Offer]:
    """The offers of a request that are open or queued, each as it stands now and kept so until the commit; those asked
    at once first, then a cascade in its order."""
    query = visible_offers(viewer).where(Offer.request_id == request_id, Offer.state.in_(UNANSWERED))
    query = query.order_by(Offer.place, Offer.made_at, Offer.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def offer_of_link(session: Session, offer_id: UUID) -> Offer | None:
    """The offer a link names, for whoever holds its signature: they are nobody's viewer."""
    return session.get(Offer, offer_id)
