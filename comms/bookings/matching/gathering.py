"""Reads what the rules need: the facts of requests, and of the interpreters who could have them, all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.matching import find
from comms.bookings.matching.facts import (
    Except,
    Hours,
    InterpreterFacts,
    Objection,
    RequestFacts,
    Shown,
    Spoken,
    sides_of,
)
from comms.bookings.matching.score import starting_scale
from comms.bookings.requests.request import InterpreterRequest
from comms.interpreters.travel import Zones

# Beyond so many it is quicker to ask for everybody again than to name each.
MOST_NAMED = 2000


def request_facts(session: Session, viewer: Viewer, requests: Sequence[InterpreterRequest]) -> list[RequestFacts]:
    """What the rules need of each request."""
    appointments = [one.appointment_id for one in requests]
    matters = find.matters(session, viewer, appointments)
    roles = find.attendees(session, viewer, appointments)
    close = _families(session, viewer, {person for there in roles.values() for person in there})
    return [
        _request_facts(one, matters[one.appointment_id], roles.get(one.appointment_id, {}), close) for one in requests
    ]


def _request_facts(
    one: InterpreterRequest, matter: str, roles: dict[UUID, str], close: dict[UUID, set[UUID]]
) -> RequestFacts:
    people = frozenset(map(UUID, one.people)) or frozenset(roles)
    return RequestFacts(
        id=one.id, appointment_id=one.appointment_id, language=one.language, dialect=one.dialect or "", mode=one.mode,
        gender=one.gender, level=one.level, checks=tuple(one.checks), starts_at=one.starts_at, ends_at=one.ends_at,
        zone=one.zone, risk=one.risk, matter=matter, avoid=one.avoid or "", people=people,
        attendees=frozenset(roles) | people,
        family=frozenset().union(roles, people, *(close.get(person, ()) for person in roles)),
        sides=sides_of([role for person, role in roles.items() if person in people]),
    )  # fmt: skip


def _families(session: Session, viewer: Viewer, people: set[UUID]) -> dict[UUID, set[UUID]]:
    """For each of these people whoever is tied to them: their children and adults, the other adults of those children
    and the other children of those adults, and whoever lives in the same household."""
    tied: dict[UUID, set[UUID]] = defaultdict(set)
    known: set[UUID] = set()
    reached = set(people)
    for _ in range(2):
        for child, adult in find.ties(session, viewer, reached - known):
            tied[child].add(adult)
            tied[adult].add(child)
        known |= reached
        reached |= {other for person in known for other in tied.get(person, ())}
    at_home: dict[UUID, set[UUID]] = defaultdict(set)
    lives: dict[UUID, UUID] = {}
    for person, household in find.homes(session, viewer, people):
        at_home[household].add(person)
        lives[person] = household
    return {person: _near(person, tied) | at_home.get(lives.get(person, person), set()) for person in people}


def _near(person: UUID, tied: dict[UUID, set[UUID]]) -> set[UUID]:
    first = tied.get(person, set())
    return first.union(*(tied.get(one, set()) for one in first))


def people_facts(
    session: Session, viewer: Viewer, who: find.Who, requests: Sequence[RequestFacts]
) -> dict[UUID, InterpreterFacts]:
    """Each of these interpreters with what stands whatever the time: languages, what they have shown, conflicts."""
    found = {row[0]: InterpreterFacts(*row) for row in find.interpreters(session, viewer, who)}
    for row in find.languages(session, viewer, who, [one.language for one in requests]):
        if one := found.get(row[0]):
            one.languages.setdefault(row[1], []).append(Spoken(row[2], row[3], row[4], tuple(row[5])))
    kinds = {kind for one in requests for kind in one.checks} | {kind for kind, _ in starting_scale().diplomas}
    for row in find.qualifications(session, viewer, who, kinds):
        if one := found.get(row[0]):
            one.shown.append(Shown(*row[1:]))
    for row in find.objections(session, viewer, who):
        if one := found.get(row[0]):
            one.objections.append(Objection(*row[1:]))
    return found


def add_times(
    session: Session, viewer: Viewer, people: dict[UUID, InterpreterFacts], who: find.Who,
    requests: Sequence[RequestFacts], now: datetime,
) -> None:  # fmt: skip
    """Fill in hours, exceptions and bookings around these requests."""
    if not people or not requests:
        return
    start, end = min(one.starts_at for one in requests), max(one.ends_at for one in requests)
    days = [one for request in requests for one in (request.day, request.last_day)]
    for row in find.weekly_hours(session, viewer, who, days):
        if one := people.get(row[0]):
            one.hours.append(Hours(*row[1:]))
    for row in find.exceptions(session, viewer, who, start, end):
        if one := people.get(row[0]):
            one.exceptions.append(Except(*row[1:]))
    for interpreter_id, booked in find.taken(session, viewer, who, (start, end), now).items():
        if one := people.get(interpreter_id):
            one.taken = booked


def ways_for(session: Session, viewer: Viewer, requests: Sequence[RequestFacts]) -> dict[Zones, int]:
    """The ways from and to the places of these requests."""
    return find.ways(session, viewer, [one.zone for one in requests if one.zone is not None])


def named(ids: Sequence[UUID], otherwise: find.Who) -> find.Who:
    """These ids themselves while they are few; else the question that finds them among others."""
    return ids if len(ids) <= MOST_NAMED else otherwise
