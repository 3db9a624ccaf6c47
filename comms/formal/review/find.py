"""Questions about pattern reviews. An agency sees its own."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.hidden.find import nobody_hidden
from comms.formal.review.pattern_review import PatternReview
from comms.foundation.errors import NotFound


def visible_reviews(viewer: Viewer) -> Select[PatternReview]:
    """The reviews of the viewer's agency that hide nobody from them. Every other query here stands on this one."""
    return select(PatternReview).where(
        PatternReview.agency_id == viewer.agency_id,
        nobody_hidden(viewer, PatternReview.parent_id, PatternReview.child_id),
    )


def review(session: Session, viewer: Viewer, review_id: UUID) -> PatternReview:
    """One review. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_reviews(viewer).where(PatternReview.id == review_id))
    if found is None:
        raise NotFound("There is no such review.")
    return found


def reviews_of(session: Session, viewer: Viewer, case_id: UUID) -> Sequence[PatternReview]:
    """The reviews of a case, the newest first."""
    query = visible_reviews(viewer).where(PatternReview.case_id == case_id)
    return session.scalars(query.order_by(PatternReview.opened_at.desc(), PatternReview.id.desc())).all()


def open_reviews_of(session: Session, viewer: Viewer, case_id: UUID) -> list[PatternReview]:
    """The reviews of a case that nobody has decided yet."""
    return [one for one in reviews_of(session, viewer, case_id) if one.decided_at is None]


def open_reviews(session: Session, viewer: Viewer, limit: int = 500) -> Sequence[PatternReview]:
    """The agency's reviews that nobody has decided yet, the one due first first."""
    query = visible_reviews(viewer).where(PatternReview.decided_at.is_(None))
    return session.scalars(query.order_by(PatternReview.due_on, PatternReview.id).limit(limit)).all()
