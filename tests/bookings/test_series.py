"""The same appointment each so many weeks: over the change of the clocks, changed, called off, and with exceptions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from booking_factories import WEDNESDAY, a_mother, appointment_given, booked_for, requests_for
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find
from comms.bookings.appointments.actions import (
    BadAppointment,
    CancelGiven,
    ChangeGiven,
    cancel_appointment,
    change_appointment,
)
from comms.bookings.appointments.appointment import Appointment, AppointmentSeries
from comms.bookings.appointments.series import MOST, Shift, days_of, local_time, moment_of
from comms.bookings.appointments.series_actions import make_series
from comms.bookings.booking import BookingState
from comms.foundation.clock import LONDON, london_date, london_moment


def a_series(
    session: Session, viewer: Viewer, now: datetime, weeks: int = 6, starts_at: datetime = WEDNESDAY
) -> list[Appointment]:
    asked = appointment_given(session, viewer, now, a_mother(session, viewer, now), starts_at=starts_at)
    until = london_date(starts_at) + timedelta(weeks=weeks - 1)
    made = make_series(session, viewer, asked, 1, until, now)
    return list(find.of_series(session, viewer, made.id))


def clock(one: Appointment) -> str:
    return f"{one.starts_at.astimezone(LONDON):%d %b %H:%M}"


def test_a_series_keeps_its_time_over_the_change_of_the_clocks(session: Session, viewer: Viewer, now: datetime) -> None:
    each = a_series(session, viewer, now, 4, datetime(2027, 3, 17, 16, 30, tzinfo=UTC))
    assert [clock(one) for one in each] == ["17 Mar 16:30", "24 Mar 16:30", "31 Mar 16:30", "07 Apr 16:30"]
    assert [one.starts_at.hour for one in each] == [16, 16, 15, 15]
    assert [one.occurrence_day for one in each] == [london_date(one.starts_at) for one in each]
    assert all(len(requests_for(session, viewer, one)) == 1 for one in each)


@given(
    first=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    at=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    every=st.integers(1, 12),
    count=st.integers(2, MOST),
)
def test_whatever_the_clocks_do_the_time_on_them_stays_equal(first: date, at: time, every: int, count: int) -> None:
    days = days_of(first, every, first + timedelta(weeks=every) * (count - 1))
    assert len(days) == count
    assert {day.weekday() for day in days} == {first.weekday()}
    try:
        moments = [moment_of(day, at, "until_day") for day in days]
    except BadAppointment:
        assume(False)
    assert {local_time(one) for one in moments} == {at}
    assert [london_date(one) for one in moments] == days


@given(
    day=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    weeks=st.integers(0, 60),
    at=st.times(time(3), time(23)).map(lambda one: one.replace(second=0, microsecond=0)),
    to=st.times(time(3), time(23)).map(lambda one: one.replace(second=0, microsecond=0)),
    days=st.integers(-6, 6),
)
def test_moving_a_series_moves_each_by_as_many_days_to_the_same_time(
    day: date, weeks: int, at: time, to: time, days: int
) -> None:
    looked_at, other = london_moment(day, at), london_moment(day + timedelta(weeks=weeks), at)
    shift = Shift.between(looked_at, london_moment(day + timedelta(days=days), to))
    moved = shift.of(other, chosen=False)
    assert london_date(moved) == day + timedelta(weeks=weeks, days=days)
    assert local_time(moved) == to


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (datetime(2027, 3, 21, 1, 30, tzinfo=UTC), "01:30 on 28 March 2027 does not exist"),
        (datetime(2026, 12, 6, 1, 30, tzinfo=UTC), "01:30 on 28 March 2027 does not exist"),
        (datetime(2027, 10, 24, 0, 30, tzinfo=UTC), "01:30 on 31 October 2027 comes twice"),
    ],
)
def test_one_that_cannot_be_refuses_the_whole_series_and_names_its_day(
    session: Session, viewer: Viewer, now: datetime, first: datetime, said: str
) -> None:
    with pytest.raises(BadAppointment, match=said) as refused:
        a_series(session, viewer, now, 20, first)
    assert refused.value.field == "until_day"
    assert session.scalar(select(func.count()).select_from(Appointment)) == 0
    assert session.scalar(select(func.count()).select_from(AppointmentSeries)) == 0


@pytest.mark.parametrize(
    ("every", "until", "field"),
    [
        (0, date(2027, 1, 6), "every_weeks"),
        (13, date(2027, 1, 6), "every_weeks"),
        (1, date(2026, 12, 8), "until_day"),
        (1, date(2020, 1, 1), "until_day"),
        (1, date(2028, 2, 2), "until_day"),  # sixty-one of them
    ],
)
def test_a_rule_that_cannot_be_is_refused(
    session: Session, viewer: Viewer, now: datetime, every: int, until: date, field: str
) -> None:
    asked = appointment_given(session, viewer, now, a_mother(session, viewer, now))
    with pytest.raises(BadAppointment) as refused:
        make_series(session, viewer, asked, every, until, now)
    assert refused.value.field == field


def test_a_series_sent_twice_is_one(session: Session, viewer: Viewer, now: datetime) -> None:
    asked = appointment_given(session, viewer, now, a_mother(session, viewer, now))
    first = make_series(session, viewer, asked, 2, date(2027, 1, 6), now)
    assert make_series(session, viewer, asked, 2, date(2027, 1, 6), now + timedelta(seconds=5)) is first
    assert session.scalar(select(func.count()).select_from(Appointment)) == 3


def test_one_of_a_series_can_go_its_own_way_and_keeps_it(session: Session, viewer: Viewer, now: datetime) -> None:
    each = a_series(session, viewer, now, 5)
    thursday = each[2].starts_at + timedelta(days=1)
    change_appointment(session, viewer, each[2].id, ChangeGiven(starts_at=thursday), "this", now)
    assert each[2].own_way
    later = each[1].starts_at + timedelta(hours=2)
    change_appointment(session, viewer, each[1].id, ChangeGiven(starts_at=later), "following", now)
    assert [clock(one) for one in each] == [
        "02 Dec 10:00", "09 Dec 12:00", "17 Dec 10:00", "23 Dec 12:00", "30 Dec 12:00",
    ]  # fmt: skip
    old, new = (session.get_one(AppointmentSeries, one.series_id) for one in each[:2])
    assert (old.at, old.until_day) == (time(10), date(2026, 12, 8))
    assert (new.at, new.first_day, new.until_day) == (time(12), date(2026, 12, 9), date(2026, 12, 30))
    assert {one.series_id for one in each[1:]} == {new.id}
    assert each[2].occurrence_day == date(2026, 12, 16)


def test_a_note_alone_is_no_exception(session: Session, viewer: Viewer, now: datetime) -> None:
    each = a_series(session, viewer, now, 3)
    change_appointment(session, viewer, each[1].id, ChangeGiven(note="Bring the plan."), "this", now)
    assert (each[1].own_way, each[1].sequence, each[1].note) == (False, 0, "Bring the plan.")


def test_all_are_moved_by_whole_weeks_without_two_sharing_a_day(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    each = a_series(session, viewer, now, 4)
    change_appointment(
        session, viewer, each[3].id, ChangeGiven(starts_at=each[3].starts_at + timedelta(days=7)), "all", now
    )
    assert [clock(one) for one in each] == ["09 Dec 10:00", "16 Dec 10:00", "23 Dec 10:00", "30 Dec 10:00"]
    assert [one.occurrence_day for one in each] == [london_date(one.starts_at) for one in each]
    rule = session.get_one(AppointmentSeries, each[0].series_id)
    assert (rule.first_day, rule.until_day) == (date(2026, 12, 9), date(2026, 12, 30))


def test_those_that_are_past_stay_as_they_were(session: Session, viewer: Viewer, now: datetime) -> None:
    each = a_series(session, viewer, now, 4)
    between = each[1].starts_at + timedelta(days=1)
    change_appointment(
        session, viewer, each[2].id, ChangeGiven(starts_at=each[2].starts_at + timedelta(minutes=30)), "all", between
    )
    assert [clock(one) for one in each] == ["02 Dec 10:00", "09 Dec 10:00", "16 Dec 10:30", "23 Dec 10:30"]
    assert each[0].series_id != each[2].series_id


def test_a_change_of_all_to_a_time_that_one_day_does_not_have_changes_none(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    each = a_series(session, viewer, now, 4, datetime(2027, 3, 14, 16, 0, tzinfo=UTC))
    night = london_moment(date(2027, 3, 14), time(1, 30))
    with pytest.raises(BadAppointment, match="28 March 2027 does not exist") as refused:
        change_appointment(session, viewer, each[0].id, ChangeGiven(starts_at=night), "all", now)
    assert refused.value.field == "starts_at"
    assert [clock(one) for one in each] == ["14 Mar 16:00", "21 Mar 16:00", "28 Mar 16:00", "04 Apr 16:00"]


def test_this_and_the_following_are_called_off_and_their_interpreters_freed(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    each = a_series(session, viewer, now, 4)
    [request] = requests_for(session, viewer, each[2])
    booking = booked_for(session, viewer, now, request)
    off = cancel_appointment(session, viewer, each[1].id, CancelGiven("us", "The plan ended."), "following", now)
    assert [one.id for one in off] == [one.id for one in each[1:]]
    assert [one.state for one in each] == ["planned", "cancelled", "cancelled", "cancelled"]
    assert (booking.state, booking.occupies) == (BookingState.BY_REQUESTER, False)
    cancel_appointment(session, viewer, each[0].id, CancelGiven("us", "That one too."), "all", now)
    assert each[0].state == "cancelled"


def test_one_called_off_stays_called_off_when_the_series_is_changed(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    each = a_series(session, viewer, now, 3)
    cancel_appointment(session, viewer, each[1].id, CancelGiven("family", "Holidays."), "this", now)
    change_appointment(
        session, viewer, each[0].id, ChangeGiven(starts_at=each[0].starts_at + timedelta(hours=1)), "all", now
    )
    assert [(clock(one), one.state) for one in each] == [
        ("02 Dec 11:00", "planned"), ("09 Dec 10:00", "cancelled"), ("16 Dec 11:00", "planned"),
    ]  # fmt: skip
