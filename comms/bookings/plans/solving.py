"""Placing all requests at once, and how near to the best that is proven to be.

As much risk as possible is covered first, with no fewer filled at high risk than first come first served would; of all
plans that do, those who fit best are taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from comms.bookings.appointments.appointment import Risk
from comms.bookings.plans.diaries import Diaries, is_sound
from comms.bookings.plans.greedy import best_of, first_come_first_served, hardest_first, topped_up
from comms.bookings.plans.model import WITHIN, Moves, Wanted, ask
from comms.bookings.plans.problem import Placed, Placing, Problem, filled, worth

SECONDS = 10.0
# The rest of the time is for what stands around the solver.
FOR_THE_SOLVER = 0.9
# What moving could bring is a suggestion: half a per cent of it is not waited for.
NEAR_ENOUGH = 0.005


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan, and what is known of it. ``first`` is what first come first served would fill. ``gap`` is how much more
    risk-weighted fill there could be at most, as a share: 0.0 where it is proven the best, None where nothing is
    proven."""

    placing: Placing
    first: Placing
    gap: float | None

    @property
    def status(self) -> str:
        """How it came about, in words."""
        if self.gap is None:
            return "placed one after the other"
        return "proven the best" if self.gap <= WITHIN else "the best found in time"


def solve(problem: Problem, seconds: float = SECONDS) -> Solution:
    """The best plan that can be found within so many seconds; never worse than placing one after the other."""
    first = first_come_first_served(problem)
    least_high = filled(problem.jobs, first, Risk.HIGH)
    known = best_of(problem, (first, hardest_first(problem)), least_high)
    answer = ask(problem, Wanted(least_high=least_high), seconds * FOR_THE_SOLVER)
    if answer is None:
        return Solution(known, first, None)
    if is_sound(problem, answer.placing):
        known = best_of(problem, (known, topped_up(problem, answer.placing)), least_high)
    reached, _ = worth(problem, known)
    return Solution(known, first, max(0, answer.most - reached) / answer.most if answer.most else 0.0)


def solve_moving(problem: Problem, plan: Placing, may_move: Moves, seconds: float = SECONDS) -> Placing:
    """The best plan when some requests could move; ``plan`` itself where that fills no more of them, or fewer at high
    risk."""
    wanted = Wanted(may_move, filled(problem.jobs, plan, Risk.HIGH), NEAR_ENOUGH)
    answer = ask(problem, wanted, seconds * FOR_THE_SOLVER)
    if answer is None or len(answer.placing) <= len(plan) or not is_sound(problem, answer.placing):
        return plan
    return _without_idle_moves(problem, answer.placing)


def _without_idle_moves(problem: Problem, placing: Placing) -> Placing:
    """The same without the moves of requests that somebody could take at their own time."""
    found = dict(placing)
    for job in problem.jobs:
        if job.id in found and found[job.id].move:
            diaries = Diaries(problem)
            for other in problem.jobs:
                if other is not job and (placed := found.get(other.id)):
                    diaries.plan(placed.worker, other, other.when.moved(placed.move))
            free = [worker for worker in job.eligible if diaries.free(worker, job, job.when)]
            if free:
                found[job.id] = Placed(max(free, key=job.eligible.__getitem__))
    return found
