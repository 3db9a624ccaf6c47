"""A supplier says who comes. Until then nobody is booked: the name is looked at, and the registration."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import attendees_of, people_of
from comms.bookings.booking import Booking, BookingState
from comms.bookings.find import booking as find_booking
from comms.bookings.offers.asking import lock_request
from comms.bookings.offers.refusals import BadOffer
from comms.bookings.requests.actions import mark_filled
from comms.bookings.requests.request import InterpreterRequest
from comms.bookings.taking import move
from comms.families.access.fields import REFUSED, vetoes_for
from comms.families.find import adults_of, children_of, siblings_of
from comms.families.person import Person, search_words
from comms.foundation.audit import note
from comms.foundation.errors import Refused
from comms.foundation.writing import tidy_name

LONGEST_NAME, LONGEST_REGISTRATION = 200, 60


def name_interpreter(
    session: Session, viewer: Viewer, booking_id: UUID, name: str, registration: str, now: datetime, *,
    checked: bool = False,
) -> Booking:  # fmt: skip
    """Record who comes, by name and number in a register; then the request is filled. ``checked`` says that whom the
    family asked to avoid was looked at.

    Raises ``BadOffer`` without either, where it is the name of somebody who attends or of their relatives, and where
    something must be looked at first; ``Refused`` where somebody is named already.
    """
    viewer.require(Permission.BOOK_INTERPRETERS)
    booking = find_booking(session, viewer, booking_id)
    request = lock_request(session, session.get_one(InterpreterRequest, booking.request_id))
    session.refresh(booking)
    if booking.state != BookingState.NOT_NAMED:
        raise Refused(f"This booking is {booking.state}: nobody is to be named.", "Look at its page again.")
    name, registration = tidy_name(name), tidy_name(registration)
    _check(session, viewer, booking, name, registration)
    if request.avoid and not checked:
        words = vetoes_for(viewer, request)
        said = f"The family asked to avoid: “{words}”." if words else REFUSED
        raise BadOffer("checked", said, "Look whether that is so of this interpreter, then say that you did.")
    move(booking, BookingState.CONFIRMED)
    booking.interpreter_name, booking.registration = name, registration
    note(session, viewer.actor, "name interpreter", ("booking", booking.id), now)
    session.flush()
    mark_filled(session, viewer, request, now)
    return booking


def _check(session: Session, viewer: Viewer, booking: Booking, name: str, registration: str) -> None:
    if not name:
        raise BadOffer("name", "There is no name.", "Give the name the supplier sent.")
    if len(name) > LONGEST_NAME:
        raise BadOffer("name", "That is more than a name.", f"Shorten it to {LONGEST_NAME} characters.")
    if not registration:
        raise BadOffer("registration", "There is no registration.", "Ask the supplier for the number and the register.")
    if len(registration) > LONGEST_REGISTRATION:
        raise BadOffer(
            "registration", "That is more than a number.", f"Shorten it to {LONGEST_REGISTRATION} characters."
        )
    named = set(search_words(name))
    for one in _close(session, viewer, booking):
        # The given and the family name, whatever stands between them or in which order.
        own = set(search_words(f"{one.given_name} {one.family_name}"))
        if own == named or (len(own) > 1 and own <= named) or (len(named) > 1 and named <= own):
            raise BadOffer("name", "Somebody who attends, or is related to them, has this name.",
                           "A relative is never the interpreter. If it is somebody else of that name, ask the supplier "
                           "to send another.")  # fmt: skip


def _close(session: Session, viewer: Viewer, booking: Booking) -> list[Person]:
    """Whoever attends, and those related to them, as far as it is on record."""
    attending = attendees_of(session, viewer, [booking.appointment_id])[booking.appointment_id]
    people = list(people_of(session, viewer, [one.person_id for one in attending]).values())
    found = {one.id: one for one in people}
    children = [child for one in people for _, child in children_of(session, viewer, one.id)]
    found |= {one.id: one for one in children}
    for child in [*people, *children]:
        found |= {adult.id: adult for _, adult in adults_of(session, viewer, child.id)}
        found |= {one.id: one for one in siblings_of(session, viewer, child.id)}
    return list(found.values())
