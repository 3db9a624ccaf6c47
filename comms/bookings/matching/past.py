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
        self._sides: dict[tuple[str | UUID, Key], frozenset[str]] = defaultdict(frozenset)
        self._met: dict[tuple[Key, UUID], set[UUID]] = defaultdict(set)

    def read_sides(self, requests: Sequence[RequestFacts]) -> None:
        """Who served which side of the matters of these requests, or at the same appointment."""
        sided = [one for one in requests if one.sides]
        matters, appointments = [one.matter for one in sided], [one.appointment_id for one in sided]
        for key, matter, appointment_id, roles in find.served(self._session, self._viewer, matters, appointments):
            self._sides[matter, key] |= sides_of(roles)
            self._sides[appointment_id, key] |= sides_of(roles)

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
        served = self._served(request, key) if self._sides else NOTHING.sides
        met = self._met_with(request, key) if self._met else 0
        return found._replace(sides=served, met=met) if served or met else found

    def _served(self, request: RequestFacts, key: Key) -> frozenset[str]:
        there = self._sides.get((request.appointment_id, key), NOTHING.sides)
        return there | self._sides.get((request.matter, key), NOTHING.sides) if request.matter else there

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
