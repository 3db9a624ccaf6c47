"""Questions about formal cases and what is on record in them. An agency sees its own, and nobody else's.

A case stays on the agency's record when it works with the family no more: money may be due, and a question to the
safeguarding lead does not go away because somebody moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.find import visible_people
from comms.families.hidden.find import is_hidden, nobody_hidden
from comms.families.person import Person
from comms.formal.case.case_record import CaseRecord
from comms.formal.case.formal_case import CaseState, FormalCase
from comms.formal.case.sent_along import records_sent
from comms.formal.case.standing import Records, records_told
from comms.formal.referral.formal_referral import FormalReferral
from comms.formal.review.pattern_review import PatternReview
from comms.foundation.errors import NotFound
from comms.messages.about import hidden_about

# Rooms beside this one ask for it here.
__all__ = ["Records"]


@dataclass(frozen=True, slots=True)
class CasePeople:
    """The child and the parent of a case; None for one the viewer's agency works with no more."""

    child: Person | None
    parent: Person | None


def visible_cases(viewer: Viewer) -> Select[FormalCase]:
    """The cases this viewer may know of: their agency's, with nobody who is kept closed from them. Every other query
    about cases stands on this one."""
    return select(FormalCase).where(
        FormalCase.agency_id == viewer.agency_id, nobody_hidden(viewer, FormalCase.child_id, FormalCase.parent_id)
    )


@hidden_about("formal_case")
def _is_hidden(viewer: Viewer, case_id: Any) -> ColumnElement[bool]:
    """That a case, named by a column of another row, hides somebody from the viewer."""
    hidden = or_(is_hidden(viewer, FormalCase.child_id), is_hidden(viewer, FormalCase.parent_id))
    return exists().where(FormalCase.id == case_id, hidden)


def case(session: Session, viewer: Viewer, case_id: UUID) -> FormalCase:
    """One case. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_cases(viewer).where(FormalCase.id == case_id))
    if found is None:
        raise NotFound("There is no such case.")
    return found


def cases(
    session: Session, viewer: Viewer, state: CaseState = CaseState.OPEN, limit: int = 500
) -> Sequence[FormalCase]:
    """The agency's cases in a state, the newest first."""
    query = visible_cases(viewer).where(FormalCase.state == state)
    return session.scalars(query.order_by(FormalCase.opened_at.desc(), FormalCase.id.desc()).limit(limit)).all()


def cases_about(session: Session, viewer: Viewer, child_id: UUID) -> Sequence[FormalCase]:
    """Every case about a child, open and closed, the newest first."""
    query = visible_cases(viewer).where(FormalCase.child_id == child_id)
    return session.scalars(query.order_by(FormalCase.opened_at.desc(), FormalCase.id.desc())).all()


def open_case_of(session: Session, viewer: Viewer, child_id: UUID, parent_id: UUID) -> FormalCase | None:
    """The open case about this child and this parent; there is one at most."""
    query = visible_cases(viewer).where(
        FormalCase.child_id == child_id, FormalCase.parent_id == parent_id, FormalCase.state == CaseState.OPEN
    )
    return session.scalar(query)


def people_of(session: Session, viewer: Viewer, one: FormalCase) -> CasePeople:
    """The people of one case, as far as the viewer's agency works with them."""
    found = people_in(session, viewer, [one])
    return CasePeople(found.get(one.child_id), found.get(one.parent_id))


def people_in(session: Session, viewer: Viewer, found: Iterable[FormalCase]) -> Mapping[UUID, Person]:
    """The people of several cases whom the viewer may see, by their ids."""
    wanted = {person for one in found for person in (one.child_id, one.parent_id)}
    query = visible_people(viewer).where(Person.id.in_(wanted))
    return {person.id: person for person in session.scalars(query)}


def standing_records(session: Session, viewer: Viewer, one: FormalCase) -> Records:
    """What is on record in a case, with what the school sent along where it stands on a referral."""
    query = select(CaseRecord).where(CaseRecord.case_id.in_(_ids(viewer)), CaseRecord.case_id == one.id)
    referral = referral_taken(session, viewer, one)
    sent = records_sent(one, referral) if referral is not None else ()
    return records_told(session.scalars(query.order_by(CaseRecord.recorded_at, CaseRecord.id)), sent)


def record_of(session: Session, viewer: Viewer, case_id: UUID, record_id: UUID) -> CaseRecord:
    """One record of a case. Raises ``NotFound`` when there is none the viewer may know of."""
    query = select(CaseRecord).where(CaseRecord.case_id.in_(_ids(viewer)), CaseRecord.case_id == case_id)
    found = session.scalar(query.where(CaseRecord.id == record_id))
    if found is None:
        raise NotFound("There is no such record in this case.")
    return found


def open_reviews(session: Session, viewer: Viewer, found: Iterable[FormalCase]) -> dict[UUID, PatternReview]:
    """The review that nobody has decided yet, of each of these cases that has one; the one due first."""
    query = select(PatternReview).where(
        PatternReview.case_id.in_(_ids(viewer)), PatternReview.case_id.in_([one.id for one in found]),
        PatternReview.decided_at.is_(None),
    )  # fmt: skip
    newest_first = session.scalars(query.order_by(PatternReview.due_on.desc(), PatternReview.id.desc()))
    return {one.case_id: one for one in newest_first}


def referral_taken(session: Session, viewer: Viewer, one: FormalCase) -> FormalReferral | None:
    """The referral that a case of the viewer's authority stands on; None where it stands on the agency's own
    register."""
    if one.referral_id is None:
        return None
    query = select(FormalReferral).where(
        FormalReferral.id == one.referral_id, FormalReferral.to_agency_id == viewer.agency_id,
        nobody_hidden(viewer, FormalReferral.child_id),
    )  # fmt: skip
    return session.scalar(query)


def _ids(viewer: Viewer) -> Select[UUID]:
    return visible_cases(viewer).with_only_columns(FormalCase.id)
