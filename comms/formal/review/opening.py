"""Opening a pattern review: a payment does, and so may a person. Paid is not closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.formal.case.find import case as find_case
from comms.formal.case.find import people_of
from comms.formal.case.formal_case import CaseState
from comms.formal.penalties.terms import rules_on
from comms.formal.review.find import open_reviews_of
from comms.formal.review.pattern_review import PatternReview
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import TaskKind

ABOUT = "pattern_review"
REASON = "pattern_review"
PAID = (
    "A penalty was paid. That does not tell why the child misses school. Look at what the marks, the contacts and the "
    "letters say, and decide what is done."
)
BY_HAND = "Look at what the marks, the contacts and the letters say, and decide what is done."


def open_review(
    session: Session, viewer: Viewer, case_id: UUID, now: datetime, notice_id: UUID | None = None
) -> PatternReview:
    """Open a review of a case, and ask somebody to decide it. One that is open already stays the one.

    ``notice_id`` is the notice that was paid; a payment opens a review of a closed case too. Raises ``Refused`` for a
    review that somebody begins in a closed case. Source of its days: ``review_days`` in ``data/penalties.toml``.
    """
    viewer.require(Permission.RECORD_FORMAL)
    case = find_case(session, viewer, case_id)
    if notice_id is None and case.state != CaseState.OPEN:
        raise Refused("This case is closed.", "Open a new one, and begin the review there.")
    one_at_a_time(session, f"reviews of {case.id}")
    known = open_reviews_of(session, viewer, case.id)
    if known:
        return known[0]
    today = london_date(now)
    made = PatternReview(
        agency_id=case.agency_id, case_id=case.id, notice_id=notice_id, parent_id=case.parent_id,
        child_id=case.child_id, opened_at=now, opened_by=viewer.staff_id,
        due_on=today + timedelta(days=rules_on(today).review_days.value), indicators=[], decision="",
    )  # fmt: skip
    session.add(made)
    session.flush()
    note(session, viewer.actor, "open pattern review", ("formal case", case.id), now, {"review": str(made.id)})
    # Of a family the agency works with no more there is no task: the review stays on the list of reviews.
    if people_of(session, viewer, case).child is not None:
        why = PAID if notice_id is not None else BY_HAND
        wanted = TaskWanted(TaskKind.REVIEW_PATTERN, case.child_id, REASON, why, made.due_on,
                            about_kind=ABOUT, about_id=made.id)  # fmt: skip
        open_task(session, viewer, wanted, now)
    return made
