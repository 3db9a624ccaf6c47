"""What changes the record of a person. Each action takes the viewer first, leaves an audit entry and never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.access.own_eyes import require_own_eyes
from comms.families.contact_point import Channel, ContactKnown, ContactPoint, ReadBy, SafeContact, Safety
from comms.families.person import Household, Involvement, Person, PersonKind, Relationship, search_name_of
from comms.families.pupil import ChildStatus
from comms.families.reaching_hours import read_reaching
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.writing import tidy_name


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What is given of a person when they are first recorded. Names are kept exactly as given."""

    kind: PersonKind
    given_name: str
    family_name: str
    title: str = ""
    known_as: str = ""
    birth_date: date | None = None


def record_person(session: Session, viewer: Viewer, details: PersonDetails, now: datetime) -> Person:
    """Record somebody the viewer's agency now works with. Raises ``BadInput`` without a name or with a birth date to
    come."""
    viewer.require(Permission.RECORD_FAMILIES)
    given, family = tidy_name(details.given_name), tidy_name(details.family_name)
    if not given and not family:
        raise BadInput("The person has no name.", "Give the name as they spell it.")
    if details.birth_date and details.birth_date > london_date(now):
        raise BadInput(f"The birth date {details.birth_date} is in the future.", "Check the year.")
    person = Person(
        kind=details.kind,
        title=tidy_name(details.title),
        given_name=given,
        family_name=family,
        known_as=tidy_name(details.known_as),
        search_name=search_name_of(given, family, tidy_name(details.known_as)),
        birth_date=details.birth_date,
        recorded_at=now,
    )
    session.add(person)
    session.flush()
    session.add(Involvement(agency_id=viewer.agency_id, person_id=person.id, since=now))
    session.flush()
    note(session, viewer.actor, "record person", ("person", person.id), now, {"kind": details.kind})
    return person


def relate(
    session: Session,
    viewer: Viewer,
    child: Person,
    adult: Person,
    relation: str,
    *,
    responsible: bool | None,
    now: datetime,
) -> Relationship:
    """Record what an adult is to a child, or correct it. ``responsible`` is parental responsibility; None when it is
    not known, which leaves what was known before."""
    viewer.require(Permission.RECORD_FAMILIES)
    if child.id == adult.id:
        raise BadInput("A person cannot be their own parent.", "Choose the other person.")
    relationship = find.relationship(session, child.id, adult.id)
    if relationship is None:
        relationship = Relationship(child_id=child.id, adult_id=adult.id, recorded_at=now)
        session.add(relationship)
    relationship.relation = tidy_name(relation)
    relationship.parental_responsibility = relationship.parental_responsibility if responsible is None else responsible
    note(session, viewer.actor, "relate", ("person", child.id), now, {"adult": str(adult.id)})
    return relationship


def add_contact_point(
    session: Session, viewer: Viewer, person: Person, channel: str, value: str, now: datetime
) -> ContactPoint:
    """Put on record that the viewer's agency knows a number or e-mail address of one person. The same again changes
    nothing."""
    viewer.require(Permission.RECORD_FAMILIES)
    person = find.person(session, viewer, person.id)
    if channel not in set(Channel):
        raise BadInput(f"There is no way to reach people called “{channel}”.", f"It is one of: {', '.join(Channel)}.")
    if not tidy_name(value):
        raise BadInput("The number or address is empty.", "Give it as the person writes it.")
    hashed = find.contact_hash(session, value)
    point = find.point_on_record(session, person.id, channel, hashed)
    if point is not None and viewer.agency_id in find.known_by(session, point.id):
        return point
    if point is None:
        point = ContactPoint(
            person_id=person.id, channel=channel, value=tidy_name(value), value_hash=hashed, recorded_at=now
        )
        session.add(point)
        session.flush()
    # Another agency may know it: then it is the same row, and what was said of its safety there holds here too.
    session.add(ContactKnown(contact_point_id=point.id, agency_id=viewer.agency_id, since=now))
    session.flush()
    note(session, viewer.actor, "add contact point", ("person", person.id), now, {"channel": channel})
    return point


def set_address(session: Session, viewer: Viewer, person: Person, lines: Sequence[str], now: datetime) -> Household:
    """Record where the viewer's agency knows a person to live. People with the same address among those the viewer may
    see are one household."""
    viewer.require(Permission.RECORD_FAMILIES)
    person = find.person(session, viewer, person.id)
    tidy = [line for line in map(tidy_name, lines) if line]
    if not tidy:
        raise BadInput("The address is empty.", "Give the lines of the address, the postcode last.")
    hashed = find.address_hash(session, tidy)
    household = find.household_at(session, viewer, hashed)
    if household is None:
        household = Household(address=tidy, address_hash=hashed, recorded_at=now)
        session.add(household)
        session.flush()
    works = find.involvement(session, person.id, viewer.agency_id)
    if works is not None and works.household_id != household.id:
        works.household_id = household.id
        session.flush()
        note(session, viewer.actor, "set address", ("person", person.id), now, {"household": str(household.id)})
    return household


class ReachingGiven(TypedDict, total=False):
    """What else somebody may say of being reached, each as ``SafeContact`` holds it. What is left out nobody said."""

    quiet_from: str | None
    quiet_to: str | None
    alias: bool
    hours: Sequence[dict[str, Any]] | None


def record_safe_contact(
    session: Session,
    viewer: Viewer,
    person_id: UUID,
    *,
    flagged: bool,
    post_is_safe: bool | None,
    said: str,
    now: datetime,
    **reaching: Unpack[ReachingGiven],
) -> SafeContact:
    """Record what a person says to the viewer's agency about being reached safely; what they said before stays.

    Raises ``BadInput`` for times that are none, and for an answer that leaves no time in which they could be reached.
    """
    viewer.require(Permission.SEE_SAFE_CONTACT)
    require_own_eyes(viewer)
    person = find.person(session, viewer, person_id)
    quiet, hours = (reaching.get("quiet_from") or None, reaching.get("quiet_to") or None), reaching.get("hours")
    read_reaching(*quiet, hours)
    answer = SafeContact(
        person_id=person.id, flagged=flagged, post_is_safe=post_is_safe, quiet_from=quiet[0], quiet_to=quiet[1],
        alias=reaching.get("alias", False), hours=list(hours) if hours else None, note=said or None,
        recorded_at=now, recorded_by=viewer.staff_id, agency_id=viewer.agency_id,
    )  # fmt: skip
    session.add(answer)
    note(session, viewer.actor, "record safe contact", ("person", person.id), now, {"answer": str(answer.id)})
    return answer


def record_contact_safety(
    session: Session, viewer: Viewer, point: ContactPoint, safety: Safety, now: datetime, read_by: ReadBy | None = None
) -> ContactPoint:
    """Record whether a person says that one number or e-mail address of theirs is safe to use, and who reads what
    comes there; None leaves what was said of that before."""
    viewer.require(Permission.SEE_SAFE_CONTACT)
    require_own_eyes(viewer)
    person = find.person(session, viewer, point.person_id)
    if viewer.agency_id not in find.known_by(session, point.id):
        raise NotFound("There is no such number or address.", "Look at the person's page.")
    said = {"safety": safety, "read_by": point.read_by if read_by is None else read_by}
    changed = [name for name, value in said.items() if getattr(point, name) != value]
    for name in changed:
        setattr(point, name, said[name])
    if changed:
        detail = {"contact point": str(point.id), "fields": changed}
        note(session, viewer.actor, "record contact safety", ("person", person.id), now, detail)
    return point


@dataclass(frozen=True, slots=True)
class StatusGiven:
    """What is given of a child's social worker, plan and orders."""

    has_social_worker: bool = False
    protection_plan: bool = False
    looked_after: bool = False
    social_worker: str = ""
    court_order_note: str = ""


def record_child_status(
    session: Session, viewer: Viewer, child_id: UUID, given: StatusGiven, now: datetime
) -> ChildStatus:
    """Record a child's social worker, protection plan, looked-after status and court-order note."""
    viewer.require(Permission.RECORD_FAMILIES)
    child = find.person(session, viewer, child_id)
    status = ChildStatus(
        child_id=child.id,
        has_social_worker=given.has_social_worker or bool(given.social_worker.strip()),
        protection_plan=given.protection_plan,
        looked_after=given.looked_after,
        social_worker=given.social_worker.strip() or None,
        court_order_note=given.court_order_note.strip() or None,
        recorded_at=now,
        recorded_by=viewer.staff_id,
        agency_id=viewer.agency_id,
    )
    session.add(status)
    note(session, viewer.actor, "record child status", ("person", child.id), now, {"status": str(status.id)})
    return status


def look_for_people(session: Session, viewer: Viewer, words: str, limit: int, now: datetime) -> Sequence[Person]:
    """Find people by any spelling of their name, or by a number. Who was found is noted: a list shows people too."""
    viewer.require(Permission.SEE_FAMILIES)
    found = find.people_called(session, viewer, words, limit)
    detail = {"found": [str(person.id) for person in found]}
    note(session, viewer.actor, "search people", ("agency", viewer.agency_id), now, detail)
    return found


def view_list(session: Session, viewer: Viewer, what: str, people: Iterable[UUID | None], now: datetime) -> None:
    """Note that a list with these people on it was looked at: a list tells of a child too."""
    seen = sorted({str(person_id) for person_id in people if person_id})
    note(session, viewer.actor, "view list", ("agency", viewer.agency_id), now, {"list": what, "people": seen})


def view_person(session: Session, viewer: Viewer, person_id: UUID, now: datetime) -> Person:
    """Open a person's record. The look itself is noted, so this is the door every screen of a person goes through."""
    viewer.require(Permission.SEE_FAMILIES)
    person = find.person(session, viewer, person_id)
    note(session, viewer.actor, "view person", ("person", person.id), now)
    return person
