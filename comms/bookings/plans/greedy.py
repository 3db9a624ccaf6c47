"""Placing requests one after the other, each with the best who is still free: at once, and never taken back."""

from __future__ import annotations

from collections.abc import Iterable

from comms.bookings.appointments.appointment import Risk
from comms.bookings.plans.diaries import Diaries
from comms.bookings.plans.problem import Job, Placed, Placing, Problem, filled, worth


def first_come_first_served(problem: Problem) -> Placing:
    """What happens without a plan: whoever was asked for first gets the best interpreter who is free."""
    return _one_by_one(problem, sorted(problem.jobs, key=lambda job: (job.raised_at, str(job.id))))


def hardest_first(problem: Problem) -> Placing:
    """The highest risk first, and of those the ones fewest could take."""
    return _one_by_one(problem, _hardest_first(problem))


def best_of(problem: Problem, placings: Iterable[Placing], least_high: int) -> Placing:
    """The one that is worth most, of those that fill so many at high risk at least."""
    enough = [one for one in placings if filled(problem.jobs, one, Risk.HIGH) >= least_high]
    return max(enough, key=lambda one: worth(problem, one))


def topped_up(problem: Problem, placing: Placing) -> Placing:
    """The same with whatever else finds somebody who is still free, as when the time ran out before all was tried."""
    return _one_by_one(problem, _hardest_first(problem), placing)


def _hardest_first(problem: Problem) -> list[Job]:
    return sorted(problem.jobs, key=lambda job: (-job.weight, len(job.eligible), job.raised_at, str(job.id)))


def _one_by_one(problem: Problem, jobs: Iterable[Job], begun: Placing | None = None) -> Placing:
    diaries, placed = Diaries(problem), dict(begun or {})
    for job in problem.jobs:
        if job.id in placed:
            diaries.plan(placed[job.id].worker, job, job.when.moved(placed[job.id].move))
    for job in jobs:
        if job.id in placed:
            continue
        for worker in sorted(job.eligible, key=lambda one: (-job.eligible[one], str(one))):
            if diaries.free(worker, job, job.when):
                diaries.plan(worker, job, job.when)
                placed[job.id] = Placed(worker)
                break
    return placed
