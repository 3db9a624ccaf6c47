"""Questions about people. A person is seen by the agencies working with them, and where the family is kept closed by
the staff named for it alone; for everyone else they do not exist (``access/find.py``). Where they live, how they are
reached and what they said of their safety is what the viewer's own agency was told."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.access.find import visible_ids, visible_people
from comms.families.contact_point import ContactKnown, ContactPoint, SafeContact
from comms.families.language_need import LanguageNeed
from comms.families.person import Household, Involvement, Person, PersonKind, Relationship, search_words
from comms.families.pupil import ChildStatus, Pupil
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.foundation.locks import keyring_of
from comms.foundation.writing import fold

# Every room asks these here, beside the rest about people.
__all__ = ["visible_ids", "visible_people"]


def visible_contact_points(viewer: Viewer) -> Select[ContactPoint]:
    """The numbers and addresses the viewer's agency knows, of the people the viewer may know of. What another agency
    was told of the same people is not among them."""
    known = select(ContactKnown.contact_point_id).where(ContactKnown.agency_id == viewer.agency_id)
    return select(ContactPoint).where(ContactPoint.id.in_(known), ContactPoint.person_id.in_(visible_ids(viewer)))


def person(session: Session, viewer: Viewer, person_id: UUID) -> Person:
    """One person. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_people(viewer).where(Person.id == person_id))
    if found is None:
        raise NotFound("There is no such person.")
    return found


def people_called(session: Session, viewer: Viewer, words: str, limit: int = 50) -> Sequence[Person]:
    """People found by any spelling: every word typed begins a word of the name, with or without marks, or the words
    are a telephone number, an e-mail address or a pupil's number (UPN) exactly."""
    parts = search_words(words)
    if not parts:
        return []
    # A leading space lets a part match where a word begins and nowhere inside one.
    padded = literal(" ").concat(Person.search_name)
    by_name = and_(*(padded.contains(f" {part}", autoescape=True) for part in parts))
    conditions = [by_name]
    if "@" in words or sum(letter.isdigit() for letter in words) >= 6:
        with_number = visible_contact_points(viewer).where(ContactPoint.value_hash == contact_hash(session, words))
        conditions.append(Person.id.in_(with_number.with_only_columns(ContactPoint.person_id)))
        conditions.append(Person.id.in_(select(Pupil.child_id).where(Pupil.upn == words.strip().upper())))
    query = visible_people(viewer).where(or_(*conditions)).order_by(Person.search_name).limit(limit)
    return session.scalars(query).all()


def contact_hash(session: Session, value: str) -> bytes:
    """The keyed hash a number or e-mail address is found by: spaces, brackets, the digits' script and a leading +44
    make no difference, nor whether another country's code begins with + or 00."""
    if "@" in value:
        return keyring_of(session).search_hash(session, "contact", value.strip().casefold())
    digits = "".join(str(figure) for letter in value if (figure := unicodedata.decimal(letter, None)) is not None)
    abroad = digits.startswith("00")
    if abroad or value.strip().lstrip("(").startswith("+"):
        digits = digits.removeprefix("00") if abroad else digits
        digits = "0" + digits[2:].removeprefix("0") if digits.startswith("44") else f"00{digits}"
    return keyring_of(session).search_hash(session, "contact", digits)


def address_hash(session: Session, lines: Iterable[str]) -> bytes:
    """The keyed hash an address is found by: case, spaces and punctuation make no difference."""
    folded = "".join(letter for line in lines for letter in fold(line) if letter.isalnum())
    return keyring_of(session).search_hash(session, "address", folded)


def adults_of(session: Session, viewer: Viewer, child_id: UUID) -> Sequence[tuple[Relationship, Person]]:
    """A child's adults: those with parental responsibility first, those of whom it is not known last."""
    query = (
        select(Relationship, Person)
        .join(Person, Person.id == Relationship.adult_id)
        .where(Relationship.child_id == child_id, *_both_visible(viewer))
        .order_by(Relationship.parental_responsibility.desc().nulls_last(), Person.search_name)
    )
    return [(relationship, adult) for relationship, adult in session.execute(query)]


def children_of(session: Session, viewer: Viewer, adult_id: UUID) -> Sequence[tuple[Relationship, Person]]:
    """An adult's children, the oldest first, those whose birth date is not known last."""
    query = (
        select(Relationship, Person)
        .join(Person, Person.id == Relationship.child_id)
        .where(Relationship.adult_id == adult_id, *_both_visible(viewer))
        .order_by(Person.birth_date.nulls_last(), Person.search_name)
    )
    return [(relationship, child) for relationship, child in session.execute(query)]


def _both_visible(viewer: Viewer) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Relationship.child_id.in_(visible_ids(viewer)), Relationship.adult_id.in_(visible_ids(viewer))


def relationship(session: Session, child_id: UUID, adult_id: UUID) -> Relationship | None:
    """What an adult is to a child, when it is on record; for the action that records it, which has found both."""
    query = select(Relationship).where(Relationship.child_id == child_id, Relationship.adult_id == adult_id)
    return session.scalar(query)


def involvement(session: Session, person_id: UUID, agency_id: UUID) -> Involvement | None:
    """Whether an agency works, or worked, with a person; for the action that records it, which has found the person."""
    query = select(Involvement).where(Involvement.person_id == person_id, Involvement.agency_id == agency_id)
    return session.scalar(query)


def siblings_of(session: Session, viewer: Viewer, child_id: UUID) -> Sequence[Person]:
    """Children who share an adult with this child."""
    adults = select(Relationship.adult_id).where(Relationship.child_id == child_id, *_both_visible(viewer))
    children = select(Relationship.child_id).where(Relationship.adult_id.in_(adults))
    query = visible_people(viewer).where(Person.id.in_(children), Person.id != child_id)
    return session.scalars(query.order_by(Person.birth_date.nulls_last(), Person.search_name)).all()


def language_need(session: Session, viewer: Viewer, person_id: UUID) -> LanguageNeed | None:
    """The newest record of a person's language need; None when nobody ever recorded one."""
    return language_needs(session, viewer, [person_id]).get(person_id)


def language_needs(session: Session, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, LanguageNeed]:
    """The newest language need of each person who has one, among those the viewer may see."""
    wanted = LanguageNeed.person_id.in_(list(people)) & LanguageNeed.person_id.in_(visible_ids(viewer))
    query = _newest_needs(wanted)
    return {need.person_id: need for need in session.scalars(query.order_by(LanguageNeed.id))}


def _newest_needs(wanted: ColumnElement[bool]) -> Select[LanguageNeed]:
    newest = (
        select(LanguageNeed.person_id, func.max(LanguageNeed.recorded_at).label("at"))
        .where(wanted)
        .group_by(LanguageNeed.person_id)
        .subquery()
    )
    return select(LanguageNeed).join(
        newest, and_(newest.c.person_id == LanguageNeed.person_id, newest.c.at == LanguageNeed.recorded_at)
    )


def language_need_history(session: Session, viewer: Viewer, person_id: UUID) -> Sequence[LanguageNeed]:
    """Every record of a person's language need, the newest first."""
    person(session, viewer, person_id)
    query = select(LanguageNeed).where(LanguageNeed.person_id == person_id)
    return session.scalars(query.order_by(LanguageNeed.recorded_at.desc(), LanguageNeed.id.desc())).all()


def needs_to_confirm(session: Session, viewer: Viewer) -> Sequence[Person]:
    """Adults whose language was not asked of them: no record, or the one that counts is a school's or another's."""
    newest = _newest_needs(LanguageNeed.person_id.in_(visible_ids(viewer)))
    from_person = newest.where(LanguageNeed.source.startswith("asked")).with_only_columns(LanguageNeed.person_id)
    query = visible_people(viewer).where(Person.kind != PersonKind.CHILD, Person.id.not_in(from_person))
    return session.scalars(query.order_by(Person.search_name)).all()


def needs_to_review(session: Session, viewer: Viewer, now: datetime) -> Sequence[LanguageNeed]:
    """Confirmed needs whose review date has come."""
    newest = _newest_needs(LanguageNeed.person_id.in_(visible_ids(viewer)))
    needs = session.scalars(newest.order_by(LanguageNeed.review_on, LanguageNeed.id))
    return [need for need in needs if need.confirmed and need.review_due(london_date(now))]


def contact_points(session: Session, viewer: Viewer, person_id: UUID) -> Sequence[ContactPoint]:
    """A person's own numbers and e-mail addresses, as far as the viewer's agency knows them."""
    query = visible_contact_points(viewer).where(ContactPoint.person_id == person_id)
    return session.scalars(query.order_by(ContactPoint.channel.desc(), ContactPoint.recorded_at)).all()


def point_on_record(session: Session, person_id: UUID, channel: str, hashed: bytes) -> ContactPoint | None:
    """A number or address of a person, whichever agency knows it; for the actions that put it on record, which have
    found the person and have the number."""
    query = select(ContactPoint).where(ContactPoint.person_id == person_id, ContactPoint.channel == channel)
    return session.scalar(query.where(ContactPoint.value_hash == hashed))


def known_by(session: Session, point_id: UUID) -> dict[UUID, ContactKnown]:
    """Which agencies know a number or address; for the actions that correct it, which have found it."""
    query = select(ContactKnown).where(ContactKnown.contact_point_id == point_id)
    return {known.agency_id: known for known in session.scalars(query)}


def household(session: Session, viewer: Viewer, someone: Person) -> Household | None:
    """Where the viewer's agency knows a person to live."""
    home = homes_of(session, viewer, [someone.id]).get(someone.id)
    return session.get(Household, home) if home else None


def homes_of(session: Session, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, UUID]:
    """The household of each of these people of whom the viewer's agency knows it, among those the viewer may see."""
    query = visible_people(viewer).where(Person.id.in_(list(people)), Involvement.household_id.is_not(None))
    rows = session.execute(query.with_only_columns(Person.id, Involvement.household_id))
    return {person_id: home for person_id, home in rows if home is not None}


def living_with(session: Session, viewer: Viewer, people: Iterable[UUID]) -> Sequence[Person]:
    """Whoever lives where one of these people does, as any agency knows it, among those the viewer may see: for the
    rule that nobody interprets for those they live with. Where that is, is not told."""
    homes = select(Involvement.household_id).where(
        Involvement.person_id.in_(list(people)), Involvement.household_id.is_not(None)
    )
    there = select(Involvement.person_id).where(Involvement.household_id.in_(homes))
    return session.scalars(visible_people(viewer).where(Person.id.in_(there)).order_by(Person.search_name)).all()


def hashes_of(session: Session, viewer: Viewer, people: Iterable[UUID]) -> set[bytes]:
    """The hashes of every number and address of these people, whichever agency knows it, of those the viewer may see:
    for the rule that nobody interprets for their own family. No number is told."""
    query = select(ContactPoint.value_hash).where(
        ContactPoint.person_id.in_(list(people)), ContactPoint.person_id.in_(visible_ids(viewer))
    )
    return set(session.scalars(query))


def safe_contact(session: Session, viewer: Viewer, person_id: UUID) -> SafeContact | None:
    """What the person last said to the viewer's agency about being reached safely. What acts is ``safety_in_force``."""
    query = select(SafeContact).where(
        SafeContact.person_id == person_id, SafeContact.agency_id == viewer.agency_id,
        SafeContact.person_id.in_(visible_ids(viewer)),
    )  # fmt: skip
    return session.scalar(query.order_by(SafeContact.recorded_at.desc(), SafeContact.id.desc()).limit(1))


def child_status(session: Session, viewer: Viewer, child_id: UUID) -> ChildStatus | None:
    """What the viewer's agency last recorded about a child's social worker, plan and orders. What acts is
    ``status_of_child``."""
    query = select(ChildStatus).where(
        ChildStatus.child_id == child_id, ChildStatus.agency_id == viewer.agency_id,
        ChildStatus.child_id.in_(visible_ids(viewer)),
    )  # fmt: skip
    return session.scalar(query.order_by(ChildStatus.recorded_at.desc(), ChildStatus.id.desc()).limit(1))


def pupils(session: Session, viewer: Viewer) -> Sequence[Pupil]:
    """The pupils of the viewer's school."""
    query = select(Pupil).where(
        Pupil.agency_id == viewer.agency_id,
        Pupil.child_id.in_(visible_ids(viewer)),
    )
    return session.scalars(query.order_by(Pupil.upn)).all()


def pupil_of(session: Session, viewer: Viewer, child_id: UUID) -> Pupil | None:
    """The child's place on the roll of the viewer's school, for a child the viewer may know of."""
    query = select(Pupil).where(Pupil.agency_id == viewer.agency_id, Pupil.child_id == child_id)
    return session.scalar(query.where(Pupil.child_id.in_(visible_ids(viewer))))


def pupil_called(session: Session, viewer: Viewer, upn: str) -> Pupil | None:
    """The child with this number (UPN) on the roll of the viewer's school, among those the viewer may see."""
    query = select(Pupil).where(Pupil.agency_id == viewer.agency_id, Pupil.upn == upn.strip().upper())
    return session.scalar(query.where(Pupil.child_id.in_(visible_ids(viewer))))


def household_at(session: Session, viewer: Viewer, hashed: bytes) -> Household | None:
    """The household at an address, among those in which the viewer's agency knows people to live whom the viewer may
    see."""
    lived_in = visible_people(viewer).where(Involvement.household_id.is_not(None))
    homes = lived_in.with_only_columns(Involvement.household_id)
    return session.scalar(select(Household).where(Household.address_hash == hashed, Household.id.in_(homes)).limit(1))


def relationships_of(session: Session, viewer: Viewer, children: Iterable[UUID]) -> dict[UUID, list[Relationship]]:
    """For each of these children the viewer may see who has any: what each adult the viewer may see is to them."""
    query = select(Relationship).where(Relationship.child_id.in_(list(children)), *_both_visible(viewer))
    found: dict[UUID, list[Relationship]] = {}
    for relationship in session.scalars(query.order_by(Relationship.recorded_at, Relationship.id)):
        found.setdefault(relationship.child_id, []).append(relationship)
    return found
