"""The one line of an appointment: whether the family will be understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find
from comms.bookings.appointments.appointment import Appointment, AppointmentState, Attendee, NeedThen
from comms.bookings.appointments.knowing import NOTHING_KNOWN, Known, known_now
from comms.bookings.booking import Booking, BookingState
from comms.bookings.find import standing_bookings
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.families.person import Person
from comms.foundation.clock import LONDON, london_date
from comms.foundation.errors import NotFound
from comms.foundation.languages import language
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.supplier import Supplier

_R = RequestState
ENDED = {
    AppointmentState.TOOK_PLACE: "This appointment took place.",
    AppointmentState.NOT_PRESENT: "The family was not there.",
    AppointmentState.FAILED: "This appointment failed, and not through the family.",
    AppointmentState.CANCELLED: "This appointment was cancelled.",
}
SOMEBODY = "somebody at another agency"


@dataclass(frozen=True, slots=True)
class Understood:
    """The line, and whether all is well: True when everybody will be understood, False while that is not so, None
    where somebody decided otherwise or there is nothing left to do."""

    said: str
    ok: bool | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """All that is known of one appointment."""

    appointment: Appointment
    attendees: Sequence[Attendee]
    requests: Sequence[InterpreterRequest]
    now: datetime
    people: Mapping[UUID, Person]
    known: Mapping[UUID, Known]
    bookings: Mapping[UUID, Booking]
    by: Mapping[UUID, str]

    def called(self, people: Sequence[UUID | str]) -> str:
        """Several people by the names they are called by."""
        found = [self.people.get(UUID(str(one))) for one in people]
        return in_a_row([one.known_as or one.given_name or one.name if one else "somebody" for one in found])

    @property
    def left(self) -> str:
        """How long there is until it begins, in days as people count them."""
        days = (london_date(self.appointment.starts_at) - london_date(self.now)).days
        if self.now >= self.appointment.starts_at:
            return "it has begun"
        return {0: "it is today", 1: "it is tomorrow"}.get(days, f"{days} days left")


def understood(session: Session, viewer: Viewer, appointment: Appointment, now: datetime) -> Understood:
    """The one line of one appointment."""
    return understood_of(session, viewer, [appointment], now)[appointment.id]


def understood_of(
    session: Session, viewer: Viewer, appointments: Sequence[Appointment], now: datetime
) -> dict[UUID, Understood]:
    """The one line of each of these appointments, asked for together."""
    ids = [one.id for one in appointments]
    attendees, requests = find.attendees_of(session, viewer, ids), requests_of(session, viewer, ids)
    people = {one.person_id for attending in attendees.values() for one in attending}
    bookings = standing_bookings(session, viewer, [one.id for raised in requests.values() for one in raised])
    named, known = find.people_of(session, viewer, people), known_now(session, viewer, people)
    by = {one.id: one.name for one in colleagues(session, viewer)}
    return {
        one.id: _line(session, _Seen(one, attendees[one.id], requests[one.id], now, named, known, bookings, by))
        for one in appointments
    }


def _line(session: Session, seen: _Seen) -> Understood:
    """The worst comes first: what nobody asked, then what nobody fills, then what somebody decided."""
    state = AppointmentState(seen.appointment.state)
    if state in ENDED:
        return Understood(ENDED[state], None)
    missing = _not_asked(seen) + _not_filled(session, seen)
    if missing:
        return Understood(" ".join(missing), ok=False)
    otherwise = [_decided(seen, one) for one in seen.requests if one.state == _R.OTHERWISE]
    filled = [_filled(session, seen, one) for one in seen.requests if one.state == _R.FILLED]
    if otherwise:
        return Understood(" ".join(otherwise + filled), ok=None)
    if filled:
        return Understood(" ".join(filled), ok=True)
    return Understood(f"No interpreter is needed: that is on record for {_everybody(seen)}.", ok=True)


def _everybody(seen: _Seen) -> str:
    return seen.called([one.person_id for one in seen.attendees])


def _not_asked(seen: _Seen) -> list[str]:
    """What must be asked of somebody first, and who needs somebody now whom nobody has asked for."""
    known = {one.person_id: seen.known.get(one.person_id, NOTHING_KNOWN) for one in seen.attendees}
    never = [one for one, what in known.items() if what.need == NeedThen.NOT_ASKED]
    which = [one for one, what in known.items() if what.need == NeedThen.NEEDED and not what.language]
    covered = {(person, one.language) for one in seen.requests if one.state != _R.NOT_NEEDED for person in one.people}
    new = [one for one, what in known.items() if what.language and (str(one), what.language) not in covered]
    said = []
    if never:
        said.append(f"Nobody has asked whether {seen.called(never)} {_needs(never)} an interpreter.")
    if which:
        said.append(f"{seen.called(which)} {_needs(which)} an interpreter, and nobody has asked in which language.")
    said += [
        f"{seen.called([one])} needs an interpreter of {_named(known[one].language)}, and none was asked for yet."
        for one in new
    ]
    return said


def _needs(people: Sequence[UUID]) -> str:
    return "needs" if len(people) == 1 else "need"


def _not_filled(session: Session, seen: _Seen) -> list[str]:
    said = []
    for one in seen.requests:
        booking, spoken = seen.bookings.get(one.id), _named(one.language)
        if one.state == _R.UNFILLED:
            said.append(f"Nobody was found to interpret {spoken}: say what became of the appointment.")
        elif one.state == _R.NOT_NAMED:
            who = _who(session, booking) or "A supplier"
            said.append(f"{who} will send somebody to interpret {spoken} and has not said whom yet: {seen.left}.")
        elif one.state == _R.OPEN and booking is not None and booking.state == BookingState.HELD:
            until = f" until {booking.held_until.astimezone(LONDON):%H:%M}" if booking.held_until else ""
            said.append(f"{_who(session, booking)} is held{until} to interpret {spoken}, and not booked yet.")
        elif one.state == _R.OPEN:
            said.append(f"Nobody is booked to interpret {spoken} yet: {seen.left}.")
    return said


def _decided(seen: _Seen, request: InterpreterRequest) -> str:
    by = seen.by.get(request.settled_by, SOMEBODY) if request.settled_by else SOMEBODY
    why, instead = ((words or "").rstrip(".") for words in (request.why, request.instead))
    return f"No interpreter of {_named(request.language)}, decided by {by}: {why}; instead: {instead}."


def _filled(session: Session, seen: _Seen, request: InterpreterRequest) -> str:
    who = _who(session, seen.bookings.get(request.id)) or "Somebody"
    said = f"{who} interprets {_named(request.language)}, {request.mode}"
    return f"{seen.called(request.people)} will be understood: {said}."


def _who(session: Session, booking: Booking | None) -> str:
    """Who is booked, by name; of a supplier the name it gave, else its own."""
    if booking is None:
        return ""
    if booking.interpreter_id is not None:
        return session.get_one(Interpreter, booking.interpreter_id).name
    if booking.interpreter_name:
        return booking.interpreter_name
    return session.get_one(Supplier, booking.supplier_id).name if booking.supplier_id else ""


def _named(tag: str) -> str:
    try:
        return language(tag).english_name
    except NotFound:
        return f"“{tag}”"


def in_a_row(names: Sequence[str]) -> str:
    """Names as a sentence has them: "Rasa, Tomas and Ugnė"."""
    return names[0] if len(names) == 1 else " and ".join([", ".join(names[:-1]), names[-1]]) if names else "nobody"
