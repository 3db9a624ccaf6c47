"""Refusing a step whose gates are shut, with everything that is missing at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.formal.case.formal_case import CaseState, FormalCase
from comms.formal.gates.facts import GateSeen
from comms.formal.gates.find import gates_of
from comms.formal.gates.table import STEPS
from comms.foundation.clock import london_date
from comms.foundation.errors import Refused

_NUMBERS = ("", "one thing is", "two things are", "three things are", "four things are", "five things are",
            "six things are", "seven things are", "eight things are", "nine things are")  # fmt: skip


class StepRefused(Refused):
    """A formal step that may not be taken yet: ``shut`` are the gates that are shut, in their order."""

    def __init__(self, step: str, shut: Sequence[GateSeen]) -> None:
        super().__init__(cannot_yet(step, shut), " ".join(f"{one.title}: {one.remedy}" for one in shut))
        self.shut = tuple(shut)


def check_gates(session: Session, viewer: Viewer, case: FormalCase, step: str, now: datetime) -> None:
    """Raises ``StepRefused`` while any gate of the step is shut, and ``Refused`` on a closed case."""
    if case.state == CaseState.CLOSED:
        raise Refused("This case is closed.", "Open a new one on the child's page if there is something new.")
    shut = [one for one in gates_of(session, viewer, case, step, london_date(now)) if one.state == "shut"]
    if shut:
        raise StepRefused(step, shut)


def cannot_yet(step: str, shut: Sequence[GateSeen]) -> str:
    """How a step stands, in one sentence: "The Notice to Improve cannot be sent yet: three things are missing."."""
    if not shut:
        return f"The {STEPS[step]} can be sent: nothing is missing."
    count = _NUMBERS[len(shut)] if len(shut) < len(_NUMBERS) else f"{len(shut)} things are"
    return f"The {STEPS[step]} cannot be sent yet: {count} missing."
