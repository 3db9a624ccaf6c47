"""Asking interpreters and suppliers for a request, and taking their answers. The first who accepts is booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.booking import Booking
from comms.bookings.matching.matching import check_eligible
from comms.bookings.offers import find
from comms.bookings.offers.answering import accept, decline
from comms.bookings.offers.asking import Asking, ask, lock_request
from comms.bookings.offers.naming import name_interpreter
from comms.bookings.offers.offer import Offer
from comms.bookings.offers.refusals import BadOffer
from comms.bookings.offers.sending import way_to
from comms.bookings.offers.withdrawing import withdraw_unanswered
from comms.bookings.requests.find import request as find_request
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.families.access.fields import REFUSED, vetoes_for
from comms.foundation.errors import Refused
from comms.interpreters.find import interpreter as find_interpreter
from comms.interpreters.find import supplier as find_supplier
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.supplier import Supplier

__all__ = ["OfferGiven", "accept_offer", "decline_offer", "make_offers", "name_interpreter", "withdraw_offers"]

HOW = ("one", "several", "cascade")
SHORTEST, LONGEST = 5, 7 * 24 * 60
# More than anybody asks for one appointment; a form that was altered must not write thousands of messages.
MOST_AT_ONCE = 60


@dataclass(frozen=True, slots=True)
class OfferGiven:
    """Whom to ask and how: "one", "several" at once, or in a "cascade", each for ``answer_minutes``, in the order
    given. ``checked`` says that whoever asks has looked at what must be looked at first."""

    interpreters: Sequence[UUID] = ()
    suppliers: Sequence[UUID] = ()
    how: str = "one"
    answer_minutes: int = 60
    checked: bool = False


def make_offers(session: Session, viewer: Viewer, request_id: UUID, given: OfferGiven, now: datetime) -> list[Offer]:
    """Ask. Raises ``BadOffer`` at the answer that is wrong, with the reasons where somebody may not be asked, and
    ``Refused`` where nobody is to be found any more."""
    viewer.require(Permission.BOOK_INTERPRETERS)
    request = lock_request(session, find_request(session, viewer, request_id))
    _check(request, given, now)
    interpreters = [find_interpreter(session, viewer, one) for one in dict.fromkeys(given.interpreters)]
    suppliers = [find_supplier(session, viewer, one) for one in dict.fromkeys(given.suppliers)]
    _refuse_asked(session, viewer, request, [*interpreters, *suppliers])
    looks = [look for one in interpreters for look in _looks(session, viewer, request, one, now)]
    looks += [fault for one in suppliers for fault in _cannot(viewer, request, one)]
    if looks and not given.checked:
        raise BadOffer("checked", " ".join(dict.fromkeys(looks)), "Look at it first, then say that you did.")
    checked_by = viewer.staff_id if given.checked else None
    asking = Asking([*interpreters, *suppliers], given.how == "cascade", given.answer_minutes, checked_by)
    return ask(session, viewer, request, asking, now)


def accept_offer(session: Session, viewer: Viewer, offer_id: UUID, now: datetime) -> Booking:
    """Record that an interpreter or supplier who was rung said yes: the first is booked. Said twice, it is the same
    booking. Raises ``AnswerTooLate`` saying in what way, and ``AlreadyTaken``."""
    viewer.require(Permission.BOOK_INTERPRETERS)
    return accept(session, viewer, find.offer(session, viewer, offer_id), viewer.actor, now)


def decline_offer(session: Session, viewer: Viewer, offer_id: UUID, because: str, now: datetime) -> Offer:
    """Record that somebody who was rung said no. After they accepted it is dropping out, and somebody else is looked
    for. Raises ``AnswerTooLate``."""
    viewer.require(Permission.BOOK_INTERPRETERS)
    return decline(session, viewer, find.offer(session, viewer, offer_id), because, viewer.actor, now)


def withdraw_offers(session: Session, viewer: Viewer, request_id: UUID, now: datetime) -> list[Offer]:
    """Take back all offers of a request that nobody has answered. Who was asked is told."""
    viewer.require(Permission.BOOK_INTERPRETERS)
    lock_request(session, find_request(session, viewer, request_id))
    return withdraw_unanswered(session, viewer, request_id, now)


def _check(request: InterpreterRequest, given: OfferGiven, now: datetime) -> None:
    if request.state != RequestState.OPEN:
        raise Refused(f"Nobody is looked for: this request is “{request.state}”.", "Look at the appointment's page.")
    if request.starts_at <= now:
        raise Refused("The time of this request has come.", "Use the telephone interpreters, or meet another time.")
    chosen = len(set(given.interpreters)) + len(set(given.suppliers))
    if not chosen:
        raise BadOffer("interpreter", "Nobody is chosen.", "Choose whom to ask.")
    if given.how not in HOW:
        raise BadOffer("how", "It does not say how to ask.", "Choose one of the ways.")
    if given.how == "one" and chosen > 1:
        raise BadOffer("how", f"{chosen} are chosen.", "Ask them at once or one after the other, or choose one.")
    if chosen > MOST_AT_ONCE:
        raise BadOffer("interpreter", f"{chosen} are chosen.", f"Ask at most {MOST_AT_ONCE}.")
    if not SHORTEST <= given.answer_minutes <= LONGEST:
        raise BadOffer("answer_minutes", "That is too short or too long to answer.",
                       f"Give from {SHORTEST} minutes to {LONGEST // 1440} days.")  # fmt: skip


def _refuse_asked(
    session: Session, viewer: Viewer, request: InterpreterRequest, whom: Sequence[Interpreter | Supplier]
) -> None:  # fmt: skip
    asked = {one.interpreter_id or one.supplier_id for one in find.unanswered(session, viewer, request.id)}
    twice = [one.name for one in whom if one.id in asked]
    if twice:
        raise BadOffer("interpreter", f"{', '.join(twice)} is being asked already.", "Leave them out, or wait.")


def _looks(
    session: Session, viewer: Viewer, request: InterpreterRequest, one: Interpreter, now: datetime
) -> Sequence[str]:  # fmt: skip
    """What must be looked at before this one is asked. Raises ``BadOffer`` where they may not be asked at all."""
    found = check_eligible(session, viewer, request, one.id, now)
    if found.reasons:
        said = " ".join(reason.said for reason in found.reasons)
        raise BadOffer("interpreter", f"{one.name} cannot be asked. {said}", "Choose somebody else.")
    if way_to(one) is None:
        raise BadOffer("interpreter", f"No mobile and no e-mail address of {one.name} is on record.",
                       "Record one in the register, so that they can be asked.")  # fmt: skip
    return [f"{one.name}: {look}" for look in found.checks]


def _cannot(viewer: Viewer, request: InterpreterRequest, one: Supplier) -> list[str]:
    """What must be looked at before a supplier is asked. Raises ``BadOffer`` where it does not send such."""
    if not one.active:
        raise BadOffer("supplier", f"{one.name} sends nobody any more.", "Choose another.")
    if one.languages and request.language not in one.languages:
        raise BadOffer("supplier", f"{one.name} does not send interpreters of this language.", "Choose another.")
    if one.modes and request.mode not in one.modes:
        raise BadOffer("supplier", f"{one.name} does not send interpreters {request.mode}.", "Choose another.")
    if not request.avoid:
        return []
    words = vetoes_for(viewer, request)
    return [f"{one.name}: the family asked to avoid “{words}”. Tell them." if words else f"{one.name}: {REFUSED}"]
