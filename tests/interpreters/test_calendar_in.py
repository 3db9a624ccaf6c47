"""An interpreter's own calendar: when they are busy, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from booking_factories import WEDNESDAY, an_interpreter
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.channels.calendars.fetching import NotFetched
from comms.foundation.settings import Settings
from comms.interpreters import find
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.calendar_in import note_calendar_fault, read_calendar, set_calendar_address
from comms.interpreters.free_time import works_at
from comms.interpreters.hours_actions import ExceptionGiven, record_exception, remove_exception
from comms.interpreters.interpreter import Interpreter

SETTINGS = Settings(calendar_hosts="calendar.example.org")
HOUR = timedelta(hours=1)


@pytest.fixture
def daiva(session: Session, viewer: Viewer, now: datetime) -> Interpreter:
    return an_interpreter(session, viewer, now)


def calendar(*times: str) -> bytes:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{at}\r\nSUMMARY:Dr Smith\r\nDTSTART:{at}\r\nDURATION:PT1H\r\nEND:VEVENT\r\n"
        for at in times
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n".encode()


def said(session: Session, viewer: Viewer, one: Interpreter, start: datetime) -> str:
    hours = find.weekly_hours_of(session, viewer, [one.id])[one.id]
    apart = find.exceptions_of(session, viewer, [one.id], start, start + HOUR).get(one.id, [])
    return works_at(hours, apart, start, start + HOUR)


def test_a_reading_replaces_the_one_before_it_and_leaves_what_people_recorded(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    leave = ExceptionGiven("leave", WEDNESDAY + 5 * HOUR, WEDNESDAY + 6 * HOUR)
    record_exception(session, viewer, daiva.id, leave, now)
    read_calendar(session, viewer, daiva.id, calendar("20261202T100000Z", "20261202T120000Z"), now)
    assert said(session, viewer, daiva, WEDNESDAY) == "busy"
    kept = find.exceptions_of(session, viewer, [daiva.id], WEDNESDAY + 2 * HOUR, WEDNESDAY + 3 * HOUR)[daiva.id]
    read_calendar(session, viewer, daiva.id, calendar("20261202T120000Z"), now + HOUR)
    assert said(session, viewer, daiva, WEDNESDAY) == ""
    again = find.exceptions_of(session, viewer, [daiva.id], WEDNESDAY + 2 * HOUR, WEDNESDAY + 3 * HOUR)[daiva.id]
    assert [one.id for one in again] == [one.id for one in kept]
    assert said(session, viewer, daiva, WEDNESDAY + 5 * HOUR) == "leave"
    assert daiva.calendar_read_at == now + HOUR


def test_what_is_busy_in_a_calendar_is_changed_there(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    read_calendar(session, viewer, daiva.id, calendar("20261202T100000Z"), now)
    (busy,) = find.exceptions_of(session, viewer, [daiva.id], WEDNESDAY, WEDNESDAY + HOUR)[daiva.id]
    with pytest.raises(BadInterpreter):
        remove_exception(session, viewer, busy.id, now)


def test_what_is_no_calendar_leaves_what_was_read_before(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    read_calendar(session, viewer, daiva.id, calendar("20261202T100000Z"), now)
    with pytest.raises(BadInterpreter) as fault:
        read_calendar(session, viewer, daiva.id, b"<html>Sign in</html>", now)
    assert fault.value.field == "calendar"
    note_calendar_fault(session, viewer, daiva.id, NotFetched("The calendar’s host answered 404."), now)
    assert said(session, viewer, daiva, WEDNESDAY) == "busy"
    assert daiva.calendar_fault == "The calendar’s host answered 404."


def test_an_address_is_kept_only_where_it_may_be_read_from_and_forgotten_with_what_it_brought(
    session: Session, viewer: Viewer, now: datetime, daiva: Interpreter
) -> None:
    with pytest.raises(BadInterpreter) as fault:
        set_calendar_address(session, viewer, daiva.id, "https://evil.example/a.ics", SETTINGS, now)
    assert fault.value.field == "address"
    assert find.with_calendars(session, viewer) == []
    set_calendar_address(session, viewer, daiva.id, "webcal://calendar.example.org/a.ics", SETTINGS, now)
    assert find.with_calendars(session, viewer) == [daiva]
    assert daiva.calendar_address == "https://calendar.example.org/a.ics"
    read_calendar(session, viewer, daiva.id, calendar("20261202T100000Z"), now)
    set_calendar_address(session, viewer, daiva.id, "", SETTINGS, now)
    assert said(session, viewer, daiva, WEDNESDAY) == ""
    assert find.with_calendars(session, viewer) == []
