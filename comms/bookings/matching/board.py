"""Some requests and the interpreters who could have them, read at once and held against each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.matching import find
from comms.bookings.matching.eligibility import (
    CHECKS,
    HOURS,
    STANDING,
    TAKEN,
    VETO,
    Pair,
    Reason,
    Rule,
    first_reason,
    reasons,
    to_look_at,
)
from comms.bookings.matching.facts import InterpreterFacts, Key, RequestFacts
from comms.bookings.matching.gathering import Adding, people_facts, ways_for
from comms.bookings.matching.past import Pasts
from comms.bookings.matching.score import Measures, measure, parts_of, score_of, starting_scale
from comms.bookings.matching.way import there_and_back
from comms.families.access.fields import REFUSED, may_see_field


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
        self._session, self._viewer = session, viewer
        self.requests = requests
        self.people = list(people_facts(session, viewer, who).values())
        self._adding = Adding(session, viewer, requests, now)
        self._pasts = Pasts(session, viewer, now)
        self._pasts.read_sides(requests)
        self._ways = ways_for(session, viewer, requests)

    def fits(self) -> dict[UUID, Fit]:
        """For each request who may have it, where everybody who interprets one of their languages was read. What
        takes more reading is read only of those who are still in question."""
        counts: dict[UUID, Counter[str]] = {one.id: Counter() for one in self.requests}
        speak: dict[str, list[InterpreterFacts]] = defaultdict(list)
        for one in self.people:
            for tag in one.languages:
                speak[tag].append(one)
        self._read_booked({tag: [one.key for one in those] for tag, those in speak.items()})
        left = {one.id: speak[one.language] for one in self.requests}
        for read, rules in ((None, STANDING), (self._adding.shown, CHECKS), (self._adding.hours, HOURS),
                            (self._adding.taken, TAKEN)):  # fmt: skip
            if read and (people := {one.key: one for some in left.values() for one in some}):
                read(people)
            left = self._without(left, rules, counts)
        self._pasts.read_met(self.requests)
        return {
            one.id: Fit(sorted((self._scored(self._pair(one, who)) for who in left[one.id]), key=_best_first),
                        counts[one.id])
            for one in self.requests
        }  # fmt: skip

    def everybody(self) -> dict[UUID, list[Candidate]]:
        """For each request all who were read, with every reason; first who may be asked, the best of them first."""
        self._read_booked(find.speaking(self._session, self._viewer, {one.language for one in self.requests}))
        people = {one.key: one for one in self.people}
        for read in (self._adding.shown, self._adding.hours, self._adding.taken) if people else ():
            read(people)
        self._pasts.read_met(self.requests)
        return {
            one.id: sorted((self._candidate(self._pair(one, who)) for who in self.people), key=_best_first)
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

    def _read_booked(self, speakers: dict[str, list[Key]]) -> None:
        """What everybody is booked for, and who interprets each language, among whom something is usual."""
        keys = {key for those in speakers.values() for key in those} | {one.key for one in self.people}
        self._pasts.read_booked(list(keys), {one.day for one in self.requests})
        self._pasts.speakers = speakers

    def _pair(self, request: RequestFacts, one: InterpreterFacts) -> Pair:
        return Pair(request, one, self._pasts.of(request, one.key), self._ways)

    def _candidate(self, pair: Pair) -> Candidate:
        against = reasons(pair)
        if not against:
            return self._scored(pair)
        return Candidate(pair.one.id, pair.one.name, against, self._looks(pair))

    def _looks(self, pair: Pair) -> tuple[Reason, ...]:
        """What a person must look at, in the words the viewer is shown."""
        found = to_look_at(pair)
        if may_see_field(self._viewer, "interpreter_request.avoid"):
            return found
        return tuple(replace(one, said=REFUSED) if one.code == VETO else one for one in found)

    def _scored(self, pair: Pair) -> Candidate:
        request, one = pair.request, pair.one
        way = there_and_back(request, one, pair.ways)
        found = measure(request, one, pair.past, way, self._pasts.usual_minutes(request))
        scale = starting_scale()
        parts = parts_of(found, scale)
        score = score_of(parts, request.risk, scale)
        return Candidate(one.id, one.name, (), self._looks(pair), score, parts, found)


def _best_first(one: Candidate) -> tuple[bool, float, UUID]:
    return bool(one.reasons), -one.score, one.interpreter_id
