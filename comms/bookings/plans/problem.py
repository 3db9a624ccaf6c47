"""What is to be planned, as values: the requests of some days, who could take each, and when those people are taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from comms.bookings.appointments.appointment import Risk
from comms.foundation.clock import london_date
from comms.interpreters.travel import Zones, minutes_between

# What one request weighs against another where not all can be filled: one at high risk is not given up for three of the
# usual ones.
WEIGHTS: Mapping[str, int] = {Risk.USUAL: 1, Risk.RAISED: 2, Risk.HIGH: 4}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some time at a place; ``zone`` is None where nobody travels. ``day`` is the day in London it begins on, to which
    its minutes count."""

    start: datetime
    end: datetime
    zone: str | None
    day: date = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Work the day out once: a solver asks for it a million times."""
        object.__setattr__(self, "day", london_date(self.start))

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.end - self.start).total_seconds() // 60)

    def moved(self, minutes: int) -> Stretch:
        """The same, so many minutes later; earlier where they are negative."""
        by = timedelta(minutes=minutes)
        return Stretch(self.start + by, self.end + by, self.zone) if minutes else self


@dataclass(frozen=True, slots=True)
class Job:
    """One request. ``eligible`` are those who could be asked at its own time, with their score (the higher the better);
    ``elsewhen`` the same for each number of minutes it could be moved by. ``apart`` are other requests that nobody may
    take as well, whatever their times: those of the other side in a matter."""

    id: UUID
    when: Stretch
    risk: str
    raised_at: datetime
    eligible: Mapping[UUID, float]
    elsewhen: Mapping[int, Mapping[UUID, float]] = field(default_factory=dict)
    apart: frozenset[UUID] = frozenset()

    @property
    def weight(self) -> int:
        """What filling it counts for."""
        return WEIGHTS[self.risk]

    def who_at(self, move: int) -> Mapping[UUID, float]:
        """Who could take it, moved by so many minutes."""
        return self.elsewhen.get(move, {}) if move else self.eligible


@dataclass(frozen=True, slots=True)
class Worker:
    """One interpreter: when they are taken already; how many minutes a day and a week they work, and how long they
    travel from one place to the next, at most (None where there is no limit)."""

    id: UUID
    fixed: tuple[Stretch, ...] = ()
    most_a_day: int | None = None
    most_a_week: int | None = None
    travels: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a plan follows from."""

    jobs: tuple[Job, ...]
    workers: Mapping[UUID, Worker]
    travel: Mapping[Zones, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """Who is proposed for a request, and by how many minutes it would have to move for that."""

    worker: UUID
    move: int = 0


Placing = Mapping[UUID, Placed]


def collide(one: Stretch, other: Stretch, travel: Mapping[Zones, int]) -> bool:
    """Whether nobody can be at both: they overlap, or there is no time for the way between them, whichever comes first.
    It is the database's own rule (``foundation/migrations/no_double_booking.py``)."""
    # Of the database's two conditions, one for each way, that of the way back always holds.
    first, second = (one, other) if one.start <= other.start else (other, one)
    return second.start < first.end or second.start < first.end + timedelta(
        minutes=minutes_between(travel, first.zone, second.zone)
    )


def too_far(one: Stretch, other: Stretch, travel: Mapping[Zones, int], most: int | None) -> bool:
    """Whether the way between two places of one day is longer than somebody travels."""
    if most is None or one.zone is None or other.zone is None or one.day != other.day:
        return False
    return max(minutes_between(travel, one.zone, other.zone), minutes_between(travel, other.zone, one.zone)) > most


def week_of(day: date) -> tuple[int, int]:
    """The week a day's minutes count to: its year and number, from Monday."""
    year, week, _ = day.isocalendar()
    return year, week


def filled(jobs: Iterable[Job], placing: Placing, risk: str | None = None) -> int:
    """How many requests have somebody; of one risk only, where one is named."""
    return sum(job.id in placing for job in jobs if risk in {None, job.risk})


def worth(problem: Problem, placing: Placing) -> tuple[int, float]:
    """What a plan is worth: its risk-weighted fill first, then how well they fit."""
    chosen = [(job, placing[job.id]) for job in problem.jobs if job.id in placing]
    fit = sum(job.weight * job.who_at(placed.move)[placed.worker] for job, placed in chosen)
    return sum(job.weight for job, _ in chosen), fit
