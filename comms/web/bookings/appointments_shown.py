"""One appointment as its screen shows it, with everything there is to know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find
from comms.bookings.appointments.appointment import Appointment, AppointmentState, Attendee, Role, Where
from comms.bookings.appointments.confirming import what_is_missing
from comms.bookings.appointments.knowing import Known, known_now
from comms.bookings.appointments.understood import in_a_row
from comms.bookings.booking import STANDS, Booking
from comms.bookings.find import bookings_for
from comms.bookings.purposes import advice_on_mode, purposes
from comms.bookings.reminders.find import reminders_of
from comms.bookings.replacing import Replacing, replacing_now
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.families.find import household, language_needs, person
from comms.families.language_need import LanguageNeed
from comms.families.person import Person
from comms.foundation.errors import NotFound
from comms.foundation.languages import language
from comms.interpreters.interpreter import Interpreter, Mode
from comms.interpreters.supplier import Supplier
from comms.web.bookings.absences_said import NotThere, choices_when_it_ends, not_there, said_field
from comms.web.bookings.appointments_listed import Row, name_of, rows
from comms.web.bookings.reminded import reminded_said
from comms.web.people.language_card import called
from comms.web.people.person_page import NOT_TOLD

NEEDS_SOMEBODY = frozenset({RequestState.OPEN, RequestState.NOT_NAMED})


@dataclass(frozen=True, slots=True)
class Attending:
    """Somebody who attends, and what is known of their need now."""

    attendee: Attendee
    person: Person | None
    known: Known


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking that was ever made for a request, and whose."""

    booking: Booking
    who: str

    @property
    def stands(self) -> bool:
        """Whether somebody will come by it."""
        return self.booking.state in STANDS


@dataclass(frozen=True, slots=True)
class Needed:
    """One request, ready to be shown."""

    request: InterpreterRequest
    language: str
    people: str
    booked: Sequence[Booked]
    warnings: Sequence[str]

    @property
    def standing(self) -> Booked | None:
        """Who will come."""
        return next((one for one in self.booked if one.stands), None)

    @property
    def looks(self) -> bool:
        """Whether somebody is still looked for."""
        return self.request.state in NEEDS_SOMEBODY


@dataclass(frozen=True, slots=True)
class AppointmentPage:
    """One appointment, and what its page says."""

    appointment: Appointment
    row: Row
    where: Sequence[str]
    attending: Sequence[Attending]
    needed: Sequence[Needed]
    advice: str
    missing: Sequence[str]
    in_series: int
    staff: Mapping[UUID, str]
    happens: Mapping[UUID, Replacing]
    not_there: Mapping[UUID, NotThere]
    reminded: Mapping[UUID, str]
    now: datetime

    said_field = staticmethod(said_field)
    kinds_of = staticmethod(choices_when_it_ends)

    @property
    def is_live(self) -> bool:
        """Whether it is still to come or to be recorded."""
        return self.appointment.state in find.LIVE

    @property
    def has_begun(self) -> bool:
        """Whether its time has come."""
        return self.appointment.starts_at <= self.now

    @property
    def can_confirm(self) -> bool:
        """Whether it waits only for somebody to confirm it."""
        return self.appointment.state == AppointmentState.PLANNED and not self.missing and not self.must_look

    @property
    def must_look(self) -> bool:
        """Whether what is known of somebody has changed since the interpreters were asked for."""
        return any(
            (one.attendee.need, one.attendee.language) != (one.known.need, one.known.language) for one in self.attending
        )

    @property
    def booked(self) -> list[Booked]:
        """Everybody who will come to interpret."""
        return [one.standing for one in self.needed if one.standing is not None]

    def by(self, staff_id: UUID | None) -> str:
        """Who did something, by name where the viewer may know it."""
        return self.staff.get(staff_id, NOT_TOLD) if staff_id else "the service"


def appointment_page(session: Session, viewer: Viewer, one: Appointment, now: datetime) -> AppointmentPage:
    """Gather the page of an appointment."""
    attendees = find.attendees_of(session, viewer, [one.id])[one.id]
    ids = [each.person_id for each in attendees]
    people, known = find.people_of(session, viewer, ids), known_now(session, viewer, ids)
    [row] = rows(session, viewer, [one], now)
    requests = requests_of(session, viewer, [one.id])[one.id]
    series = find.of_series(session, viewer, one.series_id, find.LIVE) if one.series_id else ()
    return AppointmentPage(
        appointment=one,
        row=row,
        where=where_in_words(session, viewer, one),
        attending=[Attending(each, people.get(each.person_id), known[each.person_id]) for each in attendees],
        needed=_needed(session, viewer, one, requests, people),
        advice=_advice(one, attendees) if requests else "",
        missing=what_is_missing(session, viewer, one) if one.state == AppointmentState.PLANNED else [],
        in_series=len([each for each in series if each.starts_at > now]),
        staff={each.id: each.name for each in colleagues(session, viewer)},
        happens=_happens(session, viewer, requests, now),
        not_there=not_there(session, viewer, one.id),
        reminded={each.person_id: reminded_said(each) for each in reminders_of(session, viewer, one.id)},
        now=now,
    )


def _happens(
    session: Session, viewer: Viewer, requests: Sequence[InterpreterRequest], now: datetime
) -> dict[UUID, Replacing]:
    """What happens now for each request whose interpreter dropped out."""
    found = {each.id: replacing_now(session, viewer, each, now) for each in requests if each.state in NEEDS_SOMEBODY}
    return {one: happens for one, happens in found.items() if happens is not None}


def _advice(one: Appointment, attendees: Sequence[Attendee]) -> str:
    if one.purpose not in purposes():
        return ""
    minutes = int((one.ends_at - one.starts_at).total_seconds() // 60)
    return advice_on_mode(one.purpose, one.mode, minutes, child_attends=any(a.role == Role.CHILD for a in attendees))


def _needed(
    session: Session,
    viewer: Viewer,
    one: Appointment,
    requests: Sequence[InterpreterRequest],
    people: Mapping[UUID, Person],
) -> list[Needed]:
    bookings = bookings_for(session, viewer, [each.id for each in requests])
    needs = language_needs(session, viewer, people)
    return [
        Needed(
            request, language(request.language).english_name,
            in_a_row([name_of(people, UUID(each)) for each in request.people]),
            [Booked(each, booked_name(session, each)) for each in bookings if each.request_id == request.id],
            _warnings(request, needs, people, one.mode),
        )
        for request in requests
    ]  # fmt: skip


def _warnings(
    request: InterpreterRequest, needs: Mapping[UUID, LanguageNeed], people: Mapping[UUID, Person], mode: str
) -> list[str]:
    """Where the appointment is not as somebody prefers: it is never silently made otherwise."""
    wished = [(people.get(one), needs.get(one)) for one in map(UUID, request.people)]
    return [
        f"{called(who)} prefers an interpreter {need.mode_preferred}, and this is {mode}."
        for who, need in wished
        if who is not None and need is not None and need.mode_preferred in set(Mode) - {mode}
    ]


def booked_name(session: Session, booking: Booking) -> str:
    """Whose booking it is: the interpreter, or whom a supplier named, or the supplier."""
    if booking.interpreter_id is not None:
        return session.get_one(Interpreter, booking.interpreter_id).name
    supplier = session.get_one(Supplier, booking.supplier_id).name if booking.supplier_id else ""
    return f"{booking.interpreter_name} ({supplier})" if booking.interpreter_name else supplier


def where_in_words(session: Session, viewer: Viewer, one: Appointment) -> list[str]:
    """Where it is, line by line; a home's address as it is on record now."""
    if one.where == Where.OUR_PLACE and one.place_id:
        place = find.place(session, viewer, one.place_id)
        return [place.name, *place.address]
    if one.where == Where.AT_HOME and one.home_of_id:
        return _at_home(session, viewer, one.home_of_id)
    if one.where == Where.ELSEWHERE:
        return list(one.address or ())
    return ["By video" if one.mode == Mode.VIDEO else "By telephone"]


def _at_home(session: Session, viewer: Viewer, person_id: UUID) -> list[str]:
    try:
        who = person(session, viewer, person_id)
    except NotFound:
        return ["At the home of somebody you no longer work with"]
    home = household(session, viewer, who)
    return [f"At {called(who)}’s home", *(home.address if home else ())]
