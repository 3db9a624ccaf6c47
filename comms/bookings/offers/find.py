"""Questions about offers. An agency sees those it made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import hidden_appointments
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.requests.request import InterpreterRequest
from comms.families.hidden.find import sees_all
from comms.foundation.errors import NotFound
from comms.interpreters.interpreter import Interpreter
from comms.messages.about import hidden_about

# In these somebody has yet to answer, or to be asked.
UNANSWERED = frozenset({OfferState.QUEUED, OfferState.OPEN})


def visible_offers(viewer: Viewer) -> Select[Offer]:
    """The offers of this viewer's agency for appointments that hide nobody from them. Every other query here but those
    for whoever holds a link, or a code, stands on this one."""
    query = select(Offer).where(Offer.agency_id == viewer.agency_id)
    if sees_all(viewer):
        return query
    hiding = select(InterpreterRequest.id).where(InterpreterRequest.appointment_id.in_(hidden_appointments(viewer)))
    return query.where(Offer.request_id.not_in(hiding))


@hidden_about("offer")
def _is_hidden(viewer: Viewer, offer_id: Any) -> ColumnElement[bool]:
    """That an offer, named by a column of another row, is for an appointment that hides somebody from the viewer."""
    return exists().where(
        Offer.id == offer_id,
        InterpreterRequest.id == Offer.request_id,
        InterpreterRequest.appointment_id.in_(hidden_appointments(viewer)),
    )


def offer(session: Session, viewer: Viewer, offer_id: UUID) -> Offer:
    """One offer. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_offers(viewer).where(Offer.id == offer_id))
    if found is None:
        raise NotFound("There is no such offer.")
    return found


def offers_by_id(session: Session, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, Offer]:
    """The offers of these ids that the viewer may know of."""
    return {one.id: one for one in session.scalars(visible_offers(viewer).where(Offer.id.in_(list(ids))))}


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


def open_with_code(session: Session, number_hash: bytes, code: int) -> Sequence[Offer]:
    """The open offers with a reply code to interpreters with a telephone number, whoever made them: for whoever writes
    from that number, who is nobody's viewer."""
    query = (
        select(Offer)
        .join(Interpreter, Interpreter.id == Offer.interpreter_id)
        .where(Interpreter.telephone_hash == number_hash, Offer.reply_code == code, Offer.state == OfferState.OPEN)
    )
    return session.scalars(query.order_by(Offer.id)).all()


def codes_of(session: Session, interpreter_id: UUID) -> tuple[int | None, set[int]]:
    """The reply code an interpreter was given last, and those of their open offers, whoever made them. It tells nothing
    of what they were asked."""
    given = select(Offer.reply_code).where(Offer.interpreter_id == interpreter_id, Offer.reply_code.is_not(None))
    last = session.scalar(given.order_by(Offer.opened_at.desc(), Offer.id.desc()).limit(1))
    return last, {code for code in session.scalars(given.where(Offer.state == OfferState.OPEN)) if code is not None}
