"""What is booked by many at once: one appointment offered to as many interpreters as there are processes, the same
slots of one interpreter for each process, and a great many requests that do not get into each other's way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.actions import found_agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.bookings.appointments.actions import AppointmentGiven, AttendeeGiven, make_appointment
from comms.bookings.appointments.appointment import Appointment, Role, Where
from comms.bookings.offers.actions import OfferGiven, make_offers
from comms.bookings.place_actions import PlaceGiven, record_place
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.request import InterpreterRequest
from comms.families.actions import PersonDetails, record_person
from comms.families.language_need import Source
from comms.families.need_actions import NeedGiven, record_language_need
from comms.families.person import PersonKind
from comms.foundation.db import new_id
from comms.foundation.work import Database
from comms.foundation.work_item import WorkState
from comms.interpreters.actions import (
    InterpreterGiven,
    LanguageGiven,
    QualificationGiven,
    record_language,
    record_qualification,
    register_interpreter,
)
from comms.interpreters.hours_actions import HoursGiven, set_weekly_hours

# A Monday, so that a week of ordinary days follows.
NOW = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
BEGINS = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
AN_HOUR, SLOTS_A_DAY = timedelta(hours=1), 8

Pairs = list[tuple[UUID, UUID]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Offers of one request; for each process a request for each slot of one interpreter, and the slots as text; and
    for each number of processes that is counted, requests that all can be booked."""

    offers: list[UUID]
    same_slots: list[Pairs]
    slots: list[tuple[str, str]]
    many: dict[int, Pairs]


def prepare(database: Database, processes: int, slots: int, interpreters: int, counts: dict[int, int]) -> Prepared:
    """Write it all. ``counts`` says, for each number of processes that is counted, how many requests it has."""
    with database.work() as session:
        agency = found_agency(session, "Cambridgeshire", "social_care", NOW)
        session.flush()
        viewer = system_viewer(agency)
        people = [_interpreter(session, viewer, number) for number in range(max(processes, interpreters) + 1)]
        offers = _offered(session, viewer, people[:processes])
        one, times = people[-1], [BEGINS + timedelta(days=30, hours=2 * number) for number in range(slots)]
        same = [[(_request(session, viewer, at), one) for at in times] for _ in range(processes)]
        many = {
            counted: _many(session, viewer, people[:interpreters], bookings, 100 * (place + 1))
            for place, (counted, bookings) in enumerate(counts.items())
        }
    return Prepared(offers, same, [(at.isoformat(), (at + AN_HOUR).isoformat()) for at in times], many)


def _interpreter(session: Session, viewer: Viewer, number: int) -> UUID:
    given = InterpreterGiven(f"Interpreter {number}", telephone=f"07700 9{number:05}", base_zone="PE13")
    one = register_interpreter(session, viewer, given, NOW)
    record_language(session, viewer, one.id, LanguageGiven("lt", level=6), NOW)
    shown = QualificationGiven("DBS", date(2025, 1, 31), date(2028, 1, 31))
    record_qualification(session, viewer, one.id, shown, NOW)
    week = [HoursGiven(day, time(8), time(20)) for day in range(5)]
    set_weekly_hours(session, viewer, one.id, week, date(2026, 1, 1), NOW)
    return one.id


def _offered(session: Session, viewer: Viewer, people: list[UUID]) -> list[UUID]:
    """One appointment of a Lithuanian mother, offered to all of them."""
    mother = record_person(session, viewer, PersonDetails(PersonKind.PARENT, "Rasa", "Kazlauskienė"), NOW)
    need = NeedGiven(source=Source.ASKED_PERSON, spoken=["lt"], written="lt", interpreter="needed")
    record_language_need(session, viewer, mother.id, need, NOW)
    site = record_place(session, viewer, PlaceGiven("Eastlode House", ("Quay Street", "PE13 9ZA")), NOW)
    given = AppointmentGiven("meeting", BEGINS, 60, "in person", Where.OUR_PLACE,
                             [AttendeeGiven(mother.id, Role.PARENT)], place_id=site.id)  # fmt: skip
    made = make_appointment(session, viewer, given, NOW)
    [request] = requests_of(session, viewer, [made.id])[made.id]
    return [one.id for one in make_offers(session, viewer, request.id, OfferGiven(people, how="several"), NOW)]


def _many(session: Session, viewer: Viewer, people: list[UUID], bookings: int, days_on: int) -> Pairs:
    """Requests for everybody in turn, hour after hour, so that each can be booked."""
    pairs: Pairs = []
    for number in range(-(-bookings // len(people))):
        day, hour = divmod(number, SLOTS_A_DAY)
        at = BEGINS + timedelta(days=days_on + day, hours=hour)
        pairs += [(_request(session, viewer, at), one) for one in people]
    return list(islice(pairs, bookings))


def _request(session: Session, viewer: Viewer, at: datetime) -> UUID:
    """A request and its appointment, straight as rows: what is measured is the booking of it. By telephone, so that
    nobody travels between them."""
    appointment = Appointment(
        id=new_id(), agency_id=viewer.agency_id, purpose="meeting", mode="by telephone", where=Where.REMOTE, zone=None,
        starts_at=at, ends_at=at + AN_HOUR, minutes_asked=60, made_at=NOW,
    )  # fmt: skip
    request = InterpreterRequest(
        id=new_id(), agency_id=viewer.agency_id, appointment_id=appointment.id, reference=f"R{new_id().hex[-18:]}",
        language="lt", mode="by telephone", starts_at=at, ends_at=at + AN_HOUR, zone=None, risk="usual", raised_at=NOW,
        work_state=WorkState.DONE,
    )  # fmt: skip
    session.add(appointment)
    session.flush([appointment])
    session.add(request)
    return request.id
