"""A language need that comes in with a school's export reaches the appointments of whom it is about."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from booking_factories import a_mother, appointment_made, booked_for, requests_for
from factories import a_need, a_parent, a_staff_member, an_agency
from imported_contacts import RASA, contacts, enrol, the_adult
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.appointments.actions import cancel_appointment
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.given import CancelGiven
from comms.bookings.requests.raising import needs_changed
from comms.families.imports import ImportOutcome
from comms.families.person import Person
from comms.tasks.find import open_tasks
from comms.tasks.task import TaskKind

POLISH = {"Language of correspondence": "POL"}
NEEDED = {"Interpreter needed": "Y"}


@pytest.fixture
def rasa(session: Session, viewer: Viewer, now: datetime) -> Person:
    """Rasa came in with an export that says Lithuanian, and nothing of an interpreter."""
    enrol(session, viewer, now)
    contacts(session, viewer, now, RASA)
    return the_adult(session, viewer)


def imported(session: Session, viewer: Viewer, now: datetime, **row: str) -> tuple[ImportOutcome, int]:
    """The export again with other answers, and how many appointments were looked at, as the doors do it."""
    outcome = contacts(session, viewer, now, RASA | row)
    return outcome, needs_changed(session, viewer, outcome.needs_recorded, now)


def languages(session: Session, viewer: Viewer, appointment: Appointment) -> list[tuple[str, str]]:
    return [(one.language, one.state) for one in requests_for(session, viewer, appointment)]


def test_a_need_that_is_imported_raises_its_request_by_itself(
    session: Session, viewer: Viewer, now: datetime, rasa: Person
) -> None:
    appointment = appointment_made(session, viewer, now, rasa)
    assert languages(session, viewer, appointment) == []
    outcome, looked_at = imported(session, viewer, now + timedelta(hours=1), **NEEDED)
    assert (outcome.needs_recorded, looked_at) == ([rasa.id], 1)
    assert languages(session, viewer, appointment) == [("lt", "open")]


def test_the_same_file_again_raises_nothing_and_opens_no_second_task(
    session: Session, viewer: Viewer, now: datetime, rasa: Person
) -> None:
    appointment = appointment_made(session, viewer, now, rasa)
    imported(session, viewer, now + timedelta(hours=1), **NEEDED)
    before = [(one.id, one.why) for one in open_tasks(session, viewer)]
    outcome, looked_at = imported(session, viewer, now + timedelta(hours=2), **NEEDED)
    assert (outcome.needs_recorded, looked_at) == ([], 0)
    # Even looked at again without a change, nothing is doubled.
    needs_changed(session, viewer, [rasa.id, rasa.id], now + timedelta(hours=3))
    assert languages(session, viewer, appointment) == [("lt", "open")]
    assert [(one.id, one.why) for one in open_tasks(session, viewer)] == before


def test_another_language_withdraws_the_request_and_raises_its_own(
    session: Session, viewer: Viewer, now: datetime, rasa: Person
) -> None:
    imported(session, viewer, now, **NEEDED)
    appointment = appointment_made(session, viewer, now, rasa)
    imported(session, viewer, now + timedelta(hours=1), **NEEDED, **POLISH)
    assert languages(session, viewer, appointment) == [("lt", "not needed"), ("pl", "open")]


def test_who_is_booked_stays_and_a_person_looks_once(
    session: Session, viewer: Viewer, now: datetime, rasa: Person
) -> None:
    imported(session, viewer, now, **NEEDED)
    appointment = appointment_made(session, viewer, now, rasa)
    [request] = requests_for(session, viewer, appointment)
    booking = booked_for(session, viewer, now, request)
    for hours in (1, 2):
        imported(session, viewer, now + timedelta(hours=hours), **NEEDED, **POLISH)
    assert booking.state == "confirmed"
    assert [one.kind for one in open_tasks(session, viewer)].count(TaskKind.CHECK_BOOKING) == 1


def test_what_is_past_or_called_off_is_left_as_it_was(
    session: Session, viewer: Viewer, now: datetime, rasa: Person
) -> None:
    over = appointment_made(session, viewer, now, rasa, starts_at=now + timedelta(hours=2))
    off = appointment_made(session, viewer, now, rasa)
    cancel_appointment(session, viewer, off.id, CancelGiven("us", "The school is closed."), "this", now)
    _, looked_at = imported(session, viewer, now + timedelta(days=1), **NEEDED)
    assert looked_at == 0
    assert languages(session, viewer, over) == languages(session, viewer, off) == []


def test_only_the_importing_agencys_appointments_are_looked_at(session: Session, viewer: Viewer, now: datetime) -> None:
    eastlode = an_agency(session, now, name="Eastlode")
    other = viewer_of(a_staff_member(session, eastlode, now, roles=("head teacher", "administrator")))
    theirs = a_mother(session, other, now)
    appointment_made(session, other, now, theirs)
    assert needs_changed(session, viewer, [theirs.id], now) == 0
    assert needs_changed(session, other, [theirs.id], now) == 1


def test_two_who_attend_the_same_appointment_are_one_look(session: Session, viewer: Viewer, now: datetime) -> None:
    mother, father = a_mother(session, viewer, now), a_parent(session, viewer, now, given="Tomas")
    appointment = appointment_made(session, viewer, now, mother, father)
    a_need(session, viewer, father, now + timedelta(hours=1), "pl", interpreter="needed")
    assert needs_changed(session, viewer, [mother.id, father.id], now + timedelta(hours=1)) == 1
    assert languages(session, viewer, appointment) == [("lt", "open"), ("pl", "open")]
