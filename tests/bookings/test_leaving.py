"""An interpreter leaves the register: whoever expects them is told, once, and nothing ends by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from booking_factories import a_booking, a_request, an_appointment, an_interpreter
from factories import a_staff_member, an_agency
from offer_factories import offered, wanted
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.booking import Booking, BookingState
from comms.bookings.find import still_to_come
from comms.bookings.leaving import interpreter_leaves
from comms.bookings.offers.actions import accept_offer
from comms.bookings.offers.refusals import NoLongerPossible
from comms.bookings.taking import AlreadyTaken, move
from comms.foundation.errors import NotFound, Refused
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.interpreter import Interpreter, RegisterShare
from comms.tasks.find import open_tasks
from comms.tasks.task import Task, TaskKind

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def daiva(session: Session, viewer: Viewer, now: datetime) -> Interpreter:
    return an_interpreter(session, viewer, now)


def expected(session: Session, viewer: Viewer, now: datetime, who: Interpreter, days: int, **given: object) -> Booking:
    """A booking so many days from now."""
    there = an_appointment(session, viewer, now, starts_at=now + timedelta(days=days))
    return a_booking(session, viewer, now, who, a_request(session, viewer, now, there), **given)


def told(session: Session, viewer: Viewer) -> list[Task]:
    return [one for one in open_tasks(session, viewer) if one.kind == TaskKind.CHECK_BOOKING]


def test_each_booking_to_come_is_looked_at_again_and_stands(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    bookings = [expected(session, viewer, now, daiva, days) for days in (9, 10)]
    assert interpreter_leaves(session, viewer, daiva.id, FRIDAY, now) == bookings
    tasks = told(session, viewer)
    assert {one.about_id for one in tasks} == {one.appointment_id for one in bookings}
    assert all("Daiva Rimkutė, who is booked, left the register on 20 November 2026" in one.why for one in tasks)
    assert {one.state for one in bookings} == {"confirmed"}
    assert not daiva.active


def test_what_is_over_called_off_or_let_go_is_nobodys_to_look_at(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    expected(session, viewer, now, daiva, -3)
    off = expected(session, viewer, now, daiva, 9)
    move(off, BookingState.BY_FAMILY)
    expected(session, viewer, now, daiva, 11, held_until=now)
    expected(session, viewer, now, an_interpreter(session, viewer, now, "Rūta Petkutė"), 12)
    assert interpreter_leaves(session, viewer, daiva.id, FRIDAY, now) == []
    assert told(session, viewer) == []


def test_a_time_that_is_held_is_looked_at_too(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    hold = expected(session, viewer, now, daiva, 9, held_until=now + timedelta(hours=1))
    assert interpreter_leaves(session, viewer, daiva.id, FRIDAY, now) == [hold]
    assert len(told(session, viewer)) == 1


def test_another_agency_that_booked_them_is_told_on_its_own_list(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    eastlode = an_agency(session, now, name="Eastlode")
    other = viewer_of(a_staff_member(session, eastlode, now, roles=("administrator", "head teacher")))
    session.add(RegisterShare(keeper_id=viewer.agency_id, agency_id=eastlode.id, since=now))
    theirs = expected(session, other, now, daiva, 9)
    with pytest.raises(NotFound):
        interpreter_leaves(session, other, daiva.id, FRIDAY, now)
    assert interpreter_leaves(session, viewer, daiva.id, FRIDAY, now) == [theirs]
    assert told(session, viewer) == []
    [task] = told(session, other)
    assert task.about_id == theirs.appointment_id


def test_left_twice_is_refused_and_told_once(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    expected(session, viewer, now, daiva, 9)
    with pytest.raises(BadInterpreter, match="still to come"):
        interpreter_leaves(session, viewer, daiva.id, date(2026, 12, 24), now)
    assert told(session, viewer) == []
    interpreter_leaves(session, viewer, daiva.id, FRIDAY, now)
    with pytest.raises(Refused, match="left already"):
        interpreter_leaves(session, viewer, daiva.id, FRIDAY, now)
    [task] = told(session, viewer)
    assert task.why.count("left the register") == 1


def test_nobody_is_booked_who_has_left(session: Session, viewer: Viewer, now: datetime, daiva: Interpreter) -> None:
    interpreter_leaves(session, viewer, daiva.id, FRIDAY, now)
    with pytest.raises(AlreadyTaken, match="interprets no more"):
        expected(session, viewer, now, daiva, 9)
    assert still_to_come(session, viewer, daiva.id, now) == []


def test_who_left_can_no_longer_accept_what_they_were_asked(session: Session, viewer: Viewer, now: datetime) -> None:
    asked = wanted(session, viewer, now, count=1)
    [offer] = offered(session, viewer, now, asked)
    interpreter_leaves(session, viewer, asked.interpreters[0].id, FRIDAY, now)
    with pytest.raises(NoLongerPossible):
        accept_offer(session, viewer, offer.id, now)
