"""Makes interpreters, appointments and requests for tests, straight as rows: what the verbs do is tested elsewhere.
Those at the end are made by the verbs. Each takes a session and writes into it; none commits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from factories import a_need, a_parent
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.actions import AppointmentGiven, AttendeeGiven, make_appointment
from comms.bookings.appointments.appointment import Appointment, Attendee, NeedThen, Role, Where
from comms.bookings.booking import Booking
from comms.bookings.place import Place
from comms.bookings.requests.actions import mark_filled
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.request import InterpreterRequest
from comms.bookings.taking import Taking, take
from comms.families.language_need import Source
from comms.families.person import Person, PersonKind
from comms.foundation.work_item import WorkState
from comms.foundation.writing import fold
from comms.interpreters.hours import WeeklyHours
from comms.interpreters.interpreter import Interpreter, InterpreterLanguage, Mode
from comms.interpreters.qualification import Qualification, QualificationKind
from comms.interpreters.supplier import Supplier
from comms.interpreters.terms import starting_terms, terms_to_json

# A Wednesday, nine days after the moment of the tests.
WEDNESDAY = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
EVERY_MODE = [Mode.IN_PERSON, Mode.TELEPHONE, Mode.VIDEO]


def an_interpreter(
    session: Session,
    viewer: Viewer,
    now: datetime,
    name: str = "Daiva Rimkutė",
    language: str = "lt",
    *,
    level: int = 6,
    dialect: str = "",
    modes: Sequence[str] = EVERY_MODE,
    checks: Sequence[str] = (QualificationKind.DBS,),
    expires_on: date = date(2028, 1, 31),
    works: tuple[time, time] | None = (time(8, 0), time(20, 0)),
    **given: Any,
) -> Interpreter:
    """An interpreter of the viewer's register: a diploma, the checks named, and working days from eight to eight."""
    values: dict[str, Any] = {
        "gender": "a woman", "base_zone": "PE13", "telephone": "07700 900500",
        "email": f"{secrets.token_hex(4)}@interpreters.example",
    }  # fmt: skip
    made = Interpreter(
        agency_id=viewer.agency_id, name=name, search_name=fold(name), registered_at=now,
        terms=terms_to_json(starting_terms()), **(values | given),
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add(InterpreterLanguage(interpreter_id=made.id, language=language, dialect=dialect, level=level,
                                    modes=list(modes)))  # fmt: skip
    for kind in checks:
        session.add(
            Qualification(
                interpreter_id=made.id, kind=kind, issued_on=date(2025, 1, 31), expires_on=expires_on, recorded_at=now
            )
        )
    if works is not None:
        since = date(2026, 1, 1)
        for weekday in range(5):
            session.add(WeeklyHours(interpreter_id=made.id, weekday=weekday, from_time=works[0], until_time=works[1],
                                    from_day=since))  # fmt: skip
    session.flush()
    return made


def a_supplier(session: Session, viewer: Viewer, now: datetime, **given: Any) -> Supplier:
    """An interpreting agency that sends everybody."""
    values: dict[str, Any] = {"name": "Fenland Languages", "email": "bookings@fenland.example", "cost_code": "CSC-104"}
    made = Supplier(agency_id=viewer.agency_id, recorded_at=now, **(values | given))
    session.add(made)
    session.flush()
    return made


def a_place(session: Session, viewer: Viewer, now: datetime, **given: Any) -> Place:
    """A site of the viewer's agency."""
    values: dict[str, Any] = {"name": "Eastlode House", "address": ["Quay Street", "PE13 9ZA"], "zone": "PE13"}
    made = Place(agency_id=viewer.agency_id, recorded_at=now, **(values | given))
    session.add(made)
    session.flush()
    return made


def a_mother(session: Session, viewer: Viewer, now: datetime, language: str = "lt", **given: Any) -> Person:
    """A mother who needs an interpreter and was asked."""
    mother = a_parent(session, viewer, now)
    a_need(session, viewer, mother, now, language, interpreter="needed", source=Source.ASKED_PERSON, **given)
    return mother


def an_appointment(
    session: Session,
    viewer: Viewer,
    now: datetime,
    people: Sequence[tuple[Person, str]] = (),
    starts_at: datetime = WEDNESDAY,
    minutes: int = 90,
    **given: Any,
) -> Appointment:
    """A meeting in person with a mother who speaks Lithuanian, on a Wednesday at ten, unless the test says otherwise.
    ``people`` are persons with their roles."""
    values: dict[str, Any] = {
        "purpose": "meeting", "mode": Mode.IN_PERSON, "where": Where.OUR_PLACE, "zone": "PE13", "risk": "usual",
        "minutes_asked": 60,
    }  # fmt: skip
    if "place_id" not in given and given.get("where", Where.OUR_PLACE) == Where.OUR_PLACE:
        given["place_id"] = a_place(session, viewer, now).id
    made = Appointment(
        agency_id=viewer.agency_id, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), made_at=now,
        made_by=viewer.staff_id, organiser_id=viewer.staff_id, **(values | given),
    )  # fmt: skip
    session.add(made)
    session.flush()
    for person, role in people or ((a_mother(session, viewer, now), Role.PARENT),):
        session.add(
            Attendee(appointment_id=made.id, person_id=person.id, role=role, need=NeedThen.NEEDED, language="lt")
        )
    session.flush()
    return made


def a_request(
    session: Session, viewer: Viewer, now: datetime, appointment: Appointment | None = None, **given: Any
) -> InterpreterRequest:
    """An open request for a Lithuanian interpreter, with ten minutes before and after the meeting."""
    appointment = appointment or an_appointment(session, viewer, now)
    values: dict[str, Any] = {
        "language": "lt", "mode": appointment.mode, "level": 3, "checks": [QualificationKind.DBS],
        "starts_at": appointment.starts_at - timedelta(minutes=10),
        "ends_at": appointment.ends_at + timedelta(minutes=10),
        "zone": appointment.zone, "risk": appointment.risk, "state": "open",
        "reference": f"INT-{secrets.token_hex(4).upper()}",
        "work_state": WorkState.WAITING, "next_action_at": None,
    }  # fmt: skip
    made = InterpreterRequest(
        agency_id=viewer.agency_id, appointment_id=appointment.id, raised_at=now, **(values | given)
    )
    session.add(made)
    session.flush()
    return made


def a_booking(
    session: Session,
    viewer: Viewer,
    now: datetime,
    interpreter: Interpreter | None = None,
    request: InterpreterRequest | None = None,
    **given: Any,
) -> Booking:
    """A confirmed booking of an interpreter for a request; held where ``held_until`` is given."""
    request = request or a_request(session, viewer, now)
    interpreter = interpreter or an_interpreter(session, viewer, now)
    appointment = session.get_one(Appointment, request.appointment_id)
    taking = Taking(
        request, appointment, ("parent or carer",), terms_to_json(starting_terms()), interpreter.id, **given
    )
    return take(session, viewer, taking, now)


def appointment_given(
    session: Session, viewer: Viewer, now: datetime, *people: Person, **given: Any
) -> AppointmentGiven:
    """A meeting at the agency's place, on a Wednesday at ten, of an hour in one language, as somebody gives it."""
    values: dict[str, Any] = {
        "purpose": "meeting", "starts_at": WEDNESDAY, "minutes": 60, "mode": Mode.IN_PERSON, "where": Where.OUR_PLACE,
        "attendees": [
            AttendeeGiven(one.id, Role.CHILD if one.kind == PersonKind.CHILD else Role.PARENT) for one in people
        ],
    }  # fmt: skip
    if "place_id" not in given and given.get("where", Where.OUR_PLACE) == Where.OUR_PLACE:
        given["place_id"] = a_place(session, viewer, now).id
    return AppointmentGiven(**(values | given))


def appointment_made(session: Session, viewer: Viewer, now: datetime, *people: Person, **given: Any) -> Appointment:
    """The same, made by the verb: its requests are raised by themselves."""
    return make_appointment(session, viewer, appointment_given(session, viewer, now, *people, **given), now)


def requests_for(session: Session, viewer: Viewer, appointment: Appointment) -> list[InterpreterRequest]:
    """What an appointment needs of interpreters."""
    return requests_of(session, viewer, [appointment.id])[appointment.id]


def booked_for(
    session: Session, viewer: Viewer, now: datetime, request: InterpreterRequest, interpreter: Interpreter | None = None
) -> Booking:
    """Somebody is booked for a request and it is filled by that, as when an offer is accepted."""
    booking = a_booking(session, viewer, now, interpreter, request)
    mark_filled(session, viewer, request, now)
    return booking
