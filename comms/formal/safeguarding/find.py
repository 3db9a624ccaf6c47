"""Questions to the safeguarding lead: which are open, and what was answered about a child."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.hidden.find import is_hidden, nobody_hidden
from comms.formal.case.formal_case import FormalCase
from comms.formal.safeguarding.question import SafeguardingQuestion
from comms.foundation.errors import NotFound
from comms.messages.about import hidden_about

ABOUT = "safeguarding_question"
"""How a task names such a question as what raised it."""


def _visible(viewer: Viewer) -> Select[SafeguardingQuestion]:
    """The questions of the viewer's agency about nobody who is hidden from them, in no case that hides somebody."""
    seen = select(FormalCase.id).where(
        FormalCase.agency_id == viewer.agency_id, nobody_hidden(viewer, FormalCase.child_id, FormalCase.parent_id)
    )
    return select(SafeguardingQuestion).where(
        SafeguardingQuestion.agency_id == viewer.agency_id, SafeguardingQuestion.case_id.in_(seen)
    )


@hidden_about(ABOUT)
def _is_hidden(viewer: Viewer, question_id: Any) -> ColumnElement[bool]:
    """That a question, named by a column of another row, is of a case that hides somebody from the viewer."""
    hidden = or_(is_hidden(viewer, FormalCase.child_id), is_hidden(viewer, FormalCase.parent_id))
    return exists().where(SafeguardingQuestion.id == question_id, SafeguardingQuestion.case_id == FormalCase.id, hidden)


def question(session: Session, viewer: Viewer, question_id: UUID) -> SafeguardingQuestion:
    """One question. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(_visible(viewer).where(SafeguardingQuestion.id == question_id))
    if found is None:
        raise NotFound("There is no such question.")
    return found


def open_questions(session: Session, viewer: Viewer) -> Sequence[SafeguardingQuestion]:
    """Every question of the agency that nobody has answered, the oldest first."""
    query = _visible(viewer).where(SafeguardingQuestion.answered_at.is_(None))
    return session.scalars(query.order_by(SafeguardingQuestion.asked_at, SafeguardingQuestion.id)).all()


def open_questions_of(session: Session, viewer: Viewer, case_id: UUID) -> Sequence[SafeguardingQuestion]:
    """The questions of one case that nobody has answered, the oldest first."""
    query = _visible(viewer).where(SafeguardingQuestion.case_id == case_id, SafeguardingQuestion.answered_at.is_(None))
    return session.scalars(query.order_by(SafeguardingQuestion.asked_at, SafeguardingQuestion.id)).all()


def questions_about(session: Session, viewer: Viewer, child_id: UUID) -> Sequence[SafeguardingQuestion]:
    """Every question of the agency about one child, in whichever case it was asked, the newest first."""
    query = _visible(viewer).where(SafeguardingQuestion.child_id == child_id)
    return session.scalars(query.order_by(SafeguardingQuestion.asked_at.desc(), SafeguardingQuestion.id.desc())).all()
