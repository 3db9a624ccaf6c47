"""Reads what the rules need: the facts of requests, and of the interpreters who could have them, all at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.matching import find
from comms.bookings.matching.facts import (
    Except,
    Hours,
    InterpreterFacts,
    Key,
    Objection,
    RequestFacts,
    Shown,
    Spoken,
    Taken,
    sides_of,
)
from comms.bookings.matching.requested import find as asked
from comms.bookings.matching.score import starting_scale
from comms.bookings.requests.request import InterpreterRequest
from comms.interpreters.travel import Zones


def request_facts(session: Session, viewer: Viewer, requests: Sequence[InterpreterRequest]) -> list[RequestFacts]:
    """What the rules need of each request."""
    known = asked.attended(session, viewer, [one.appointment_id for one in requests])
    close = _families(session, viewer, {person for _, roles in known.values() for person in roles})
    return [_request_facts(one, *known[one.appointment_id], close) for one in requests]


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
        for child, adult in asked.ties(session, viewer, reached - known):
            tied[child].add(adult)
            tied[adult].add(child)
        known |= reached
        reached |= {other for person in known for other in tied.get(person, ())}
    at_home: dict[UUID, set[UUID]] = defaultdict(set)
    lives: dict[UUID, UUID] = {}
    for person, household in asked.homes(session, viewer, people):
        at_home[household].add(person)
        lives[person] = household
    return {person: _near(person, tied) | at_home.get(lives.get(person, person), set()) for person in people}


def _near(person: UUID, tied: dict[UUID, set[UUID]]) -> set[UUID]:
    first = tied.get(person, set())
    return first.union(*(tied.get(one, set()) for one in first))


def people_facts(
    session: Session, viewer: Viewer, who: find.Who, requests: Sequence[RequestFacts]
) -> dict[Key, InterpreterFacts]:
    """Each of these interpreters with what stands whatever the time: languages, what they have shown, conflicts."""
    found: dict[Key, InterpreterFacts] = {}
    for row in find.interpreters(session, viewer, who, [one.language for one in requests]):
        key, tag = row[0], row[11]
        entry = _of_language(tag, *row[12:]) if tag else {}
        if key not in found:
            found[key] = InterpreterFacts(*(*row[:11], entry))
        else:
            before = found[key].languages
            found[key].languages = {**before, tag: before.get(tag, ()) + entry[tag]}
    keys = list(found)
    kinds = {kind for one in requests for kind in one.checks}
    if any(one.is_police_work for one in requests):
        kinds |= {kind for kind, _ in starting_scale().diplomas}
    if kinds:
        for key, shown in _by_key(find.qualifications(session, viewer, keys, kinds)).items():
            found[key].shown = [Shown(*row[1:]) for row in shown]
    for key, conflicts in _by_key(find.objections(session, viewer, keys)).items():
        found[key].objections = [Objection(*row[1:]) for row in conflicts]
    return found


@lru_cache(maxsize=1024)
def _of_language(tag: str, dialect: str, level: int, way: str, modes: str) -> dict[str, tuple[Spoken, ...]]:
    """One entry of a register; most are as many others are, so that it is made once. Nobody changes it."""
    return {tag: (Spoken(dialect, level, way, tuple(json.loads(modes))),)}


def _by_key(rows: find.Rows) -> dict[Key, list[Sequence[Any]]]:
    found: dict[Key, list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def add_times(
    session: Session, viewer: Viewer, people: dict[Key, InterpreterFacts], requests: Sequence[RequestFacts],
    now: datetime,
) -> None:  # fmt: skip
    """Fill in hours, exceptions and bookings around these requests."""
    keys = list(people)
    span = min(one.starts_at for one in requests), max(one.ends_at for one in requests)
    days = [one for request in requests for one in (request.day, request.last_day)]
    for key, hours in _by_key(find.weekly_hours(session, viewer, keys, days)).items():
        people[key].hours = [_hours(*row[1:]) for row in hours]
    for key, exceptions in _by_key(find.exceptions(session, viewer, keys, span)).items():
        people[key].exceptions = [Except(*row[1:]) for row in exceptions]
    for key, booked in _by_key(find.taken(session, viewer, keys, span, now)).items():
        people[key].taken = [Taken(*row[1:]) for row in booked]


_hours = lru_cache(maxsize=1024)(Hours)


def ways_for(session: Session, viewer: Viewer, requests: Sequence[RequestFacts]) -> dict[Zones, int]:
    """The ways from and to the places of these requests."""
    return asked.ways(session, viewer, [one.zone for one in requests if one.zone is not None])
