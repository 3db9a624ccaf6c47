"""The demo's interpreters and appointments: what there is to try, on whatever day it is made."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta

import pytest
from demo_district import AFTER_HALF_TERM, MONDAY, SECOND_OF_JANUARY, SOCIAL_CARE, SUNDAY, Districts, acting_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.bookings.appointments.actions import AppointmentGiven, AttendeeGiven, make_appointment
from comms.bookings.appointments.appointment import Appointment, AppointmentState, Where
from comms.bookings.appointments.find import places
from comms.bookings.booking import Booking, BookingState
from comms.bookings.matching.matching import candidates, of_language
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.requests.find import requests_of
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.cli.district.appointments_made import working_days_from
from comms.families.find import people_called
from comms.foundation.clock import london_date, london_moment
from comms.foundation.work_item import due_rows
from comms.messages.message import Message, MessageState


@pytest.mark.parametrize("now", [MONDAY, SUNDAY, SECOND_OF_JANUARY, AFTER_HALF_TERM], ids=lambda now: f"{now:%d %B}")
def test_of_five_lithuanian_interpreters_three_cannot_each_for_a_reason_of_their_own(
    districts: Districts, now: datetime
) -> None:
    with districts(now).database.session() as session:
        check_who_can_interpret_for_rasa(session, now)


def check_who_can_interpret_for_rasa(session: Session, now: datetime) -> None:
    viewer = acting_for(session, SOCIAL_CARE)
    [rasa] = people_called(session, viewer, "Rasa Kazlauskiene")
    starts_at = london_moment(working_days_from(london_date(now), 9), time(13, 0))
    given = AppointmentGiven(
        purpose="meeting", starts_at=starts_at, minutes=40, mode="in person", where=Where.OUR_PLACE,
        place_id=places(session, viewer)[0].id, attendees=[AttendeeGiven(rasa.id, "parent or carer")],
    )  # fmt: skip
    appointment = make_appointment(session, viewer, given, now)
    [request] = requests_of(session, viewer, [appointment.id])[appointment.id]
    found = candidates(session, viewer, request.id, now)
    assert {one.name for one in found.best} == {"Daiva Rimkutė", "Jonas Vaitkus"}
    assert found.best[0].name == "Daiva Rimkutė", "she knows the family"
    others = {
        one.name: {reason.code for reason in one.reasons} for one in of_language(session, viewer, request.id, now)
    }
    assert others["Asta Norkienė"] == {"check"}
    assert others["Gintaras Šulskis"] == {"conflict"}
    assert "leave" in others["Vilma Kerpauskienė"]
    assert len(others) == 5


def test_there_is_something_of_everything_to_look_at(looking: Session) -> None:
    appointments = Counter(one.state for one in looking.scalars(select(Appointment)))
    assert set(appointments) == {
        AppointmentState.PLANNED, AppointmentState.CONFIRMED, AppointmentState.TOOK_PLACE, AppointmentState.FAILED,
        AppointmentState.NOT_PRESENT, AppointmentState.CANCELLED,
    }  # fmt: skip
    requests = Counter(one.state for one in looking.scalars(select(InterpreterRequest)))
    assert set(requests) >= {
        RequestState.OPEN, RequestState.FILLED, RequestState.NOT_NAMED, RequestState.UNFILLED
    }  # fmt: skip
    bookings = Counter(one.state for one in looking.scalars(select(Booking)))
    assert bookings[BookingState.BY_INTERPRETER] == 1
    assert bookings[BookingState.COMPLETED] == 2
    assert bookings[BookingState.NO_SHOW] == 1
    assert Counter(one.state for one in looking.scalars(select(Offer)))[OfferState.OPEN] == 2


def test_no_message_of_the_demo_was_sent(looking: Session) -> None:
    states = {one.state for one in looking.scalars(select(Message))}
    assert states <= {MessageState.WAITING, MessageState.IN_OUTBOX, MessageState.NOT_NEEDED}


@pytest.mark.parametrize("after", [timedelta(), timedelta(minutes=1)])
def test_nothing_about_requests_is_left_to_the_worker(looking: Session, after: timedelta) -> None:
    assert due_rows(looking, InterpreterRequest, MONDAY + after) == []
