"""Ticking indicators in a pattern review, and deciding it by a signed decision. Nothing else closes one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.formal.case.case_record import RecordKind
from comms.formal.case.find import case as find_case
from comms.formal.case.find import standing_records
from comms.formal.review import find
from comms.formal.review.opening import ABOUT
from comms.formal.review.pattern_review import Decided, PatternReview
from comms.formal.review.seeing import pattern_seen
from comms.formal.safeguarding.actions import QuestionAsked, ask
from comms.formal.safeguarding.indicators import indicators
from comms.formal.safeguarding.question import Raised
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, Refused
from comms.tasks.actions import settle_tasks
from comms.tasks.find import open_tasks_on

LONGEST = 3000
RAISED = "Seen in a pattern review: {}"
NOBODY_ASKED = {
    RecordKind.PARENTS_REASON: "Nobody has asked the parent why the child misses school.",
    RecordKind.CHILDS_REASON: "Nobody has asked the child why they miss school.",
}

ASK_FIRST = "Ask first, with an interpreter where one is needed, and record the answer."


@dataclass(frozen=True, slots=True)
class DecisionGiven:
    """What somebody decides after a review, and why."""

    decision: str
    because: str


class BadDecision(BadInput):
    """Something that cannot be decided so. ``field`` is what must be corrected."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.field = field


def tick_indicators(
    session: Session, viewer: Viewer, review_id: UUID, seen: Collection[str], why: str, now: datetime
) -> PatternReview:
    """Say which indicators of exploitation somebody has seen: the safeguarding lead is asked at once, and only their
    answer settles it. What was ticked stays ticked.

    Raises ``BadDecision`` where none is ticked or nothing is said, ``Refused`` for a review that was decided.
    """
    viewer.require(Permission.RECORD_FORMAL)
    found = _open(session, viewer, review_id)
    new = sorted(set(seen) - set(found.indicators))
    if not new:
        raise BadDecision("indicators", "Nothing new is ticked.", "Tick what somebody has seen.")
    if set(new) - set(indicators()):
        raise BadDecision("indicators", "One of these is not on the list.", "Choose from the list.")
    said = _said(why, "why", "It does not say what was seen.", "Write it in a few words: what, when, and who saw it.")
    found.indicators = [*found.indicators, *new]
    asked = QuestionAsked(RAISED.format(said), Raised.INDICATORS, found.indicators)
    ask(session, viewer, found.case_id, asked, now, in_review=True)
    detail = {"review": str(found.id), "indicators": len(new)}
    note(session, viewer.actor, "tick indicators", ("formal case", found.case_id), now, detail)
    return found


def decide_review(
    session: Session, viewer: Viewer, review_id: UUID, given: DecisionGiven, now: datetime
) -> PatternReview:
    """Sign the decision of a review; it is decided once, and what was known then is kept with it.

    That nothing more is needed can only be decided once the parent and the child were both asked why. Where the
    safeguarding lead is to be asked, they are. Raises ``BadDecision`` naming the field that is wrong, ``Refused`` where
    it was decided, nobody signs, or nobody asked.
    """
    viewer.require(Permission.DECIDE_FORMAL)
    found = _open(session, viewer, review_id)
    if viewer.staff_id is None:
        raise Refused("A named person signs this decision.", "Sign in, and decide it there.")
    if given.decision not in set(Decided):
        raise BadDecision("decision", "It does not say what is done.", "Choose one of the answers.")
    because = _said(given.because, "because", "It does not say why.", "Write what you looked at and what it tells.")
    case = find_case(session, viewer, found.case_id)
    if given.decision == Decided.NOTHING_MORE:
        records = standing_records(session, viewer, case)
        missing = [why for kind, why in NOBODY_ASKED.items() if records.newest(kind) is None]
        if missing:
            raise Refused(" ".join(missing), ASK_FIRST)
    if given.decision == Decided.SAFEGUARDING:
        ask(session, viewer, case.id, QuestionAsked(RAISED.format(because)), now, in_review=True)
    found.seen = pattern_seen(session, viewer, case, london_date(now)).as_json()
    found.decision, found.because = given.decision, because
    found.decided_at, found.decided_by = now, viewer.staff_id
    session.flush()
    detail = {"review": str(found.id), "decision": given.decision}
    note(session, viewer.actor, "decide pattern review", ("formal case", case.id), now, detail)
    settle_tasks(session, viewer, open_tasks_on(session, viewer, ABOUT, found.id), f"Decided: {given.decision}.", now)
    return found


def _open(session: Session, viewer: Viewer, review_id: UUID) -> PatternReview:
    found = find.review(session, viewer, review_id)
    session.refresh(found, with_for_update=True)
    if found.decided_at is not None:
        raise Refused("This review was decided already.", "Begin a new one if there is something new.")
    return found


def _said(given: str, field: str, missing: str, remedy: str) -> str:
    said = given.strip()
    if not said:
        raise BadDecision(field, missing, remedy)
    if len(said) > LONGEST:
        raise BadDecision(field, f"This is {len(said):,} characters long.", f"Keep it to {LONGEST:,}.")
    return said
