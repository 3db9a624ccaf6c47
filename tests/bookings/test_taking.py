"""Taking an interpreter's time: nobody is in two places, and nobody is asked to fly."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from booking_factories import WEDNESDAY, a_booking, a_request, an_appointment, an_interpreter
from factories import a_staff_member, an_agency
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.booking import OCCUPIES, STANDS, Booking, BookingState
from comms.bookings.requests.request import InterpreterRequest
from comms.bookings.taking import AlreadyTaken, RequestTaken, confirm_hold, free_hold, let_go
from comms.foundation.errors import Refused
from comms.foundation.migrations import no_double_booking
from comms.foundation.work import Database
from comms.interpreters import travel
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.travel import TravelTime, minutes_between

HOUR = timedelta(hours=1)


def request_at(
    session: Session, viewer: Viewer, now: datetime, start: datetime, end: datetime, zone: str | None
) -> InterpreterRequest:
    appointment = an_appointment(session, viewer, now, starts_at=start, zone=zone)
    return a_request(session, viewer, now, appointment, starts_at=start, ends_at=end, zone=zone)


def book(
    session: Session, viewer: Viewer, now: datetime, who: Interpreter, start: datetime, zone: str | None = "PE13"
) -> Booking:
    return a_booking(session, viewer, now, who, request_at(session, viewer, now, start, start + HOUR, zone))


def test_an_interpreter_who_is_taken_is_not_booked_again(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    book(session, viewer, now, who, WEDNESDAY)
    with pytest.raises(AlreadyTaken, match="booked at that time"):
        book(session, viewer, now, who, WEDNESDAY + HOUR / 2)


def test_who_is_at_the_other_end_of_the_fens_needs_time_to_get_there(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    who = an_interpreter(session, viewer, now)
    session.add(TravelTime(from_zone="PE13", to_zone="CB1", minutes=75))
    session.add(TravelTime(from_zone="CB1", to_zone="PE13", minutes=50))
    book(session, viewer, now, who, WEDNESDAY, "PE13")
    with pytest.raises(AlreadyTaken):
        book(session, viewer, now, who, WEDNESDAY + HOUR + timedelta(minutes=74), "CB1")


def test_with_just_time_enough_to_travel_both_are_booked(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    session.add(TravelTime(from_zone="PE13", to_zone="CB1", minutes=75))
    session.add(TravelTime(from_zone="CB1", to_zone="PE13", minutes=50))
    book(session, viewer, now, who, WEDNESDAY, "PE13")
    book(session, viewer, now, who, WEDNESDAY + HOUR + timedelta(minutes=75), "CB1")
    book(session, viewer, now, who, WEDNESDAY - HOUR - timedelta(minutes=50), "CB1")


def test_by_telephone_nobody_travels(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    book(session, viewer, now, who, WEDNESDAY, "PE13")
    book(session, viewer, now, who, WEDNESDAY + HOUR, None)
    with pytest.raises(AlreadyTaken):
        # The call lies between, but the way from the first place to this one still takes an hour.
        book(session, viewer, now, who, WEDNESDAY + HOUR + HOUR / 2, "IP1")


def test_a_booking_is_not_moved_onto_another(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    book(session, viewer, now, who, WEDNESDAY)
    later = book(session, viewer, now, who, WEDNESDAY + 4 * HOUR)
    later.starts_at, later.ends_at = WEDNESDAY + HOUR / 2, WEDNESDAY + HOUR
    with pytest.raises(DBAPIError, match=r"double booking|ex_booking_time"):
        session.flush()


def test_one_request_has_one_booking(session: Session, viewer: Viewer, now: datetime) -> None:
    request = a_request(session, viewer, now)
    a_booking(session, viewer, now, request=request)
    with pytest.raises(RequestTaken):
        a_booking(session, viewer, now, an_interpreter(session, viewer, now, "Rūta Petkutė"), request)


def test_the_database_itself_keeps_one_booking_for_a_request(session: Session, viewer: Viewer, now: datetime) -> None:
    booked = a_booking(session, viewer, now)
    other = an_interpreter(session, viewer, now, "Rūta Petkutė")
    values = {column: getattr(booked, column) for column in ("agency_id", "appointment_id", "request_id", "starts_at",
              "ends_at", "zone", "state", "occupies", "terms", "booked_at")}  # fmt: skip
    session.add(Booking(interpreter_id=other.id, **values))
    with pytest.raises(DBAPIError, match=r"uq_booking_one_for_a_request|booking\.request_id"):
        session.flush()


@pytest.mark.parametrize(("start", "end"), [(HOUR, HOUR), (HOUR, timedelta()), (timedelta(), 25 * HOUR)])
def test_a_booking_ends_after_it_begins_within_a_day(
    session: Session, viewer: Viewer, now: datetime, start: timedelta, end: timedelta
) -> None:
    request = request_at(session, viewer, now, WEDNESDAY + start, WEDNESDAY + end, "PE13")
    with pytest.raises(DBAPIError, match="ends after it begins"):
        a_booking(session, viewer, now, request=request)


def test_a_hold_keeps_the_time_until_it_frees_itself(session: Session, viewer: Viewer, now: datetime) -> None:
    who = an_interpreter(session, viewer, now)
    held = a_booking(session, viewer, now, who, held_until=now + HOUR)
    assert free_hold(session, held.id, now) == now + HOUR
    assert free_hold(session, held.id, now + HOUR) is None
    assert (held.state, held.occupies) == (BookingState.RELEASED, False)
    book(session, viewer, now, who, WEDNESDAY)


def test_a_hold_that_ran_out_is_in_nobodys_way_while_the_worker_sleeps(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    who = an_interpreter(session, viewer, now)
    held = a_booking(session, viewer, now, who, held_until=now + HOUR)
    request = request_at(session, viewer, now, WEDNESDAY, WEDNESDAY + HOUR, "PE13")
    a_booking(session, viewer, now + 2 * HOUR, who, request)
    assert held.state == BookingState.RELEASED


def test_a_hold_that_ran_out_is_not_confirmed(session: Session, viewer: Viewer, now: datetime) -> None:
    held = a_booking(session, viewer, now, held_until=now + HOUR)
    with pytest.raises(Refused, match="run out"):
        confirm_hold(session, viewer, held.id, now + HOUR)
    assert confirm_hold(session, viewer, held.id, now).state == BookingState.CONFIRMED
    assert held.next_action_at is None


def test_a_hold_is_let_go_once(session: Session, viewer: Viewer, now: datetime) -> None:
    held = a_booking(session, viewer, now, held_until=now + HOUR)
    let_go(session, viewer, held.id, now)
    with pytest.raises(Refused, match="does not become"):
        let_go(session, viewer, held.id, now)


def test_what_is_lost_to_a_refusal_leaves_nothing_behind(database: Database, now: datetime) -> None:
    with database.work() as session:
        own = viewer_of(a_staff_member(session, an_agency(session, now, "Eastlode"), now, ("administrator",)))
        who = an_interpreter(session, own, now)
        book(session, own, now, who, WEDNESDAY)
        who_id = who.id
    with pytest.raises(AlreadyTaken), database.work() as session:
        book(session, own, now, session.get_one(Interpreter, who_id), WEDNESDAY)
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM booking")).scalar() == 1
        assert session.execute(text("SELECT count(*) FROM interpreter_request")).scalar() == 1


def test_the_way_is_reckoned_alike_in_the_code_and_in_the_database() -> None:
    assert (travel.WITHIN_A_ZONE, travel.NOT_KNOWN) == (no_double_booking.WITHIN_A_ZONE, no_double_booking.NOT_KNOWN)


ZONES = st.sampled_from([None, "", "PE13", "CB1", "IP1"])
STARTS = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 200), ZONES), min_size=2, max_size=7)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=STARTS)
def test_whatever_is_tried_no_two_stored_bookings_are_too_close(
    session: Session, now: datetime, wanted: list[tuple[int, int, str | None]]
) -> None:
    """The law, against the database's own rule: what it took never overlaps, travel counted both ways."""
    known = {("PE13", "CB1"): 75, ("CB1", "PE13"): 50}
    session.rollback()
    session.expunge_all()
    own = viewer_of(a_staff_member(session, an_agency(session, now, "Eastlode"), now, ("administrator",)))
    session.add_all(TravelTime(from_zone=a, to_zone=b, minutes=m) for (a, b), m in known.items())
    who = an_interpreter(session, own, now)
    stored: list[tuple[datetime, datetime, str | None]] = []
    for start, length, zone in wanted:
        begins = WEDNESDAY + timedelta(minutes=start)
        ends = begins + timedelta(minutes=length)
        fits = all(_apart(known, (begins, ends, zone), one) for one in stored)
        request = request_at(session, own, now, begins, ends, zone)
        if fits:
            a_booking(session, own, now, who, request)
            stored.append((begins, ends, zone))
            continue
        with pytest.raises(AlreadyTaken):
            a_booking(session, own, now, who, request)
        break  # a refused statement ends its unit of work
    session.rollback()


def _apart(
    known: dict[tuple[str, str], int],
    new: tuple[datetime, datetime, str | None],
    old: tuple[datetime, datetime, str | None],
) -> bool:
    there, back = minutes_between(known, new[2], old[2]), minutes_between(known, old[2], new[2])
    return old[0] >= new[1] + timedelta(minutes=there) or new[0] >= old[1] + timedelta(minutes=back)


def test_the_states_that_take_time_and_those_that_stand_are_states() -> None:
    assert set(BookingState) >= OCCUPIES | STANDS
