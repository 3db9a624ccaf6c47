"""When somebody drops out: others are asked at once, the telephone service is made ready, and a person decides."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from booking_factories import a_booking, an_interpreter, booked_for
from hypothesis import given
from hypothesis import strategies as st
from offer_factories import Wanted, at_before, offered, wanted, with_line
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment, AppointmentState
from comms.bookings.booking import Booking, BookingState
from comms.bookings.happening import BadSheet, arrive
from comms.bookings.offers import find
from comms.bookings.offers.actions import accept_offer, decline_offer
from comms.bookings.offers.asking import work_on_offer
from comms.bookings.offers.offer import OfferState
from comms.bookings.replacing import (
    LEAST_LEFT,
    Step,
    answer_minutes,
    did_not_come,
    how_many_fit,
    replace_booking,
    replacing_now,
)
from comms.bookings.requests.request import RequestState
from comms.foundation.errors import Refused
from comms.tasks.task import Task, TaskKind

LINE = "01632 960290, code 2219"


def booked(session: Session, viewer: Viewer, now: datetime, others: int = 3) -> tuple[Wanted, Booking]:
    """A booking of the first of some interpreters."""
    to = wanted(session, viewer, now, 1 + others)
    first = Wanted(to.request, to.mother, to.interpreters[:1])
    [offer] = offered(session, viewer, now, first)
    return to, accept_offer(session, viewer, offer.id, now)


def drop_out(session: Session, viewer: Viewer, booking: Booking, at: datetime) -> object:
    return replace_booking(session, viewer, booking.id, "interpreter", "Ill.", at)


def tasks(session: Session, kind: TaskKind) -> list[Task]:
    return [task for task in session.scalars(select(Task)) if task.kind == kind]


def open_to(session: Session, viewer: Viewer, to: Wanted) -> list[UUID | None]:
    offers = find.offers_for(session, viewer, to.request.id)
    return [one.interpreter_id for one in offers if one.state == OfferState.OPEN]


def test_with_days_left_the_others_are_asked_one_after_the_other_and_somebody_is_told(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    to, booking = booked(session, viewer, now)
    happens = replace_booking(session, viewer, booking.id, "interpreter", "Ill.", now)
    assert happens.step == Step.ASKING
    assert "until 09:40" in happens.said
    assert "2 more after them" in happens.said
    assert (booking.state, booking.fee_pence) == (BookingState.BY_INTERPRETER, 0)
    assert to.request.state == RequestState.OPEN
    assert session.get_one(Appointment, booking.appointment_id).state == AppointmentState.PLANNED
    asked = [one for one in find.offers_for(session, viewer, to.request.id) if one.place > 0]
    assert {one.interpreter_id for one in asked} == set(to.ids()[1:])
    assert [one.answer_minutes for one in asked] == [60, 60, 60]
    [task] = tasks(session, TaskKind.CHECK_BOOKING)
    assert happens.said in task.why
    assert "organised by Jo Marsh" in task.why


def test_what_happens_is_shown_again_until_somebody_is_booked_in_their_place(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    to, booking = booked(session, viewer, now)
    assert replacing_now(session, viewer, to.request, now) is None
    happens = replace_booking(session, viewer, booking.id, "interpreter", "Ill.", now)
    assert replacing_now(session, viewer, to.request, now) == happens
    [offer] = [one for one in find.offers_for(session, viewer, to.request.id) if one.state == OfferState.OPEN]
    again = accept_offer(session, viewer, offer.id, now)
    assert booking.replaced_by_id == again.id
    assert replacing_now(session, viewer, to.request, now) is None


def test_forty_five_minutes_before_each_has_ten_and_the_telephone_service_is_ready_at_once(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    with_line(session, viewer, LINE)
    to, booking = booked(session, viewer, now, others=5)
    at = at_before(45)
    happens = replace_booking(session, viewer, booking.id, "interpreter", "My car broke down.", at)
    assert happens.step == Step.ASKING_AND_TELEPHONE
    assert LINE in happens.said
    assert "A relative, a friend or a child is never the interpreter." in happens.said
    assert len(happens.offers) == 4, "more than four times ten minutes are not left"
    assert {one.answer_minutes for one in find.offers_for(session, viewer, to.request.id) if one.place} == {10}
    [task] = tasks(session, TaskKind.DECIDE_BOOKING)
    assert LINE in task.why
    assert task.due_on == at.date()


def test_through_the_whole_cascade_to_the_telephone(session: Session, viewer: Viewer, now: datetime) -> None:
    with_line(session, viewer, LINE)
    to, booking = booked(session, viewer, now, others=2)
    drop_out(session, viewer, booking, at_before(45))
    for left in (35, 25):
        [waiting] = [one for one in find.offers_for(session, viewer, to.request.id) if one.state == OfferState.OPEN]
        work_on_offer(session, waiting.id, at_before(left))
    happens = replacing_now(session, viewer, to.request, at_before(25))
    assert happens is not None
    assert (happens.step, happens.offers) == (Step.TELEPHONE, ())
    assert LINE in happens.said
    [task] = tasks(session, TaskKind.DECIDE_BOOKING)
    assert "2 did not answer in time" in task.why


def test_with_nobody_else_it_is_the_telephone_service_and_without_one_a_person_decides(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    to, booking = booked(session, viewer, now, others=0)
    happens = replace_booking(session, viewer, booking.id, "interpreter", "Ill.", now)
    assert happens.step == Step.PERSON
    assert "No telephone interpreters’ number is on record" in happens.said
    with_line(session, viewer, LINE)
    again = replacing_now(session, viewer, to.request, now)
    assert again is not None
    assert again.step == Step.TELEPHONE
    assert len(tasks(session, TaskKind.DECIDE_BOOKING)) == 1


def test_ten_minutes_before_nobody_is_asked_to_come(session: Session, viewer: Viewer, now: datetime) -> None:
    with_line(session, viewer, LINE)
    to, booking = booked(session, viewer, now)
    happens = replace_booking(session, viewer, booking.id, "interpreter", "Ill.", at_before(10))
    assert happens.step == Step.TELEPHONE
    assert open_to(session, viewer, to) == []


def test_whoever_a_person_must_look_at_is_not_asked_by_itself(session: Session, viewer: Viewer, now: datetime) -> None:
    to, booking = booked(session, viewer, now)
    to.request.avoid = "anybody from Raudondvaris"
    session.flush()
    happens = replace_booking(session, viewer, booking.id, "interpreter", "Ill.", now)
    assert happens.step == Step.PERSON
    assert "somebody a person has to look at first" in happens.said
    assert open_to(session, viewer, to) == []


def test_who_said_no_before_is_not_asked_again_by_itself(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 3)
    first, second, third = offered(session, viewer, now, to, how="cascade")
    decline_offer(session, viewer, first.id, "Busy.", now)
    booking = accept_offer(session, viewer, second.id, now)
    drop_out(session, viewer, booking, now)
    assert open_to(session, viewer, to) == [third.interpreter_id]


def test_who_did_not_come_is_replaced_by_the_telephone_at_once(session: Session, viewer: Viewer, now: datetime) -> None:
    with_line(session, viewer, LINE)
    _, booking = booked(session, viewer, now)
    happens = did_not_come(session, viewer, booking.id, "", booking.starts_at + timedelta(minutes=15))
    assert booking.state == BookingState.NO_SHOW
    assert happens.step == Step.TELEPHONE


def test_whom_we_exchange_is_paid_by_the_notice_and_told(session: Session, viewer: Viewer, now: datetime) -> None:
    to, booking = booked(session, viewer, now)
    replace_booking(session, viewer, booking.id, "requester", "The family asked for a woman.", at_before(120))
    assert (booking.state, booking.fee_pence) == (BookingState.REPLACED, 5600)
    assert booking.interpreter_id not in open_to(session, viewer, to)


@pytest.mark.parametrize(("by", "because", "field"), [("family", "Away.", "by"), ("interpreter", " ", "because")])
def test_a_dropping_out_says_by_whom_and_why(
    session: Session, viewer: Viewer, now: datetime, by: str, because: str, field: str
) -> None:
    _, booking = booked(session, viewer, now)
    with pytest.raises(BadSheet) as fault:
        replace_booking(session, viewer, booking.id, by, because, now)
    assert fault.value.field == field


def test_who_is_there_does_not_drop_out(session: Session, viewer: Viewer, now: datetime) -> None:
    _, booking = booked(session, viewer, now)
    arrive(session, viewer, booking.id, booking.starts_at, booking.starts_at)
    with pytest.raises(Refused, match="does not become"):
        drop_out(session, viewer, booking, booking.starts_at)


def test_who_was_booked_without_an_offer_can_drop_out_too(session: Session, viewer: Viewer, now: datetime) -> None:
    to = wanted(session, viewer, now, 1)
    booking = booked_for(session, viewer, now, to.request, an_interpreter(session, viewer, now, "Vida Balčiūnaitė"))
    drop_out(session, viewer, booking, now)
    assert open_to(session, viewer, to) == to.ids()


def test_who_is_booked_elsewhere_is_not_asked(session: Session, viewer: Viewer, now: datetime) -> None:
    to, booking = booked(session, viewer, now, others=2)
    other = wanted(session, viewer, now, 0)
    a_booking(session, viewer, now, to.interpreters[1], other.request)
    drop_out(session, viewer, booking, now)
    assert open_to(session, viewer, to) == [to.interpreters[2].id]


@given(minutes=st.integers(0, 60 * 24 * 30))
def test_whoever_is_asked_can_answer_before_it_begins(minutes: int) -> None:
    left = timedelta(minutes=minutes)
    assert how_many_fit(left) * answer_minutes(left) <= minutes
    assert (how_many_fit(left) > 0) is (left >= LEAST_LEFT)
    assert 10 <= answer_minutes(left) <= 60
