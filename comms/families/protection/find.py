"""Questions about what acts for a person, of all that agencies working with them were told. No words of it are here."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

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

PEOPLE_AT_ONCE = 5_000


def safety_in_force(session: Session, viewer: Viewer, person_id: UUID) -> Protection | None:
    """What acts when a person is written to or rung, the most careful of what every agency working with them was told;
    None where nobody was asked, or the viewer may not know of the person."""
    return safeties_in_force(session, viewer, [person_id]).get(person_id)


def safeties_in_force(session: Session, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, Protection]:
    """The same for several people; those whom nobody asked are not there."""
    heard: dict[UUID, list[Heard[SafeContact]]] = {}
    for lot in _lots(people):
        query = (
            select(SafeContact, Involvement)
            .outerjoin(
                Involvement,
                and_(Involvement.person_id == SafeContact.person_id, Involvement.agency_id == SafeContact.agency_id),
            )
            .where(SafeContact.person_id.in_(lot), SafeContact.person_id.in_(visible_ids(viewer)))
            .order_by(SafeContact.recorded_at, SafeContact.id)
        )
        for answer, works in session.execute(query):
            # An agency of which no involvement is on record has left when it had asked.
            left = works.until if works is not None else answer.recorded_at
            one = Heard(answer.agency_id, answer.recorded_at, left, answer)
            heard.setdefault(answer.person_id, []).append(one)
    found = {person: protection(viewer.agency_id, holding(answers)) for person, answers in heard.items()}
    return {person: one for person, one in found.items() if one is not None}


def status_of_child(session: Session, viewer: Viewer, child_id: UUID) -> StatusInForce | None:
    """What acts for a child, of what any agency working with them has on record of a social worker, plan and orders;
    None where nothing is, or the viewer may not know of the child."""
    return statuses_in_force(session, viewer, [child_id]).get(child_id)


def statuses_in_force(session: Session, viewer: Viewer, children: Iterable[UUID]) -> dict[UUID, StatusInForce]:
    """The same for several children; those without a record are not there."""
    heard: dict[UUID, list[Heard[ChildStatus]]] = {}
    for lot in _lots(children):
        query = (
            select(ChildStatus, Involvement)
            .outerjoin(
                Involvement,
                and_(Involvement.person_id == ChildStatus.child_id, Involvement.agency_id == ChildStatus.agency_id),
            )
            .where(ChildStatus.child_id.in_(lot), ChildStatus.child_id.in_(visible_ids(viewer)))
            .order_by(ChildStatus.recorded_at, ChildStatus.id)
        )
        for status, works in session.execute(query):
            left = works.until if works is not None else status.recorded_at
            one = Heard(status.agency_id, status.recorded_at, left, status)
            heard.setdefault(status.child_id, []).append(one)
    return {child: status_in_force(viewer.agency_id, holding(statuses)) for child, statuses in heard.items()}


def _lots(people: Iterable[UUID]) -> Iterable[list[UUID]]:
    waiting = list(dict.fromkeys(people))
    return (waiting[begin : begin + PEOPLE_AT_ONCE] for begin in range(0, len(waiting), PEOPLE_AT_ONCE))
