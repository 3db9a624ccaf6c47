"""A plan as HiGHS understands it, through SciPy: a column for each choice, a row for each rule.

There is one yes-or-no for each request, each move of it and each interpreter who could take it then. A request has one
of them at most; of those that one interpreter cannot do together, one at most; minutes a day and a week are limited.

First it is solved with shares instead of yes and no: that is quick, and says how much there can be at most. Nearly all
of it comes out as a whole yes already. Then the rest is solved around those; only where that is not near enough to the
most, everything is asked once more, in the time that is left. (On 1,000 requests: 2 s instead of 8.)
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from comms.bookings.appointments.appointment import Risk
from comms.bookings.plans.cliques import cliques_of, collisions
from comms.bookings.plans.diaries import Diaries
from comms.bookings.plans.problem import Job, Placed, Placing, Problem, Stretch, week_of

WITHIN = 0.001
# Who fits best never costs a request: all of the fit together counts for half of the least request.
ALL_OF_THE_FIT = 0.5
# One more filled is worth moving nine others, and no tenth: each move is asked of a family.
A_MOVE = 0.1
HALF, WHOLE = 0.5, 0.999
NEARLY = 1e-6

Moves = Mapping[UUID, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan may and must do: by how many minutes which requests could move, how many at high risk must be filled
    at least, and how near to the best is near enough, as a share."""

    may_move: Moves = field(default_factory=dict)
    least_high: int = 0
    within: float = WITHIN


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it. ``most`` is the risk-weighted fill that no placing exceeds."""

    placing: Placing
    most: int


@dataclass(frozen=True, slots=True)
class _Choice:
    job: Job
    move: int
    worker: UUID
    when: Stretch

    @property
    def fit(self) -> float:
        return self.job.weight * self.job.who_at(self.move)[self.worker]


def ask(problem: Problem, wanted: Wanted, seconds: float) -> Answer | None:
    """The best placing that is found in so many seconds; None when there is none. Where nobody could take anything, it
    is empty."""
    diaries = Diaries(problem)
    choices = [
        _Choice(job, move, worker, when)
        for job in problem.jobs
        for move in (0, *wanted.may_move.get(job.id, ()))
        for when in (job.when.moved(move),)
        for worker in job.who_at(move)
        if diaries.free(worker, job, when)
    ]
    return _Model(problem, choices, wanted).best(seconds) if choices else Answer({}, 0)


class _Model:
    def __init__(self, problem: Problem, choices: Sequence[_Choice], wanted: Wanted) -> None:
        self._problem, self._choices, self._wanted = problem, choices, wanted
        self._columns: list[Sequence[int]] = []
        self._factors: list[Sequence[float]] = []
        self._most: list[float] = []
        self._one_for_each_job()
        self._nobody_in_two_places()
        self._nobody_for_both_sides()
        self._within_limits()

    def _at_most(self, most: float, columns: Sequence[int], each: Sequence[float] = ()) -> None:
        self._columns.append(columns)
        self._factors.append(each or [1.0] * len(columns))
        self._most.append(most)

    def _one_for_each_job(self) -> None:
        for those in self._by(lambda choice: choice.job.id).values():
            self._at_most(1.0, those)
        high = [column for column, choice in enumerate(self._choices) if choice.job.risk == Risk.HIGH]
        if high and self._wanted.least_high:
            self._at_most(-float(self._wanted.least_high), high, [-1.0] * len(high))

    def _by(self, key: Any) -> dict[Any, list[int]]:
        found = defaultdict[Any, list[int]](list)
        for column, choice in enumerate(self._choices):
            found[key(choice)].append(column)
        return found

    def _nobody_in_two_places(self) -> None:
        at = self._by(lambda choice: choice.when)
        whens = sorted(at, key=lambda when: (when.start, when.end, when.zone or ""))
        number = {when: place for place, when in enumerate(whens)}
        near = dict[int | None, list[int]]()
        for worker, columns in self._by(lambda choice: choice.worker).items():
            travels = self._problem.workers[worker].travels
            if travels not in near:
                near[travels] = collisions(whens, self._problem.travel, travels)
            places = defaultdict[int, list[int]](list)
            for column in columns:
                places[number[self._choices[column].when]].append(column)
            for group in cliques_of(places, near[travels]):
                those = [column for place in group for column in places[place]]
                if len(those) > 1:
                    self._at_most(1.0, those)

    def _nobody_for_both_sides(self) -> None:
        theirs = self._by(lambda choice: (choice.job.id, choice.worker))
        for job in self._problem.jobs:
            for other in job.apart:
                for worker in {choice.worker for choice in self._choices if choice.job is job}:
                    if job.id < other and (more := theirs.get((other, worker))):
                        self._at_most(1.0, [*theirs[job.id, worker], *more])

    def _within_limits(self) -> None:
        diaries = Diaries(self._problem)
        limits: list[tuple[int | None, list[int]]] = [
            (diaries.left_on(*key), those) for key, those in self._by(lambda one: (one.worker, one.when.day)).items()
        ]
        weekly = self._by(lambda one: (one.worker, week_of(one.when.day)))
        limits += [(diaries.left_in(*key), those) for key, those in weekly.items()]
        for left, those in limits:
            minutes = [float(self._choices[column].when.minutes) for column in those]
            if left is not None and sum(minutes) > left:
                self._at_most(float(left), those, minutes)

    def best(self, seconds: float) -> Answer | None:
        end, worth, rows = time.monotonic() + seconds, self._worth(), self._rows()
        shares = linprog(
            -worth, A_ub=rows, b_ub=self._most, bounds=(0, 1), method="highs", options={"time_limit": seconds}
        )
        if shares.status:
            return None
        best, bound = None, float(shares.fun)
        for sure in (shares.x >= WHOLE).astype(float), np.zeros(len(worth)):
            left = end - time.monotonic()
            if left <= 0 or (best is not None and best.fun - bound <= self._wanted.within * -bound):
                break
            found = milp(
                -worth,
                integrality=np.ones(len(worth)),
                bounds=Bounds(sure, 1),
                constraints=LinearConstraint(rows, ub=self._most),
                options={"time_limit": left, "mip_rel_gap": self._wanted.within},
            )
            if not sure.any() and found.mip_dual_bound is not None:
                bound = max(bound, float(found.mip_dual_bound))
            if found.x is not None and (best is None or found.fun < best.fun):
                best = found
        return None if best is None else Answer(self._placing(best.x), math.floor(NEARLY - bound))

    def _placing(self, found: NDArray[np.float64]) -> Placing:
        chosen = [choice for choice, share in zip(self._choices, found, strict=True) if share > HALF]
        return {choice.job.id: Placed(choice.worker, choice.move) for choice in chosen}

    def _rows(self) -> csr_array:
        ends = np.cumsum([0, *map(len, self._columns)])
        shape = len(self._columns), len(self._choices)
        return csr_array((np.concatenate(self._factors), np.concatenate(self._columns), ends), shape=shape)

    def _worth(self) -> NDArray[np.float64]:
        """What each choice counts for: the request's weight, a little for who fits, a little less for a move."""
        weight = np.array([choice.job.weight for choice in self._choices], dtype=float)
        moves = np.array([choice.move != 0 for choice in self._choices], dtype=float)
        fit = np.array([choice.fit for choice in self._choices])
        fit -= fit.min()
        best = [fit[those].max() for those in self._by(lambda choice: choice.job.id).values()]
        worth: NDArray[np.float64] = weight - A_MOVE * moves + fit * (ALL_OF_THE_FIT / max(sum(best), NEARLY))
        return worth
