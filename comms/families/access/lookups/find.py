"""Questions about look-ups: who may be meant by what was given, what the viewer was told, and what waits for an answer
of those named for a closed family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, literal, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.access.closed_family import ClosedFamily, ClosedPerson, ClosedReader
from comms.families.access.lookup import FamilyLookup, Outcome
from comms.families.contact_point import ContactPoint
from comms.families.hidden.find import closed_to
from comms.families.language_need import LanguageNeed
from comms.families.person import Household, Involvement, Person, PersonKind, Relationship
from comms.families.pupil import Pupil
from comms.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class LookupSeen:
    """A look-up as whoever made it may know of it: nobody found and a family kept closed look the same until somebody
    has answered. ``given`` is what was typed: {"name", "birth_date", "identifier"}."""

    id: UUID
    at: datetime
    given: dict[str, str]
    basis: str
    why: str
    found: bool
    person_id: UUID | None
    answer: str
    answered_at: datetime | None


def lookup_seen(session: Session, viewer: Viewer, lookup_id: UUID) -> LookupSeen:
    """A look-up the viewer made. Raises ``NotFound`` for any other."""
    found = session.scalar(_own(viewer).where(FamilyLookup.id == lookup_id))
    if found is None:
        raise NotFound("There is no such look-up.", "Look the family up again.")
    return _seen(found)


def own_lookups(session: Session, viewer: Viewer, limit: int = 50) -> Sequence[LookupSeen]:
    """The look-ups the viewer made, the newest first."""
    query = _own(viewer).order_by(FamilyLookup.at.desc(), FamilyLookup.id.desc()).limit(limit)
    return [_seen(one) for one in session.scalars(query)]


def need_looked_up(session: Session, viewer: Viewer, lookup_id: UUID, now: datetime) -> LanguageNeed | None:
    """The language need of whom the viewer's look-up found, while it holds; None where none is on record, too. Raises
    ``NotFound`` as ``lookup_seen`` does."""
    lookup_seen(session, viewer, lookup_id)
    row = agencys_lookup(session, viewer, lookup_id)
    if row is None or row.person_id is None or not row.holds(now):
        return None
    return None if kept_closed(session, viewer, [row.person_id]) else newest_need(session, viewer, row.person_id)


def agencys_lookup(session: Session, viewer: Viewer, lookup_id: UUID) -> FamilyLookup | None:
    """A look-up of the viewer's agency that found somebody who is not kept closed from the viewer; for the actions that
    stand on it."""
    query = select(FamilyLookup).where(
        FamilyLookup.id == lookup_id, FamilyLookup.agency_id == viewer.agency_id,
        FamilyLookup.outcome == Outcome.FOUND, FamilyLookup.person_id.not_in(closed_to(viewer)),
    )  # fmt: skip
    return session.scalar(query) if viewer.only_people is None else None


def lookups_kept_closed(session: Session, viewer: Viewer) -> Sequence[FamilyLookup]:
    """Look-ups that met a closed family the viewer is named for and that nobody has answered, the oldest first."""
    if viewer.only_people is not None or viewer.staff_id is None:
        return []
    named = select(ClosedReader.closed_family_id).where(
        ClosedReader.staff_id == viewer.staff_id, ClosedReader.until.is_(None)
    )
    # Also of a family that was opened again meanwhile: whoever asked still waits.
    people = (
        select(ClosedPerson.person_id)
        .join(ClosedFamily, ClosedFamily.id == ClosedPerson.closed_family_id)
        .where(ClosedFamily.agency_id == viewer.agency_id, ClosedFamily.id.in_(named), ClosedPerson.until.is_(None))
    )
    query = select(FamilyLookup).where(
        FamilyLookup.outcome == Outcome.KEPT_CLOSED, FamilyLookup.answered_at.is_(None),
        FamilyLookup.person_id.in_(people), FamilyLookup.person_id.not_in(closed_to(viewer)),
    )  # fmt: skip
    return session.scalars(query.order_by(FamilyLookup.at, FamilyLookup.id)).all()


def of_that_name(session: Session, viewer: Viewer, words: Sequence[str]) -> Sequence[Person]:  # noqa: ARG001 - everybody is looked through; nothing of them is shown
    """Everybody in whose name each of these folded words begins a word; how exactly, the caller looks at."""
    padded = literal(" ").concat(Person.search_name)
    query = select(Person).where(and_(*(padded.contains(f" {word}", autoescape=True) for word in words)))
    return session.scalars(query.order_by(Person.id)).all()


def born(session: Session, viewer: Viewer, people: Sequence[Person], on: date) -> set[UUID]:  # noqa: ARG001 - as above
    """Which of these people were born on a day. An adult without a birth date on record is known by a child's."""
    found = {one.id for one in people if one.birth_date == on}
    adults = [one.id for one in people if one.birth_date is None and one.kind != PersonKind.CHILD]
    query = (
        select(Relationship.adult_id)
        .join(Person, Person.id == Relationship.child_id)
        .where(Relationship.adult_id.in_(adults), Person.birth_date == on)
    )
    return found | set(session.scalars(query))


def with_upn(session: Session, viewer: Viewer, upn: str) -> set[UUID]:  # noqa: ARG001 - as above
    """The pupil with this number at any school, and their adults."""
    return _with_family(session, select(Pupil.child_id).where(Pupil.upn == upn))


def reached_by(session: Session, viewer: Viewer, hashed: bytes) -> set[UUID]:  # noqa: ARG001 - as above
    """Everybody who has this number or e-mail address, and the children of those who have it."""
    having = select(ContactPoint.person_id).where(ContactPoint.value_hash == hashed)
    children = select(Relationship.child_id).where(Relationship.adult_id.in_(having))
    return set(session.scalars(having)) | set(session.scalars(children))


def _with_family(session: Session, children: Select[UUID]) -> set[UUID]:
    adults = select(Relationship.adult_id).where(Relationship.child_id.in_(children))
    return set(session.scalars(children)) | set(session.scalars(adults))


def homes_of(session: Session, viewer: Viewer, people: Sequence[UUID]) -> dict[UUID, list[Household]]:  # noqa: ARG001 - as above
    """Where any agency knows each of these people to live, and the adults of those who are children."""
    adults = session.execute(
        select(Relationship.child_id, Relationship.adult_id).where(Relationship.child_id.in_(people))
    ).all()
    wanted = {*people, *(adult for _, adult in adults)}
    query = (
        select(Involvement.person_id, Household)
        .join(Household, Household.id == Involvement.household_id)
        .where(Involvement.person_id.in_(wanted))
    )
    of_one: dict[UUID, list[Household]] = {}
    for person_id, home in session.execute(query):
        of_one.setdefault(person_id, []).append(home)
    homes = {one: list(of_one.get(one, ())) for one in people}
    for child_id, adult_id in adults:
        homes[child_id] += of_one.get(adult_id, ())
    return homes


def kept_closed(session: Session, viewer: Viewer, people: Sequence[UUID]) -> list[UUID]:  # noqa: ARG001 - at any agency
    """Which of these people any agency keeps closed, in this order."""
    query = (
        select(ClosedPerson.person_id)
        .join(ClosedFamily, ClosedFamily.id == ClosedPerson.closed_family_id)
        .where(ClosedPerson.person_id.in_(people), ClosedPerson.until.is_(None), ClosedFamily.ended_at.is_(None))
    )
    closed = set(session.scalars(query))
    return [one for one in people if one in closed]


def worked_with(session: Session, viewer: Viewer, people: Sequence[UUID]) -> list[UUID]:
    """Which of these people the viewer's agency works with and the viewer may know of, in this order."""
    query = select(Involvement.person_id).where(
        Involvement.agency_id == viewer.agency_id, Involvement.until.is_(None), Involvement.person_id.in_(people),
        Involvement.person_id.not_in(closed_to(viewer)),
    )  # fmt: skip
    ours = set(session.scalars(query))
    return [one for one in people if one in ours]


def newest_need(session: Session, viewer: Viewer, person_id: UUID) -> LanguageNeed | None:  # noqa: ARG001 - it is shared with whoever may look somebody up
    """The newest language need of somebody who was found."""
    query = select(LanguageNeed).where(LanguageNeed.person_id == person_id)
    return session.scalar(query.order_by(LanguageNeed.recorded_at.desc(), LanguageNeed.id.desc()).limit(1))


def _own(viewer: Viewer) -> Select[FamilyLookup]:
    query = select(FamilyLookup).where(FamilyLookup.agency_id == viewer.agency_id)
    # What somebody looked up is theirs; the agency sees that they did in its audit.
    return query.where(FamilyLookup.asked_by == viewer.staff_id)


def _seen(row: FamilyLookup) -> LookupSeen:
    found = row.outcome == Outcome.FOUND
    return LookupSeen(
        row.id, row.at, row.given, row.basis, row.why, found, row.person_id if found else None, row.answer or "",
        row.answered_at,
    )  # fmt: skip
