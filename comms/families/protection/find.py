"""Questions about what acts for a person, of all that agencies working with them were told. No words of it are here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from comms.agencies.viewer import Viewer
from comms.families.access.find import visible_ids
from comms.families.contact_point import SafeContact
from comms.families.person import Involvement
from comms.families.protection.in_force import (
    Heard,
    Protection,
    StatusInForce,
    holding,
    protection,
    status_in_force,
)
from comms.families.pupil import ChildStatus

Told = TypeVar("Told", SafeContact, ChildStatus)
PEOPLE_AT_ONCE = 5_000


def safety_in_force(session: Session, viewer: Viewer, person_id: UUID) -> Protection | None:
    """What acts when a person is written to or rung, the most careful of what every agency working with them was told;
    None where nobody was asked, or the viewer may not know of the person."""
    return safeties_in_force(session, viewer, [person_id]).get(person_id)


def safeties_in_force(session: Session, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, Protection]:
    """The same for several people; those whom nobody asked are not there."""
    heard = _heard(session, viewer, SafeContact, SafeContact.person_id, people)
    found = {person: protection(viewer.agency_id, holding(answers)) for person, answers in heard.items()}
    return {person: one for person, one in found.items() if one is not None}


def status_of_child(session: Session, viewer: Viewer, child_id: UUID) -> StatusInForce | None:
    """What acts for a child, of what any agency working with them has on record of a social worker, plan and orders;
    None where nothing is, or the viewer may not know of the child."""
    return statuses_in_force(session, viewer, [child_id]).get(child_id)


def statuses_in_force(session: Session, viewer: Viewer, children: Iterable[UUID]) -> dict[UUID, StatusInForce]:
    """The same for several children; those without a record are not there."""
    heard = _heard(session, viewer, ChildStatus, ChildStatus.child_id, children)
    return {child: status_in_force(viewer.agency_id, holding(statuses)) for child, statuses in heard.items()}


def _heard(
    session: Session, viewer: Viewer, kind: type[Told], whom: InstrumentedAttribute[UUID], people: Iterable[UUID]
) -> dict[UUID, list[Heard[Told]]]:
    """All that any agency was ever told of each of these people, from the oldest to the newest; ``whom`` is the column
    that names the person."""
    heard: dict[UUID, list[Heard[Told]]] = {}
    for lot in _lots(people):
        query = (
            select(kind, whom, Involvement)
            .outerjoin(Involvement, and_(Involvement.person_id == whom, Involvement.agency_id == kind.agency_id))
            .where(whom.in_(lot), whom.in_(visible_ids(viewer)))
            .order_by(kind.recorded_at, kind.id)
        )
        for told, person_id, works in session.execute(query):
            # An agency of which no involvement is on record has left when it had asked.
            left = works.until if works is not None else told.recorded_at
            heard.setdefault(person_id, []).append(Heard(told.agency_id, told.recorded_at, left, told))
    return heard


def _lots(people: Iterable[UUID]) -> Iterable[list[UUID]]:
    waiting = list(dict.fromkeys(people))
    return (waiting[begin : begin + PEOPLE_AT_ONCE] for begin in range(0, len(waiting), PEOPLE_AT_ONCE))
