"""What is booked for a family goes on when the family is kept closed: reminders are written, and an interpreter's hour
stays taken for a colleague who may not know for whom."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from access_made import a_closed_family
from booking_factories import (
    WEDNESDAY,
    a_booking,
    a_mother,
    a_request,
    an_appointment,
    an_interpreter,
    appointment_made,
)
from factories import a_need, a_parent, a_staff_member
from sqlalchemy.orm import Session
from text_factories import a_line, a_mobile

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.appointments.appointment import Role
from comms.bookings.appointments.find import appointment
from comms.bookings.matching.matching import check_eligible
from comms.bookings.reminders.actions import write_reminder
from comms.bookings.reminders.find import reminders_of
from comms.bookings.reminders.reminder import ReminderState
from comms.bookings.taking import AlreadyTaken
from comms.families.language_need import Interpreter, Reads, Source
from comms.foundation.errors import NotFound
from comms.messages.find import message

MONDAY_10 = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


@pytest.fixture
def colleague(session: Session, school: Agency, now: datetime) -> Viewer:
    """Somebody who books interpreters and is named for no closed family."""
    roles = ("attendance officer", "interpreter coordinator")
    return viewer_of(a_staff_member(session, school, now, roles, "Helen Marsh"))


def test_an_hour_taken_for_a_closed_family_is_not_booked_twice_and_does_not_say_for_whom(
    session: Session, viewer: Viewer, colleague: Viewer, now: datetime
) -> None:
    who = an_interpreter(session, viewer, now)
    closed = a_mother(session, viewer, now)
    theirs = an_appointment(session, viewer, now, [(closed, Role.PARENT)], WEDNESDAY)
    a_booking(session, viewer, now, who, a_request(session, viewer, now, theirs, people=[str(closed.id)]))
    a_closed_family(session, viewer, [closed.id], now)
    with pytest.raises(NotFound):
        appointment(session, colleague, theirs.id)
    ours = a_request(session, colleague, now)
    [why] = check_eligible(session, colleague, ours, who.id, now).reasons
    assert why.code == "booked"
    for telling in (closed.given_name, closed.family_name, str(theirs.id), "closed"):
        assert telling not in f"{why.said} {why.conflict_id}"
    with pytest.raises(AlreadyTaken) as refused:
        a_booking(session, colleague, now, who, ours)
    assert closed.family_name not in str(refused.value)


def test_a_reminder_goes_to_a_family_that_was_closed_after_it_was_planned(
    session: Session, viewer: Viewer, colleague: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_parent(session, viewer, now, given="Tomasz", family="Wójcik")
    a_need(session, viewer, father, now, "pl", source=Source.ASKED_PERSON, reads=Reads.WELL,
           interpreter=Interpreter.NOT_NEEDED)  # fmt: skip
    a_mobile(session, viewer, now, father)
    made = appointment_made(session, colleague, now, father)
    a_closed_family(session, viewer, [father.id], now)
    assert reminders_of(session, colleague, made.id) == []
    [reminder] = reminders_of(session, viewer, made.id)
    write_reminder(session, reminder.id, MONDAY_10)
    assert reminder.state == ReminderState.WRITTEN
    assert reminder.message_id is not None
    assert message(session, viewer, reminder.message_id).to_id == father.id
    with pytest.raises(NotFound):
        message(session, colleague, reminder.message_id)
