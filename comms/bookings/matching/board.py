"""Some requests and the interpreters who could have them, read at once and held against each other."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.matching import find
from comms.bookings.matching.eligibility import STANDING, TIMES, Pair, Reason, Rule, first_reason, reasons, to_look_at
from comms.bookings.matching.facts import InterpreterFacts, RequestFacts
from comms.bookings.matching.gathering import add_times, named, people_facts, ways_for
from comms.bookings.matching.past import Pasts
from comms.bookings.matching.score import Measures, measure, parts_of, score_of, starting_scale
from comms.bookings.matching.way import there_and_back
from comms.interpreters.terms import Terms, terms_from


@dataclass(frozen=True, slots=True)
class Candidate:
    """One interpreter held against one request. No reasons: they may be asked, once a person has looked at the checks.
    ``parts`` of the score are by name, what they follow from is in ``measures``; both only for who may be asked."""

    interpreter_id: UUID
    name: str
    reasons: tuple[Reason, ...] = ()
    looks: tuple[Reason, ...] = ()
    score: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)
    measures: Measures | None = None

    @property
    def checks(self) -> tuple[str, ...]:
        """What a person must look at first, in sentences."""
        return tuple(look.said for look in self.looks)

    @property
    def eligible(self) -> bool:
        """Whether nothing speaks against asking them."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Fit:
    """Who of those read may have one request, the best first, and how many may not, by the first reason."""

    eligible: list[Candidate]
    counts: Counter[str]


class Board:
    """The facts of some requests and of some interpreters."""

    def __init__(
        self, session: Session, viewer: Viewer, requests: Sequence[RequestFacts], who: find.Who, now: datetime
    ) -> None:  # fmt: skip
        self._session, self._viewer, self._now = session, viewer, now
        self.requests, self._who = requests, who
        self.people = people_facts(session, viewer, who, requests)
        self._pasts = Pasts(session, viewer, now)
        self._pasts.read_sides(requests)
        self._ways = ways_for(session, viewer, requests)

    def fits(self) -> dict[UUID, Fit]:
        """For each request who may have it, where everybody who interprets one of their languages was read. Times are
        read only of those who are not ruled out whatever the time."""
        counts: dict[UUID, Counter[str]] = {one.id: Counter() for one in self.requests}
        speak: dict[str, list[InterpreterFacts]] = defaultdict(list)
        for one in self.people.values():
            for tag in one.languages:
                speak[tag].append(one)
        self._read_usual({tag: [one.id for one in those] for tag, those in speak.items()}, self._who)
        left = self._without({one.id: speak[one.language] for one in self.requests}, STANDING, counts)
        self._read_times(_ids(left))
        left = self._without(left, TIMES, counts)
        self._read_worth(_ids(left))
        return {
            one.id: Fit(sorted((self._scored(self._pair(one, who)) for who in left[one.id]), key=_best_first),
                        counts[one.id])
            for one in self.requests
        }  # fmt: skip

    def everybody(self) -> dict[UUID, list[Candidate]]:
        """For each request all who were read, with every reason; first who may be asked, the best of them first."""
        tags = {one.language for one in self.requests}
        self._read_usual(find.speaking(self._session, self._viewer, tags), self._who, find.speakers(self._viewer, tags))
        self._read_times(list(self.people))
        self._read_worth(list(self.people))
        return {
            one.id: sorted((self._candidate(self._pair(one, who)) for who in self.people.values()), key=_best_first)
            for one in self.requests
        }

    def _without(
        self, asked: dict[UUID, list[InterpreterFacts]], rules: tuple[Rule, ...], counts: dict[UUID, Counter[str]]
    ) -> dict[UUID, list[InterpreterFacts]]:
        """Those whom none of these rules excludes; the others are counted."""
        left: dict[UUID, list[InterpreterFacts]] = {}
        for request in self.requests:
            left[request.id], counted = [], counts[request.id]
            for one in asked[request.id]:
                reason = first_reason(self._pair(request, one), rules)
                if reason is None:
                    left[request.id].append(one)
                else:
                    counted[reason.code] += 1
        return left

    def _read_times(self, ids: Sequence[UUID]) -> None:
        if ids:
            who = named(ids, self._who)
            people = {one: self.people[one] for one in ids}
            add_times(self._session, self._viewer, people, who, self.requests, self._now)

    def _read_usual(self, speakers: dict[str, list[UUID]], *whose: find.Who) -> None:
        """What they are booked for, and what is usual among those who interpret a language."""
        for who in whose:
            self._pasts.read_booked(who, {one.day for one in self.requests})
        self._pasts.speakers = speakers

    def _read_worth(self, ids: Sequence[UUID]) -> None:
        if ids:
            self._pasts.read_met(self.requests)
            for one, stored in find.terms(self._session, self._viewer, named(ids, self._who)).items():
                if one in self.people:
                    self.people[one].terms = stored

    def _pair(self, request: RequestFacts, one: InterpreterFacts) -> Pair:
        return Pair(request, one, self._pasts.of(request, one.id), self._ways)

    def _candidate(self, pair: Pair) -> Candidate:
        against = reasons(pair)
        if not against:
            return self._scored(pair)
        return Candidate(pair.one.id, pair.one.name, against, to_look_at(pair))

    def _scored(self, pair: Pair) -> Candidate:
        request, one = pair.request, pair.one
        way = there_and_back(request, one, pair.ways)
        found = measure(request, one, pair.past, way, _terms(one.terms), self._pasts.usual_minutes(request))
        scale = starting_scale()
        parts = parts_of(found, scale)
        score = score_of(parts, request.risk, scale)
        return Candidate(one.id, one.name, (), to_look_at(pair), score, parts, found)


def _ids(left: dict[UUID, list[InterpreterFacts]]) -> list[UUID]:
    return sorted({one.id for some in left.values() for one in some})


def _best_first(one: Candidate) -> tuple[bool, float, UUID]:
    return bool(one.reasons), -one.score, one.interpreter_id


@lru_cache(maxsize=1024)
def _terms(stored: str) -> Terms:
    return terms_from(json.loads(stored) if stored else {})
