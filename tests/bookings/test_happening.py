"""What happens with a booking, and what is paid for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from booking_factories import WEDNESDAY, an_interpreter, booked_for
from factories import a_staff_member, an_agency
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from offer_factories import offered, wanted
from sqlalchemy.orm import Session

from comms.agencies.permissions import permissions_of
from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.booking import Booking, BookingState
from comms.bookings.fees import Timesheet, booked_fee, fee_when_ended, fee_worked
from comms.bookings.happening import (
    BadSheet,
    arrive,
    cancel_booking,
    complete,
    curtail,
    debrief,
    family_not_present,
    give_feedback,
    no_show,
)
from comms.bookings.offers.actions import accept_offer
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.interpreters.terms import starting_terms, terms_to_json
from comms.messages.find import messages_about

# The booking is from 9:50 to 11:40; the terms pay £28 an hour and two hours at least.
BEGINS, AFTER = WEDNESDAY - timedelta(minutes=10), WEDNESDAY + timedelta(hours=3)
TWO_HOURS = 5600
SHEET = Timesheet(WEDNESDAY, WEDNESDAY + timedelta(minutes=90))


@pytest.fixture
def booking(session: Session, viewer: Viewer, now: datetime) -> Booking:
    """A confirmed booking of a filled request."""
    return booked_for(session, viewer, now, wanted(session, viewer, now, 0).request)


def test_the_time_booked_is_paid_for_also_where_less_was_worked(
    session: Session, viewer: Viewer, booking: Booking
) -> None:
    complete(session, viewer, booking.id, SHEET, AFTER)
    assert (booking.state, booking.fee_pence) == (BookingState.COMPLETED, TWO_HOURS)
    assert (booking.arrived_at, booking.left_at) == (SHEET.began_at, SHEET.left_at)


def test_what_took_longer_is_paid_for_without_the_break_and_with_the_way(
    session: Session, viewer: Viewer, booking: Booking
) -> None:
    sheet = Timesheet(BEGINS, BEGINS + timedelta(hours=3), 30, travel_minutes=60, miles=20)
    complete(session, viewer, booking.id, sheet, AFTER)
    assert booking.fee_pence == 2800 * 5 // 2 + 1400 + 20 * 45


def test_what_was_broken_off_is_paid_as_booked(session: Session, viewer: Viewer, booking: Booking) -> None:
    curtail(session, viewer, booking.id, Timesheet(BEGINS, BEGINS + timedelta(minutes=20)), AFTER)
    assert (booking.state, booking.fee_pence) == (BookingState.CURTAILED, TWO_HOURS)


def test_by_telephone_no_way_is_paid(session: Session, viewer: Viewer, now: datetime) -> None:
    made = Booking(starts_at=BEGINS, ends_at=BEGINS + timedelta(minutes=40), zone=None, terms={})
    assert fee_worked(made, Timesheet(BEGINS, BEGINS + timedelta(minutes=40), 0, 60, 20)) == 2400 * 40 // 60


@pytest.mark.parametrize(
    ("sheet", "field"),
    [
        (Timesheet(WEDNESDAY, WEDNESDAY), "left_at"), (Timesheet(WEDNESDAY, WEDNESDAY - timedelta(1)), "left_at"),
        (Timesheet(WEDNESDAY - timedelta(days=1), WEDNESDAY), "began_at"),
        (Timesheet(WEDNESDAY, AFTER + timedelta(minutes=1)), "left_at"),
        (Timesheet(WEDNESDAY, WEDNESDAY + timedelta(hours=1), 60), "break_minutes"),
        (Timesheet(WEDNESDAY, WEDNESDAY + timedelta(hours=1), -1), "break_minutes"),
        (Timesheet(WEDNESDAY, WEDNESDAY + timedelta(hours=1), 0, 5000), "travel_minutes"),
        (Timesheet(WEDNESDAY, WEDNESDAY + timedelta(hours=1), 0, 0, 5000), "miles"),
    ],
)  # fmt: skip
def test_a_timesheet_that_cannot_be_is_refused_at_its_field(
    session: Session, viewer: Viewer, booking: Booking, sheet: Timesheet, field: str
) -> None:
    with pytest.raises(BadSheet) as fault:
        complete(session, viewer, booking.id, sheet, AFTER)
    assert fault.value.field == field
    assert (booking.state, booking.fee_pence) == (BookingState.CONFIRMED, None)


def test_who_came_is_on_record_with_the_moment(session: Session, viewer: Viewer, booking: Booking) -> None:
    with pytest.raises(BadSheet, match="still to come"):
        arrive(session, viewer, booking.id, BEGINS, BEGINS - timedelta(minutes=1))
    arrive(session, viewer, booking.id, BEGINS, BEGINS + timedelta(minutes=2))
    assert (booking.state, booking.arrived_at) == (BookingState.ARRIVED, BEGINS)
    with pytest.raises(Refused, match="does not become"):
        cancel_booking(session, viewer, booking.id, "requester", "Too late for that.", AFTER)


def test_who_did_not_come_is_paid_nothing(session: Session, viewer: Viewer, booking: Booking) -> None:
    with pytest.raises(Refused, match="not begun"):
        no_show(session, viewer, booking.id, "", BEGINS - timedelta(minutes=1))
    no_show(session, viewer, booking.id, "Nobody answered.", WEDNESDAY)
    assert (booking.state, booking.fee_pence, booking.occupies) == (BookingState.NO_SHOW, 0, False)


def test_who_came_and_met_nobody_is_paid_all(session: Session, viewer: Viewer, booking: Booking) -> None:
    arrive(session, viewer, booking.id, BEGINS, BEGINS)
    family_not_present(session, viewer, booking.id, "They had the flu.", WEDNESDAY)
    assert (booking.state, booking.fee_pence) == (BookingState.NOT_PRESENT, TWO_HOURS)


# Notice is counted in working hours by the terms: under 8 all, under 16 half. The booking is on Wednesday at 9:50.
@pytest.mark.parametrize(
    ("by", "at", "due"),
    [
        ("requester", datetime(2026, 11, 27, 9, 0, tzinfo=UTC), 0),
        ("requester", datetime(2026, 11, 30, 9, 50, tzinfo=UTC), 0),
        ("requester", datetime(2026, 11, 30, 9, 51, tzinfo=UTC), TWO_HOURS // 2),
        ("family", datetime(2026, 12, 1, 9, 50, tzinfo=UTC), TWO_HOURS // 2),
        ("family", datetime(2026, 12, 1, 9, 51, tzinfo=UTC), TWO_HOURS),
        ("interpreter", datetime(2026, 12, 1, 17, 0, tzinfo=UTC), 0),
    ],
)  # fmt: skip
def test_what_is_due_follows_from_the_notice_in_working_hours(
    session: Session, viewer: Viewer, booking: Booking, by: str, at: datetime, due: int
) -> None:
    cancel_booking(session, viewer, booking.id, by, "It is not to be.", at)
    assert booking.fee_pence == due
    assert session.get_one(InterpreterRequest, booking.request_id).state == RequestState.OPEN


def test_who_was_booked_is_told_and_their_calendar_too(session: Session, viewer: Viewer, booking: Booking) -> None:
    at = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
    cancel_booking(session, viewer, booking.id, "family", "They are away.", at)
    told = {one.channel: one for one in messages_about(session, viewer, "booking", booking.id)}
    assert "Cancelled: Lithuanian, Wed 2 Dec 09:50-11:40. You need not come. £56.00 is paid" in told["sms"].body
    assert told["email"].method == "CANCEL"
    assert "away" not in told["sms"].body + told["email"].body


def test_what_was_written_of_a_booking_and_did_not_go_does_not_go_any_more(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    to = wanted(session, viewer, now, 1)
    made = accept_offer(session, viewer, offered(session, viewer, now, to)[0].id, now)
    cancel_booking(session, viewer, made.id, "family", "They are away.", now)
    told = [(one.state, one.body.startswith("Cancelled")) for one in messages_about(session, viewer, "booking", made.id)
            if one.channel == "sms"]  # fmt: skip
    assert told == [("waiting", True), ("not needed", False)]


def test_who_called_it_off_themself_is_not_told_of_it(session: Session, viewer: Viewer, booking: Booking) -> None:
    cancel_booking(session, viewer, booking.id, "interpreter", "Ill.", WEDNESDAY - timedelta(days=2))
    assert messages_about(session, viewer, "booking", booking.id) == []


@pytest.mark.parametrize(("by", "because", "field"), [("nobody", "Ill.", "by"), ("family", "  ", "because")])
def test_a_cancelling_says_by_whom_and_why(
    session: Session, viewer: Viewer, booking: Booking, by: str, because: str, field: str
) -> None:
    with pytest.raises(BadSheet) as fault:
        cancel_booking(session, viewer, booking.id, by, because, BEGINS)
    assert fault.value.field == field


def test_what_was_thought_of_it_is_kept_locked(session: Session, viewer: Viewer, booking: Booking) -> None:
    with pytest.raises(Refused, match="not begun"):
        give_feedback(session, viewer, booking.id, 5, "", BEGINS - timedelta(minutes=1))
    for rating in (0, 6):
        with pytest.raises(BadSheet):
            give_feedback(session, viewer, booking.id, rating, "", AFTER)
    give_feedback(session, viewer, booking.id, 4, "Calm and exact.", AFTER)
    debrief(session, viewer, booking.id, "She was afraid of the letter.", AFTER)
    session.flush()
    assert (booking.rating, booking.feedback, booking.debrief) == (
        4,
        "Calm and exact.",
        "She was afraid of the letter.",
    )
    assert b"afraid" not in (booking.debrief_locked or b"")
    with pytest.raises(BadSheet):
        debrief(session, viewer, booking.id, " ", AFTER)


def test_a_coordinator_does_not_read_what_was_said_in_the_debriefing(viewer: Viewer, booking: Booking) -> None:
    permissions = permissions_of(["interpreter coordinator"])
    coordinator = Viewer(viewer.agency_id, viewer.agency_kind, permissions)
    with pytest.raises(NotAllowed):
        debrief(None, coordinator, booking.id, "She was afraid.", AFTER)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "act",
    [
        lambda *who: arrive(*who, BEGINS, BEGINS), lambda *who: complete(*who, SHEET, AFTER),
        lambda *who: no_show(*who, "", AFTER), lambda *who: family_not_present(*who, "", AFTER),
        lambda *who: cancel_booking(*who, "family", "Away.", AFTER), lambda *who: give_feedback(*who, 5, "", AFTER),
        lambda *who: debrief(*who, "Well.", AFTER),
    ],
)  # fmt: skip
def test_another_agencys_booking_does_not_exist(
    session: Session, booking: Booking, now: datetime, act: Callable[..., Any]
) -> None:
    stranger = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now))
    with pytest.raises(NotFound):
        act(session, stranger, booking.id)
    reader = Viewer(booking.agency_id, "school", permissions_of(["reception"]))
    with pytest.raises(NotAllowed):
        act(session, reader, booking.id)


MOMENTS = st.integers(0, 14 * 24 * 60).map(lambda minutes: WEDNESDAY - timedelta(minutes=minutes))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=MOMENTS, other=MOMENTS, minutes=st.integers(1, 600))
def test_who_is_told_earlier_is_never_owed_more(one: datetime, other: datetime, minutes: int) -> None:
    booked = Booking(
        starts_at=WEDNESDAY, ends_at=WEDNESDAY + timedelta(minutes=minutes), zone="PE13",
        terms=terms_to_json(starting_terms()),
    )  # fmt: skip
    early, late = (fee_when_ended(booked, BookingState.BY_REQUESTER, at) for at in sorted((one, other)))
    assert 0 <= early <= late <= booked_fee(booked)


@settings(max_examples=60)
@given(worked=st.integers(1, 1000), rest=st.integers(0, 999), booked=st.integers(1, 600))
def test_nobody_is_paid_less_than_was_booked(worked: int, rest: int, booked: int) -> None:
    made = Booking(starts_at=BEGINS, ends_at=BEGINS + timedelta(minutes=booked), zone="PE13", terms={})
    sheet = Timesheet(BEGINS, BEGINS + timedelta(minutes=worked), min(rest, worked - 1))
    assert fee_worked(made, sheet) >= booked_fee(made)


def test_a_booking_of_somebody_who_is_free_again_can_be_made(
    session: Session, viewer: Viewer, now: datetime, booking: Booking
) -> None:
    cancel_booking(session, viewer, booking.id, "requester", "Another time.", now)
    who = an_interpreter(session, viewer, now, "Rūta Petkutė")
    again = booked_for(session, viewer, now, session.get_one(InterpreterRequest, booking.request_id), who)
    assert again.state == BookingState.CONFIRMED
