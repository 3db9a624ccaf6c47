"""What becomes of a request: who is booked stays or goes when an appointment changes, and nothing falls through."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from booking_factories import (
    WEDNESDAY,
    a_booking,
    a_mother,
    a_place,
    a_request,
    a_supplier,
    an_interpreter,
    appointment_made,
    booked_for,
    requests_for,
)
from factories import a_need
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.actions import (
    AttendeeGiven,
    CancelGiven,
    ChangeGiven,
    Whereabouts,
    cancel_appointment,
    change_appointment,
)
from comms.bookings.appointments.appointment import Appointment, Role, Where
from comms.bookings.appointments.understood import understood
from comms.bookings.booking import Booking, BookingState
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.requests.actions import mark_filled, mark_not_named, reopen, settle_otherwise
from comms.bookings.requests.escalating import AN_HOUR, DAYS, escalate, look_by_hand, moment_before, next_look, reached
from comms.bookings.requests.raising import needs_changed
from comms.bookings.requests.request import InterpreterRequest
from comms.bookings.requests.wanted import Wanted, together
from comms.bookings.taking import Taking, take
from comms.foundation.clock import LONDON, london_date
from comms.foundation.db import new_id
from comms.foundation.errors import Refused
from comms.foundation.work_item import WorkState
from comms.interpreters.interpreter import Mode
from comms.messages.find import messages_about
from comms.tasks.find import open_tasks
from comms.tasks.task import Task, TaskKind


def an_open_request(
    session: Session, viewer: Viewer, now: datetime, starts_at: datetime = WEDNESDAY
) -> InterpreterRequest:
    appointment = appointment_made(session, viewer, now, a_mother(session, viewer, now), starts_at=starts_at)
    [request] = requests_for(session, viewer, appointment)
    return request


def appointment_of(session: Session, request: InterpreterRequest) -> Appointment:
    return session.get_one(Appointment, request.appointment_id)


def tasks(session: Session, viewer: Viewer) -> list[Task]:
    return [one for one in open_tasks(session, viewer) if one.kind != TaskKind.ASK_LANGUAGE]


def written_to_booked(session: Session, viewer: Viewer, booking: Booking) -> dict[str, str]:
    """What was written to whoever is booked: the words of the text, and the calendar's method of the e-mail."""
    found = messages_about(session, viewer, "booking", booking.id)
    return {one.channel: one.method or one.body for one in found}


def test_moved_inside_the_time_that_is_booked_the_interpreter_stays(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    request = an_open_request(session, viewer, now)
    booking, appointment = booked_for(session, viewer, now, request), appointment_of(session, request)
    change_appointment(session, viewer, appointment.id, ChangeGiven(minutes=45), "this", now)
    assert appointment.ends_at == WEDNESDAY + timedelta(minutes=70)
    assert (booking.state, booking.starts_at, booking.ends_at) == ("confirmed", request.starts_at, request.ends_at)
    assert (appointment.state, appointment.sequence, booking.sequence) == ("confirmed", 1, 1)
    assert written_to_booked(session, viewer, booking) == {
        "sms": "Changed: Lithuanian, now Wed 2 Dec 09:50-11:20, in person. You are still booked; your page says where.",
        "email": "REQUEST",
    }


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(days=1), timedelta(minutes=-5)])
def test_moved_out_of_it_the_booking_is_called_off_and_somebody_is_looked_for_again(
    session: Session, viewer: Viewer, now: datetime, by: timedelta
) -> None:
    request = an_open_request(session, viewer, now)
    booking, appointment = booked_for(session, viewer, now, request), appointment_of(session, request)
    change_appointment(session, viewer, appointment.id, ChangeGiven(starts_at=WEDNESDAY + by), "this", now)
    assert (booking.state, booking.occupies, booking.ended_at) == (BookingState.BY_REQUESTER, False, now)
    assert (request.state, request.starts_at) == ("open", WEDNESDAY + by - timedelta(minutes=10))
    assert appointment.state == "planned"
    assert appointment.delayed_from is None
    told = written_to_booked(session, viewer, booking)
    assert told["sms"].startswith("Cancelled: Lithuanian, Wed 2 Dec 09:50-11:40.")
    assert told["email"] == "CANCEL"


def test_another_place_or_another_mode_is_another_booking(session: Session, viewer: Viewer, now: datetime) -> None:
    for where in (
        Whereabouts(Mode.IN_PERSON, Where.ELSEWHERE, address=("The library", "PE15 1AA")),
        Whereabouts(Mode.VIDEO, Where.REMOTE, link="https://meet.example/x"),
    ):
        request = an_open_request(session, viewer, now)
        booking = booked_for(session, viewer, now, request)
        change_appointment(session, viewer, request.appointment_id, ChangeGiven(whereabouts=where), "this", now)
        assert (request.state, booking.state) == ("open", BookingState.BY_REQUESTER)
        assert request.mode == where.mode


def test_another_room_in_the_same_place_keeps_the_interpreter(session: Session, viewer: Viewer, now: datetime) -> None:
    request = an_open_request(session, viewer, now)
    booking = booked_for(session, viewer, now, request)
    room = a_place(session, viewer, now, name="Eastlode House, Room 2")
    where = Whereabouts(Mode.IN_PERSON, Where.OUR_PLACE, room.id)
    change_appointment(session, viewer, request.appointment_id, ChangeGiven(whereabouts=where), "this", now)
    assert booking.state == "confirmed"
    assert appointment_of(session, request).sequence == 1


def test_moved_because_nobody_could_be_had_the_delay_counts_from_the_first_time(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    request = an_open_request(session, viewer, now)
    appointment = appointment_of(session, request)
    for days in (1, 5):
        moved = ChangeGiven(starts_at=WEDNESDAY + timedelta(days=days), because_no_interpreter=True)
        change_appointment(session, viewer, appointment.id, moved, "this", now)
    assert appointment.delayed_from == WEDNESDAY


def test_offers_that_are_out_are_taken_back_when_it_is_moved_called_off_or_met_otherwise(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    interpreter = an_interpreter(session, viewer, now)

    def an_offer(request: InterpreterRequest, state: str) -> Offer:
        made = Offer(agency_id=viewer.agency_id, request_id=request.id, interpreter_id=interpreter.id,
                     answer_minutes=60, state=state, made_at=now)  # fmt: skip
        session.add(made)
        session.flush()
        return made

    moved, off, otherwise = (an_open_request(session, viewer, now) for _ in range(3))
    out = [an_offer(one, state) for one in (moved, off, otherwise) for state in ("open", "queued", "declined")]
    change_appointment(
        session, viewer, moved.appointment_id, ChangeGiven(starts_at=WEDNESDAY + timedelta(hours=1)), "this", now
    )
    cancel_appointment(session, viewer, off.appointment_id, CancelGiven("us", "Not needed."), "this", now)
    settle_otherwise(session, viewer, otherwise.id, "Nobody is free.", "The telephone service.", now)
    assert [one.state for one in out] == [OfferState.WITHDRAWN, OfferState.WITHDRAWN, OfferState.DECLINED] * 3


def test_what_is_only_held_is_let_go_with_no_harm_to_anybody(session: Session, viewer: Viewer, now: datetime) -> None:
    request = an_open_request(session, viewer, now)
    hold = a_booking(session, viewer, now, None, request, held_until=now + timedelta(hours=1))
    line = understood(session, viewer, appointment_of(session, request), now)
    assert line.said == "Daiva Rimkutė is held until 09:40 to interpret Lithuanian, and not booked yet."
    cancel_appointment(session, viewer, request.appointment_id, CancelGiven("us", "Not needed."), "this", now)
    assert hold.state == BookingState.RELEASED


def test_whoever_drops_out_opens_the_request_and_plans_the_appointment_again(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    request = an_open_request(session, viewer, now)
    booking = booked_for(session, viewer, now, request)
    booking.state, booking.occupies = BookingState.BY_INTERPRETER, False
    session.flush()
    soon = WEDNESDAY - timedelta(minutes=45)
    reopen(session, viewer, request, soon)
    appointment = appointment_of(session, request)
    assert (request.state, appointment.state, appointment.sequence) == ("open", "planned", 1)
    assert [one.kind for one in tasks(session, viewer)] == [TaskKind.FIND_INTERPRETER, TaskKind.DECIDE_BOOKING]
    said = understood(session, viewer, appointment, soon).said
    assert said == "Nobody is booked to interpret Lithuanian yet: it is today."


def test_a_supplier_that_named_nobody_is_not_settled(session: Session, viewer: Viewer, now: datetime) -> None:
    request, supplier = an_open_request(session, viewer, now), a_supplier(session, viewer, now)
    appointment = appointment_of(session, request)
    take(session, viewer, Taking(request, appointment, (), {}, supplier_id=supplier.id), now)
    mark_not_named(session, viewer, request, now)
    assert (request.state, appointment.state) == ("accepted, interpreter not yet named", "planned")
    line = understood(session, viewer, appointment, now)
    assert (line.ok, line.said) == (
        False,
        "Fenland Languages will send somebody to interpret Lithuanian and has not said whom yet: 9 days left.",
    )
    mark_filled(session, viewer, request, now)
    assert appointment.state == "confirmed"


def test_a_settled_request_is_not_settled_twice(session: Session, viewer: Viewer, now: datetime) -> None:
    request = an_open_request(session, viewer, now)
    booked_for(session, viewer, now, request)
    with pytest.raises(Refused, match="filled"):
        mark_filled(session, viewer, request, now)
    with pytest.raises(Refused, match="filled"):
        settle_otherwise(session, viewer, request.id, "Nobody is free.", "The telephone.", now)


def test_a_booking_is_not_thrown_away_because_a_record_changed(session: Session, viewer: Viewer, now: datetime) -> None:
    mother = a_mother(session, viewer, now)
    appointment = appointment_made(session, viewer, now, mother)
    [request] = requests_for(session, viewer, appointment)
    booking = booked_for(session, viewer, now, request)
    later = now + timedelta(hours=1)
    a_need(session, viewer, mother, later, "en", interpreter="not needed")
    needs_changed(session, viewer, [mother.id], later)
    assert (booking.state, request.state, appointment.state) == ("confirmed", "filled", "confirmed")
    assert appointment.ends_at == WEDNESDAY + timedelta(minutes=90)
    assert TaskKind.CHECK_BOOKING in {one.kind for one in tasks(session, viewer)}


def test_an_open_request_nobody_needs_any_more_is_withdrawn(session: Session, viewer: Viewer, now: datetime) -> None:
    mother = a_mother(session, viewer, now)
    appointment = appointment_made(session, viewer, now, mother)
    later = now + timedelta(hours=1)
    a_need(session, viewer, mother, later, "pl", interpreter="needed")
    needs_changed(session, viewer, [mother.id], later)
    assert [(one.language, one.state) for one in requests_for(session, viewer, appointment)] == [
        ("lt", "not needed"), ("pl", "open"),
    ]  # fmt: skip


def test_somebody_who_joins_a_booked_language_has_the_booking_looked_at(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother, aunt = a_mother(session, viewer, now), a_mother(session, viewer, now, gender_preferred="a woman")
    appointment = appointment_made(session, viewer, now, mother)
    [request] = requests_for(session, viewer, appointment)
    booked_for(session, viewer, now, request)
    attendees = [AttendeeGiven(one.id, Role.PARENT) for one in (mother, aunt)]
    change_appointment(session, viewer, appointment.id, ChangeGiven(attendees=attendees), "this", now)
    assert request.people == [str(mother.id), str(aunt.id)]
    assert (request.state, request.gender) == ("filled", "a woman")
    assert TaskKind.CHECK_BOOKING in {one.kind for one in tasks(session, viewer)}


def test_an_unfilled_request_is_brought_before_somebody_at_14_7_3_and_1_days(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    start = datetime(2026, 12, 21, 10, 0, tzinfo=UTC)
    request = an_open_request(session, viewer, now, start)
    assert (request.escalated_to, tasks(session, viewer)) == (None, [])
    seen = []
    at = request.next_action_at
    while at is not None and at < start:
        seen.append(((start.date() - at.date()).days, at.astimezone(LONDON).time()))
        at = escalate(session, request.id, at)
        assert request.escalated_to == seen[-1][0]
    assert seen == [(days, time(8)) for days in DAYS]
    session.flush()
    found = {one.kind: one for one in tasks(session, viewer)}
    assert set(found) == {TaskKind.FIND_INTERPRETER, TaskKind.DECIDE_BOOKING}
    assert found[TaskKind.DECIDE_BOOKING].due_on == date(2026, 12, 20)
    assert "never a relative" in found[TaskKind.DECIDE_BOOKING].why
    assert found[TaskKind.FIND_INTERPRETER].due_on == date(2026, 12, 14)
    assert found[TaskKind.FIND_INTERPRETER].about_id == request.appointment_id
    assert at == start
    assert escalate(session, request.id, start) is None
    assert request.state == "unfilled"
    assert appointment_of(session, request).state == "planned"
    assert understood(session, viewer, appointment_of(session, request), start).said == (
        "Nobody was found to interpret Lithuanian: say what became of the appointment."
    )


def test_whoever_makes_an_appointment_two_days_before_has_an_hour_to_ask_somebody(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    request = an_open_request(session, viewer, now, now + timedelta(days=2))
    assert (tasks(session, viewer), request.next_action_at) == ([], now + AN_HOUR)
    assert escalate(session, request.id, now + AN_HOUR) == moment_before(now + timedelta(days=2), 1)
    assert request.escalated_to == 3
    assert [one.kind for one in tasks(session, viewer)] == [TaskKind.FIND_INTERPRETER]


def test_whoever_asks_within_the_hour_is_asked_nothing(session: Session, viewer: Viewer, now: datetime) -> None:
    request = an_open_request(session, viewer, now, now + timedelta(days=2))
    booked_for(session, viewer, now, request)
    escalate(session, request.id, now + AN_HOUR)
    assert tasks(session, viewer) == []


def test_made_the_day_before_it_is_brought_before_somebody_at_once(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    request = an_open_request(session, viewer, now, now + timedelta(days=1))
    assert request.escalated_to == 1
    kinds = {one.kind for one in tasks(session, viewer)}
    assert kinds == {TaskKind.FIND_INTERPRETER, TaskKind.DECIDE_BOOKING}


def test_when_somebody_is_booked_the_task_says_so_and_stays_for_a_person_to_close(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    request = an_open_request(session, viewer, now, now + timedelta(days=2))
    escalate(session, request.id, now + AN_HOUR)
    booked_for(session, viewer, now, request)
    [task] = tasks(session, viewer)
    assert task.why.endswith("An interpreter is booked now.")


def test_a_booked_interpreter_whose_check_runs_out_before_the_day_is_looked_at(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    start = datetime(2027, 2, 3, 10, 0, tzinfo=UTC)
    request = an_open_request(session, viewer, now, start)
    booked_for(session, viewer, now, request, an_interpreter(session, viewer, now, expires_on=date(2027, 1, 31)))
    assert tasks(session, viewer) == []
    assert request.next_action_at == moment_before(start, 14)
    assert escalate(session, request.id, request.next_action_at) == moment_before(start, 7)
    [task] = tasks(session, viewer)
    assert task.kind == TaskKind.CHECK_BOOKING
    assert "DBS" in task.why


def test_a_booked_interpreter_in_order_needs_no_look(session: Session, viewer: Viewer, now: datetime) -> None:
    request = an_open_request(session, viewer, now)
    booked_for(session, viewer, now, request)
    for days in DAYS:
        escalate(session, request.id, moment_before(WEDNESDAY, days))
    assert escalate(session, request.id, WEDNESDAY) is None
    assert tasks(session, viewer) == []
    assert request.state == "filled"


def test_what_is_over_is_not_looked_at(session: Session, viewer: Viewer, now: datetime) -> None:
    request = an_open_request(session, viewer, now)
    cancel_appointment(session, viewer, request.appointment_id, CancelGiven("us", "Not needed."), "this", now)
    assert escalate(session, request.id, WEDNESDAY) is None
    assert (request.state, request.work_state) == ("not needed", WorkState.DONE)


def test_where_the_worker_fails_each_time_somebody_is_told(session: Session, viewer: Viewer, now: datetime) -> None:
    request = a_request(session, viewer, now)
    look_by_hand(session, request.id, now)
    assert [one.kind for one in tasks(session, viewer)] == [TaskKind.CHECK_BOOKING]


MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(start=MOMENTS, before=st.timedeltas(timedelta(0), timedelta(days=40)))
def test_looking_again_always_comes_and_passes_every_mark(start: datetime, before: timedelta) -> None:
    at: datetime | None = start - before
    marks = []
    while at is not None and at < start:
        marks.append(reached(start, at))
        at = next_look(start, at)
    if before >= timedelta(days=2):
        assert marks[-1] == 1
    assert at == start or before == timedelta(0)
    assert next_look(start, start) is None
    assert all(london_date(start) - london_date(moment_before(start, days)) == timedelta(days) for days in DAYS)


WANTED = st.builds(
    Wanted,
    language=st.sampled_from(["lt", "pl"]),
    people=st.builds(lambda: (new_id(),)),
    dialect=st.sampled_from(["", "Žemaitian", "žemaitian", "Aukštaitian"]),
    gender=st.sampled_from(["", "a woman", "a man"]),
    side=st.sampled_from(["", "one", "other"]),
)


@given(st.lists(WANTED, max_size=8))
def test_nobodys_wish_is_given_up_for_sharing(wanted: list[Wanted]) -> None:
    found = together(wanted)
    assert sorted(one for each in found for one in each.people) == sorted(one for each in wanted for one in each.people)
    for one in wanted:
        [serving] = [each for each in found if set(one.people) <= set(each.people)]
        assert serving.language == one.language
        assert serving.gender == one.gender or not one.gender
        assert serving.side == one.side or not one.side
        assert not one.dialect or serving.dialect.casefold() == one.dialect.casefold()
