"""Small problems of planning, as Hypothesis draws them: few people, few hours, few places, so that they collide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

from hypothesis import strategies as st

from comms.bookings.appointments.appointment import Risk
from comms.bookings.plans.diaries import is_sound
from comms.bookings.plans.problem import Job, Placed, Placing, Problem, Stretch, Worker, filled, worth

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
ZONES = [None, "PE13", "PE15", ""]


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    """Half an hour to three, on one of two days, in one of a few places or in none."""
    start = MONDAY + timedelta(days=draw(st.integers(0, 1)), minutes=30 * draw(st.integers(0, 8)))
    return Stretch(start, start + timedelta(minutes=30 * draw(st.integers(1, 6))), draw(st.sampled_from(ZONES)))


@st.composite
def problems(draw: st.DrawFn, most_jobs: int = 12, most_workers: int = 4) -> Problem:
    """Requests and those who could take some of them, with limits and bookings of their own."""
    workers = [
        Worker(
            UUID(int=number + 1),
            tuple(draw(st.lists(stretches(), max_size=1))),
            draw(st.sampled_from([None, 120, 240])),
            draw(st.sampled_from([None, 240, 400])),
            draw(st.sampled_from([None, 15, 30])),
        )
        for number in range(draw(st.integers(1, most_workers)))
    ]
    ids = [one.id for one in workers]
    jobs = []
    for number in range(draw(st.integers(0, most_jobs))):
        able = draw(st.lists(st.sampled_from(ids), unique=True, max_size=len(ids)))
        fits = {one: draw(st.integers(0, 10)) / 10 for one in able}
        raised = MONDAY - timedelta(days=draw(st.integers(1, 9)))
        risk = draw(st.sampled_from(list(Risk)))
        moved = dict.fromkeys((-30, 30), fits)
        jobs.append(Job(UUID(int=1000 + number), draw(stretches()), risk, raised, fits, moved))
    if len(jobs) > 1 and draw(st.booleans()):
        one, other = jobs[:2]
        jobs[:2] = [_apart(one, other.id), _apart(other, one.id)]
    ways = draw(st.dictionaries(st.tuples(st.sampled_from(["PE13", "PE15"]), st.sampled_from(["PE13", "PE15"])),
                                st.sampled_from([10, 25, 45])))  # fmt: skip
    return Problem(tuple(jobs), {one.id: one for one in workers}, ways)


def _apart(job: Job, other: UUID) -> Job:
    return Job(job.id, job.when, job.risk, job.raised_at, job.eligible, job.elsewhen, frozenset({other}))


def best_by_trying(problem: Problem, least_high: int) -> int:
    """The most risk that any placing covers, found by trying every one of them."""
    choices = [[None, *job.eligible] for job in problem.jobs]
    best = 0
    for chosen in product(*choices):
        placing: Placing = {
            job.id: Placed(worker) for job, worker in zip(problem.jobs, chosen, strict=True) if worker is not None
        }
        reached, _ = worth(problem, placing)
        if reached > best and filled(problem.jobs, placing, Risk.HIGH) >= least_high and is_sound(problem, placing):
            best = reached
    return best
