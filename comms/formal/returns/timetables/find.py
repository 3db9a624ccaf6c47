"""Questions about part-time timetables at the viewer's school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.find import visible_ids
from comms.families.person import Person
from comms.formal.returns.attendance_return import PartTimeReview, PartTimeTimetable
from comms.formal.returns.find import people_by_id
from comms.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class TimetableSeen:
    """A timetable with the child it is of, and who agreed to it as far as the viewer may see them."""

    timetable: PartTimeTimetable
    child: Person
    agreed_by: Person | None

    def waits(self, on: date) -> str:
        """What waits on a day: "over" when its last day has passed, "review" when all should look at it, or ""."""
        if self.timetable.ended_on is not None:
            return ""
        if self.timetable.ends < on:
            return "over"
        return "review" if self.timetable.review_on <= on else ""


def timetable(session: Session, viewer: Viewer, timetable_id: UUID) -> TimetableSeen:
    """One timetable. Raises ``NotFound`` when there is none the viewer may know of."""
    found = _seen(session, viewer, _visible(viewer).where(PartTimeTimetable.id == timetable_id))
    if not found:
        raise NotFound("There is no such timetable.")
    return found[0]


def open_timetables(session: Session, viewer: Viewer) -> list[TimetableSeen]:
    """The timetables that nobody has ended, the soonest day to look at them first."""
    query = _visible(viewer).where(PartTimeTimetable.ended_on.is_(None))
    return _seen(session, viewer, query.order_by(PartTimeTimetable.review_on, PartTimeTimetable.id))


def timetables_of(session: Session, viewer: Viewer, child_id: UUID) -> list[TimetableSeen]:
    """Every timetable of a child, the newest first."""
    query = _visible(viewer).where(PartTimeTimetable.child_id == child_id)
    return _seen(session, viewer, query.order_by(PartTimeTimetable.starts.desc(), PartTimeTimetable.id))


def reviews_of(session: Session, viewer: Viewer, timetable_id: UUID) -> Sequence[PartTimeReview]:
    """Every look at a timetable, the newest first."""
    mine = _visible(viewer).where(PartTimeTimetable.id == timetable_id).with_only_columns(PartTimeTimetable.id)
    query = select(PartTimeReview).where(PartTimeReview.timetable_id.in_(mine))
    return session.scalars(query.order_by(PartTimeReview.recorded_at.desc(), PartTimeReview.id)).all()


def _visible(viewer: Viewer) -> Select[PartTimeTimetable]:
    return select(PartTimeTimetable).where(
        PartTimeTimetable.agency_id == viewer.agency_id, PartTimeTimetable.child_id.in_(visible_ids(viewer))
    )


def _seen(session: Session, viewer: Viewer, query: Select[PartTimeTimetable]) -> list[TimetableSeen]:
    rows = session.scalars(query).all()
    people = people_by_id(session, viewer, [one for row in rows for one in (row.child_id, row.agreed_by)])
    return [TimetableSeen(row, people[row.child_id], people.get(row.agreed_by)) for row in rows]
