"""What interpreters did before and are booked for, as it bears on each request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.matching import find
from comms.bookings.matching.facts import NOTHING, Key, Past, RequestFacts, sides_of
from comms.bookings.matching.score import starting_scale


class Pasts:
    """Read once for each day, matter and person, however many requests there are. ``speakers`` are the keys of who
    interprets each language, to say what is usual among them."""

    def __init__(self, session: Session, viewer: Viewer, now: datetime) -> None:
        self._session, self._viewer, self._now = session, viewer, now
        self.speakers: Mapping[str, Collection[Key]] = {}
        self._booked: dict[date, dict[Key, Past]] = defaultdict(dict)
        self._usual: dict[tuple[date, str], float] = {}
        self._sides: dict[tuple[str, Key], frozenset[str]] = {}
        self._met: dict[tuple[Key, UUID], set[UUID]] = defaultdict(set)

    def read_sides(self, requests: Sequence[RequestFacts]) -> None:
        """Who served which side of the matters of these requests."""
        matters = [one.matter for one in requests if one.sides]
        for key, matter, roles in find.served(self._session, self._viewer, matters):
            before = self._sides.get((matter, key), frozenset())
            self._sides[matter, key] = before | sides_of(roles)

    def read_booked(self, whose: Sequence[Key], days: Iterable[date]) -> None:
        """What these interpreters are booked for around these days, beside those read before."""
        for day in set(days):
            self._booked[day] |= find.booked_minutes(self._session, self._viewer, whose, day, self._now)

    def read_met(self, requests: Sequence[RequestFacts]) -> None:
        """Who interpreted for the people of these requests before."""
        since = self._now - timedelta(days=starting_scale().met_within_days)
        people = {person for one in requests for person in one.people}
        for key, person, booking in find.met(self._session, self._viewer, people, since):
            self._met[key, person].add(booking)

    def of(self, request: RequestFacts, key: Key) -> Past:
        """What was read so far of one interpreter, for one request."""
        found = self._booked[request.day].get(key, NOTHING)
        served = self._sides.get((request.matter, key)) if request.matter else None
        met = self._met_with(request, key) if self._met else 0
        return found._replace(sides=served or frozenset(), met=met) if served or met else found

    def _met_with(self, request: RequestFacts, key: Key) -> int:
        return len(set().union(*(self._met.get((key, person), ()) for person in request.people)))

    def usual_minutes(self, request: RequestFacts) -> float:
        """What those of the request's language are booked for on average, in the four weeks up to its day."""
        key = request.day, request.language
        if key not in self._usual:
            booked, speakers = self._booked[request.day], self.speakers.get(request.language, ())
            minutes = sum(booked.get(one, NOTHING).four_weeks for one in speakers)
            self._usual[key] = minutes / max(1, len(speakers))
        return self._usual[key]
