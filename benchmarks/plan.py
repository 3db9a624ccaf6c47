"""A week's plan against first come first served, on the same made-up requests.

    python benchmarks/plan.py

For each of the seeds kept in ``made_up_week.py`` a week of 1,000 requests for 200 interpreters of 25 languages is
placed twice: each request in the order in which it was raised, to the best who is still free; and all at once. Then
a third of the requests may move by up to an hour. Every placing is checked against the rules by code that the solver
does not use. Prints the figures, and writes them into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import platform
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version

from made_up_week import JOBS, LANGUAGES, SEEDS, SHIFTS, WORKERS, made_up_week
from report import DOCUMENT, block, document, machine, table

from comms.bookings.appointments.appointment import Risk
from comms.bookings.plans.diaries import is_sound
from comms.bookings.plans.problem import Placing, Problem, filled
from comms.bookings.plans.solving import SECONDS, solve, solve_moving
from comms.foundation.clock import LONDON

POINTS, GAP = 4.0, 0.001
A_THIRD = 1 / 3
# What moving could bring is a second question; its time is shown and has no aim.
MOVING_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Week:
    """What came of one seed: shares are of all requests; seconds are those of the clock."""

    seed: int
    wanted: int
    nobody: int
    first: int
    planned: int
    high: int
    first_high: int
    planned_high: int
    gap: float | None
    seconds: float
    moved: int
    moves: int
    moving_seconds: float

    @property
    def points(self) -> float:
        """By how many per cent points the plan fills more."""
        return 100 * (self.planned - self.first) / self.wanted

    @property
    def reached(self) -> bool:
        """Whether every aim is."""
        near = self.gap is not None and self.gap <= GAP and self.seconds <= SECONDS
        return self.points >= POINTS and self.planned_high >= self.first_high and near


def week(seed: int) -> Week:
    """Place one made-up week, each way."""
    problem = made_up_week(seed)
    begun = time.perf_counter()
    solution = solve(problem)
    seconds = time.perf_counter() - begun
    draw = random.Random(seed)
    may_move = {job.id: SHIFTS for job in problem.jobs if draw.random() < A_THIRD}
    begun = time.perf_counter()
    moved = solve_moving(problem, solution.placing, may_move, MOVING_SECONDS)
    moving_seconds = time.perf_counter() - begun
    for placing in (solution.first, solution.placing, moved):
        check(problem, placing)
    jobs = problem.jobs
    return Week(
        seed, len(jobs), sum(not job.eligible for job in jobs), len(solution.first), len(solution.placing),
        sum(job.risk == Risk.HIGH for job in jobs), filled(jobs, solution.first, Risk.HIGH),
        filled(jobs, solution.placing, Risk.HIGH), solution.gap, seconds, len(moved),
        sum(bool(one.move) for one in moved.values()), moving_seconds,
    )  # fmt: skip


def check(problem: Problem, placing: Placing) -> None:
    """Stops the benchmark when a placing breaks a rule: its figures would mean nothing."""
    if not is_sound(problem, placing):
        raise SystemExit("A placing breaks a rule.")


def measured(weeks: Sequence[Week], day: date) -> str:
    """What came out, as Markdown."""
    head = (
        f"Measured on {day.day} {day:%B %Y}, HiGHS in SciPy {version('scipy')}, Python {platform.python_version()}: "
        f"{JOBS:,} requests, {WORKERS} interpreters, {LANGUAGES} languages. Seconds are those of the clock."
    )
    on = [list(pair) for pair in machine("") if pair[0] in {"Processor", "Busy with", "System"}]
    rows = [
        [
            str(one.seed), str(one.nobody), _share(one.first, one.wanted), _share(one.planned, one.wanted),
            f"{one.points:+.1f}", f"{one.first_high}, {one.planned_high} of {one.high}",
            "–" if one.gap is None else f"{one.gap:.2%}", f"{one.seconds:.1f}",
            f"{_share(one.moved, one.wanted)} ({one.moves} moved)", f"{one.moving_seconds:.1f}",
        ]
        for one in weeks
    ]  # fmt: skip
    columns = ["Seed", "Nobody eligible", "First come first served", "Plan", "Points", "High risk: first come, plan",
               "Gap", "Seconds", "A third may move by an hour", "Seconds more"]  # fmt: skip
    return block(head, [*table(["Machine", ""], on), "", *table(columns, rows), "", *_aims(weeks)])


def _aims(weeks: Sequence[Week]) -> list[str]:
    said = [
        (f"at least {POINTS:.0f} points more filled", all(one.points >= POINTS for one in weeks),
         f"{min(one.points for one in weeks):+.1f} at least"),
        ("no fewer filled at high risk", all(one.planned_high >= one.first_high for one in weeks),
         f"{min(one.planned_high - one.first_high for one in weeks):+d} at least"),
        (f"a gap of at most {GAP:.1%} within {SECONDS:.0f} s",
         all(one.gap is not None and one.gap <= GAP and one.seconds <= SECONDS for one in weeks),
         f"{_worst(weeks):.2%} and {max(one.seconds for one in weeks):.1f} s at most"),
    ]  # fmt: skip
    return [f"- Aim, {aim}: **{'reached' if met else 'not reached'}** ({how})." for aim, met, how in said]


def _worst(weeks: Sequence[Week]) -> float:
    return max(1.0 if one.gap is None else one.gap for one in weeks)


def _share(count: int, of: int) -> str:
    return f"{count / of:.1%}"


def main() -> None:
    """Measure, print, and write the document."""
    words = argparse.ArgumentParser(description="A week's plan against first come first served.")
    words.add_argument("--print-only", action="store_true", help="leave docs/benchmarks.md as it is")
    asked = words.parse_args()
    weeks = [week(seed) for seed in SEEDS]
    page = measured(weeks, datetime.now(LONDON).date())
    print(page)
    if not asked.print_only:
        text = document(DOCUMENT.read_text(encoding="utf-8"), page, "a week's plan")
        DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
