"""What the screen shows of each step: done, to be done now, later, or blocked, with a sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from comms.cautions.gate import (
    Missing,
    applies,
    missing_before_offer,
    missing_before_points,
    missing_to_seal,
    what_is_missing_at,
)
from comms.cautions.standing import Standing
from comms.cautions.step import TITLES, Step

__all__ = ["TITLES", "Missing", "Step", "StepState", "step_states", "steps_of", "what_is_missing"]

State = Literal["done", "now", "later", "blocked"]


@dataclass(frozen=True, slots=True)
class StepState:
    """One step, how it stands, and a sentence about it (empty where it is done)."""

    step: Step
    state: State
    sentence: str = ""


def steps_of(standing: Standing) -> tuple[Step, ...]:
    """The steps of this session, in their order. Those about an interpreter and an appropriate adult are always among
    them: each may come where none is needed."""
    return tuple(step for step in Step if applies(step, standing.kind))


def step_states(standing: Standing, now: datetime) -> tuple[StepState, ...]:
    """How each step of the session stands. Of those that can be done now the first is "now", the others "later";
    "blocked" is what other steps have to come before."""
    found: list[StepState] = []
    for step in steps_of(standing):
        state = _state(step, standing, now)
        if state.state == "now" and any(one.state == "now" for one in found):
            state = StepState(step, "later", state.sentence)
        found.append(state)
    return tuple(found)


def what_is_missing(standing: Standing, now: datetime) -> tuple[Missing, ...]:
    """What is still missing, step by step, to the sealed record."""
    found = [what_is_missing_at(step, standing, now) for step in steps_of(standing) if step in _ASKED]
    missing = [one for one in found if one] if standing.decided is None else []
    return (*missing, *missing_to_seal(standing))


_ASKED = frozenset(Step) - {Step.OUTCOME, Step.SIGNATURES, Step.SEAL}


def _state(step: Step, standing: Standing, now: datetime) -> StepState:
    if step == Step.OUTCOME:
        sentence = "" if standing.decided else "No outcome is recorded yet."
        return StepState(step, "done" if standing.decided else "now", sentence)
    if step == Step.SIGNATURES:
        return _signatures(standing)
    if step == Step.SEAL:
        waits = missing_to_seal(standing)
        return StepState(step, "blocked", waits[0].what) if waits else StepState(step, "now", "Everybody has signed.")
    missing = what_is_missing_at(step, standing, now)
    if missing is None:
        return StepState(step, "done")
    if standing.decided is not None:
        return StepState(step, "later", "It was not done before the session ended.")
    return _blocked(step, standing, now) or StepState(step, "now", f"{missing.what} {missing.remedy}")


def _signatures(standing: Standing) -> StepState:
    if standing.decided is None:
        return StepState(Step.SIGNATURES, "blocked", "The outcome comes first.")
    waits = missing_to_seal(standing)
    return StepState(Step.SIGNATURES, "now", waits[0].what) if waits else StepState(Step.SIGNATURES, "done")


def _blocked(step: Step, standing: Standing, now: datetime) -> StepState | None:
    """The step as blocked, where others have to come before it."""
    before: tuple[Missing, ...] = ()
    if step == Step.OFFER:
        before = missing_before_offer(standing, now)
    elif step in {Step.POINTS, Step.INDUCEMENT}:
        before = missing_before_points(standing, now)
    elif step == Step.AUTHORITY and standing.offence is None:
        return StepState(step, "blocked", "The offence comes first.")
    return StepState(step, "blocked", f"{before[0].what} {before[0].remedy}") if before else None
