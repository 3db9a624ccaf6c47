"""Who is taken when, while a plan is made: what is booked already, and what the plan adds."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from comms.bookings.plans.problem import Job, Placing, Problem, Stretch, collide, too_far, week_of

# Nothing lasts longer than a day, and no way longer than six hours: what is further off stands in nobody's way.
DAYS_AROUND = range(-2, 3)


class Diaries:
    """Everybody's diary, beginning with what is booked already."""

    def __init__(self, problem: Problem) -> None:
        self._workers, self._travel = problem.workers, problem.travel
        self._taken: dict[tuple[UUID, date], list[Stretch]] = defaultdict(list)
        self._planned: dict[tuple[UUID, date], list[Stretch]] = defaultdict(list)
        self._jobs: dict[UUID, set[UUID]] = defaultdict(set)
        self._a_day: dict[tuple[UUID, date], int] = defaultdict(int)
        self._a_week: dict[tuple[UUID, tuple[int, int]], int] = defaultdict(int)
        for worker in problem.workers.values():
            for stretch in worker.fixed:
                self._take(worker.id, stretch)

    def _take(self, worker: UUID, stretch: Stretch) -> None:
        self._taken[worker, stretch.day].append(stretch)
        self._a_day[worker, stretch.day] += stretch.minutes
        self._a_week[worker, week_of(stretch.day)] += stretch.minutes

    def plan(self, worker: UUID, job: Job, when: Stretch) -> None:
        """Write a request into somebody's diary."""
        self._take(worker, when)
        self._planned[worker, when.day].append(when)
        self._jobs[worker].add(job.id)

    def left_on(self, worker: UUID, day: date) -> int | None:
        """How many minutes somebody would still work on a day; None without a limit."""
        most = self._workers[worker].most_a_day
        return None if most is None else most - self._a_day[worker, day]

    def left_in(self, worker: UUID, week: tuple[int, int]) -> int | None:
        """The same for a week."""
        most = self._workers[worker].most_a_week
        return None if most is None else most - self._a_week[worker, week]

    def within_limits(self, worker: UUID, when: Stretch) -> bool:
        """Whether it is within what they work at most."""
        left = self.left_on(worker, when.day), self.left_in(worker, week_of(when.day))
        return all(minutes is None or when.minutes <= minutes for minutes in left)

    def reachable(self, worker: UUID, when: Stretch) -> bool:
        """Whether all they have leaves the time for this, and no way between two places of the plan is too far."""
        most = self._workers[worker].travels
        days = (when.day + timedelta(days=days) for days in DAYS_AROUND)
        near = (one for day in days for one in self._taken.get((worker, day), ()))
        return not any(collide(one, when, self._travel) for one in near) and not any(
            too_far(one, when, self._travel, most) for one in self._planned.get((worker, when.day), ())
        )

    def free(self, worker: UUID, job: Job, when: Stretch) -> bool:
        """Whether somebody could take this besides all they have."""
        apart = job.apart and self._jobs[worker] & job.apart
        return not apart and self.within_limits(worker, when) and self.reachable(worker, when)


def is_sound(problem: Problem, placing: Placing) -> bool:
    """Whether a placing keeps every rule: only who is eligible, nobody in two places, for both sides, or beyond their
    limits."""
    diaries = Diaries(problem)
    for job in problem.jobs:
        if placed := placing.get(job.id):
            when = job.when.moved(placed.move)
            if placed.worker not in job.who_at(placed.move) or not diaries.free(placed.worker, job, when):
                return False
            diaries.plan(placed.worker, job, when)
    return True
