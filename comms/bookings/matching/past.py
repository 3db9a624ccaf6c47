"""What interpreters did before and are booked for, as it bears on each request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.matching import find
from comms.bookings.matching.facts import NOTHING, Past, RequestFacts, sides_of
from comms.bookings.matching.score import starting_scale


class Pasts:
    """Read once for each day, matter and person, however many requests there are. ``speakers`` are the ids of those who
    interpret each language, to say what is usual among them."""

    def __init__(self, session: Session, viewer: Viewer, now: datetime) -> None:
        self._session, self._viewer, self._now = session, viewer, now
        self.speakers: Mapping[str, Collection[UUID]] = {}
        self._booked: dict[date, dict[UUID, Past]] = defaultdict(dict)
        self._usual: dict[tuple[date, str], float] = {}
        self._sides: dict[tuple[str, UUID], frozenset[str]] = {}
        self._met: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)

    def read_sides(self, requests: Sequence[RequestFacts]) -> None:
        """Who served which side of the matters of these requests."""
        matters = [one.matter for one in requests if one.sides]
        for interpreter_id, matter, roles in find.served(self._session, self._viewer, matters):
            before = self._sides.get((matter, interpreter_id), frozenset())
            self._sides[matter, interpreter_id] = before | sides_of(roles)

    def read_booked(self, who: find.Who, days: Iterable[date]) -> None:
        """What these interpreters are booked for around these days, beside those read before."""
        for day in set(days):
            self._booked[day] |= find.booked_minutes(self._session, self._viewer, who, day, self._now)

    def read_met(self, requests: Sequence[RequestFacts]) -> None:
        """Who interpreted for the people of these requests before."""
        since = self._now - timedelta(days=starting_scale().met_within_days)
        people = {person for one in requests for person in one.people}
        for interpreter_id, person, booking in find.met(self._session, self._viewer, people, since):
            self._met[interpreter_id, person].add(booking)

    def of(self, request: RequestFacts, interpreter_id: UUID) -> Past:
        """What was read so far of one interpreter, for one request."""
        found = self._booked[request.day].get(interpreter_id, NOTHING)
        served = self._sides.get((request.matter, interpreter_id)) if request.matter else None
        met = self._met_with(request, interpreter_id) if self._met else 0
        return found._replace(sides=served or frozenset(), met=met) if served or met else found

    def _met_with(self, request: RequestFacts, interpreter_id: UUID) -> int:
        return len(set().union(*(self._met.get((interpreter_id, person), ()) for person in request.people)))

    def usual_minutes(self, request: RequestFacts) -> float:
        """What those of the request's language are booked for on average, in the four weeks up to its day."""
        key = request.day, request.language
        if key not in self._usual:
            booked, speakers = self._booked[request.day], self.speakers.get(request.language, ())
            minutes = sum(booked.get(one, NOTHING).four_weeks for one in speakers)
            self._usual[key] = minutes / max(1, len(speakers))
        return self._usual[key]
