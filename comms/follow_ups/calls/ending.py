"""How a call ends, and what follows from it. A missed call is followed up once, whoever tells of it and in which order;
one that turns out to have been talked is put right, and what it opened stays open for a person to close."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.follow_ups import find as follow_ups
from comms.follow_ups.actions import OpenGiven, open_follow_up, reached, set_going
from comms.follow_ups.call import MOVES, Call, CallState, Direction
from comms.follow_ups.calls import find
from comms.follow_ups.calls.interpreter_had import interpreter_not_there
from comms.follow_ups.case import Case
from comms.follow_ups.follow_up import LIVE, Because, EventKind, FollowUp, FollowUpState
from comms.follow_ups.moving import lock, wake
from comms.foundation.audit import note
from comms.foundation.errors import NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time

# A second ring within two minutes is one missed call: people redial.
SAME_WITHIN = timedelta(minutes=2)
# A call that nobody ended is still the one that somebody speaks of for so long; after that they rang again.
STILL_OPEN = timedelta(hours=1)
ABOUT = "call"
# What a talk with somebody answers, whatever it was about.
ANSWERED_BY_TALKING = (Because.MISSED_CALL, Because.THEY_RANG)


def hold(session: Session, call: Call) -> Call:
    """The call as it stands now, kept from everybody else until the commit, with all others of the same person: two
    that end at the same moment must see each other."""
    one_at_a_time(session, f"calls {call.person_id or call.agency_id}")
    session.flush()
    session.refresh(call, with_for_update=True)
    return call


def move(call: Call, after: CallState) -> None:
    """Bring a call to a state. Raises ``Refused`` for a move the table does not have."""
    if after not in MOVES[CallState(call.state)]:
        raise Refused(f"A call that is “{call.state}” does not become “{after}”.", "Look at where it stands.")
    call.state = after


def miss(session: Session, viewer: Viewer, call: Call, why: str, now: datetime) -> Call:
    """Nobody was reached: follow it up. Whoever calls this holds the call."""
    move(call, CallState.MISSED)
    call.why_missed, call.ended_at = why, now
    session.flush()
    _note(session, viewer, "miss call", call, now)
    if call.person_id is not None:
        follow_up_missed(session, viewer, call, call.person_id, now)
    return call


def follow_up_missed(session: Session, viewer: Viewer, call: Call, person_id: UUID, now: datetime) -> None:
    """Open what follows a missed call, or put it down in what is open; nothing anew within two minutes of another."""
    row = _same_just_now(session, viewer, call, person_id)
    if row is None:
        given = _of_call(session, viewer, call)
        if given is None or given.because == _because(call):
            row = _open(session, viewer, call, person_id, now)
        else:
            row = _tried_in_vain(session, viewer, given, call, now)
    call.follow_up_id = row.id
    session.flush()


def talk(session: Session, viewer: Viewer, call: Call, now: datetime) -> Call:
    """They were spoken to; also where it was put down as missed. What is open is told and closed by nobody. Whoever
    calls this holds the call."""
    move(call, CallState.TALKED)
    call.why_missed = ""
    call.ended_at = call.ended_at or now
    _note(session, viewer, "talk in call", call, now)
    if call.person_id is not None:
        live = follow_ups.live_of_person(session, viewer, call.person_id)
        for row in live:
            if row.because in ANSWERED_BY_TALKING or row.id == call.follow_up_id:
                reached(session, viewer, row.id, call.id, now)
    session.flush()
    return call


def give_up(session: Session, viewer: Viewer, call: Call, now: datetime) -> Call:
    """It ended before anybody could answer: no missed call, and nothing follows. Whoever calls this holds the call."""
    interpreter_not_there(session, viewer, call, now)
    move(call, CallState.GIVEN_UP)
    call.ended_at = now
    _note(session, viewer, "give up call", call, now)
    session.flush()
    return call


def _same_just_now(session: Session, viewer: Viewer, call: Call, person_id: UUID) -> FollowUp | None:
    since = (call.ended_at or call.began_at) - SAME_WITHIN
    same = find.missed_since(session, viewer, person_id, call.direction, since, call.id)
    return _live(session, viewer, same.follow_up_id) if same is not None and same.follow_up_id else None


def _of_call(session: Session, viewer: Viewer, call: Call) -> FollowUp | None:
    return _live(session, viewer, call.follow_up_id) if call.follow_up_id else None


def _live(session: Session, viewer: Viewer, follow_up_id: UUID) -> FollowUp | None:
    try:
        row = follow_ups.follow_up(session, viewer, follow_up_id)
    except NotFound:
        return None
    return row if row.state in LIVE else None


def _because(call: Call) -> Because:
    return Because.MISSED_CALL if call.direction == Direction.TO_THEM else Because.THEY_RANG


def _open(session: Session, viewer: Viewer, call: Call, person_id: UUID, now: datetime) -> FollowUp:
    given = OpenGiven(person_id, _because(call), ABOUT, call.id, call.child_id, call.staff_id, call.point_id)
    return open_follow_up(session, viewer, given, now)


def _tried_in_vain(session: Session, viewer: Viewer, row: FollowUp, call: Call, now: datetime) -> FollowUp:
    """A call made because of something else, as a missed appointment: it belongs to that, and opens nothing beside."""
    case = Case(session, viewer, lock(session, row), now)
    case.put_down(EventKind.CALLED, about=(ABOUT, call.id), code="missed")
    if row.state == FollowUpState.ANSWERED:
        set_going(case)
        wake(session, row, now)
    return row


def _note(session: Session, viewer: Viewer, what: str, call: Call, now: datetime) -> None:
    detail = {
        "person": str(call.person_id or ""),
        "why": call.why_missed,
        "by": "carrier" if call.by_carrier else "hand",
    }
    note(session, viewer.actor, what, (ABOUT, call.id), now, detail)
