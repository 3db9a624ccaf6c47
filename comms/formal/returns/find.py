"""Questions about returns: which are due by the register of the viewer's school, and which were sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.agency import AgencyKind
from comms.agencies.viewer import Viewer
from comms.attendance.find import children_in_lots, marks_of, on_roll, school_days
from comms.families.find import visible_ids, visible_people
from comms.families.person import Person
from comms.formal.returns.attendance_return import AttendanceReturn, ReturnKind
from comms.formal.returns.due import Due, SentSpan, due_of, expected_illness, register_since


@dataclass(frozen=True, slots=True)
class ReturnDue:
    """A return that is due, and the child it is about."""

    child: Person
    due: Due


@dataclass(frozen=True, slots=True)
class ReturnSent:
    """A return that was sent, and the child it was about."""

    child: Person
    sent: AttendanceReturn


def returns_due(session: Session, viewer: Viewer, on: date) -> list[ReturnDue]:
    """The returns that are due at the viewer's school on a day, by kind and name; none at any other agency."""
    if viewer.agency_kind != AgencyKind.SCHOOL:
        return []
    due = {child: found for child, found in _due(session, viewer, on_roll(session, viewer), on).items() if found}
    people = people_by_id(session, viewer, due)
    rows = [ReturnDue(people[child], one) for child, found in due.items() for one in found if child in people]
    order = list(ReturnKind)
    return sorted(rows, key=lambda row: (order.index(row.due.kind), row.child.search_name, row.due.first_day))


def due_of_child(session: Session, viewer: Viewer, child_id: UUID, on: date) -> tuple[Due, ...]:
    """The returns that are due for one child on the roll of the viewer's school; none for any other child."""
    if child_id not in on_roll(session, viewer):
        return ()
    return _due(session, viewer, [child_id], on)[child_id]


def expected_of_child(session: Session, viewer: Viewer, child_id: UUID, on: date) -> Due | None:
    """The illness of a child on the roll that may be told because its days are to be expected; see
    ``expected_illness``."""
    if child_id not in on_roll(session, viewer):
        return None
    since = register_since(on)
    marks = marks_of(session, viewer, [child_id], since, on)[child_id]
    sent = _spans(session, viewer, [child_id])[child_id]
    return expected_illness(marks, on, sent, school_days(session, viewer, since, on))


def _due(session: Session, viewer: Viewer, children: Iterable[UUID], on: date) -> dict[UUID, tuple[Due, ...]]:
    since = register_since(on)
    days = school_days(session, viewer, since, on)
    marks = marks_of(session, viewer, children, since, on)
    sent = _spans(session, viewer, marks)
    return {child: due_of(held, on, sent[child], days) for child, held in marks.items()}


def _spans(session: Session, viewer: Viewer, children: Iterable[UUID]) -> defaultdict[UUID, list[SentSpan]]:
    spans: defaultdict[UUID, list[SentSpan]] = defaultdict(list)
    for lot in children_in_lots(children):
        for one in session.scalars(_sent(viewer).where(AttendanceReturn.child_id.in_(lot))):
            spans[one.child_id].append(SentSpan(ReturnKind(one.kind), one.first_day, one.last_day))
    return spans


def returns_sent(session: Session, viewer: Viewer, since: date, limit: int = 500) -> list[ReturnSent]:
    """The returns that the viewer's school sent since a day, the newest first."""
    query = _sent(viewer).where(AttendanceReturn.sent_on >= since)
    found = session.scalars(query.order_by(AttendanceReturn.sent_at.desc(), AttendanceReturn.id).limit(limit)).all()
    people = people_by_id(session, viewer, [one.child_id for one in found])
    return [ReturnSent(people[one.child_id], one) for one in found if one.child_id in people]


def sent_of_child(session: Session, viewer: Viewer, child_id: UUID) -> Sequence[AttendanceReturn]:
    """The returns that the viewer's school sent about a child, the newest first."""
    query = _sent(viewer).where(AttendanceReturn.child_id == child_id)
    return session.scalars(query.order_by(AttendanceReturn.sent_at.desc(), AttendanceReturn.id)).all()


def _sent(viewer: Viewer) -> Select[AttendanceReturn]:
    return select(AttendanceReturn).where(
        AttendanceReturn.agency_id == viewer.agency_id, AttendanceReturn.child_id.in_(visible_ids(viewer))
    )


def people_by_id(session: Session, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, Person]:
    """These people, as far as the viewer may see them."""
    query = visible_people(viewer).where(Person.id.in_(list(dict.fromkeys(people))))
    return {one.id: one for one in session.scalars(query)}
