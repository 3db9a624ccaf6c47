"""Bringing a call from each state to each other by the real verbs."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from booking_factories import an_interpreter
from sqlalchemy.orm import Session
from text_factories import a_father, a_line

from comms.agencies.viewer import Viewer
from comms.families.find import contact_points
from comms.follow_ups.call import CallState
from comms.follow_ups.calls.actions import CallGiven, begin_call, brief, end_call, missed, ring_family, talked
from comms.follow_ups.calls.reports import staff_answers
from comms.foundation.errors import Refused


def call_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a call in one state is brought to another by briefing the interpreter, ringing the family, saying what
    became of it, or ending it. The worker is on the line, and so is the interpreter where there is to be one: there is
    none where the family is rung straight away."""
    a_line(session, viewer, now)
    father, one = a_father(session, viewer, now), an_interpreter(session, viewer, now, language="pl")
    point = contact_points(session, viewer, father.id)[0].id
    alone = (before, after) == (CallState.BEGUN, CallState.RINGING)
    given = CallGiven(father.id, point, with_interpreter=not alone, interpreter_id=one.id, by_carrier=True)
    call = begin_call(session, viewer, given, now)
    staff_answers(session, call.room, "CA1")
    call.interpreter_leg, call.state = "CA2", before
    session.flush()
    verbs = {
        CallState.BRIEFING: brief, CallState.RINGING: ring_family, CallState.TALKED: talked,
        CallState.MISSED: missed, CallState.GIVEN_UP: end_call,
    }  # fmt: skip
    with suppress(Refused):
        if after in verbs:
            verbs[CallState(after)](session, viewer, call.id, now)
    return before != after and call.state == after
