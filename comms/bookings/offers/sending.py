"""Writing to those who are asked: a text message to an interpreter's mobile, an e-mail where there is none, an e-mail
to a supplier."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.bookings.booking import Booking
from comms.bookings.calendars.entries import GONE
from comms.bookings.calendars.files import booking_file
from comms.bookings.offers import wording
from comms.bookings.offers.described import described, moment_in_words
from comms.bookings.offers.links import offer_address
from comms.bookings.offers.offer import Offer
from comms.bookings.offers.wording import Words
from comms.bookings.requests.request import InterpreterRequest
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.supplier import Supplier
from comms.messages.actions import MessageGiven, none_needed, write_message
from comms.messages.find import line_of
from comms.messages.message import Message, MessageChannel

# Numbers of British mobiles; of another country's numbers it is not known, and they are taken for mobiles.
MOBILE = re.compile(r"(?:0044|\+44|0)0?7|\+(?!44)|00(?!44)")


def is_mobile(number: str) -> bool:
    """Whether a number takes text messages."""
    return MOBILE.match(re.sub(r"[^\d+]", "", number)) is not None


def way_to(interpreter: Interpreter) -> tuple[MessageChannel, str] | None:
    """How an interpreter is written to: their mobile, else their e-mail address; None where neither is on record."""
    if interpreter.telephone and is_mobile(interpreter.telephone):
        return MessageChannel.SMS, interpreter.telephone
    return (MessageChannel.EMAIL, interpreter.email) if interpreter.email else None


def send_offer(session: Session, viewer: Viewer, offer: Offer, request: InterpreterRequest, now: datetime) -> None:
    """Write to whoever an offer is for, once it is open."""
    link, agency = offer_address(session, offer), session.get_one(Agency, offer.agency_id).name
    of, until = described(session, viewer, request), offer.answer_by or request.starts_at
    if offer.supplier_id is not None:
        supplier = session.get_one(Supplier, offer.supplier_id)
        cost_code, by = request.cost_code or supplier.cost_code, moment_in_words(until, now)
        words = wording.asking_supplier(agency, of, request, cost_code, by, link)
    else:
        # Without a line of ours the answer would come to the telephone of whoever sent the text by hand.
        code = offer.reply_code if line_of(session, viewer) is not None else None
        words = wording.asking_interpreter(agency, of, until, wording.Answering(link, code), now)
    write_to(session, viewer, (offer.interpreter_id, offer.supplier_id), ("offer", offer.id), words, now)


def write_to(
    session: Session, viewer: Viewer, whom: tuple[UUID | None, UUID | None], about: tuple[str, UUID], words: Words,
    now: datetime,
) -> Message | None:  # fmt: skip
    """Write to an interpreter or a supplier (the two ids, one of them set). None where no way to reach them is on
    record: then they are rung."""
    interpreter_id, supplier_id = whom
    if interpreter_id is not None:
        way, to_kind, to_id = way_to(session.get_one(Interpreter, interpreter_id)), "interpreter", interpreter_id
    elif supplier_id is not None:
        supplier = session.get_one(Supplier, supplier_id)
        way, to_kind, to_id = (MessageChannel.EMAIL, supplier.email), "supplier", supplier_id
    else:
        return None
    if way is None or not way[1]:
        return None
    body = words.text if way[0] == MessageChannel.SMS else words.body
    subject = "" if way[0] == MessageChannel.SMS else words.subject
    given = MessageGiven(way[0], to_kind, to_id, way[1], about[0], about[1], body or words.body, subject)
    return write_message(session, viewer, given, now)


def take_back(session: Session, viewer: Viewer, about: Sequence[Offer | Booking], now: datetime) -> set[UUID]:
    """Keep what was written about these offers, or these bookings, and has not gone from going. Of which of them
    somebody was told: something went, or is going."""
    kind = "booking" if about and isinstance(about[0], Booking) else "offer"
    return none_needed(session, viewer, kind, [one.id for one in about], now)


def write_to_booked(session: Session, viewer: Viewer, booking: Booking, words: Words, now: datetime) -> None:
    """Write to whoever is, or was, booked. An interpreter with an e-mail address is sent the calendar file as well,
    which invites them or takes it out of their calendar."""
    about = ("booking", booking.id)
    if booking.interpreter_id is None:
        write_to(session, viewer, (None, booking.supplier_id), about, words, now)
        return
    interpreter = session.get_one(Interpreter, booking.interpreter_id)
    if interpreter.telephone and is_mobile(interpreter.telephone):
        write_to(session, viewer, (interpreter.id, None), about, words, now)
    if interpreter.email:
        method = "CANCEL" if booking.state in GONE else "REQUEST"
        given = MessageGiven(
            MessageChannel.EMAIL, "interpreter", interpreter.id, interpreter.email, *about, words.body, words.subject,
            booking_file(session, viewer, booking), method,
        )  # fmt: skip
        write_message(session, viewer, given, now)
