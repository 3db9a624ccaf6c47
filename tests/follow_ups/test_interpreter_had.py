"""An interpreter brought into a call counts as one asked for at once: each call once, had only where that is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from booking_factories import an_interpreter
from sqlalchemy.orm import Session
from text_factories import a_father, a_line

from comms.agencies.viewer import Viewer
from comms.bookings.missing.figures import figures
from comms.bookings.missing.period import Period
from comms.bookings.missing.uses import Uses
from comms.bookings.now.find import uses_about
from comms.bookings.telephone import answer_use, ask_for_interpreter_now
from comms.channels.voice import Outcome, Rung
from comms.families.find import contact_points
from comms.families.person import Person
from comms.follow_ups.call import Call, CallState
from comms.follow_ups.calls.actions import (
    INTERPRETER,
    CallGiven,
    begin_call,
    brief,
    end_call,
    missed,
    ring_family,
    rung,
    talked,
)
from comms.follow_ups.calls.interpreter_had import interpreter_not_told
from comms.follow_ups.calls.reports import staff_answers, take_in_call_report
from comms.foundation.errors import Refused

STAFF_SID, INTERPRETER_SID = "CA" + "1" * 32, "CA" + "2" * 32
Began = Callable[..., Call]


@pytest.fixture
def father(session: Session, viewer: Viewer, now: datetime) -> Person:
    """A Polish father with one safe number, whose school has a line."""
    a_line(session, viewer, now)
    return a_father(session, viewer, now)


@pytest.fixture
def on_line(session: Session, viewer: Viewer, now: datetime, father: Person) -> Began:
    """Begins a call to him with an interpreter, in which the worker is on the line already."""
    daiva = an_interpreter(session, viewer, now, language="pl")

    def begin(**given: Any) -> Call:
        point = contact_points(session, viewer, father.id)[0].id
        values = {"with_interpreter": True, "interpreter_id": daiva.id, "by_carrier": True} | given
        call = begin_call(session, viewer, CallGiven(father.id, point, **values), now)
        if call.by_carrier:
            staff_answers(session, call.room, STAFF_SID)
        return call

    return begin


def rings_interpreter(session: Session, viewer: Viewer, call: Call, now: datetime) -> None:
    """The interpreter's telephone rings."""
    brief(session, viewer, call.id, now)
    rung(session, viewer, call.id, INTERPRETER, Rung(Outcome.SENT, INTERPRETER_SID), now)


def tells(session: Session, call: Call, status: str, now: datetime) -> None:
    """The carrier tells how the interpreter's leg of a call goes."""
    take_in_call_report(
        session, {"CallSid": INTERPRETER_SID, "CallStatus": status}, f"{call.room}:{INTERPRETER}", now
    )  # fmt: skip


def counted(session: Session, viewer: Viewer, now: datetime) -> Uses:
    """What the figures of the month say of interpreters asked for at once."""
    return figures(session, viewer, Period(date(2026, 11, 1), date(2026, 11, 30)), now).uses


def test_an_interpreter_with_whom_the_family_is_rung_was_had_whether_or_not_the_family_answers(
    session: Session, viewer: Viewer, now: datetime, father: Person, on_line: Began
) -> None:
    call = on_line()
    assert counted(session, viewer, now) == Uses(), "nobody was asked yet"
    rings_interpreter(session, viewer, call, now)
    tells(session, call, "in-progress", now)
    assert counted(session, viewer, now) == Uses(asked=1, not_told=1), "a machine may have picked up"
    ring_family(session, viewer, call.id, now)
    missed(session, viewer, call.id, now)
    talked(session, viewer, call.id, now)
    tells(session, call, "completed", now)
    assert counted(session, viewer, now) == Uses(asked=1, had=1)
    assert [(one.language, one.recorded_by) for one in uses_about(session, viewer, father.id)] == [
        ("pl", viewer.staff_id)
    ] * 2


def test_one_who_is_rung_again_and_again_in_a_call_and_not_reached_is_missing_once(
    session: Session, viewer: Viewer, now: datetime, father: Person, on_line: Began
) -> None:
    call = on_line()
    for _ in range(3):
        rings_interpreter(session, viewer, call, now)
        tells(session, call, "no-answer", now)
    assert counted(session, viewer, now) == Uses(asked=1, not_told=1), "they may be rung once more"
    end_call(session, viewer, call.id, now)
    assert counted(session, viewer, now) == Uses(asked=1, not_had=1)
    [answer, _] = uses_about(session, viewer, father.id)
    assert answer.reason == "They were rung in a call, and were not on the line when it ended."


@pytest.mark.parametrize(
    ("status", "uses"),
    [
        ("canceled", Uses(asked=1, not_had=1)),
        ("no-answer", Uses(asked=1, not_had=1)),
        ("completed", Uses(asked=1, not_told=1)),
    ],
)
def test_where_the_worker_ends_the_call_first_the_carrier_tells_whether_anybody_was_there(
    session: Session, viewer: Viewer, now: datetime, on_line: Began, status: str, uses: Uses
) -> None:
    call = on_line()
    rings_interpreter(session, viewer, call, now)
    end_call(session, viewer, call.id, now)
    assert counted(session, viewer, now) == Uses(asked=1, not_told=1)
    tells(session, call, status, now)
    tells(session, call, status, now)
    assert counted(session, viewer, now) == uses
    assert interpreter_not_told(session, viewer, call) is bool(uses.not_told)


def test_a_worker_who_goes_while_nobody_is_on_the_interpreters_leg_leaves_that_on_record_too(
    session: Session, viewer: Viewer, now: datetime, on_line: Began
) -> None:
    call = on_line()
    rings_interpreter(session, viewer, call, now)
    tells(session, call, "busy", now)
    take_in_call_report(session, {"CallSid": STAFF_SID, "CallStatus": "completed"}, f"{call.room}:staff", now)
    assert call.state == CallState.GIVEN_UP
    assert counted(session, viewer, now) == Uses(asked=1, not_had=1)


def test_a_call_the_worker_dials_counts_and_nobody_guesses_whether_there_was_one(
    session: Session, viewer: Viewer, now: datetime, on_line: Began
) -> None:
    call = on_line(by_carrier=False)
    assert not interpreter_not_told(session, viewer, call), "it is not over"
    talked(session, viewer, call.id, now)
    assert counted(session, viewer, now) == Uses(asked=1, not_told=1)
    assert interpreter_not_told(session, viewer, call)
    answer_use(session, viewer, call.id, True, "", now)
    assert counted(session, viewer, now) == Uses(asked=1, had=1)
    assert not interpreter_not_told(session, viewer, call)


def test_what_a_person_said_of_it_stands_above_what_the_carrier_tells(
    session: Session, viewer: Viewer, now: datetime, father: Person, on_line: Began
) -> None:
    call = on_line()
    rings_interpreter(session, viewer, call, now)
    # Whoever taps “Interpreter now” while they are rung means this asking.
    asked = ask_for_interpreter_now(session, viewer, father.id, now + timedelta(minutes=1))
    answer_use(session, viewer, asked.id, True, "", now + timedelta(minutes=2))
    tells(session, call, "no-answer", now + timedelta(minutes=3))
    end_call(session, viewer, call.id, now + timedelta(minutes=3))
    assert counted(session, viewer, now) == Uses(asked=1, had=1)


def test_a_call_without_an_interpreter_and_one_that_asked_none_count_nowhere(
    session: Session, viewer: Viewer, now: datetime, on_line: Began
) -> None:
    alone = on_line(with_interpreter=False, interpreter_id=None)
    ring_family(session, viewer, alone.id, now)
    missed(session, viewer, alone.id, now)
    given_up = on_line()
    end_call(session, viewer, given_up.id, now)
    with pytest.raises(Refused):
        brief(session, viewer, given_up.id, now)
    assert counted(session, viewer, now) == Uses()
    assert not interpreter_not_told(session, viewer, alone)
    assert not interpreter_not_told(session, viewer, given_up)
