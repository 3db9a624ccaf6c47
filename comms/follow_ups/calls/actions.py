"""Ringing a person: beginning a call, briefing the interpreter, ringing the family, and saying what became of it.

Nothing here speaks to a carrier: whoever calls these does that after the commit, and comes back with what it said.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.channels.voice import Outcome, Rung
from comms.families import find as families
from comms.families.contact_point import ContactPoint
from comms.follow_ups import find as follow_ups
from comms.follow_ups.call import Call, CallState, Direction, WhyMissed
from comms.follow_ups.calls import ending, find
from comms.follow_ups.calls.ending import ABOUT, SAME_WITHIN, hold
from comms.follow_ups.calls.interpreter_had import interpreter_asked, interpreter_there
from comms.follow_ups.calls.interpreters import check_interpreter, interpreters_number
from comms.follow_ups.calls.numbers import check_number, numbers_to_ring
from comms.follow_ups.ways import TELEPHONES, ways_to
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.messages.find import line_of
from comms.messages.numbers import international

ROOM_BYTES = 32
STAFF, INTERPRETER, PERSON = "staff", "interpreter", "person"


@dataclass(frozen=True, slots=True)
class CallGiven:
    """Whom to ring on which number, about which child, with an interpreter or without, and whether the carrier rings.
    ``interpreter_id`` is None for the agency's interpreter line. ``follow_up_id`` is what the call is made for.
    ``cannot_wait`` is what the caller says where they are not to be rung at this hour."""

    person_id: UUID
    point_id: UUID
    child_id: UUID | None = None
    with_interpreter: bool = False
    interpreter_id: UUID | None = None
    follow_up_id: UUID | None = None
    by_carrier: bool = False
    cannot_wait: bool = False


@dataclass(frozen=True, slots=True)
class MissedGiven:
    """A call that somebody made themselves in vain. ``point_id`` is None where they do not say which number it was."""

    person_id: UUID
    point_id: UUID | None = None
    child_id: UUID | None = None
    follow_up_id: UUID | None = None


def begin_call(session: Session, viewer: Viewer, given: CallGiven, now: datetime) -> Call:
    """Put a call on record before anything rings. The same begun twice within two minutes is one: the one given back
    began before ``now``.

    Raises ``Refused`` for a number that is not safe or not now, an interpreter who may not, and where the carrier is to
    ring and there is no line, or the number cannot be one.
    """
    viewer.require(Permission.WRITE_TO_FAMILIES)
    person = families.person(session, viewer, given.person_id)
    one_at_a_time(session, f"calls {person.id}")
    point = _may_ring(session, viewer, given, now)
    known = find.open_call(session, viewer, person.id, now - SAME_WITHIN)
    if known is not None and (known.point_id, known.by_carrier) == (point.id, given.by_carrier):
        return known
    if given.with_interpreter and given.interpreter_id is not None:
        check_interpreter(session, viewer, person, given.interpreter_id)
    if given.by_carrier:
        _check_line(session, viewer, point)
    call = _new(session, viewer, MissedGiven(person.id, point.id, given.child_id, given.follow_up_id), now)
    call.by_carrier, call.with_interpreter = given.by_carrier, given.with_interpreter
    call.interpreter_id = given.interpreter_id if given.with_interpreter else None
    session.flush()
    detail = {"person": str(person.id), "by": "carrier" if call.by_carrier else "hand",
              "interpreter": call.with_interpreter}  # fmt: skip
    note(session, viewer.actor, "begin call", (ABOUT, call.id), now, detail)
    if not call.by_carrier:
        interpreter_asked(session, viewer, call, now)
    return call


def brief(session: Session, viewer: Viewer, call_id: UUID, now: datetime) -> Call:
    """Bring the interpreter in, who is briefed before the family's telephone rings; once more where they did not
    answer. Raises ``Refused`` where the worker is not on the line yet, or the call is to be without one."""
    call = _held(session, viewer, call_id)
    if not call.with_interpreter:
        raise Refused("This call is without an interpreter.", "End it, and begin one with an interpreter.")
    _check_on_line(call)
    if interpreters_number(session, viewer, call) is None:
        raise Refused("Your agency’s interpreter line is not on record as a number.", "Choose an interpreter by name.")
    if call.state != CallState.BRIEFING:
        ending.move(call, CallState.BRIEFING)
    session.flush()
    note(session, viewer.actor, "brief interpreter", (ABOUT, call.id), now)
    interpreter_asked(session, viewer, call, now)
    return call


def ring_family(session: Session, viewer: Viewer, call_id: UUID, now: datetime) -> Call:
    """Let the person's telephone ring. Raises ``Refused`` before the worker, and the interpreter where there is to be
    one, are on the line; and for a number that is not safe any more, or not at this hour."""
    call = _held(session, viewer, call_id)
    _check_on_line(call)
    if call.with_interpreter and call.interpreter_leg is None:
        raise Refused("The interpreter is not on the line.", "Ring the interpreter first, or end this call.")
    if call.person_id is None or call.point_id is None:
        raise Refused("There is no number to ring.", "Begin a call from the person’s page.")
    # What was allowed a quarter of an hour ago is asked again, but for the hour: who began it said that it cannot wait.
    _may_ring(session, viewer, CallGiven(call.person_id, call.point_id, cannot_wait=True), now)
    ending.move(call, CallState.RINGING)
    session.flush()
    note(session, viewer.actor, "ring person", (ABOUT, call.id), now, {"person": str(call.person_id)})
    interpreter_there(session, viewer, call, now)
    return call


def rung(session: Session, viewer: Viewer, call_id: UUID, leg: str, answer: Rung, now: datetime) -> Call:
    """Put down what the carrier said when it was asked to ring. What is in doubt stays as it is: a report will tell.
    Where it certainly does not ring, nobody's telephone did, and the call is given up."""
    call = hold(session, find.call(session, viewer, call_id))
    if answer.outcome is Outcome.SENT:
        if leg == PERSON and call.provider_id is None:
            call.provider_id = answer.provider_id
        if leg == INTERPRETER and call.state == CallState.BRIEFING:
            call.interpreter_leg = answer.provider_id
    elif answer.outcome is not Outcome.UNKNOWN and leg != INTERPRETER and call.state in find.NOT_ENDED:
        ending.give_up(session, viewer, call, now)
    session.flush()
    note(session, viewer.actor, "ask carrier to ring", (ABOUT, call.id), now, {"leg": leg, "outcome": answer.outcome})
    return call


def missed(session: Session, viewer: Viewer, call_id: UUID, now: datetime) -> Call:
    """The worker says that nobody was reached. Where the carrier said so before, this is the same missed call."""
    call = _held(session, viewer, call_id)
    if call.state == CallState.MISSED:
        return call
    return ending.miss(session, viewer, call, WhyMissed.BY_HAND, now)


def missed_by_hand(session: Session, viewer: Viewer, given: MissedGiven, now: datetime) -> Call:
    """Somebody rang in vain from a telephone of their own. A call they began here and did not end is that call; and one
    missed within the last two minutes is the same. What happened is put down whether or not the number was safe."""
    viewer.require(Permission.WRITE_TO_FAMILIES)
    person = families.person(session, viewer, given.person_id)
    one_at_a_time(session, f"calls {person.id}")
    known = find.missed_since(session, viewer, person.id, Direction.TO_THEM, now - SAME_WITHIN)
    if known is not None:
        return known
    began = find.open_call(session, viewer, person.id, now - ending.STILL_OPEN)
    if began is not None and began.state != CallState.BRIEFING and given.point_id in {None, began.point_id}:
        return ending.miss(session, viewer, hold(session, began), WhyMissed.BY_HAND, now)
    call = _new(session, viewer, given, now)
    return ending.miss(session, viewer, call, WhyMissed.BY_HAND, now)


def talked(session: Session, viewer: Viewer, call_id: UUID, now: datetime) -> Call:
    """The worker says that they spoke; also of one that was put down as missed."""
    call = _held(session, viewer, call_id)
    if call.state == CallState.TALKED:
        return call
    return ending.talk(session, viewer, call, now)


def end_call(session: Session, viewer: Viewer, call_id: UUID, now: datetime) -> Call:
    """The worker gives it up before anybody could answer."""
    return ending.give_up(session, viewer, _held(session, viewer, call_id), now)


def _held(session: Session, viewer: Viewer, call_id: UUID) -> Call:
    viewer.require(Permission.WRITE_TO_FAMILIES)
    return hold(session, find.call(session, viewer, call_id))


def _check_on_line(call: Call) -> None:
    if not call.by_carrier:
        raise Refused("This call is made by hand.", "Ring from your own telephone, and say here what became of it.")
    if call.staff_leg is None:
        raise Refused("You are not on the line yet.", "Answer your telephone first.")


def _may_ring(session: Session, viewer: Viewer, given: CallGiven, now: datetime) -> ContactPoint:
    numbers = numbers_to_ring(ways_to(session, viewer, given.person_id, now), now)
    chosen = next((one for one in numbers if one.point.id == given.point_id), None)
    if chosen is None:
        raise BadInput("This is not a telephone number of theirs on record.", "Choose one of the numbers.")
    check_number(chosen, cannot_wait=given.cannot_wait)
    return chosen.point


def _check_line(session: Session, viewer: Viewer, point: ContactPoint) -> None:
    if line_of(session, viewer) is None:
        raise Refused("Your agency has no line to ring from.", "Ring by hand, or set one on the page of your agency.")
    if international(point.value) is None:
        raise Refused("The number on record cannot be one.", "Correct it, or ring another.")


def _new(session: Session, viewer: Viewer, given: MissedGiven, now: datetime) -> Call:
    point = _point(session, viewer, given)
    if given.child_id is not None:
        families.person(session, viewer, given.child_id)
    if given.follow_up_id is not None and follow_ups.follow_up(session, viewer, given.follow_up_id).person_id != (
        given.person_id
    ):
        raise BadInput("This follow-up is of somebody else.", "Begin the call from its own page.")
    call = Call(
        agency_id=viewer.agency_id, person_id=given.person_id, child_id=given.child_id, staff_id=viewer.staff_id,
        follow_up_id=given.follow_up_id, point_id=point.id if point else None, direction=Direction.TO_THEM,
        number=point.value if point else None, room=secrets.token_urlsafe(ROOM_BYTES), state=CallState.BEGUN,
        began_at=now, by_carrier=False, with_interpreter=False, sequence=-1, why_missed="",
    )  # fmt: skip
    session.add(call)
    session.flush()
    return call


def _point(session: Session, viewer: Viewer, given: MissedGiven) -> ContactPoint | None:
    if given.point_id is None:
        return None
    points = families.contact_points(session, viewer, given.person_id)
    found = next((one for one in points if one.id == given.point_id and one.channel in TELEPHONES), None)
    if found is None:
        raise BadInput("This is not a telephone number of theirs on record.", "Choose one of the numbers.")
    return found
