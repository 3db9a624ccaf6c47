"""Questions about interpreters asked for at once, and about who is too close to somebody to interpret for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.interpreter_use import InterpreterUse, UseKind
from comms.families.find import adults_of, children_of, living_with, people_called, siblings_of, visible_people
from comms.families.person import Person, PersonKind
from comms.foundation.errors import NotFound

ANSWERS = (UseKind.HAD, UseKind.NOT_HAD)
MOST_OF_ONE_NAME = 200


def _visible(viewer: Viewer) -> Select[InterpreterUse]:
    return select(InterpreterUse).where(
        InterpreterUse.agency_id == viewer.agency_id,
        InterpreterUse.person_id.in_(visible_people(viewer).with_only_columns(Person.id)),
    )


def use(session: Session, viewer: Viewer, use_id: UUID) -> InterpreterUse:
    """One row of what happened. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(_visible(viewer).where(InterpreterUse.id == use_id))
    if found is None:
        raise NotFound("There is no such record of an interpreter.")
    return found


def asked_in_call(session: Session, viewer: Viewer, call_id: UUID) -> InterpreterUse | None:
    """The asking of a call, which has the call's own id; None where no interpreter was asked for in it."""
    return session.scalar(_visible(viewer).where(InterpreterUse.id == call_id, InterpreterUse.kind == UseKind.ASKED))


def uses_about(session: Session, viewer: Viewer, person_id: UUID, limit: int = 50) -> Sequence[InterpreterUse]:
    """What is on record of interpreters asked for at once for a person, the newest first."""
    query = _visible(viewer).where(InterpreterUse.person_id == person_id)
    return session.scalars(query.order_by(InterpreterUse.at.desc(), InterpreterUse.id.desc()).limit(limit)).all()


def answer_to(session: Session, viewer: Viewer, use_id: UUID) -> InterpreterUse | None:
    """Whether one was had, when somebody has said so."""
    query = _visible(viewer).where(InterpreterUse.of_id == use_id, InterpreterUse.kind.in_(ANSWERS))
    return session.scalar(query.limit(1))


def newest_since(
    session: Session, viewer: Viewer, person_id: UUID, kind: UseKind, since: datetime
) -> InterpreterUse | None:
    """The newest row of a kind that the viewer themself wrote for a person since a moment."""
    query = _visible(viewer).where(
        InterpreterUse.person_id == person_id,
        InterpreterUse.kind == kind,
        InterpreterUse.recorded_by == viewer.staff_id,
        InterpreterUse.at > since,
    )
    return session.scalar(query.order_by(InterpreterUse.at.desc(), InterpreterUse.id.desc()).limit(1))


def close_to(session: Session, viewer: Viewer, person: Person) -> Sequence[Person]:
    """The person themself, the relatives on record, theirs again, and everybody of the same household."""
    found = {person.id: person}
    for one in [person, *_relatives(session, viewer, person)]:
        found |= {one.id: one} | {other.id: other for other in _relatives(session, viewer, one)}
    found |= {one.id: one for one in living_with(session, viewer, list(found))}
    return list(found.values())


def _relatives(session: Session, viewer: Viewer, person: Person) -> list[Person]:
    if person.kind == PersonKind.CHILD:
        adults = [adult for _, adult in adults_of(session, viewer, person.id)]
        return [*adults, *siblings_of(session, viewer, person.id)]
    return [child for _, child in children_of(session, viewer, person.id)]


def people_of_that_name(session: Session, viewer: Viewer, name: str) -> Sequence[Person]:
    """People on record whose name may be the one typed; how near it is, the caller looks at."""
    return people_called(session, viewer, name, MOST_OF_ONE_NAME)
