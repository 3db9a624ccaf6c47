"""How an offer stands, as whoever holds its link is told: what is asked of them now, and what they may still do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.bookings.booking import Booking, BookingState
from comms.bookings.find import booking_of_offer
from comms.bookings.offers.described import Described, described, moment_in_words, pay_in_words
from comms.bookings.offers.knowing import SHOWN, SHOWN_AFTER
from comms.bookings.offers.links import offer_by_token
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.foundation.errors import NotFound
from comms.interpreters.terms import terms_from

# Long enough to look up what was worked last month.
LINK_LIVES = timedelta(days=60)
_S = OfferState
MAY_ACCEPT = frozenset({_S.OPEN, _S.LAPSED, _S.DECLINED})
MAY_DECLINE = frozenset({_S.OPEN, _S.LAPSED, _S.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Standing:
    """One offer as its own page shows it. ``headline`` answers the one question, what this is
    now."""

    token: str
    offer: Offer
    booking: Booking | None
    request: InterpreterRequest
    agency: Agency
    of: Described
    pay: list[str]
    headline: str
    said: str
    may_accept: bool
    may_decline: bool
    may_see_names: bool

    @property
    def is_booked(self) -> bool:
        """Whether whoever holds the link has the booking."""
        return self.booking is not None and self.booking.state in SHOWN | {BookingState.NOT_NAMED}


def standing(session: Session, token: str, now: datetime) -> Standing:
    """How the offer of a link stands. Raises ``NotFound`` for a link that was never given, or is long over."""
    offer = offer_by_token(session, token)
    request = session.get_one(InterpreterRequest, offer.request_id)
    if now > request.ends_at + LINK_LIVES:
        raise NotFound("This link is over: the appointment was long ago.", "If you need something, ring the office.")
    viewer = system_viewer(session.get_one(Agency, offer.agency_id))
    booking = booking_of_offer(session, viewer, offer.id) if offer.state in {_S.ACCEPTED, _S.GIVEN_BACK} else None
    of = described(session, viewer, request)
    still_open = request.state == RequestState.OPEN and now < request.starts_at
    headline, said = _in_words(offer, booking, request, of, now)
    may_accept = still_open and offer.state in MAY_ACCEPT
    confirmed = booking is not None and booking.state in {BookingState.CONFIRMED, BookingState.NOT_NAMED}
    return Standing(
        token=token, offer=offer, booking=booking, request=request, agency=session.get_one(Agency, offer.agency_id),
        of=of, pay=pay_in_words(terms_from(offer.terms), of.minutes, remote=of.is_remote), headline=headline, said=said,
        may_accept=may_accept,
        may_decline=(may_accept and offer.state != _S.DECLINED) or (confirmed and now < request.starts_at),
        may_see_names=booking is not None and booking.interpreter_id is not None and booking.state in SHOWN
        and now <= booking.ends_at + SHOWN_AFTER,
    )  # fmt: skip


def viewer_for(session: Session, offer: Offer) -> Viewer:
    """The agency's own eyes, with which a link is answered."""
    return system_viewer(session.get_one(Agency, offer.agency_id))


def _in_words(
    offer: Offer, booking: Booking | None, request: InterpreterRequest, of: Described, now: datetime
) -> tuple[str, str]:  # fmt: skip
    if offer.state in {_S.ACCEPTED, _S.GIVEN_BACK}:
        return BOOKED.get(BookingState(booking.state), CANCELLED) if booking is not None else CANCELLED
    if offer.state == _S.OVERTAKEN or request.state in {RequestState.FILLED, RequestState.NOT_NAMED}:
        return SOMEBODY_ELSE
    if offer.state == _S.WITHDRAWN or request.state != RequestState.OPEN:
        return NOT_NEEDED
    if now >= request.starts_at:
        return BEGUN
    said = {_S.QUEUED: NOT_YET, _S.DECLINED: SAID_NO, _S.LAPSED: (_asked(of), OVER)}.get(OfferState(offer.state))
    return said or (_asked(of), f"Please answer by {moment_in_words(offer.answer_by or request.starts_at, now)}.")


def _asked(of: Described) -> str:
    return f"Can you interpret {of.language} on {of.short_day}, {of.begins} to {of.ends}?"


SOMEBODY_ELSE = "Somebody else was first", "This appointment is filled. Thank you; nothing is asked of you."
NOT_NEEDED = "This is not needed any more", "The offer was withdrawn. Thank you; nothing is asked of you."
BEGUN = "The time of this appointment has come", "Nothing is asked of you. If you could still come, ring us."
NOT_YET = "Others are asked first", "We write to you when it is your turn. Nothing is asked of you yet."
SAID_NO = "You said no", "Thank you for telling us. Nobody else has said yes so far, so you may still accept."
OVER = "The time to answer is over, but nobody else has said yes so far. You may still accept."
CANCELLED = "This was cancelled", "You need not come. If something is due to you, it is paid by the terms below."
_THANKS = "Thank you for coming."
_B = BookingState
BOOKED: dict[BookingState, tuple[str, str]] = {
    _B.NOT_NAMED: ("Thank you: you have accepted", "Now send us the interpreter’s name and registration number."),
    _B.CONFIRMED: ("You are booked", "Thank you. Everything you need stands on this page."),
    _B.ARRIVED: ("You are there", _THANKS),
    _B.COMPLETED: ("This is done", _THANKS),
    _B.CURTAILED: ("This is done", _THANKS),
    _B.NOT_PRESENT: ("This is done", f"{_THANKS} What was booked is paid."),
    _B.BY_INTERPRETER: ("You gave this back", "Thank you for telling us. If you could come after all, ring us."),
    _B.RELEASED: (
        "You are free",
        "You said that you know them. It counts against nobody; somebody else is looked for.",
    ),
    _B.NO_SHOW: ("This is over", "It is on record that nobody came. If that is wrong, ring us."),
}
