"""Whether there was an interpreter in a call. It is put on record as when one is asked for from a person's page, so
that the figures of what is missing count these calls too: each once, and never better than anybody knows it to be."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.now.find import answer_to, asked_in_call
from comms.bookings.telephone import answer_in_call, ask_in_call
from comms.channels.voice import CallReport
from comms.follow_ups.call import Call, CallState
from comms.follow_ups.calls.find import NOT_ENDED

# The carrier's words for a leg on which nobody ever was. "completed" is none: a machine may have picked up, or they.
NEVER_ON_THE_LINE = frozenset({"no-answer", "busy", "failed", "canceled"})


def interpreter_asked(session: Session, viewer: Viewer, call: Call, now: datetime) -> None:
    """The interpreter is rung; or, where the worker dials, has the number before them. A second time is the same."""
    if call.with_interpreter and call.person_id is not None:
        ask_in_call(session, viewer, call.id, call.person_id, now)


def interpreter_there(session: Session, viewer: Viewer, call: Call, now: datetime) -> None:
    """The worker goes on with the interpreter on the line: that is their word for it, and a machine's picking up is
    none."""
    if call.with_interpreter:
        answer_in_call(session, viewer, call.id, had=True, now=now)


def interpreter_not_there(session: Session, viewer: Viewer, call: Call, now: datetime) -> None:
    """The call ends while the interpreter is rung. Where nobody is on that leg of it, none was had; else somebody says,
    because the carrier cannot tell an interpreter from a machine."""
    if call.state == CallState.BRIEFING and call.interpreter_leg is None:
        answer_in_call(session, viewer, call.id, had=False, now=now)


def interpreters_leg_ended(session: Session, viewer: Viewer, call: Call, report: CallReport, now: datetime) -> None:
    """The carrier tells, after a call was given up, that nobody was ever on the interpreter's leg of it."""
    if call.state == CallState.GIVEN_UP and report.status in NEVER_ON_THE_LINE:
        answer_in_call(session, viewer, call.id, had=False, now=now)


def interpreter_not_told(session: Session, viewer: Viewer, call: Call) -> bool:
    """Whether a call is over in which an interpreter was asked for, and nobody has said whether there was one."""
    if call.state in NOT_ENDED or asked_in_call(session, viewer, call.id) is None:
        return False
    return answer_to(session, viewer, call.id) is None
