"""Reminders: each adult once, in good time, in their language; what is answered brings a person and calls nothing
off."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from booking_factories import WEDNESDAY, a_mother, appointment_made, booked_for, requests_for
from factories import a_child, a_need, a_parent
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from text_factories import a_line, a_mobile

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.actions import (
    AttendeeGiven,
    CancelGiven,
    ChangeGiven,
    cancel_appointment,
    change_appointment,
    record_outcome,
)
from comms.bookings.appointments.appointment import Appointment, AppointmentState, Role
from comms.bookings.reminders.actions import answer_reminder, leave_reminder, plan_reminders, write_reminder
from comms.bookings.reminders.due import due_of
from comms.bookings.reminders.find import reminders_of
from comms.bookings.reminders.reminder import Reminder, ReminderState
from comms.families.actions import record_safe_contact
from comms.families.language_need import Interpreter, Reads, Source
from comms.families.person import Person
from comms.families.reaching_hours import may_reach, read_reaching
from comms.foundation.clock import LONDON, london_moment
from comms.foundation.errors import Refused
from comms.messages.message import Message, MessageState
from comms.tasks.find import open_tasks
from comms.tasks.task import Task, TaskKind

# The second working day before Wednesday 2 December is Monday 30 November.
USUAL = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
MONDAY_10 = USUAL
AN_HOUR = timedelta(hours=1)
_S = ReminderState


def _reader(session: Session, viewer: Viewer, now: datetime, **need: Any) -> Person:
    """A father who reads Polish, needs no interpreter, and has a mobile of his own."""
    father = a_parent(session, viewer, now, given="Tomasz", family="Wójcik")
    asked = {"source": Source.ASKED_PERSON, "reads": Reads.WELL, "interpreter": Interpreter.NOT_NEEDED}
    a_need(session, viewer, father, now, "pl", **(asked | need))
    a_mobile(session, viewer, now, father)
    return father


def _confirmed(session: Session, viewer: Viewer, now: datetime, *people: Person, **given: Any) -> Appointment:
    """An appointment of people who need no interpreter: it confirms itself."""
    made = appointment_made(session, viewer, now, *people, **given)
    assert made.state == AppointmentState.CONFIRMED
    return made


def _reminder(session: Session, viewer: Viewer, appointment: Appointment) -> Reminder:
    [one] = reminders_of(session, viewer, appointment.id)
    return one


def _tasks(session: Session, viewer: Viewer, kind: TaskKind) -> list[Task]:
    return [one for one in open_tasks(session, viewer) if one.kind == kind]


def _written(session: Session, viewer: Viewer, now: datetime) -> Reminder:
    """A reminder that was written, of a father's appointment."""
    a_line(session, viewer, now)
    one = _reminder(session, viewer, _confirmed(session, viewer, now, _reader(session, viewer, now)))
    write_reminder(session, one.id, USUAL)
    assert one.state == _S.WRITTEN
    return one


def test_each_adult_is_reminded_two_working_days_before_and_no_child(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    father, child = _reader(session, viewer, now), a_child(session, viewer, now)
    a_need(session, viewer, child, now, "en", interpreter=Interpreter.NOT_NEEDED, source=Source.ASKED_PERSON)
    made = _confirmed(session, viewer, now, father, child)
    one = _reminder(session, viewer, made)
    assert (one.person_id, one.state, one.next_action_at) == (father.id, _S.PLANNED, USUAL)
    assert plan_reminders(session, viewer, made, now) == [one]


def test_the_text_says_when_in_their_language_and_asks_for_a_figure(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    one = _written(session, viewer, now)
    text = session.get_one(Message, one.message_id)
    assert (text.language, text.about_kind, text.about_id) == ("pl", "reminder", one.id)
    assert "10:00" in text.body
    assert text.due_at == USUAL
    assert text.send_by is not None
    assert text.send_by <= WEDNESDAY - 3 * AN_HOUR
    assert write_reminder(session, one.id, USUAL) is None
    assert len(session.query(Message).filter_by(about_id=one.id).all()) == 1


def test_who_needs_an_interpreter_is_told_that_there_is_one(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    mother = a_mother(session, viewer, now)
    a_mobile(session, viewer, now, mother)
    made = appointment_made(session, viewer, now, mother)
    assert reminders_of(session, viewer, made.id) == [], "nobody is reminded of what is not confirmed"
    booked_for(session, viewer, now, requests_for(session, viewer, made)[0])
    one = _reminder(session, viewer, made)
    write_reminder(session, one.id, USUAL)
    assert session.get_one(Message, one.message_id).wording["key"] == "reminder.interpreter"


def test_a_moved_appointment_is_reminded_of_anew_and_the_old_text_does_not_go(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    first = _written(session, viewer, now)
    old_text = session.get_one(Message, first.message_id)
    later = WEDNESDAY + timedelta(days=7)
    change_appointment(session, viewer, first.appointment_id, ChangeGiven(starts_at=later), "this", USUAL)
    [_, anew] = reminders_of(session, viewer, first.appointment_id)
    assert (anew.state, anew.next_action_at) == (_S.PLANNED, USUAL + timedelta(days=7))
    assert old_text.state == MessageState.NOT_NEEDED


def test_who_is_not_reminded_any_more_is_left_out_with_the_reason(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    father = _reader(session, viewer, now)
    made = _confirmed(session, viewer, now, father)
    other = a_parent(session, viewer, now, given="Anna", family="Wójcik")
    a_need(session, viewer, other, now, "pl", source=Source.ASKED_PERSON, interpreter=Interpreter.NOT_NEEDED)
    given = ChangeGiven(attendees=[AttendeeGiven(other.id, Role.PARENT)])
    change_appointment(session, viewer, made.id, given, "this", now)
    states = {one.person_id: one.state for one in reminders_of(session, viewer, made.id)}
    assert states == {father.id: _S.LEFT_OUT, other.id: _S.PLANNED}
    cancel_appointment(session, viewer, made.id, CancelGiven("us", "Not needed."), "this", now)
    assert {one.state for one in reminders_of(session, viewer, made.id)} == {_S.LEFT_OUT}
    assert all(one.why for one in reminders_of(session, viewer, made.id))


def test_what_was_left_out_is_planned_again_when_it_is_confirmed_again(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    father = _reader(session, viewer, now)
    made = _confirmed(session, viewer, now, father)
    one = _reminder(session, viewer, made)
    made.state = AppointmentState.PLANNED
    plan_reminders(session, viewer, made, now)
    assert one.state == _S.LEFT_OUT
    made.state = AppointmentState.CONFIRMED
    assert plan_reminders(session, viewer, made, now) == [one]
    assert (one.next_action_at, one.why) == (USUAL, "")


def test_nobody_is_reminded_at_night_or_when_it_is_over(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    made = _confirmed(session, viewer, now, _reader(session, viewer, now))
    one = _reminder(session, viewer, made)
    night = london_moment(date(2026, 11, 30), time(22, 0))
    assert write_reminder(session, one.id, night) == london_moment(date(2026, 12, 1), time(8, 0))
    assert one.state == _S.PLANNED
    record_outcome(session, viewer, made.id, "took place", "", WEDNESDAY + AN_HOUR)
    assert one.state == _S.LEFT_OUT
    assert write_reminder(session, one.id, WEDNESDAY + AN_HOUR) is None


def test_with_too_little_time_left_a_person_reminds_them(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    one = _reminder(session, viewer, _confirmed(session, viewer, now, _reader(session, viewer, now)))
    write_reminder(session, one.id, WEDNESDAY - 2 * AN_HOUR)
    assert one.state == _S.LEFT_OUT
    [task] = _tasks(session, viewer, TaskKind.REACH_OTHERWISE)
    assert (task.person_id, task.about_id) == (one.person_id, one.appointment_id)


def test_where_no_text_is_safe_a_person_is_asked_to_tell_them_otherwise(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_parent(session, viewer, now, given="Tomasz", family="Wójcik")
    a_need(session, viewer, father, now, "pl", source=Source.ASKED_PERSON, interpreter=Interpreter.NOT_NEEDED)
    record_safe_contact(session, viewer, father.id, flagged=True, post_is_safe=None, said="", now=now)
    one = _reminder(session, viewer, _confirmed(session, viewer, now, father))
    write_reminder(session, one.id, USUAL)
    assert one.state == _S.LEFT_OUT
    assert one.message_id is None
    [task] = _tasks(session, viewer, TaskKind.REACH_OTHERWISE)
    assert "Remind them another way that is safe." in task.why
    assert one.why in task.why


def test_an_agency_without_a_line_reminds_nobody_and_asks_nobody(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    one = _reminder(session, viewer, _confirmed(session, viewer, now, _reader(session, viewer, now)))
    write_reminder(session, one.id, USUAL)
    assert one.state == _S.LEFT_OUT
    assert _tasks(session, viewer, TaskKind.REACH_OTHERWISE) == []


def test_when_the_worker_fails_each_time_a_person_reminds_them(session: Session, viewer: Viewer, now: datetime) -> None:
    one = _reminder(session, viewer, _confirmed(session, viewer, now, _reader(session, viewer, now)))
    leave_reminder(session, one.id, USUAL)
    assert one.state == _S.LEFT_OUT
    assert len(_tasks(session, viewer, TaskKind.REACH_OTHERWISE)) == 1


def test_that_somebody_cannot_come_calls_nothing_off_and_brings_a_person(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    one = _written(session, viewer, now)
    answer_reminder(session, viewer, one.id, coming=False, now=USUAL)
    assert (one.state, one.answered_at) == (_S.NOT_COMING, USUAL)
    assert session.get_one(Appointment, one.appointment_id).state == AppointmentState.CONFIRMED
    [task] = _tasks(session, viewer, TaskKind.ANSWER_REPLY)
    assert "organised by Jo Marsh" in task.why
    assert "they cannot come" in task.why
    answer_reminder(session, viewer, one.id, coming=True, now=USUAL + AN_HOUR)
    assert one.state == _S.COMING
    answer_reminder(session, viewer, one.id, coming=True, now=USUAL + 2 * AN_HOUR)
    assert one.answered_at == USUAL + AN_HOUR


def test_a_yes_to_a_time_that_does_not_hold_any_more_brings_a_person(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    one = _written(session, viewer, now)
    given = ChangeGiven(starts_at=WEDNESDAY + timedelta(days=7))
    change_appointment(session, viewer, one.appointment_id, given, "this", USUAL)
    answer_reminder(session, viewer, one.id, coming=True, now=USUAL + AN_HOUR)
    [task] = _tasks(session, viewer, TaskKind.ANSWER_REPLY)
    assert "does not hold any more" in task.why


def test_what_was_never_written_cannot_be_answered(session: Session, viewer: Viewer, now: datetime) -> None:
    one = _reminder(session, viewer, _confirmed(session, viewer, now, _reader(session, viewer, now)))
    with pytest.raises(Refused):
        answer_reminder(session, viewer, one.id, coming=True, now=USUAL)


def test_a_reminder_made_late_goes_at_once_and_none_within_three_hours() -> None:
    tuesday = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
    assert due_of(WEDNESDAY, None, tuesday) == tuesday
    assert due_of(WEDNESDAY, None, WEDNESDAY - 2 * AN_HOUR) is None
    # At 05:00 they sleep; from 08:00 on it is too late for ten o'clock.
    assert due_of(WEDNESDAY, None, WEDNESDAY - 5 * AN_HOUR) is None


def test_who_is_reached_on_sundays_only_is_reminded_on_the_sunday_before() -> None:
    sundays = read_reaching(None, None, [{"days": [6], "from": "15:00", "to": "16:00"}])
    assert due_of(WEDNESDAY, sundays, datetime(2026, 11, 23, 9, tzinfo=UTC)) == datetime(2026, 11, 29, 15, tzinfo=UTC)


def test_bank_holidays_are_no_working_days() -> None:
    """The second working day before Tuesday 29 December 2026 is the 23rd: Christmas, a weekend, and the 28th instead of
    Boxing Day lie between."""
    starts_at = datetime(2026, 12, 29, 10, tzinfo=UTC)
    assert due_of(starts_at, None, datetime(2026, 12, 1, 9, tzinfo=UTC)) == datetime(2026, 12, 23, 10, tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001
    st.integers(0, 20 * 24 * 60),
)
def test_a_reminder_is_never_at_night_never_late_and_never_before_now(now: datetime, minutes: int) -> None:
    starts_at = now + timedelta(minutes=minutes)
    due = due_of(starts_at, None, now)
    if due is None:
        assert starts_at - now < timedelta(hours=16)
        return
    assert now <= due <= starts_at - 3 * AN_HOUR
    assert may_reach(None, due)
    assert due.astimezone(LONDON).date() <= starts_at.astimezone(LONDON).date()
