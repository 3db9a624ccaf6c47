"""Questions about calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.contact_point import ContactPoint
from comms.families.find import visible_people
from comms.families.hidden.find import is_hidden, nobody_hidden, sees_all
from comms.families.person import Person
from comms.follow_ups.call import Call, CallState, Direction
from comms.foundation.errors import NotFound
from comms.foundation.locks import keyring_of
from comms.messages.about import hidden_about
from comms.messages.numbers import number_hash

NOT_ENDED = frozenset({CallState.BEGUN, CallState.BRIEFING, CallState.RINGING})


def visible_calls(viewer: Viewer) -> Select[Call]:
    """The calls of this viewer's agency with people it still works with, and those from nobody it knows."""
    people = visible_people(viewer).with_only_columns(Person.id)
    known = or_(Call.person_id.is_(None), Call.person_id.in_(people))
    return select(Call).where(Call.agency_id == viewer.agency_id, known, nobody_hidden(viewer, Call.child_id))


@hidden_about("call")
def _is_hidden(viewer: Viewer, call_id: Any) -> ColumnElement[bool]:
    hidden = or_(is_hidden(viewer, Call.person_id), is_hidden(viewer, Call.child_id))
    return exists().where(Call.id == call_id, hidden)


def call(session: Session, viewer: Viewer, call_id: UUID) -> Call:
    """One call. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_calls(viewer).where(Call.id == call_id))
    if found is None or not _from_others(session, viewer, [found]):
        raise NotFound("There is no such call.")
    return found


def call_in_room(session: Session, room: str) -> Call | None:
    """The call that is held in a room. The room's name is a secret that the carrier alone was told."""
    return session.scalar(select(Call).where(Call.room == room))


def call_named(session: Session, provider_id: str) -> Call | None:
    """The call whose leg to the person, or from them, has this name of the carrier's."""
    return session.scalar(select(Call).where(Call.provider_id == provider_id)) if provider_id else None


def calls_with(session: Session, viewer: Viewer, person_id: UUID, limit: int = 20) -> Sequence[Call]:
    """The calls with a person, both ways, the newest first."""
    query = visible_calls(viewer).where(Call.person_id == person_id)
    return session.scalars(query.order_by(Call.began_at.desc(), Call.id.desc()).limit(limit)).all()


def open_call(session: Session, viewer: Viewer, person_id: UUID, since: datetime) -> Call | None:
    """The newest call of the viewer's own to a person, begun since a moment, of which nobody has said what became."""
    query = visible_calls(viewer).where(
        Call.person_id == person_id,
        Call.direction == Direction.TO_THEM,
        Call.staff_id == viewer.staff_id,
        Call.state.in_(NOT_ENDED),
        Call.began_at >= since,
    )
    return session.scalars(query.order_by(Call.began_at.desc(), Call.id.desc()).limit(1)).first()


def missed_since(
    session: Session, viewer: Viewer, person_id: UUID, direction: str, since: datetime, beside: UUID | None = None
) -> Call | None:
    """The newest call with a person, one way, that was missed since a moment, ``beside`` the one named."""
    query = visible_calls(viewer).where(
        Call.person_id == person_id,
        Call.direction == direction,
        Call.state == CallState.MISSED,
        Call.ended_at >= since,
        Call.id != beside if beside else true(),
    )
    return session.scalars(query.order_by(Call.ended_at.desc(), Call.id.desc()).limit(1)).first()


def rang_last(session: Session, viewer: Viewer, follow_up_id: UUID) -> datetime | None:
    """When the last of the calls to us that belong to a follow-up was over; None where it has none."""
    query = visible_calls(viewer).where(Call.follow_up_id == follow_up_id, Call.direction == Direction.FROM_THEM)
    return session.scalar(query.with_only_columns(func.max(Call.ended_at)))


def left_open(session: Session, viewer: Viewer, before: datetime, limit: int = 200) -> Sequence[Call]:
    """Calls that began before a moment, and of which neither the carrier nor anybody else said what became; the oldest
    first. Whoever rang is asked."""
    query = visible_calls(viewer).where(Call.state.in_(NOT_ENDED), Call.began_at < before)
    return session.scalars(query.order_by(Call.began_at, Call.id).limit(limit)).all()


def unknown_callers(session: Session, viewer: Viewer, limit: int = 200) -> list[Call]:
    """Missed calls from numbers of nobody, or of several people, that nobody has dealt with; the newest of each number
    alone, the newest first."""
    query = visible_calls(viewer).where(
        Call.person_id.is_(None), Call.direction == Direction.FROM_THEM, Call.state == CallState.MISSED
    )
    found = session.scalars(query.order_by(Call.began_at.desc(), Call.id.desc()).limit(limit)).all()
    keyring_of(session).have_at_hand(session, [one.id for one in found if one.number_locked])
    newest: dict[str | UUID, Call] = {}
    for one in found:
        newest.setdefault(one.number or one.id, one)
    return _from_others(session, viewer, list(newest.values()))


def same_caller(session: Session, viewer: Viewer, number: str) -> list[Call]:
    """The missed calls without a person that came from one number."""
    query = visible_calls(viewer).where(
        Call.person_id.is_(None), Call.direction == Direction.FROM_THEM, Call.state == CallState.MISSED
    )
    same = [one for one in session.scalars(query.order_by(Call.id)) if one.number == number]
    return _from_others(session, viewer, same)


def _from_others(session: Session, viewer: Viewer, calls: Sequence[Call]) -> list[Call]:
    """These calls without those of nobody from a number that somebody has who is kept closed from the viewer: they may
    have come from them, and those who are named for the family can say."""
    if sees_all(viewer):
        return list(calls)
    hashes = {one.id: number_hash(session, one.number) for one in calls if one.person_id is None and one.number}
    if not hashes:
        return list(calls)
    having = select(ContactPoint.value_hash).where(ContactPoint.value_hash.in_(set(hashes.values())))
    closed = set(session.scalars(having.where(is_hidden(viewer, ContactPoint.person_id))))
    return [one for one in calls if hashes.get(one.id) not in closed]
