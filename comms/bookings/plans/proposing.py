"""Making a proposal: reading, solving, asking what moving would bring. It takes seconds and changes nothing, so it is
done before the unit of work that keeps it (``docs/decisions/2026-11-23-what-takes-long-is-done-before-the-commit.md``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.plans.problem import Placing
from comms.bookings.plans.reading import About, DaysToPlan, read_moves, read_problem
from comms.bookings.plans.solving import SECONDS, Solution, solve, solve_moving
from comms.bookings.plans.why import why_not


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """One request: who is proposed, or why nobody is; and by how many minutes it would have to move so that more could
    be filled."""

    request_id: UUID
    about: About
    interpreter_id: UUID | None
    why_not: Mapping[str, Any]
    move_minutes: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that is kept of a plan."""

    from_day: date
    until_day: date
    lines: tuple[ProposedLine, ...]
    figures: Mapping[str, Any]


def propose(
    session: Session, viewer: Viewer, from_day: date, until_day: date, now: datetime, seconds: float = SECONDS
) -> Proposal:  # fmt: skip
    """The best plan for the open requests of these days, and what moving some of them would bring. Raises ``BadInput``
    for days that cannot be."""
    days = read_problem(session, viewer, from_day, until_day, now)
    solution = solve(days.problem, seconds)
    moved = solution.placing
    if len(solution.placing) < len(days.problem.jobs):
        problem, moves = read_moves(session, viewer, days, solution.placing, now)
        moved = solve_moving(problem, solution.placing, moves, seconds)
    lines = tuple(
        ProposedLine(
            job.id,
            days.about[job.id],
            solution.placing[job.id].worker if job.id in solution.placing else None,
            {} if job.id in solution.placing else why_not(days.problem, solution.placing, job, days.about[job.id]),
            moved[job.id].move if job.id in moved else 0,
        )
        for job in days.problem.jobs
    )
    return Proposal(from_day, until_day, lines, _figures(days, solution, moved))


def _figures(days: DaysToPlan, solution: Solution, moved: Placing) -> dict[str, Any]:
    by_language: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    by_risk: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one, about in days.about.items():
        for counted in by_language[about.language], by_risk[about.risk]:
            counted[0] += one in solution.placing
            counted[1] += 1
    return {
        "wanted": len(days.about), "filled": len(solution.placing), "first_come": len(solution.first),
        "asked": days.asked, "gap": solution.gap, "status": solution.status,
        "by_language": dict(by_language), "by_risk": dict(by_risk),
        "moves": sum(bool(placed.move) for placed in moved.values()), "more": len(moved) - len(solution.placing),
    }  # fmt: skip


def moving_sentence(figures: Mapping[str, Any], furthest: int) -> str:
    """What moving would bring: "If these 6 could move by up to an hour, 4 more would be filled."; empty where it would
    bring nothing. ``furthest`` is the longest of the moves in minutes."""
    moves, more = int(figures.get("moves") or 0), int(figures.get("more") or 0)
    if not moves or more <= 0:
        return ""
    by = "an hour" if furthest == 60 else f"{furthest} minutes"
    these = "this one" if moves == 1 else f"these {moves}"
    return f"If {these} could move by {'up to ' if moves > 1 else ''}{by}, {more} more would be filled."
