"""What of a row's people is hidden from a viewer, as conditions for the questions of the rooms above.

A room has its own rows: an agency's bookings, texts and cautions stay on its record when it works with somebody no
more, and what it still has to do for them must not vanish with them. So these conditions do not ask with whom an agency
works. They ask whether somebody is kept closed from this viewer, and, where the viewer's eyes are narrowed to some
people, whether a row is about those alone. Closed families are few and small: each condition is answered from the
closed people, not from everybody an agency knows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, CompoundSelect, Select, and_, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from comms.agencies.viewer import Viewer
from comms.families.access.closed_family import ClosedFamily, ClosedPerson, ClosedReader

# The column that names somebody in a row of any room.
Person = InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None] | ColumnElement[Any]


def closed_to(viewer: Viewer) -> Select[UUID]:
    """The people whom the viewer's agency keeps closed and for whom the viewer is not named."""
    if viewer.sees_closed:
        return select(ClosedPerson.person_id).where(false())
    return select(once(viewer, "kept_closed", lambda: _closed_to(viewer)).c.person_id)


def _closed_to(viewer: Viewer) -> Select[UUID]:
    family, person, reader = ClosedFamily.__table__.c, ClosedPerson.__table__.c, ClosedReader.__table__.c
    kept = select(person.person_id).where(
        person.closed_family_id == family.id, person.until.is_(None),
        family.agency_id == viewer.agency_id, family.ended_at.is_(None),
    )  # fmt: skip
    if viewer.staff_id is None:
        return kept
    named = select(reader.closed_family_id).where(reader.staff_id == viewer.staff_id, reader.until.is_(None))
    return kept.where(family.id.not_in(named))


def once(viewer: Viewer, name: str, make: Callable[[], Select[UUID] | CompoundSelect[UUID]]) -> CTE:
    """A part that conditions of several questions share. It is made once for a viewer, because what every page asks
    has to be cheap to ask, and stands once in each question under its name, however often conditions refer to it."""
    if name not in viewer.parts:
        viewer.parts[name] = make().cte(name)
    part: CTE = viewer.parts[name]
    return part


def is_hidden(viewer: Viewer, person: Person) -> ColumnElement[bool]:
    """That a row is about somebody who is hidden from the viewer; ``person`` is the column that names them. False where
    it names nobody."""
    closed = person.in_(closed_to(viewer))
    if viewer.only_people is None:
        return closed
    return and_(person.is_not(None), or_(person.not_in(viewer.only_people), closed))


def nobody_hidden(viewer: Viewer, *people: Person) -> ColumnElement[bool]:
    """That nobody whom these columns name is hidden from the viewer. A column that names nobody hides nobody."""
    if sees_all(viewer):
        return true()
    return and_(*(or_(person.is_(None), ~is_hidden(viewer, person)) for person in people))


def sees_all(viewer: Viewer) -> bool:
    """Whether nobody is hidden from the viewer: the service's own jobs go on for closed families."""
    return viewer.sees_closed and viewer.only_people is None
