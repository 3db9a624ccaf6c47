"""One booking as its screen shows it: who comes, what is due for it, and what can be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import attendees_of, people_of
from comms.bookings.booking import MOVES, Booking, BookingState
from comms.bookings.fees import booked_fee, fee_when_ended
from comms.bookings.offers.described import Described, described, pay_in_words, pounds
from comms.bookings.offers.links import offer_address
from comms.bookings.offers.offer import Offer
from comms.bookings.replacing import Replacing, replacing_now
from comms.bookings.requests.request import InterpreterRequest
from comms.families.person import Person
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.supplier import Supplier
from comms.interpreters.terms import terms_from
from comms.messages.find import messages_about
from comms.web.bookings.offers_shown import message_in_words, name_of
from comms.web.people.person_page import NOT_TOLD

_S = BookingState
HEADLINES = {
    _S.HELD: "{who}’s time is held to interpret {language}",
    _S.NOT_NAMED: "{who} will send somebody to interpret {language}, and has not said whom",
    _S.CONFIRMED: "{who} is booked to interpret {language}",
    _S.ARRIVED: "{who} is there to interpret {language}",
    _S.COMPLETED: "{who} interpreted {language}",
    _S.CURTAILED: "{who} interpreted {language}, and it was broken off",
    _S.RELEASED: "{who} was let go: the time is free again",
    _S.BY_REQUESTER: "We cancelled this booking of {who}",
    _S.BY_INTERPRETER: "{who} cannot come",
    _S.BY_FAMILY: "The family cancelled, so {who} does not come",
    _S.NO_SHOW: "{who} did not come",
    _S.NOT_PRESENT: "{who} came, and the family was not present",
    _S.REPLACED: "{who} was replaced by us",
}


@dataclass(frozen=True, slots=True)
class BookingPage:
    """One booking, and what its page says. ``due`` is what a cancelling by us would cost now."""

    booking: Booking
    request: InterpreterRequest
    appointment: Appointment
    of: Described
    who: str
    telephone: str
    people: Sequence[Person]
    pay: Sequence[str]
    booked: str
    fee: str
    due: str
    written: Sequence[str]
    link: str
    happens: Replacing | None
    staff: Mapping[UUID, str]
    may_debrief: bool
    now: datetime

    @property
    def headline(self) -> str:
        """The one answer."""
        return HEADLINES[BookingState(self.booking.state)].format(who=self.who, language=self.of.language)

    @property
    def has_begun(self) -> bool:
        """Whether its time has come."""
        return self.now >= self.booking.starts_at

    def may_become(self, *states: str) -> bool:
        """Whether it can still come to one of these."""
        return any(state in MOVES[BookingState(self.booking.state)] for state in states)

    def by(self, staff_id: UUID | None) -> str:
        """Who did something, by name where the viewer may know it."""
        return self.staff.get(staff_id, NOT_TOLD) if staff_id else "the service"


def booking_page(session: Session, viewer: Viewer, booking: Booking, now: datetime) -> BookingPage:
    """Gather the page of a booking."""
    request = session.get_one(InterpreterRequest, booking.request_id)
    of = described(session, viewer, request)
    attending = attendees_of(session, viewer, [booking.appointment_id])[booking.appointment_id]
    ids = [UUID(one) for one in request.people] or [one.person_id for one in attending]
    people = people_of(session, viewer, ids)
    offer = session.get(Offer, booking.offer_id) if booking.offer_id else None
    may_book, named = viewer.may(Permission.BOOK_INTERPRETERS), booking.interpreter_id is not None
    remote = booking.zone is None
    minutes = int((booking.ends_at - booking.starts_at).total_seconds() // 60)
    return BookingPage(
        booking=booking,
        request=request,
        appointment=session.get_one(Appointment, booking.appointment_id),
        of=of,
        who=name_of(session, booking) or _supplier(session, booking),
        telephone=_telephone(session, booking),
        people=[people[one] for one in ids if one in people],
        pay=pay_in_words(terms_from(booking.terms), minutes, remote=remote),
        booked=pounds(booked_fee(booking)),
        fee="" if booking.fee_pence is None else pounds(booking.fee_pence),
        due=pounds(fee_when_ended(booking, BookingState.BY_REQUESTER, now)),
        written=[message_in_words(one) for one in reversed(messages_about(session, viewer, "booking", booking.id))],
        link=offer_address(session, offer) if offer is not None and may_book and named else "",
        happens=replacing_now(session, viewer, request, now),
        staff={one.id: one.name for one in colleagues(session, viewer)},
        may_debrief=viewer.may(Permission.SEE_SAFE_CONTACT),
        now=now,
    )


def _supplier(session: Session, booking: Booking) -> str:
    return session.get_one(Supplier, booking.supplier_id).name if booking.supplier_id else "Somebody"


def _telephone(session: Session, booking: Booking) -> str:
    if booking.interpreter_id is not None:
        return session.get_one(Interpreter, booking.interpreter_id).telephone or ""
    return session.get_one(Supplier, booking.supplier_id).telephone if booking.supplier_id else ""
