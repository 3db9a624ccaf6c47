"""Deciding what came of a Notice to Improve: a named person does, with the figures beside them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.attendance.improvement import Improvement, improvement
from comms.formal.case.find import case as find_case
from comms.formal.case.register import marks_of_case
from comms.formal.steps import find
from comms.formal.steps.formal_step import FormalStep, Improved
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time

LONGEST = 1000


def improvement_seen(session: Session, viewer: Viewer, step: FormalStep, now: datetime) -> Improvement | None:
    """How the child attended in the time that a Notice to Improve gave, as far as it has gone; None before it began and
    for every other letter."""
    if step.starts is None or step.ends is None or london_date(now) < step.starts:
        return None
    until = min(step.ends, london_date(now))
    marks = marks_of_case(session, viewer, find_case(session, viewer, step.case_id), until).marks
    return improvement(marks, step.starts, until)


def decide_improvement(
    session: Session, viewer: Viewer, step_id: UUID, decided: str, because: str, now: datetime
) -> FormalStep:
    """Decide whether attendance improved enough in the time given, once that time is over, and say why.

    Raises ``BadInput`` without a decision or a reason, ``NotFound`` for a letter that gives no time, and ``Refused``
    before the time is over, where nothing or not everything is known of it, and where it was decided already. What is
    not explained yet is nobody's failure to improve.
    """
    viewer.require(Permission.DECIDE_FORMAL)
    step = find.step(session, viewer, step_id)
    one_at_a_time(session, f"formal steps of {step.case_id}")
    session.refresh(step)
    if step.starts is None or step.ends is None:
        raise NotFound("This letter gives no time to improve.")
    if viewer.staff_id is None:
        raise Refused("Only a named person decides this.", "Sign in, and decide it yourself.")
    if step.improved:
        raise Refused("This was decided already.", "The letter's page says by whom, and why.")
    if decided not in set(Improved):
        raise BadInput("It does not say what came of it.", "Choose one of the answers.")
    if not because.strip():
        raise BadInput("It does not say why.", "Write in a few words what you looked at.")
    if len(because) > LONGEST:
        raise BadInput(f"This is {len(because):,} characters long.", f"Keep it to {LONGEST:,}.")
    _refuse_what_is_not_known(session, viewer, step, now)
    step.improved, step.improved_at, step.improved_by = decided, now, viewer.staff_id
    step.improved_because = because.strip()
    detail = {"step": str(step.id), "decided": decided}
    note(session, viewer.actor, "decide improvement", ("formal case", step.case_id), now, detail)
    return step


def _refuse_what_is_not_known(session: Session, viewer: Viewer, step: FormalStep, now: datetime) -> None:
    if step.ends is not None and london_date(now) <= step.ends:
        raise Refused(f"The time to improve goes on until {step.ends:%-d %B %Y}.", "Decide it after that day.")
    seen = improvement_seen(session, viewer, step, now)
    if seen is None or not seen.possible:
        raise Refused("No marks of that time are known here.", "Bring in the register of that time first.")
    if seen.unexplained:
        sessions = "session is" if seen.unexplained == 1 else "sessions are"
        raise Refused(f"{seen.unexplained} {sessions} not explained yet (code N).",
                      "Find out why, and have the register corrected; then decide.")  # fmt: skip
