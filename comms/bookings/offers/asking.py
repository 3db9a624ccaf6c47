"""The steps of asking: an offer is made, opened, runs out; of a cascade the next is asked. What a viewer may do stands
in ``actions.py``; here it is done, with the request's lock held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.bookings.matching.matching import check_eligible
from comms.bookings.offers import find
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.offers.reply_code import next_code
from comms.bookings.offers.sending import send_offer
from comms.bookings.offers.withdrawing import move
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.bookings.telling import is_soon, telephone_said, tell
from comms.foundation.audit import note
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.work_item import WorkState
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.supplier import Supplier
from comms.interpreters.terms import terms_from, terms_to_json
from comms.tasks.task import TaskKind

OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom to ask, all at once or in turn, how long each may think, and who looked at what must be looked at."""

    whom: Sequence[Interpreter | Supplier]
    in_turn: bool
    answer_minutes: int
    checked_by: UUID | None = None


def lock_request(session: Session, request: InterpreterRequest) -> InterpreterRequest:
    """Let one change of who interprets through at a time, and see the request as it stands now."""
    one_at_a_time(session, f"request {request.id}")
    session.flush()
    session.refresh(request)
    return request


def ask(
    session: Session, viewer: Viewer, request: InterpreterRequest, asking: Asking, now: datetime
) -> list[Offer]:  # fmt: skip
    """Make the offers, and open them: all, or the first in turn where nobody else is being asked in turn."""
    last = max((one.place for one in find.offers_for(session, viewer, request.id)), default=0)
    made = []
    for place, one in enumerate(asking.whom, start=last + 1):
        supplier = isinstance(one, Supplier)
        offer = Offer(
            agency_id=request.agency_id, request_id=request.id, interpreter_id=None if supplier else one.id,
            supplier_id=one.id if supplier else None, place=place if asking.in_turn else 0,
            answer_minutes=asking.answer_minutes, state=OfferState.QUEUED, terms=terms_to_json(terms_from(one.terms)),
            checked_by=asking.checked_by, made_at=now, made_by=viewer.staff_id, work_state=WorkState.WAITING,
        )  # fmt: skip
        session.add(offer)
        made.append(offer)
    session.flush()
    for offer in made:
        whom = offer.interpreter_id or offer.supplier_id
        detail = {"request": str(request.id), "to": str(whom), "place": offer.place}
        note(session, viewer.actor, "make offer", ("offer", offer.id), now, detail)
    if not asking.in_turn:
        for offer in made:
            open_offer(session, viewer, offer, request, now)
    else:
        open_next(session, viewer, request, now)
    return made


def open_offer(
    session: Session, viewer: Viewer, offer: Offer, request: InterpreterRequest, now: datetime
) -> None:  # fmt: skip
    """Ask: from now on it may be answered, and its time runs."""
    move(offer, OfferState.OPEN)
    offer.opened_at = now
    if offer.interpreter_id is not None:
        # Two who ask the same interpreter at once must not give the same code.
        one_at_a_time(session, f"reply codes of {offer.interpreter_id}")
        offer.reply_code = next_code(*find.codes_of(session, offer.interpreter_id))
    offer.answer_by = min(now + timedelta(minutes=offer.answer_minutes), request.starts_at)
    offer.work_state, offer.next_action_at, offer.attempts = WorkState.WAITING, offer.answer_by, 0
    session.flush()
    send_offer(session, viewer, offer, request, now)
    note(session, viewer.actor, "open offer", ("offer", offer.id), now)


def open_next(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> Offer | None:
    """Ask the next of those who are asked in turn, unless one of them still thinks. Who has become unsuitable meanwhile
    is passed over. When nobody is left whose answer could come, the office is told."""
    waiting = find.unanswered(session, viewer, request.id)
    still = [one for one in waiting if one.state == OfferState.OPEN]
    if any(one.place > 0 for one in still):
        return None
    for offer in (one for one in waiting if one.state == OfferState.QUEUED):
        against = _against(session, viewer, offer, request, now)
        if not against and request.starts_at > now:
            open_offer(session, viewer, offer, request, now)
            return offer
        move(offer, OfferState.WITHDRAWN)
        offer.why = " ".join(against) or "The time had come before it was their turn."
        note(session, viewer.actor, "pass over offer", ("offer", offer.id), now)
    if not still:
        _tell_nobody_left(session, viewer, request, now)
    return None


def _against(
    session: Session, viewer: Viewer, offer: Offer, request: InterpreterRequest, now: datetime
) -> list[str]:  # fmt: skip
    if offer.interpreter_id is None:
        return []
    found = check_eligible(session, viewer, request, offer.interpreter_id, now)
    looks = found.checks if offer.checked_by is None else ()
    return [one.said for one in found.reasons] + list(looks)


def lapse(session: Session, viewer: Viewer, offer: Offer, request: InterpreterRequest, now: datetime) -> None:
    """Say that an offer's time is over, and ask the next. It may still be accepted while nobody else has."""
    move(offer, OfferState.LAPSED)
    offer.next_action_at = None
    note(session, viewer.actor, "let offer lapse", ("offer", offer.id), now)
    session.flush()
    if request.state == RequestState.OPEN:
        open_next(session, viewer, request, now)


def work_on_offer(session: Session, offer_id: UUID, now: datetime) -> datetime | None:
    """The worker's part: an open offer lapses when its time is over. The moment to look again where it is not."""
    offer = session.get_one(Offer, offer_id)
    request = lock_request(session, session.get_one(InterpreterRequest, offer.request_id))
    session.refresh(offer)
    if offer.state != OfferState.OPEN or offer.answer_by is None:
        return None
    if offer.answer_by > now:
        return offer.answer_by
    lapse(session, _system(session, offer), offer, request, now)
    return None


def leave_offer(session: Session, offer_id: UUID, now: datetime) -> None:
    """The worker failed each time: somebody has to look whom to ask next."""
    offer = session.get_one(Offer, offer_id)
    request = session.get_one(InterpreterRequest, offer.request_id)
    said = "asking interpreters in turn has stopped through a fault of ours. Look whom to ask next."
    tell(session, _system(session, offer), request, TaskKind.FIND_INTERPRETER, said, now)


def _tell_nobody_left(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> None:
    if request.state != RequestState.OPEN:
        return
    states = Counter(one.state for one in find.offers_for(session, viewer, request.id))
    no, silent = states[OfferState.DECLINED], states[OfferState.LAPSED]
    said = f"nobody who was asked has said yes: {no} said no, {silent} did not answer in time."
    if is_soon(request, now):
        tell(session, viewer, request, TaskKind.DECIDE_BOOKING, f"{said} {telephone_said(session, viewer)}", now)
        return
    more = "Ask others, or ask again those who did not answer."
    tell(session, viewer, request, TaskKind.FIND_INTERPRETER, f"{said} {more}", now)


def _system(session: Session, offer: Offer) -> Viewer:
    return system_viewer(session.get_one(Agency, offer.agency_id))
