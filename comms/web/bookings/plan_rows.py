"""A plan's lines as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.plans import find
from comms.bookings.plans.actions import ASKED, ASKED_ALREADY, CANNOT, LEFT_OUT, NOT_OPEN
from comms.bookings.plans.plan import BookingPlan, PlanLine
from comms.bookings.plans.proposing import moving_sentence
from comms.bookings.plans.why import REASONS, in_words
from comms.bookings.requests.request import InterpreterRequest
from comms.foundation.languages import LANGUAGES, Language

OUTCOMES = {
    ASKED: "Asked",
    LEFT_OUT: "Left out by you",
    NOT_OPEN: "Not asked: it was settled meanwhile, or its time had come",
    ASKED_ALREADY: "Not asked: somebody else was being asked already",
    CANNOT: "Not asked: the register has no way to ask them, or refused it",
}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One line: its request, who is proposed by name, why nobody is, and what became of it."""

    line: PlanLine
    request: InterpreterRequest
    language: Language | None
    who: str
    why: str
    outcome: str

    @property
    def moved(self) -> str:
        """By how much it would have to move, in words; empty where it would not."""
        minutes = self.line.move_minutes
        if not minutes:
            return ""
        by = "an hour" if abs(minutes) == 60 else f"{abs(minutes)} minutes"
        return f"{by} {'later' if minutes > 0 else 'earlier'}"


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything the page of a plan shows."""

    plan: BookingPlan
    placed: Sequence[PlanRow]
    left: Sequence[PlanRow]
    moving: str
    moved: Sequence[PlanRow]

    @property
    def kept(self) -> int:
        """How many would be asked."""
        return sum(row.line.kept for row in self.placed)

    @property
    def asked(self) -> int:
        """How many were asked."""
        return sum(row.line.outcome == ASKED for row in self.placed)


def plan_page(session: Session, viewer: Viewer, plan: BookingPlan) -> PlanPage:
    """The lines of a plan, those with somebody apart from those without."""
    lines = find.lines(session, viewer, plan.id)
    names = find.interpreters_called(session, viewer, [line.interpreter_id for line, _ in lines if line.interpreter_id])
    references = {str(request.id): request.reference for _, request in lines}
    rows = [
        PlanRow(
            line, request, LANGUAGES.get(request.language),
            names.get(line.interpreter_id, "somebody who left") if line.interpreter_id else "",
            "" if line.interpreter_id else in_words(line.why_not, request.language, references),
            outcome_in_words(line.outcome),
        )
        for line, request in lines
    ]  # fmt: skip
    moved = [row for row in rows if row.moved]
    furthest = max((abs(row.line.move_minutes) for row in moved), default=0)
    placed, left = (
        [row for row in rows if row.line.interpreter_id],
        [row for row in rows if not row.line.interpreter_id],
    )
    return PlanPage(plan, placed, left, moving_sentence(plan.figures, furthest), moved)


def outcome_in_words(outcome: str) -> str:
    """What became of a line, in words: why somebody could not be asked where that is known."""
    if outcome.startswith(f"{CANNOT}: "):
        codes = outcome.removeprefix(f"{CANNOT}: ").split(", ")
        return f"Not asked: {'; '.join(REASONS.get(code, 'a person has to look first') for code in codes)}"
    return OUTCOMES.get(outcome, "")
