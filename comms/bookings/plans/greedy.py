"""Placing requests one after the other, each with the best who is still free: at once, and never taken back."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from comms.bookings.appointments.appointment import Risk
from comms.bookings.plans.diaries import Diaries
from comms.bookings.plans.problem import Job, Placed, Placing, Problem, filled, worth


def first_come_first_served(problem: Problem) -> Placing:
    """What happens without a plan: whoever was asked for first gets the best interpreter who is free."""
    return _one_by_one(problem, sorted(problem.jobs, key=lambda job: (job.raised_at, str(job.id))))


def hardest_first(problem: Problem) -> Placing:
    """The highest risk first, and of those the ones fewest could take."""
    in_turn = sorted(problem.jobs, key=lambda job: (-job.weight, len(job.eligible), job.raised_at, str(job.id)))
    return _one_by_one(problem, in_turn)


def best_of(problem: Problem, placings: Iterable[Placing], least_high: int) -> Placing:
    """The one that is worth most, of those that fill so many at high risk at least."""
    enough = [one for one in placings if filled(problem.jobs, one, Risk.HIGH) >= least_high]
    return max(enough, key=lambda one: worth(problem, one))


def _one_by_one(problem: Problem, jobs: Iterable[Job]) -> Placing:
    diaries, placed = Diaries(problem), dict[UUID, Placed]()
    for job in jobs:
        for worker in sorted(job.eligible, key=lambda one: (-job.eligible[one], str(one))):
            if diaries.free(worker, job, job.when):
                diaries.plan(worker, job, job.when)
                placed[job.id] = Placed(worker)
                break
    return placed
