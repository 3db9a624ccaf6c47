"""Questions about the register. A school's marks are seen by that school, of the children it works with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import cast
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.code import attendance_codes
from comms.attendance.register import MarkChange, RegisterMark
from comms.attendance.session_mark import Session as Half
from comms.attendance.session_mark import SessionMark
from comms.families.find import visible_people
from comms.families.person import Person
from comms.families.pupil import Pupil

CHILDREN_AT_ONCE = 200
"""How many children one question asks about; databases limit the values of a single statement."""


@dataclass(frozen=True, slots=True)
class StandingMark:
    """The code that stands for a session, and since when."""

    code: str
    recorded_at: datetime


def children_in_lots(child_ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """The children in lots small enough for one statement, each child once."""
    waiting = iter(dict.fromkeys(child_ids))
    while lot := list(islice(waiting, CHILDREN_AT_ONCE)):
        yield lot


def on_roll(session: Session, viewer: Viewer) -> set[UUID]:
    """The children on the roll of the viewer's school whom the viewer may see."""
    query = select(Pupil.child_id).where(Pupil.agency_id == viewer.agency_id, Pupil.child_id.in_(_visible(viewer)))
    return set(session.scalars(query))


def marks_of(
    session: Session, viewer: Viewer, child_ids: Iterable[UUID], since: date, until: date
) -> dict[UUID, list[SessionMark]]:
    """The marks of each of these children from ``since`` to ``until``, both days included, in order.

    Every child asked for has an entry; it is empty for a child without marks and for one the viewer may not see.
    """
    marks: dict[UUID, list[SessionMark]] = {}
    # A school has some hundred sessions and a few dozen codes: equal marks of different children are one object.
    seen: dict[tuple[date, str, str], SessionMark] = {}
    for lot in children_in_lots(child_ids):
        marks |= {child: [] for child in lot}
        query = (
            _standing(viewer, lot, since, until)
            .with_only_columns(RegisterMark.child_id, RegisterMark.day, RegisterMark.session, RegisterMark.code)
            .where(RegisterMark.child_id.in_(_visible(viewer)))
            .order_by(RegisterMark.child_id, RegisterMark.day, RegisterMark.session)
        )
        for child, day, half, code in session.execute(query):
            key = (day, half, code)
            if key not in seen:
                seen[key] = SessionMark(day, cast(Half, half), code)
            marks[child].append(seen[key])
    return marks


def standing_marks(
    session: Session, viewer: Viewer, child_ids: Sequence[UUID], since: date, until: date
) -> dict[UUID, dict[tuple[date, str], StandingMark]]:
    """What stands in the viewer's register for each of these children, by day and session."""
    standing: dict[UUID, dict[tuple[date, str], StandingMark]] = defaultdict(dict)
    for child, day, half, code, recorded_at in session.execute(_standing(viewer, child_ids, since, until)):
        standing[child][day, half] = StandingMark(code, recorded_at)
    return standing


def school_days(session: Session, viewer: Viewer, since: date, until: date) -> list[date]:
    """The days from ``since`` to ``until`` on which the viewer's school held a session, in order.

    A planned closure, and a pupil not yet on the roll, is no session.
    """
    none_held = [code for code, about in attendance_codes().items() if about.statistical_class == "not_collected"]
    query = (
        select(RegisterMark.day)
        .distinct()
        .where(
            RegisterMark.agency_id == viewer.agency_id,
            RegisterMark.day.between(since, until),
            RegisterMark.code.not_in(none_held),
        )
    )
    return list(session.scalars(query.order_by(RegisterMark.day)))


def mark_changes(session: Session, viewer: Viewer, child_id: UUID) -> Sequence[MarkChange]:
    """Every mark of a child that was replaced at the viewer's school, the newest change first."""
    query = select(MarkChange).where(
        MarkChange.agency_id == viewer.agency_id,
        MarkChange.child_id == child_id,
        MarkChange.child_id.in_(_visible(viewer)),
    )
    return session.scalars(query.order_by(MarkChange.changed_at.desc(), MarkChange.day, MarkChange.session)).all()


def _visible(viewer: Viewer) -> Select[UUID]:
    return visible_people(viewer).with_only_columns(Person.id)


def _standing(
    viewer: Viewer, child_ids: Sequence[UUID], since: date, until: date
) -> Select[UUID, date, str, str, datetime]:
    return select(
        RegisterMark.child_id, RegisterMark.day, RegisterMark.session, RegisterMark.code, RegisterMark.recorded_at
    ).where(
        RegisterMark.agency_id == viewer.agency_id,
        RegisterMark.child_id.in_(child_ids),
        RegisterMark.day.between(since, until),
    )
