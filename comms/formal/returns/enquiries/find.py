"""Questions about the joint enquiries of the viewer's school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.find import marks_of, school_days
from comms.families.find import visible_ids
from comms.families.person import Person
from comms.formal.returns.attendance_return import EnquiryStep, LeaveEnquiry
from comms.formal.returns.due import register_since
from comms.formal.returns.enquiries.facts import Facts, facts_of
from comms.formal.returns.find import people_by_id
from comms.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class EnquirySeen:
    """Enquiries, and the child they are about."""

    enquiry: LeaveEnquiry
    child: Person


def enquiry(session: Session, viewer: Viewer, enquiry_id: UUID) -> EnquirySeen:
    """One of them. Raises ``NotFound`` when there is none the viewer may know of."""
    found = _seen(session, viewer, _visible(viewer).where(LeaveEnquiry.id == enquiry_id))
    if not found:
        raise NotFound("There are no such enquiries.")
    return found[0]


def open_enquiries(session: Session, viewer: Viewer) -> list[EnquirySeen]:
    """Those that have not ended, the child expected longest ago first."""
    query = _visible(viewer).where(LeaveEnquiry.ended_at.is_(None))
    return _seen(session, viewer, query.order_by(LeaveEnquiry.expected_on, LeaveEnquiry.id))


def open_enquiry_of(session: Session, viewer: Viewer, child_id: UUID) -> LeaveEnquiry | None:
    """The enquiries about a child that have not ended, if there are any."""
    query = _visible(viewer).where(LeaveEnquiry.child_id == child_id, LeaveEnquiry.ended_at.is_(None))
    return session.scalar(query.limit(1))


def steps_of(session: Session, viewer: Viewer, enquiry_id: UUID) -> Sequence[EnquiryStep]:
    """Everything asked or found in them, the newest first."""
    mine = _visible(viewer).where(LeaveEnquiry.id == enquiry_id).with_only_columns(LeaveEnquiry.id)
    query = select(EnquiryStep).where(EnquiryStep.enquiry_id.in_(mine))
    return session.scalars(
        query.order_by(EnquiryStep.happened_on.desc(), EnquiryStep.recorded_at.desc(), EnquiryStep.id)
    ).all()


def facts_about(session: Session, viewer: Viewer, seen: EnquirySeen, on: date) -> Facts:
    """What the register of the viewer's school and the checklist say of the two grounds on a day."""
    row = seen.enquiry
    since = min(register_since(on), row.last_seen)
    marks = marks_of(session, viewer, [row.child_id], since, on)[row.child_id]
    asked = {step.item for step in steps_of(session, viewer, row.id)}
    return facts_of(marks, school_days(session, viewer, since, on), row.expected_on, on, asked)


def _visible(viewer: Viewer) -> Select[LeaveEnquiry]:
    return select(LeaveEnquiry).where(
        LeaveEnquiry.agency_id == viewer.agency_id, LeaveEnquiry.child_id.in_(visible_ids(viewer))
    )


def _seen(session: Session, viewer: Viewer, query: Select[LeaveEnquiry]) -> list[EnquirySeen]:
    rows = session.scalars(query).all()
    people = people_by_id(session, viewer, [row.child_id for row in rows])
    return [EnquirySeen(row, people[row.child_id]) for row in rows]
