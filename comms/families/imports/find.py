"""What is on record of a school's pupils and their adults, asked once for a whole import and never row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.contact_point import ContactKnown, ContactPoint
from comms.families.find import language_needs, visible_contact_points, visible_ids, visible_people
from comms.families.hidden.find import closed_to
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
        .where(Pupil.agency_id == viewer.agency_id, Person.id.in_(visible_ids(viewer)))
    )
    return {upn.upper(): child for upn, child in session.execute(query)}


def newest_statuses(session: Session, viewer: Viewer, child_ids: Sequence[UUID]) -> dict[UUID, ChildStatus]:
    """What the viewer's school last recorded about each child's social worker, plan and orders; children without a
    record are left out, and so are those the viewer may not see."""
    newest: dict[UUID, ChildStatus] = {}
    for lot in _lots(child_ids):
        query = select(ChildStatus).where(
            ChildStatus.agency_id == viewer.agency_id,
            ChildStatus.child_id.in_(lot),
            ChildStatus.child_id.in_(visible_ids(viewer)),
        )
        for status in session.scalars(query.order_by(ChildStatus.recorded_at, ChildStatus.id)):
            newest[status.child_id] = status
    return newest


def adults(session: Session, viewer: Viewer) -> Sequence[Person]:
    """The adults the viewer may see, the longest on record first."""
    query = visible_people(viewer).where(Person.kind != PersonKind.CHILD)
    return session.scalars(query.order_by(Person.recorded_at, Person.id)).all()


def relationships(session: Session, viewer: Viewer) -> Sequence[Relationship]:
    """What adults are to the children the viewer may see; an adult among them may be one the viewer may not see."""
    return session.scalars(select(Relationship).where(Relationship.child_id.in_(visible_ids(viewer)))).all()


def closed_people(session: Session, viewer: Viewer) -> set[UUID]:
    """Whom the viewer's school keeps closed and the viewer is not named for: what lands of them is not told."""
    return set(session.scalars(closed_to(viewer)))


def contact_hashes(session: Session, viewer: Viewer) -> dict[UUID, set[tuple[str, bytes]]]:
    """The channel and hash of each number and address the viewer's school knows, by person; nothing is unlocked for
    it."""
    query = visible_contact_points(viewer).with_only_columns(
        ContactPoint.person_id, ContactPoint.channel, ContactPoint.value_hash
    )
    hashes: dict[UUID, set[tuple[str, bytes]]] = defaultdict(set)
    for person_id, channel, hashed in session.execute(query):
        hashes[person_id].add((channel, hashed))
    return hashes


def points_unknown(session: Session, viewer: Viewer) -> dict[tuple[UUID, str, bytes], UUID]:
    """The numbers and addresses of people the viewer may see that other agencies know and the viewer's does not, by
    person, channel and hash: whoever is told one gets the same row."""
    known = select(ContactKnown.contact_point_id).where(ContactKnown.agency_id == viewer.agency_id)
    query = select(ContactPoint.id, ContactPoint.person_id, ContactPoint.channel, ContactPoint.value_hash).where(
        ContactPoint.person_id.in_(visible_ids(viewer)), ContactPoint.id.not_in(known)
    )
    return {(person_id, channel, hashed): point for point, person_id, channel, hashed in session.execute(query)}


def homes(session: Session, viewer: Viewer) -> dict[UUID, bytes]:
    """The hash of each household's address, of those where the viewer's school knows people to live whom the viewer may
    see; by household."""
    lived_in = visible_people(viewer).where(Involvement.household_id.is_not(None))
    query = select(Household.id, Household.address_hash).where(
        Household.id.in_(lived_in.with_only_columns(Involvement.household_id))
    )
    return {home.id: home.address_hash for home in session.execute(query.order_by(Household.id.desc()))}


def lives_at(session: Session, viewer: Viewer) -> dict[UUID, UUID]:
    """The household of everybody whom the viewer may see and of whom the viewer's school knows it."""
    query = visible_people(viewer).where(Involvement.household_id.is_not(None))
    rows = session.execute(query.with_only_columns(Person.id, Involvement.household_id))
    return {person_id: home for person_id, home in rows if home is not None}


def involvements(session: Session, viewer: Viewer, people: Sequence[UUID]) -> dict[UUID, Involvement]:
    """The viewer's school's own involvement with each of these people."""
    found: dict[UUID, Involvement] = {}
    for lot in _lots(people):
        query = select(Involvement).where(Involvement.agency_id == viewer.agency_id, Involvement.person_id.in_(lot))
        found |= {works.person_id: works for works in session.scalars(query)}
    return found


def needs_of(session: Session, viewer: Viewer, people: Sequence[UUID]) -> dict[UUID, LanguageNeed]:
    """The newest language need of each of these people who has one."""
    needs: dict[UUID, LanguageNeed] = {}
    for lot in _lots(people):
        needs |= language_needs(session, viewer, lot)
    return needs


def _lots(people: Sequence[UUID]) -> Iterator[list[UUID]]:
    waiting = iter(people)
    while lot := list(islice(waiting, PEOPLE_AT_ONCE)):
        yield lot
