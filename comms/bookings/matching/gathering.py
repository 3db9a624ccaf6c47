"""Reads what the rules need: the facts of requests, and of the interpreters who could have them, all at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    families = [_family(one, known[one.appointment_id][1], close) for one in requests]
    alike: dict[UUID, set[Key]] = defaultdict(set)
    for person, key in asked.reached_alike(session, viewer, frozenset().union(*families)):
        alike[person].add(key)
    return [
        _request_facts(one, *known[one.appointment_id], family, alike)
        for one, family in zip(requests, families, strict=True)
    ]


def _family(one: InterpreterRequest, roles: dict[UUID, str], close: dict[UUID, set[UUID]]) -> frozenset[UUID]:
    return frozenset().union(roles, map(UUID, one.people), *(close.get(person, ()) for person in roles))


def _request_facts(
    one: InterpreterRequest,
    matter: str,
    roles: dict[UUID, str],
    family: frozenset[UUID],
    alike: Mapping[UUID, set[Key]],
) -> RequestFacts:
    people = frozenset(map(UUID, one.people)) or frozenset(roles)
    return RequestFacts(
        id=one.id, appointment_id=one.appointment_id, language=one.language, dialect=one.dialect or "", mode=one.mode,
        gender=one.gender, level=one.level, checks=tuple(one.checks), starts_at=one.starts_at, ends_at=one.ends_at,
        zone=one.zone, risk=one.risk, matter=matter, avoid=one.avoid or "", people=people,
        attendees=frozenset(roles) | people, family=family,
        reached_alike=frozenset().union(*(alike[person] for person in family & alike.keys())),
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
    # Agencies may know a person to live in different places; whoever lives at either is too close.
    lives: dict[UUID, set[UUID]] = defaultdict(set)
    for person, household in asked.homes(session, viewer, people):
        at_home[household].add(person)
        lives[person].add(household)
    return {person: _near(person, tied).union(*(at_home[home] for home in lives.get(person, ()))) for person in people}


def _near(person: UUID, tied: dict[UUID, set[UUID]]) -> set[UUID]:
    first = tied.get(person, set())
    return first.union(*(tied.get(one, set()) for one in first))


def people_facts(session: Session, viewer: Viewer, who: find.Who) -> dict[Key, InterpreterFacts]:
    """Each of these interpreters with what stands whatever the time: languages and conflicts."""
    found: dict[Key, InterpreterFacts] = {}
    for row in find.interpreters(session, viewer, who):
        key, tag = row[0], row[11]
        entry = _of_language(tag, *row[12:]) if tag else {}
        if key not in found:
            found[key] = InterpreterFacts(*(*row[:11], entry))
        else:
            before = found[key].languages
            found[key].languages = {**before, tag: before.get(tag, ()) + entry[tag]}
    for key, conflicts in _by_key(find.objections(session, viewer, list(found))).items():
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


@dataclass(frozen=True, slots=True)
class Adding:
    """Fills in what is not read of everybody, of as many as are still in question. ``requests`` are all there are."""

    session: Session
    viewer: Viewer
    requests: Sequence[RequestFacts]
    now: datetime

    def shown(self, people: Mapping[Key, InterpreterFacts]) -> None:
        """What they have shown of what these requests ask for; police diplomas where it is police work."""
        kinds = {kind for one in self.requests for kind in one.checks}
        if any(one.is_police_work for one in self.requests):
            kinds |= {kind for kind, _ in starting_scale().diplomas}
        rows = find.qualifications(self.session, self.viewer, list(people), kinds) if kinds else ()
        for key, shown in _by_key(rows).items():
            people[key].shown = [Shown(*row[1:]) for row in shown]

    def hours(self, people: Mapping[Key, InterpreterFacts]) -> None:
        """Their hours, and what departs from them."""
        keys = list(people)
        days = [day for one in self.requests for day in (one.day, one.last_day)]
        for key, hours in _by_key(find.weekly_hours(self.session, self.viewer, keys, days)).items():
            people[key].hours = [_hours(*row[1:]) for row in hours]
        for key, exceptions in _by_key(find.exceptions(self.session, self.viewer, keys, self._span)).items():
            people[key].exceptions = [Except(*row[1:]) for row in exceptions]

    def taken(self, people: Mapping[Key, InterpreterFacts]) -> None:
        """What they are booked for around that time."""
        for key, booked in _by_key(find.taken(self.session, self.viewer, list(people), self._span, self.now)).items():
            people[key].taken = [Taken(*row[1:]) for row in booked]

    @property
    def _span(self) -> tuple[datetime, datetime]:
        return min(one.starts_at for one in self.requests), max(one.ends_at for one in self.requests)


_hours = lru_cache(maxsize=1024)(Hours)


def ways_for(session: Session, viewer: Viewer, requests: Sequence[RequestFacts]) -> dict[Zones, int]:
    """The ways from and to the places of these requests."""
    return asked.ways(session, viewer, [one.zone for one in requests if one.zone is not None])
