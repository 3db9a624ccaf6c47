"""Two who do something to the same appointment at the same moment: one is first, and nothing is left half done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from uuid import UUID

import pytest
from booking_factories import a_mother, an_interpreter, appointment_given, appointment_made, requests_for
from factories import a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.appointments import find
from comms.bookings.appointments.actions import CancelGiven, cancel_appointment, make_appointment
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.find import bookings_for
from comms.bookings.offers.actions import OfferGiven, accept_offer, make_offers
from comms.bookings.requests.actions import settle_otherwise
from comms.bookings.requests.find import requests_of
from comms.foundation.errors import CommsError
from comms.foundation.work import Database

Verb = Callable[[Session], object]


@pytest.fixture
def somebody(database: Database, now: datetime) -> Viewer:
    """A committed head teacher."""
    with database.work() as session:
        return viewer_of(a_staff_member(session, an_agency(session, now), now, roles=("head teacher",)))


def at_once(database: Database, *verbs: Verb) -> list[str]:
    """Do all of these at the same moment, each in a unit of work of its own; what each was refused with."""
    barrier = Barrier(len(verbs))

    def do(verb: Verb) -> str:
        barrier.wait()
        try:
            with database.work() as session:
                verb(session)
        except CommsError as fault:
            return str(fault)
        return ""

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(do, verbs))


def an_offer(database: Database, viewer: Viewer, now: datetime) -> tuple[UUID, UUID, UUID]:
    """An appointment with an offer that is out: their ids and the request's."""
    with database.work() as session:
        made = appointment_made(session, viewer, now, a_mother(session, viewer, now))
        [request] = requests_for(session, viewer, made)
        one = an_interpreter(session, viewer, now)
        session.flush()
        [offer] = make_offers(session, viewer, request.id, OfferGiven(interpreters=[one.id]), now)
        return made.id, request.id, offer.id


@pytest.mark.parametrize("number", range(4))
def test_called_off_while_somebody_accepts_nobody_stays_booked(
    database: Database, somebody: Viewer, now: datetime, number: int
) -> None:
    appointment_id, request_id, offer_id = an_offer(database, somebody, now)
    verbs: list[Verb] = [
        lambda session: accept_offer(session, somebody, offer_id, now),
        lambda session: cancel_appointment(
            session, somebody, appointment_id, CancelGiven("us", "Not needed."), "this", now
        ),
    ]
    refused = at_once(database, *(verbs if number % 2 else reversed(verbs)))
    assert refused.count("") >= 1
    with database.work() as session:
        [request] = requests_of(session, somebody, [appointment_id])[appointment_id]
        assert find.appointment(session, somebody, appointment_id).state == "cancelled"
        assert request.state == "not needed"
        assert all(not one.occupies for one in bookings_for(session, somebody, [request_id]))


@pytest.mark.parametrize("number", range(4))
def test_decided_to_meet_without_while_somebody_accepts_only_one_of_them_is_so(
    database: Database, somebody: Viewer, now: datetime, number: int
) -> None:
    appointment_id, request_id, offer_id = an_offer(database, somebody, now)
    verbs: list[Verb] = [
        lambda session: accept_offer(session, somebody, offer_id, now),
        lambda session: settle_otherwise(session, somebody, request_id, "Nobody is free.", "The telephone.", now),
    ]
    refused = at_once(database, *(verbs if number % 2 else reversed(verbs)))
    assert refused.count("") == 1
    with database.work() as session:
        [request] = requests_of(session, somebody, [appointment_id])[appointment_id]
        booked = [one for one in bookings_for(session, somebody, [request_id]) if one.occupies]
        assert (request.state, len(booked)) in {("filled", 1), ("met otherwise", 0)}


def test_eight_who_send_the_same_form_make_one_appointment(database: Database, somebody: Viewer, now: datetime) -> None:
    with database.work() as session:
        given = appointment_given(session, somebody, now, a_mother(session, somebody, now))
    made: set[UUID] = set()

    def make(session: Session) -> Appointment:
        one = make_appointment(session, somebody, given, now)
        made.add(one.id)
        return one

    assert at_once(database, *[make] * 8) == [""] * 8
    assert len(made) == 1
