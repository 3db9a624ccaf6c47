"""Questions about referrals: those a school sent, and those an authority was sent. Nobody else knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.attendance.register import RegisterMark
from comms.families.hidden.find import is_hidden, nobody_hidden
from comms.formal.case.find import case as find_case
from comms.formal.referral.formal_referral import FormalReferral, ReferralState
from comms.formal.steps.formal_step import FormalStep
from comms.foundation.errors import NotFound
from comms.messages.about import hidden_about


def visible_referrals(viewer: Viewer) -> Select[FormalReferral]:
    """The referrals this viewer may know of: sent by their agency or to it, about nobody kept closed from them."""
    return select(FormalReferral).where(
        or_(FormalReferral.agency_id == viewer.agency_id, FormalReferral.to_agency_id == viewer.agency_id),
        nobody_hidden(viewer, FormalReferral.child_id, FormalReferral.parent_id),
    )


@hidden_about("formal_referral")
def _is_hidden(viewer: Viewer, referral_id: Any) -> ColumnElement[bool]:
    hidden = or_(is_hidden(viewer, FormalReferral.child_id), is_hidden(viewer, FormalReferral.parent_id))
    return exists().where(FormalReferral.id == referral_id, hidden)


def referral(session: Session, viewer: Viewer, referral_id: UUID) -> FormalReferral:
    """One referral. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_referrals(viewer).where(FormalReferral.id == referral_id))
    if found is None:
        raise NotFound("There is no such referral.")
    return found


def sent_to_us(session: Session, viewer: Viewer, limit: int = 200) -> Sequence[FormalReferral]:
    """What schools sent the viewer's agency: what waits first, and of both the newest first."""
    query = visible_referrals(viewer).where(FormalReferral.to_agency_id == viewer.agency_id)
    waits = FormalReferral.state == ReferralState.SENT
    return session.scalars(query.order_by(waits.desc(), FormalReferral.sent_at.desc()).limit(limit)).all()


def count_waiting(session: Session, viewer: Viewer) -> int:
    """How many referrals wait for the answer of the viewer's agency."""
    query = visible_referrals(viewer).where(
        FormalReferral.to_agency_id == viewer.agency_id, FormalReferral.state == ReferralState.SENT
    )
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def sent_by_us(session: Session, viewer: Viewer, limit: int = 200) -> Sequence[FormalReferral]:
    """What the viewer's school sent, the newest first."""
    query = visible_referrals(viewer).where(FormalReferral.agency_id == viewer.agency_id)
    return session.scalars(query.order_by(FormalReferral.sent_at.desc(), FormalReferral.id).limit(limit)).all()


def of_case(session: Session, viewer: Viewer, case_id: UUID) -> Sequence[FormalReferral]:
    """What was sent from a case of the viewer's school, the newest first."""
    one = find_case(session, viewer, case_id)
    query = visible_referrals(viewer).where(FormalReferral.case_id == one.id)
    return session.scalars(query.order_by(FormalReferral.sent_at.desc(), FormalReferral.id)).all()


def newest_of(session: Session, viewer: Viewer, cases: Iterable[UUID]) -> dict[UUID, FormalReferral]:
    """What was last sent from each of these cases of the viewer's school; no entry where nothing was."""
    query = visible_referrals(viewer).where(
        FormalReferral.agency_id == viewer.agency_id, FormalReferral.case_id.in_(list(cases))
    )
    rows = session.scalars(query.order_by(FormalReferral.sent_at, FormalReferral.id))
    return {one.case_id: one for one in rows}


def steps_of_case(session: Session, viewer: Viewer, case_id: UUID) -> Sequence[FormalStep]:
    """The formal letters made from a case of the viewer's agency, the oldest first."""
    one = find_case(session, viewer, case_id)
    query = select(FormalStep).where(FormalStep.case_id == one.id, FormalStep.agency_id == viewer.agency_id)
    return session.scalars(query.order_by(FormalStep.made_at, FormalStep.id)).all()


def register_now(
    session: Session, viewer: Viewer, referral_id: UUID, first: date, last: date
) -> Sequence[tuple[date, str, str, datetime]]:
    """How the sessions of a pack's days stand in the school's register now: day, session, code, and since when.

    The authority that was sent the pack sees these days alone, so that nobody acts on a mark that was corrected since.
    """
    one = referral(session, viewer, referral_id)
    query = select(RegisterMark.day, RegisterMark.session, RegisterMark.code, RegisterMark.recorded_at).where(
        RegisterMark.agency_id == one.agency_id,
        RegisterMark.child_id == one.child_id,
        RegisterMark.day.between(first, last),
    )
    rows = session.execute(query.order_by(RegisterMark.day, RegisterMark.session))
    return [(day, half, code, since) for day, half, code, since in rows]


def staff_names(session: Session, viewer: Viewer, staff: Sequence[UUID]) -> dict[UUID, str]:
    """The names of these colleagues of the viewer's own agency."""
    query = select(Staff.id, Staff.name).where(Staff.id.in_(list(staff)), Staff.agency_id == viewer.agency_id)
    return {row.id: row.name for row in session.execute(query)}
