"""An answer to an offer, given by whoever holds its link or by staff who rang. The first yes is booked; every other is
answered plainly and with thanks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import attendees_of
from comms.bookings.booking import STANDS, Booking, BookingState
from comms.bookings.find import booking_of_offer, last_dropped, standing_booking
from comms.bookings.matching.matching import check_eligible
from comms.bookings.offers import refusals, wording
from comms.bookings.offers.asking import lock_request, open_next
from comms.bookings.offers.described import described
from comms.bookings.offers.links import offer_address
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.offers.sending import take_back, write_to_booked
from comms.bookings.offers.withdrawing import move, overtake_others
from comms.bookings.replacing import replace_booking
from comms.bookings.requests.actions import mark_filled, mark_not_named
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.bookings.taking import Taking, confirm_hold, take
from comms.foundation.audit import Actor, note

_S = OfferState


def accept(session: Session, viewer: Viewer, offer: Offer, actor: Actor, now: datetime) -> Booking:
    """Book whoever an offer is for. ``actor`` is who said yes, for the audit. Said twice, it is the same booking.

    Raises ``AnswerTooLate`` saying in what way; ``AlreadyTaken`` when they have something else by now.
    """
    request = lock_request(session, session.get_one(InterpreterRequest, offer.request_id))
    session.refresh(offer)
    if offer.state == _S.ACCEPTED:
        booked = booking_of_offer(session, viewer, offer.id)
        if booked is not None and booked.state in STANDS:
            return booked
        raise refusals.GaveItBack
    _refuse_late(offer, request, now)
    _refuse_unsuitable(session, viewer, offer, request, now)
    booked = _book(session, viewer, offer, request, now)
    move(offer, _S.ACCEPTED)
    offer.answered_at, offer.answered_for_by, offer.next_action_at = now, viewer.staff_id, None
    detail = {"booking": str(booked.id), "interpreter": str(offer.interpreter_id or "")}
    note(session, actor, "accept offer", ("offer", offer.id), now, detail)
    session.flush()
    take_back(session, viewer, [offer], now)
    overtake_others(session, viewer, request, now)
    of = described(session, viewer, request)
    to_supplier = booked.state == BookingState.NOT_NAMED
    words = (
        wording.promised(of, request.reference) if to_supplier else wording.booked(of, offer_address(session, offer))
    )
    write_to_booked(session, viewer, booked, words, now)
    return booked


def decline(session: Session, viewer: Viewer, offer: Offer, because: str, actor: Actor, now: datetime) -> Offer:
    """Take a no; the next is asked. After a yes it is dropping out. Said twice, it is once.

    Raises ``AnswerTooLate`` where nobody waits for an answer any more.
    """
    request = lock_request(session, session.get_one(InterpreterRequest, offer.request_id))
    session.refresh(offer)
    if offer.state in {_S.DECLINED, _S.GIVEN_BACK}:
        return offer
    booked = booking_of_offer(session, viewer, offer.id) if offer.state == _S.ACCEPTED else None
    if booked is not None:
        note(session, actor, "give back booking", ("booking", booked.id), now)
        replace_booking(session, viewer, booked.id, "interpreter", because or "They cannot come after all.", now)
        return offer
    if offer.state == _S.QUEUED:
        raise refusals.NotYetAsked
    _refuse_ended(offer)
    move(offer, _S.DECLINED)
    offer.answered_at, offer.answered_for_by, offer.next_action_at = now, viewer.staff_id, None
    offer.why = because.strip() or None
    note(session, actor, "decline offer", ("offer", offer.id), now)
    session.flush()
    take_back(session, viewer, [offer], now)
    if request.state == RequestState.OPEN:
        open_next(session, viewer, request, now)
    return offer


def _refuse_ended(offer: Offer) -> None:
    if offer.state == _S.OVERTAKEN:
        raise refusals.SomebodyWasFirst
    if offer.state == _S.WITHDRAWN:
        raise refusals.OfferWithdrawn
    if offer.state == _S.GIVEN_BACK:
        raise refusals.GaveItBack


def _refuse_late(offer: Offer, request: InterpreterRequest, now: datetime) -> None:
    """An offer whose time ran out, or that was declined, may still be accepted while nobody has the booking."""
    _refuse_ended(offer)
    if request.state in {RequestState.FILLED, RequestState.NOT_NAMED}:
        raise refusals.SomebodyWasFirst
    if request.state != RequestState.OPEN:
        raise refusals.NotNeeded
    if request.starts_at <= now:
        raise refusals.BegunAlready
    if offer.state == _S.QUEUED:
        raise refusals.NotYetAsked


def _refuse_unsuitable(
    session: Session, viewer: Viewer, offer: Offer, request: InterpreterRequest, now: datetime
) -> None:  # fmt: skip
    """A check may have run out since, or a conflict been declared: that counts on the day of the answer."""
    if offer.interpreter_id is None:
        return
    found = check_eligible(session, viewer, request, offer.interpreter_id, now)
    looks = found.checks if offer.checked_by is None else ()
    if found.reasons or looks:
        raise refusals.NoLongerPossible(tuple(one.said for one in found.reasons) + tuple(looks))


def _taken(session: Session, viewer: Viewer, taking: Taking, now: datetime) -> Booking:
    """Their time: held for this request already, it is confirmed; else it is taken now."""
    standing = standing_booking(session, viewer, taking.request.id)
    if standing is None or standing.state != BookingState.HELD or standing.interpreter_id != taking.interpreter_id:
        return take(session, viewer, taking, now)
    standing.offer_id, standing.terms = taking.offer_id, taking.terms
    return confirm_hold(session, viewer, standing.id, now)


def _book(session: Session, viewer: Viewer, offer: Offer, request: InterpreterRequest, now: datetime) -> Booking:
    appointment = session.get_one(Appointment, request.appointment_id)
    attending = attendees_of(session, viewer, [appointment.id])[appointment.id]
    roles = [one.role for one in attending if not request.people or str(one.person_id) in request.people]
    dropped = last_dropped(session, viewer, request.id)
    taking = Taking(
        request=request, appointment=appointment, for_roles=tuple(dict.fromkeys(roles)), terms=offer.terms,
        interpreter_id=offer.interpreter_id, supplier_id=offer.supplier_id, offer_id=offer.id,
    )  # fmt: skip
    booked = _taken(session, viewer, taking, now)
    if dropped is not None:
        dropped.replaced_by_id = booked.id
    if booked.state == BookingState.NOT_NAMED:
        mark_not_named(session, viewer, request, now)
    else:
        mark_filled(session, viewer, request, now)
    return booked
