"""Questions about closed families, for those named for them; and, by reference alone, for who may close families."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission, roles_with
from comms.agencies.staff import Role, Staff
from comms.agencies.viewer import Viewer
from comms.families.access.closed_family import ClosedFamily, ClosedPerson, ClosedReader
from comms.families.hidden.find import closed_to
from comms.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class ClosedSeen:
    """A family kept closed, as the viewer may know of it. ``people``, ``readers`` and ``because`` are empty for who is
    not named. ``nobody_active`` says that nobody who is named can sign in any more and is shown families, so that
    somebody must be named."""

    id: UUID
    reference: str
    made_at: datetime
    named: bool
    nobody_active: bool
    people: tuple[UUID, ...] = ()
    readers: tuple[UUID, ...] = ()
    because: str = ""


def closed_families(session: Session, viewer: Viewer) -> Sequence[ClosedSeen]:
    """The families that the viewer's agency keeps closed and that the viewer is named for, the newest first. Whoever
    may close families is told of the others too, by their reference alone."""
    if viewer.only_people is not None:
        return []
    families = session.scalars(_open(viewer).order_by(ClosedFamily.made_at.desc(), ClosedFamily.id.desc())).all()
    seen = [_seen(session, viewer, one) for one in families]
    return [one for one in seen if one.named or viewer.may(Permission.CLOSE_FAMILIES)]


def closed_family(session: Session, viewer: Viewer, family_id: UUID) -> ClosedSeen:
    """One of them. Raises ``NotFound`` for one the viewer may not know of, or that is open again."""
    found = next((one for one in closed_families(session, viewer) if one.id == family_id), None)
    if found is None:
        raise NotFound("There is no such closed family.", "Look at the list of families kept closed.")
    return found


def closed_families_of(session: Session, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, UUID]:
    """The closed family that each of these people is in at the viewer's agency, for actions that have found them."""
    query = select(ClosedPerson.person_id, ClosedPerson.closed_family_id).where(
        ClosedPerson.person_id.in_(list(people)), ClosedPerson.until.is_(None),
        ClosedPerson.closed_family_id.in_(_open(viewer).with_only_columns(ClosedFamily.id)),
    )  # fmt: skip
    return {row.person_id: row.closed_family_id for row in session.execute(query)}


def is_closed_for_others(session: Session, viewer: Viewer, person_id: UUID) -> bool:
    """Whether the viewer's agency keeps a person closed whom the viewer sees, so that most colleagues do not."""
    families = closed_families_of(session, viewer, [person_id])
    return bool(families) and person_id not in set(session.scalars(closed_to(viewer)))


def readers_of(session: Session, viewer: Viewer, family_id: UUID) -> Sequence[ClosedReader]:
    """Who is named for a family of the viewer's agency, in the order in which they were."""
    query = select(ClosedReader).where(
        ClosedReader.closed_family_id == family_id, ClosedReader.until.is_(None),
        ClosedReader.closed_family_id.in_(_open(viewer).with_only_columns(ClosedFamily.id)),
    )  # fmt: skip
    return session.scalars(query.order_by(ClosedReader.since, ClosedReader.id)).all()


def active_among(session: Session, viewer: Viewer, staff: Iterable[UUID]) -> set[UUID]:
    """Which of these members of the viewer's agency can still sign in and are shown families: whose role shows none any
    more sees this one no more than somebody who has left."""
    query = select(Staff.id).where(Staff.id.in_(list(staff)), *sees_families(viewer))
    return set(session.scalars(query))


def sees_families(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """That a member of the viewer's agency can sign in and has a role that shows families."""
    shown = Staff.roles.any(Role.name.in_(roles_with(Permission.SEE_FAMILIES)))
    return Staff.agency_id == viewer.agency_id, Staff.active.is_(True), shown


def _open(viewer: Viewer) -> Select[ClosedFamily]:
    return select(ClosedFamily).where(ClosedFamily.agency_id == viewer.agency_id, ClosedFamily.ended_at.is_(None))


def _seen(session: Session, viewer: Viewer, family: ClosedFamily) -> ClosedSeen:
    readers = tuple(one.staff_id for one in readers_of(session, viewer, family.id))
    named = viewer.sees_closed or viewer.staff_id in readers
    nobody_active = not active_among(session, viewer, readers)
    if not named:
        return ClosedSeen(family.id, family.reference, family.made_at, named, nobody_active)
    query = select(ClosedPerson.person_id).where(
        ClosedPerson.closed_family_id == family.id, ClosedPerson.until.is_(None)
    )
    people = tuple(session.scalars(query.order_by(ClosedPerson.since, ClosedPerson.id)))
    return ClosedSeen(
        family.id, family.reference, family.made_at, named, nobody_active, people, readers, family.because
    )
