"""Bringing offers, bookings and messages from each state to each other by the real verbs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from booking_factories import WEDNESDAY
from offer_factories import Wanted, wanted
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.booking import OCCUPIES, STANDS, Booking, BookingState
from comms.bookings.fees import Timesheet
from comms.bookings.happening import arrive, cancel_booking, complete, curtail, family_not_present, no_show
from comms.bookings.offers.actions import (
    OfferGiven,
    accept_offer,
    decline_offer,
    make_offers,
    name_interpreter,
    withdraw_offers,
)
from comms.bookings.offers.asking import open_next, work_on_offer
from comms.bookings.offers.knowing import know_them
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.replacing import replace_booking
from comms.bookings.requests.request import RequestState
from comms.bookings.taking import confirm_hold, let_go
from comms.channels.email import Answer
from comms.foundation.errors import Refused
from comms.messages.actions import (
    STATES,
    MessageGiven,
    end_sending,
    not_needed,
    sent_by_hand,
    start_sending,
    write_message,
)
from comms.messages.message import Message, MessageChannel, MessageState

AFTER = WEDNESDAY + timedelta(hours=3)
_O, _B = OfferState, BookingState


def offer_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether the first of two offers of a cascade is brought to another state by asking, by an answer of its own or
    of the other, by its time running out, or by taking all back."""
    to = wanted(session, viewer, now, 2)
    first, other = make_offers(session, viewer, to.request.id, OfferGiven(to.ids(), how="cascade"), now)
    if before in {_O.ACCEPTED, _O.GIVEN_BACK}:
        accept_offer(session, viewer, first.id, now)
    first.state = before
    if before not in {_O.ACCEPTED, _O.GIVEN_BACK}:
        other.state = _O.LAPSED
    first.answer_by = now + timedelta(hours=1)
    session.flush()
    with suppress(Refused):
        _bring_offer(session, viewer, to, (first, other), after, now)
    return before != after and first.state == after


def _bring_offer(
    session: Session, viewer: Viewer, to: Wanted, offers: tuple[Offer, Offer], after: StrEnum, now: datetime
) -> None:
    first, other = offers
    booked = to.request.state == RequestState.FILLED
    verbs: dict[StrEnum, Callable[[], object]] = {
        _O.ACCEPTED: lambda: accept_offer(session, viewer, first.id, now),
        _O.LAPSED: lambda: work_on_offer(session, first.id, now + timedelta(hours=1)),
        _O.WITHDRAWN: lambda: withdraw_offers(session, viewer, to.request.id, now),
        _O.OVERTAKEN: lambda: accept_offer(session, viewer, other.id, now),
    }
    if after == _O.OPEN and not booked:
        open_next(session, viewer, to.request, now)
    elif after in {_O.DECLINED, _O.GIVEN_BACK}:
        decline_offer(session, viewer, first.id, "Busy.", now)
    elif after in verbs:
        verbs[after]()


def booking_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a booking in one state is brought to another by what can happen with it."""
    to = wanted(session, viewer, now, 1)
    [offer] = make_offers(session, viewer, to.request.id, OfferGiven(to.ids()), now)
    booking = accept_offer(session, viewer, offer.id, now)
    booking.state, booking.occupies = before, before in OCCUPIES
    if before not in STANDS:
        to.request.state = RequestState.OPEN
    session.flush()
    with suppress(Refused):
        _bring_booking(session, viewer, to, offer, booking, after)
    return before != after and booking.state == after


def _bring_booking(
    session: Session, viewer: Viewer, to: Wanted, offer: Offer, booking: Booking, after: StrEnum
) -> None:
    one, early, sheet = booking.id, booking.booked_at, Timesheet(WEDNESDAY, WEDNESDAY + timedelta(hours=1))
    named = booking.state == _B.NOT_NAMED
    verbs: dict[StrEnum, Callable[[], object]] = {
        _B.CONFIRMED: lambda: (
            name_interpreter(session, viewer, one, "Ona Ku", "NRPSI 1", early)
            if named
            else confirm_hold(session, viewer, one, early)
        ),
        _B.ARRIVED: lambda: arrive(session, viewer, one, WEDNESDAY, WEDNESDAY),
        _B.COMPLETED: lambda: complete(session, viewer, one, sheet, AFTER),
        _B.CURTAILED: lambda: curtail(session, viewer, one, sheet, AFTER),
        _B.RELEASED: lambda: (
            let_go(session, viewer, one, early)
            if booking.state == _B.HELD
            else know_them(session, offer, [to.mother.id], early)
        ),
        _B.BY_REQUESTER: lambda: cancel_booking(session, viewer, one, "requester", "Not needed.", early),
        _B.BY_INTERPRETER: lambda: cancel_booking(session, viewer, one, "interpreter", "Ill.", early),
        _B.BY_FAMILY: lambda: cancel_booking(session, viewer, one, "family", "Away.", early),
        _B.NO_SHOW: lambda: no_show(session, viewer, one, "", AFTER),
        _B.NOT_PRESENT: lambda: family_not_present(session, viewer, one, "", AFTER),
        _B.REPLACED: lambda: replace_booking(session, viewer, one, "requester", "Another was asked for.", early),
    }
    if after in verbs:
        verbs[after]()


def message_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a message in one state is brought to another by starting to send it, by what came of it, by hand, or by
    saying that it is not needed."""
    by_hand = before == MessageState.WAITING and after == MessageState.SENT
    channel = MessageChannel.SMS if by_hand else MessageChannel.EMAIL
    given = MessageGiven(channel, "interpreter", uuid4(), "ruta@example.org", "offer", uuid4(), "Can you come?")
    message = write_message(session, viewer, given, now)
    message.state = before
    session.flush()
    with suppress(Refused):
        _bring_message(session, viewer, message, after, now)
    return before != after and message.state == after


def _bring_message(session: Session, viewer: Viewer, message: Message, after: StrEnum, now: datetime) -> None:
    if message.channel == MessageChannel.SMS:
        sent_by_hand(session, viewer, message.id, now)
    elif after == MessageState.SENDING:
        start_sending(session, message.id, now)
    elif after == MessageState.NOT_NEEDED:
        not_needed(session, viewer, message, now)
    else:
        outcome = {state: outcome for outcome, state in STATES.items()}[MessageState(after)]
        end_sending(session, message.id, now, Answer(outcome, "So it was."))
