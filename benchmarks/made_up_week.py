"""A made-up week of interpreter requests: 1,000 of them, 200 interpreters, 25 languages, from a fixed seed.

Nothing of it is measured anywhere; it is made after what the trade says of itself. A few languages are asked for much
and many seldom. Half of the interpreters work in a second language, some in a third. They work some days of the
week, whole days or halves, and at most so many hours. Requests ask for office hours, more in the morning, and
last from three quarters of an hour to three hours; one in three is remote. Ten places have their ways between them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from comms.bookings.appointments.appointment import Risk
from comms.bookings.plans.problem import Job, Problem, Stretch, Worker

# Drawn once and kept; no other was tried and left out.
SEEDS = (1, 2, 3)
MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
JOBS, WORKERS, LANGUAGES, PLACES, DAYS = 1000, 200, 25, 10, 5
EVERY = 15
LONGEST_WAY = 60
SHIFTS = (-60, -30, 30, 60)


@dataclass(frozen=True, slots=True)
class Person:
    """An interpreter as made up: in which languages, and from when to when on each day."""

    id: UUID
    languages: frozenset[int]
    hours: tuple[tuple[datetime, datetime], ...]
    base: int

    def works(self, when: Stretch) -> bool:
        """Whether they work throughout."""
        return any(start <= when.start and when.end <= end for start, end in self.hours)


def made_up_week(seed: int, jobs: int = JOBS, workers: int = WORKERS) -> Problem:
    """The week of one seed. Every request could move by an hour; whether it may is the solver's question."""
    draw = random.Random(seed)
    asked_for = [1 / (rank + 2) for rank in range(LANGUAGES)]
    travel, away = _ways(draw)
    people = [_person(draw, asked_for, number) for number in range(workers)]
    made = [_job(draw, asked_for, people, away) for _ in range(jobs)]
    most_a_day = {person.id: draw.choice((300, 360, 420, None)) for person in people}
    found = {
        one.id: Worker(one.id, (), most_a_day[one.id], draw.choice((900, 1200, 1500, None)), LONGEST_WAY)
        for one in people
    }
    return Problem(tuple(made), found, travel)


def _id(draw: random.Random) -> UUID:
    return UUID(int=draw.getrandbits(128), version=4)


def _ways(draw: random.Random) -> tuple[Mapping[tuple[str, str], int], list[list[int]]]:
    at = [(draw.uniform(0, 50), draw.uniform(0, 50)) for _ in range(PLACES)]
    away = [[round(10 + 1.2 * ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5) for b in at] for a in at]
    return {(f"Z{a}", f"Z{b}"): away[a][b] for a in range(PLACES) for b in range(PLACES)}, away


def _person(draw: random.Random, asked_for: list[float], number: int) -> Person:
    # The first of each language is given out in turn, so that no language has nobody.
    first = number if number < LANGUAGES else draw.choices(range(LANGUAGES), [w**0.8 for w in asked_for])[0]
    known = {first % LANGUAGES}
    while len(known) < 4 and draw.random() < 0.45:
        known.add(draw.randrange(LANGUAGES))
    hours = []
    for day in range(DAYS):
        if draw.random() < 0.75:
            begins, ends = draw.choice(((8, 18), (9, 17), (9, 17), (8, 13), (13, 19)))
            at = MONDAY + timedelta(days=day)
            hours.append((at + timedelta(hours=begins), at + timedelta(hours=ends)))
    return Person(_id(draw), frozenset(known), tuple(hours), draw.randrange(PLACES))


def _job(draw: random.Random, asked_for: list[float], people: list[Person], away: list[list[int]]) -> Job:
    language = draw.choices(range(LANGUAGES), asked_for)[0]
    start = MONDAY + timedelta(
        days=draw.randrange(DAYS), hours=9, minutes=EVERY * round(draw.triangular(0, 7 * 60 // EVERY, 90 / EVERY))
    )
    minutes = draw.choice((45, 60, 75, 90, 90, 105, 120, 120, 150, 180))
    place = None if draw.random() < 0.33 else draw.randrange(PLACES)
    when = Stretch(start, start + timedelta(minutes=minutes), None if place is None else f"Z{place}")
    risk = draw.choices((Risk.USUAL, Risk.RAISED, Risk.HIGH), (60, 25, 15))[0]
    able = [one for one in people if language in one.languages and (place is None or away[one.base][place] <= 60)]
    fits = {one.id: round(draw.uniform(0.2, 1.0), 3) for one in able}

    def who(move: int) -> dict[UUID, float]:
        return {one.id: fits[one.id] for one in able if one.works(when.moved(move))}

    raised = MONDAY - timedelta(minutes=draw.randrange(60 * 24 * 21))
    job = Job(_id(draw), when, risk, raised, who(0))
    return replace(job, elsewhen={move: who(move) for move in SHIFTS})
