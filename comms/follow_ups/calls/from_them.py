"""A call to our number: who it is from, whether anybody answered, and what follows when nobody did.

The carrier tells of one call up to three times: when it comes in, when the telephone we ring on has rung out or was
answered, and when the whole is over. Each may come twice, or be the first.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, system_viewer
from comms.families import find as families
from comms.follow_ups.call import MOVES, Call, CallState, Direction, WhyMissed
from comms.follow_ups.calls import ending, find
from comms.follow_ups.calls.actions import ROOM_BYTES
from comms.follow_ups.calls.ending import ABOUT
from comms.foundation.audit import note
from comms.foundation.errors import Refused
from comms.messages.find import line_with_number
from comms.messages.line import Line
from comms.messages.numbers import international, number_hash
from comms.messages.threads import owner_of

# How the carrier calls that our own telephone was picked up, and that it was not, in the report of either leg.
_PICKED_UP = frozenset({"completed", "answered"})
_NOT = {"no-answer": WhyMissed.NO_ANSWER, "canceled": WhyMissed.NO_ANSWER, "busy": WhyMissed.BUSY,
        "failed": WhyMissed.FAILED}  # fmt: skip


def number_to_ring_on(line: Line) -> str | None:
    """The telephone that rings when somebody rings our number; None where there is none, or it is the same number,
    which would ring itself."""
    number = international(line.ring_number) if line.ring_number else None
    return number if number != line.number else None


def take_in_called(session: Session, fields: Mapping[str, str], now: datetime) -> Call | None:
    """Take in that somebody rings, or rang. Nobody answered: a text that asks when to ring them, where that is safe,
    and a follow-up. The call; None where it is to no line of ours, or of a call we know nothing of."""
    parent, dialled = fields.get("ParentCallSid", ""), fields.get("DialCallStatus", "")
    call = find.call_named(session, parent or fields.get("CallSid", ""))
    if call is None and not parent:
        call = _comes_in(session, fields, now)
    if call is None:
        return None
    viewer = system_viewer(session.get_one(Agency, call.agency_id))
    ending.hold(session, call)
    status = dialled or (fields.get("CallStatus", "") if parent else "")
    line = line_with_number(session, fields.get("To", ""))
    if not parent and not dialled and line is not None and number_to_ring_on(line) is None:
        status = "no-answer"
    _settle(session, viewer, call, status, now)
    return call


def who_rang(session: Session, viewer: Viewer, call_id: UUID, person_id: UUID, now: datetime) -> Call:
    """Say who it was that rang, and follow it up; all missed calls of that number are theirs. Raises ``Refused`` for a
    call of which that is known."""
    viewer.require(Permission.WRITE_TO_FAMILIES)
    call, person = find.call(session, viewer, call_id), families.person(session, viewer, person_id)
    hashed = number_hash(session, call.number) if call.number else None
    point = next((one for one in families.contact_points(session, viewer, person.id) if one.value_hash == hashed), None)
    for one in _of_same_number(session, viewer, call):
        ending.hold(session, one)
        one.person_id, one.point_id = person.id, point.id if point else None
        session.flush()
        note(session, viewer.actor, "say who rang", (ABOUT, one.id), now, {"person": str(person.id)})
        ending.follow_up_missed(session, viewer, one, person.id, now)
    return call


def dealt_with(session: Session, viewer: Viewer, call_id: UUID, now: datetime) -> Call:
    """Say that a missed call from nobody we know was dealt with: somebody rang back and spoke to whoever it was."""
    viewer.require(Permission.WRITE_TO_FAMILIES)
    call = find.call(session, viewer, call_id)
    for one in _of_same_number(session, viewer, call):
        ending.talk(session, viewer, ending.hold(session, one), now)
    return call


def _of_same_number(session: Session, viewer: Viewer, call: Call) -> list[Call]:
    if call.person_id is not None or call.direction != Direction.FROM_THEM or call.state != CallState.MISSED:
        raise Refused("Nothing is open about this call.", "Look at the page of the person.")
    return find.same_caller(session, viewer, call.number) if call.number else [call]


def _comes_in(session: Session, fields: Mapping[str, str], now: datetime) -> Call | None:
    line = line_with_number(session, fields.get("To", ""))
    if line is None or not fields.get("CallSid"):
        return None
    viewer = system_viewer(session.get_one(Agency, line.agency_id))
    # Who hides their number comes with a word in its place, or with figures that are none.
    number = international(fields.get("From", ""))
    person_id = point_id = None
    if number is not None:
        hashed = number_hash(session, number)
        person_id = owner_of(session, viewer, hashed)
        points = families.contact_points(session, viewer, person_id) if person_id else ()
        point_id = next((one.id for one in points if one.value_hash == hashed), None)
    call = Call(
        agency_id=line.agency_id, person_id=person_id, point_id=point_id, direction=Direction.FROM_THEM, number=number,
        by_carrier=True, with_interpreter=False, room=secrets.token_urlsafe(ROOM_BYTES), state=CallState.RINGING,
        provider_id=fields["CallSid"], began_at=now, sequence=-1, why_missed="",
    )  # fmt: skip
    session.add(call)
    session.flush()
    note(session, viewer.actor, "take in call", (ABOUT, call.id), now, {"person": str(person_id or "")})
    return call


def _settle(session: Session, viewer: Viewer, call: Call, status: str, now: datetime) -> None:
    after = CallState.TALKED if status in _PICKED_UP else CallState.MISSED if status in _NOT else None
    if after is None or after not in MOVES[CallState(call.state)]:
        return
    if after == CallState.TALKED:
        ending.talk(session, viewer, call, now)
    else:
        ending.miss(session, viewer, call, _NOT[status], now)
