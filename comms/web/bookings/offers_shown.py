"""A request as its screen shows it: who is asked, what they said, and who could be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import attendees_of, people_of
from comms.bookings.booking import Booking
from comms.bookings.find import bookings_for, standing_booking
from comms.bookings.offers import find
from comms.bookings.offers.described import Described, described, moment_in_words
from comms.bookings.offers.links import offer_address
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.replacing import Replacing, replacing_now
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.families.person import Person
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.supplier import Supplier
from comms.messages.find import messages_about_all
from comms.messages.message import Message, MessageChannel, MessageState
from comms.web.people.person_page import NOT_TOLD

_S = OfferState
# In these somebody who rings, or is rung, may still say yes; and no.
MAY_YES, MAY_NO = frozenset({_S.OPEN, _S.LAPSED, _S.DECLINED}), frozenset({_S.OPEN, _S.LAPSED})


@dataclass(frozen=True, slots=True)
class Asked:
    """One offer: of whom, how it stands in words, its link, and what was written to them; ``thread_id`` names their
    texts and ours, where there are any."""

    offer: Offer
    name: str
    telephone: str
    said: str
    link: str
    written: Sequence[str]
    may_yes: bool
    may_no: bool
    thread_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request, and what its page says."""

    request: InterpreterRequest
    appointment: Appointment
    of: Described
    people: Sequence[Person]
    asked: Sequence[Asked]
    booking: Booking | None
    booked: str
    before: Sequence[Booking]
    happens: Replacing | None
    now: datetime

    @property
    def is_open(self) -> bool:
        """Whether somebody may still be asked."""
        return self.request.state == RequestState.OPEN and self.now < self.request.starts_at

    @property
    def headline(self) -> str:
        """The one answer, whether somebody comes."""
        if self.booked:
            return f"{self.booked} interprets {self.of.language}"
        if self.request.state == RequestState.NOT_NAMED:
            return f"A supplier will send somebody to interpret {self.of.language}"
        out = sum(one.offer.state == _S.OPEN for one in self.asked)
        if self.is_open and out:
            return f"{out} {'is' if out == 1 else 'are'} being asked to interpret {self.of.language}"
        if self.is_open:
            return f"Nobody interprets {self.of.language} yet, and nobody is being asked"
        return f"{self.of.language}: {self.request.state}"


def request_page(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> RequestPage:
    """Gather the page of a request."""
    appointment = session.get_one(Appointment, request.appointment_id)
    attending = attendees_of(session, viewer, [appointment.id])[appointment.id]
    ids = [UUID(one) for one in request.people] or [one.person_id for one in attending]
    people = people_of(session, viewer, ids)
    booking = standing_booking(session, viewer, request.id)
    is_open = request.state == RequestState.OPEN and now < request.starts_at
    return RequestPage(
        request=request,
        appointment=appointment,
        of=described(session, viewer, request),
        people=[people[one] for one in ids if one in people],
        asked=_asked(session, viewer, request, now, is_open=is_open),
        booking=booking,
        booked=name_of(session, booking) if booking is not None and booking.state != "held" else "",
        before=[one for one in bookings_for(session, viewer, [request.id]) if one is not booking],
        happens=replacing_now(session, viewer, request, now),
        now=now,
    )


def name_of(session: Session, booking: Booking) -> str:
    """Who comes, by name: the interpreter, whom a supplier named, or empty while it named nobody."""
    if booking.interpreter_id is not None:
        return session.get_one(Interpreter, booking.interpreter_id).name
    return booking.interpreter_name or ""


def _asked(
    session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime, *, is_open: bool
) -> list[Asked]:  # fmt: skip
    made = find.offers_for(session, viewer, request.id)
    by = {one.id: one.name for one in colleagues(session, viewer)}
    written: dict[UUID, list[Message]] = {one.id: [] for one in made}
    for message in messages_about_all(session, viewer, "offer", written):
        written[message.about_id].append(message)
    shown = []
    for one in made:
        to: Interpreter | Supplier = (
            session.get_one(Interpreter, one.interpreter_id)
            if one.interpreter_id
            else session.get_one(Supplier, one.supplier_id)
        )
        may_link = viewer.may(Permission.BOOK_INTERPRETERS) and one.state in {_S.OPEN, _S.ACCEPTED, _S.LAPSED}
        link = offer_address(session, one) if may_link else ""
        shown.append(
            Asked(
                one, to.name, to.telephone or "", _in_words(one, by, now), link,
                [message_in_words(message) for message in reversed(written[one.id])],
                may_yes=is_open and one.state in MAY_YES, may_no=is_open and one.state in MAY_NO,
                thread_id=next((message.thread_id for message in written[one.id] if message.thread_id), None),
            )
        )  # fmt: skip
    return shown


def _in_words(offer: Offer, by: dict[UUID, str], now: datetime) -> str:
    told = by.get(offer.answered_for_by, NOT_TOLD) if offer.answered_for_by else ""
    rang = f", told by telephone to {told}" if told else ""
    why = f": “{offer.why}”" if offer.why else ""
    words = {
        _S.QUEUED: f"waits for their turn, number {offer.place}",
        _S.OPEN: f"asked, may answer until {moment_in_words(offer.answer_by or now, now)}",
        _S.ACCEPTED: f"said yes{rang}",
        _S.DECLINED: f"said no{rang}{why}",
        _S.LAPSED: "did not answer in time; may still say yes",
        _S.WITHDRAWN: f"not asked any more{why}",
        _S.OVERTAKEN: "somebody else was first",
        _S.GIVEN_BACK: f"said yes and gave it back{why}",
    }
    return words[OfferState(offer.state)]


def message_in_words(message: Message) -> str:
    """What became of one message."""
    why = (message.why or "").rstrip(".")
    is_text = message.channel == MessageChannel.SMS
    # A text without a moment at which it is due is sent by hand: its agency has no line.
    by_hand = is_text and message.due_at is None
    what = "Text message" if is_text else "E-mail"
    words = {
        MessageState.WAITING: "written and not sent: no text message service is set" if by_hand else "waits to be sent",
        MessageState.SENDING: "is being sent",
        MessageState.SENT: "sent by hand" if by_hand else "sent",
        MessageState.DELIVERED: "arrived on their telephone",
        MessageState.NOT_DELIVERED: f"did not arrive. {why}",
        MessageState.SUPPRESSED: f"was held back. {why}",
        MessageState.IN_OUTBOX: "lies in the outbox, not sent: no text message service is set"
        if is_text
        else "lies in the outbox, not sent: no mail server is set",
        MessageState.REFUSED: f"did not go. {why}",
        MessageState.UNKNOWN: f"may not have gone. {why}",
        MessageState.NOT_NEEDED: "not needed any more, so it did not go",
    }
    return f"{what}: {words[MessageState(message.state)]}".rstrip(". ") + "."
