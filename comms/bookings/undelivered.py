"""When a message to an interpreter or a supplier did not go, or a hold could not be freed: somebody is told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import system_viewer
from comms.bookings.booking import Booking
from comms.bookings.offers.offer import Offer
from comms.bookings.requests.request import InterpreterRequest
from comms.bookings.telling import tell
from comms.channels.email import Answer
from comms.foundation.clock import london_date
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.supplier import Supplier
from comms.messages.actions import end_sending, give_up_sending
from comms.messages.message import NOT_GONE, Message, MessageChannel
from comms.tasks.task import TaskKind


def sent_or_told(session: Session, message_id: UUID, now: datetime, answer: Answer | None) -> datetime | None:
    """The worker's part: what became of an e-mail. Where it did not go, or nobody knows, somebody rings instead."""
    again = end_sending(session, message_id, now, answer)
    ring_instead(session, message_id, now)
    return again


def leave_message(session: Session, message_id: UUID, now: datetime) -> None:
    """The worker failed each time to send a message."""
    give_up_sending(session, message_id, now)
    ring_instead(session, message_id, now)


def leave_hold(session: Session, booking_id: UUID, now: datetime) -> None:
    """The worker failed each time to free a hold. It frees itself when the interpreter is next booked; a person looks
    all the same."""
    booking = session.get_one(Booking, booking_id)
    request = session.get_one(InterpreterRequest, booking.request_id)
    viewer = system_viewer(session.get_one(Agency, booking.agency_id))
    said = "a held time could not be freed through a fault of ours. Look at the booking, and let it go."
    tell(session, viewer, request, TaskKind.CHECK_BOOKING, said, now)


def ring_instead(session: Session, message_id: UUID, now: datetime) -> None:
    """Ask somebody to ring whoever a message about an offer or a booking did not reach."""
    message = session.get_one(Message, message_id)
    request = _request(session, message)
    # Of what is over nobody has to hear any more.
    if message.state not in NOT_GONE or request is None or london_date(request.ends_at) < london_date(now):
        return
    viewer = system_viewer(session.get_one(Agency, message.agency_id))
    what = "e-mail" if message.channel == MessageChannel.EMAIL else "text"
    said = f"the {what} to {_name(session, message)} did not go. {message.why or ''} Ring them instead."
    tell(session, viewer, request, TaskKind.CHECK_BOOKING, said, now)


def _request(session: Session, message: Message) -> InterpreterRequest | None:
    about: Offer | Booking | None = None
    if message.about_kind == "offer":
        about = session.get(Offer, message.about_id)
    elif message.about_kind == "booking":
        about = session.get(Booking, message.about_id)
    return session.get(InterpreterRequest, about.request_id) if about is not None else None


def _name(session: Session, message: Message) -> str:
    interpreter, supplier = session.get(Interpreter, message.to_id), session.get(Supplier, message.to_id)
    found = interpreter or supplier
    return found.name if found is not None else "whoever was to be told"
