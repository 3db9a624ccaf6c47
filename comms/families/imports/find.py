"""What is on record of a school's pupils and their adults, asked once for a whole import and never row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.contact_point import ContactPoint
from comms.families.find import language_needs, visible_people
from comms.families.language_need import LanguageNeed
from comms.families.person import Household, Involvement, Person, PersonKind, Relationship
from comms.families.pupil import ChildStatus, Pupil

PEOPLE_AT_ONCE = 5_000


def pupils_by_upn(session: Session, viewer: Viewer) -> dict[str, tuple[Pupil, Person, Involvement | None]]:
    """Every pupil the viewer's school has had, by UPN; also those it no longer works with, whose numbers are taken."""
    query = (
        select(Pupil, Person, Involvement)
        .join(Person, Person.id == Pupil.child_id)
        .outerjoin(Involvement, (Involvement.person_id == Person.id) & (Involvement.agency_id == viewer.agency_id))
        .where(Pupil.agency_id == viewer.agency_id)
    )
    return {pupil.upn.upper(): (pupil, child, involved) for pupil, child, involved in session.execute(query)}


def children_by_upn(session: Session, viewer: Viewer) -> dict[str, Person]:
    """The children on the roll of the viewer's school, by UPN."""
    query = (
        select(Pupil.upn, Person)
        .join(Person, Person.id == Pupil.child_id)
        .where(Pupil.agency_id == viewer.agency_id, Person.id.in_(_visible_ids(viewer)))
    )
    return {upn.upper(): child for upn, child in session.execute(query)}


def newest_statuses(session: Session, viewer: Viewer, child_ids: Sequence[UUID]) -> dict[UUID, ChildStatus]:
    """What was last recorded about each child's social worker, plan and orders; children without a record are left
    out, and so are those the viewer may not see."""
    newest: dict[UUID, ChildStatus] = {}
    for lot in _lots(child_ids):
        query = select(ChildStatus).where(ChildStatus.child_id.in_(lot), ChildStatus.child_id.in_(_visible_ids(viewer)))
        for status in session.scalars(query.order_by(ChildStatus.recorded_at, ChildStatus.id)):
            newest[status.child_id] = status
    return newest


def adults(session: Session, viewer: Viewer) -> Sequence[Person]:
    """The adults the viewer may see, the longest on record first."""
    query = visible_people(viewer).where(Person.kind != PersonKind.CHILD)
    return session.scalars(query.order_by(Person.recorded_at, Person.id)).all()


def relationships(session: Session, viewer: Viewer) -> Sequence[Relationship]:
    """What adults are to the children the viewer may see; an adult among them may be one the viewer may not see."""
    return session.scalars(select(Relationship).where(Relationship.child_id.in_(_visible_ids(viewer)))).all()


def contact_hashes(session: Session, viewer: Viewer) -> dict[UUID, set[tuple[str, bytes]]]:
    """The channel and hash of each number and address, by person; nothing is unlocked for it."""
    query = select(ContactPoint.person_id, ContactPoint.channel, ContactPoint.value_hash).where(
        ContactPoint.person_id.in_(_visible_ids(viewer))
    )
    hashes: dict[UUID, set[tuple[str, bytes]]] = defaultdict(set)
    for person_id, channel, hashed in session.execute(query):
        hashes[person_id].add((channel, hashed))
    return hashes


def homes(session: Session, viewer: Viewer) -> dict[UUID, bytes]:
    """The hash of each household's address, of those where people live whom the viewer may see; by household."""
    lived_in = visible_people(viewer).with_only_columns(Person.household_id).where(Person.household_id.is_not(None))
    query = select(Household.id, Household.address_hash).where(Household.id.in_(lived_in))
    return {home.id: home.address_hash for home in session.execute(query.order_by(Household.id.desc()))}


def needs_of(session: Session, viewer: Viewer, people: Sequence[UUID]) -> dict[UUID, LanguageNeed]:
    """The newest language need of each of these people who has one."""
    needs: dict[UUID, LanguageNeed] = {}
    for lot in _lots(people):
        needs |= language_needs(session, viewer, lot)
    return needs


def _visible_ids(viewer: Viewer) -> Select[tuple[UUID]]:
    return visible_people(viewer).with_only_columns(Person.id)


def _lots(people: Sequence[UUID]) -> Iterator[list[UUID]]:
    waiting = iter(people)
    while lot := list(islice(waiting, PEOPLE_AT_ONCE)):
        yield lot
