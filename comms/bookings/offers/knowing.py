"""After accepting, the interpreter shows by their personal code that it is they, sees for whom they would interpret,
and may say that they know them: that frees them without any penalty, because only they can know it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, system_viewer
from comms.bookings.appointments.appointment import Appointment, Where
from comms.bookings.appointments.find import attendees_of, people_of, place
from comms.bookings.booking import Booking, BookingState
from comms.bookings.ending import end_booking, give_back_offer
from comms.bookings.find import booking_of_offer
from comms.bookings.happening import BadSheet, held_booking
from comms.bookings.offers.offer import Offer
from comms.bookings.replacing import Replacing, find_another
from comms.families.find import household
from comms.foundation.audit import Actor, note
from comms.foundation.errors import Refused
from comms.interpreters.actions import code_is_right
from comms.interpreters.conflict import DeclaredBy, Scope
from comms.interpreters.conflict_actions import ConflictGiven, declare_conflict
from comms.interpreters.interpreter import Interpreter

# So many wrong codes, and nobody can try for so long. A million codes would take twenty years.
TRIES, LOCKED_FOR = 5, timedelta(hours=1)
# Who worked yesterday may still have to look where it was; after that the names are nobody's here any more.
SHOWN_AFTER = timedelta(days=1)
SHOWN = frozenset({BookingState.CONFIRMED, BookingState.ARRIVED, BookingState.COMPLETED, BookingState.CURTAILED})
SAID = "Said it themself after seeing the names."
BECAUSE = "They know somebody at this appointment."


class Code(StrEnum):
    """What came of trying a personal code."""

    RIGHT = "right"
    WRONG = "wrong"
    NONE_YET = "none was given yet"
    CLOSED = "too many wrong ones"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody for whom the interpreter would interpret, or who will be there."""

    person_id: UUID
    name: str
    sounds_like: str
    role: str
    language: str


@dataclass(frozen=True, slots=True)
class Names:
    """Everything an interpreter sees who has shown who they are: whom they meet, where exactly, and whom to ring."""

    people: tuple[Known, ...]
    address: tuple[str, ...]
    link: str
    led_by: str
    agency: str
    telephone: str


def try_code(session: Session, offer_id: UUID, typed: str, now: datetime) -> Code:
    """Whether it is the interpreter of an offer who types their personal code. The offer is locked meanwhile, so that
    many who try at once have no more tries than one; the door commits, also where the code was wrong.

    Raises ``Refused`` where there is nothing to be seen any more.
    """
    offer = session.get_one(Offer, offer_id, with_for_update=True, populate_existing=True)
    booking = booking_to_show(session, offer, now)
    interpreter = session.get_one(Interpreter, offer.interpreter_id)
    if is_locked(offer, now):
        return Code.CLOSED
    if interpreter.code_hash is None:
        return Code.NONE_YET
    if code_is_right(session, interpreter, typed):
        offer.wrong_codes, booking.names_seen_at = 0, booking.names_seen_at or now
        return Code.RIGHT
    over = offer.last_wrong_at is None or now - offer.last_wrong_at >= LOCKED_FOR
    offer.wrong_codes, offer.last_wrong_at = (1 if over else offer.wrong_codes + 1), now
    detail = {"tries": offer.wrong_codes}
    note(session, _them(offer), "try wrong personal code", ("offer", offer.id), now, detail)
    return Code.WRONG


def is_locked(offer: Offer, now: datetime) -> bool:
    """Whether too many wrong codes were tried within the last hour."""
    recent = offer.last_wrong_at is not None and now - offer.last_wrong_at < LOCKED_FOR
    return recent and offer.wrong_codes >= TRIES


def see_names(session: Session, offer: Offer, now: datetime) -> Names:
    """The names, for an interpreter who has identified themself; that they were seen is noted with each person.

    Raises ``Refused`` where there is nothing to be seen any more.
    """
    booking = booking_to_show(session, offer, now)
    viewer = _for(session, offer)
    appointment = session.get_one(Appointment, booking.appointment_id)
    attending = attendees_of(session, viewer, [appointment.id])[appointment.id]
    people = people_of(session, viewer, [one.person_id for one in attending])
    for person_id in people:
        detail = {"booking": str(booking.id), "interpreter": str(offer.interpreter_id)}
        note(session, _them(offer), "view person", ("person", person_id), now, detail)
    agency = session.get_one(Agency, offer.agency_id)
    leads = session.get(Staff, appointment.organiser_id) if appointment.organiser_id else None
    return Names(
        people=tuple(
            Known(one.person_id, people[one.person_id].name, people[one.person_id].name_sounds_like, one.role,
                  one.language)
            for one in attending if one.person_id in people
        ),
        address=_address(session, viewer, appointment),
        link=appointment.link or "",
        led_by=leads.name if leads else "",
        agency=agency.name,
        telephone=agency.telephone,
    )  # fmt: skip


def know_them(session: Session, offer: Offer, people: Sequence[UUID], now: datetime) -> Replacing:
    """The interpreter knows some of them: they are free without penalty, are not asked again for these people, and
    somebody else is looked for.

    Raises ``BadSheet`` where nobody is named, ``Refused`` once they have arrived.
    """
    viewer = _for(session, offer)
    found = booking_to_show(session, offer, now)
    booking = held_booking(session, viewer, found.id)
    attending = attendees_of(session, viewer, [booking.appointment_id])[booking.appointment_id]
    known = [one.person_id for one in attending if one.person_id in set(people)]
    if not known:
        raise BadSheet("people", "It does not say whom you know.", "Tick whoever it is. You need not say how.")
    end_booking(session, viewer, booking, BookingState.RELEASED, BECAUSE, now)
    give_back_offer(session, viewer, booking, BECAUSE, now)
    interpreter = session.get_one(Interpreter, offer.interpreter_id)
    for person_id in known:
        given = ConflictGiven(Scope.PERSON, DeclaredBy.INTERPRETER, SAID, person_id)
        declare_conflict(session, viewer, interpreter.id, given, now)
    detail = {"people": [str(one) for one in known]}
    note(session, _them(offer), "know the family", ("booking", booking.id), now, detail)
    session.flush()
    return find_another(session, viewer, booking, now)


def booking_to_show(session: Session, offer: Offer, now: datetime) -> Booking:
    """The booking whose names may be seen by an interpreter who identifies themself. Raises ``Refused``."""
    booking = booking_of_offer(session, _for(session, offer), offer.id) if offer.interpreter_id else None
    if booking is None or booking.state not in SHOWN or now > booking.ends_at + SHOWN_AFTER:
        raise Refused("There is nothing more to see here.", "If you need something, ring the office.")
    return booking


def _address(session: Session, viewer: Viewer, appointment: Appointment) -> tuple[str, ...]:
    if appointment.where == Where.OUR_PLACE and appointment.place_id is not None:
        site = place(session, viewer, appointment.place_id)
        return (site.name, *site.address)
    if appointment.where == Where.AT_HOME and appointment.home_of_id is not None:
        someone = people_of(session, viewer, [appointment.home_of_id]).get(appointment.home_of_id)
        home = household(session, viewer, someone) if someone is not None else None
        return tuple(home.address) if home is not None else ()
    return tuple(appointment.address or ())


def _for(session: Session, offer: Offer) -> Viewer:
    """The agency's own eyes: what an interpreter is shown is chosen here, and nothing else is asked."""
    return system_viewer(session.get_one(Agency, offer.agency_id))


def _them(offer: Offer) -> Actor:
    return Actor("visitor", agency_id=offer.agency_id, role="interpreter")
