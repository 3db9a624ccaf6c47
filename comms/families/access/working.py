"""Beginning to work with somebody, telling another agency of them, and stopping."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.access.lookups.find import agencys_lookup, kept_closed
from comms.families.contact_point import ContactKnown
from comms.families.person import How, Involvement, Person
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.writing import tidy_text


def reason(given: str, why_asked: str) -> str:
    """A reason as somebody typed it. Raises ``BadInput`` where it is missing, saying why it is asked."""
    said = tidy_text(given).strip()
    if not said:
        raise BadInput("The reason is missing.", why_asked)
    return said


def begin_working(session: Session, viewer: Viewer, lookup_id: UUID, because: str, now: datetime) -> Person:
    """Begin to work with somebody whom a look-up of the viewer's agency found within the last day. From then on the
    agency sees who they are and which languages they need; all else it is told, or by shares.

    Raises ``NotFound`` for a look-up that found nobody, is too old, or whose family is kept closed since.
    """
    viewer.require(Permission.LOOK_UP_FAMILIES)
    said = reason(because, "Say why your agency begins to work with them.")
    row = agencys_lookup(session, viewer, lookup_id)
    person = session.get(Person, row.person_id) if row is not None and row.person_id and row.holds(now) else None
    works = person is not None and _works(session, person.id, viewer.agency_id)
    if person is None or (not works and kept_closed(session, viewer, [person.id])):
        raise NotFound("There is no look-up of today that found them.", "Look them up again.")
    if not works:
        _begin(session, person.id, viewer.agency_id, How.LOOKED_UP, said, now)
        detail = {"lookup": str(lookup_id), "how": How.LOOKED_UP}
        note(session, viewer.actor, "begin working", ("person", person.id), now, detail)
    return person


def work_with(session: Session, viewer: Viewer, person_id: UUID, agency_id: UUID, now: datetime) -> None:
    """Record that another agency works with a person the viewer may see. It sees who they are and which languages they
    need; numbers and homes are told it, or shared."""
    viewer.require(Permission.SHARE_FAMILIES)
    person = find.person(session, viewer, person_id)
    if session.get(Agency, agency_id) is None:
        raise NotFound("There is no such agency.", "Choose one from the list.")
    if _works(session, person.id, agency_id):
        return
    _begin(session, person.id, agency_id, How.TOLD, None, now)
    note(session, viewer.actor, "add agency", ("person", person.id), now, {"agency": str(agency_id)})


def begin_as_told(
    session: Session, viewer: Viewer, person_id: UUID, teller_id: UUID, because: str, now: datetime
) -> None:
    """Begin to work with somebody of whom another agency has told the viewer's, and know them to live where the teller
    does: as when a school's referral is taken. A home that is known already stays. It is for an action that has found
    what was told, and asked whether the viewer may act on it."""
    told = find.involvement(session, person_id, teller_id)
    if not _works(session, person_id, viewer.agency_id):
        _begin(session, person_id, viewer.agency_id, How.TOLD, because, now)
        detail = {"agency": str(teller_id), "how": How.TOLD}
        note(session, viewer.actor, "begin working", ("person", person_id), now, detail)
    works = find.involvement(session, person_id, viewer.agency_id)
    if works is not None and works.household_id is None and told is not None:
        works.household_id = told.household_id
        session.flush()


def tell_contact_points(session: Session, viewer: Viewer, person_id: UUID, agency_id: UUID, now: datetime) -> None:
    """Tell another agency that works with a person every number and address of theirs that the viewer's agency knows,
    and where they live, for good: as when a case is handed over. What the other agency knows already it keeps.

    Raises ``Refused`` for an agency that does not work with them; to show it something for a time, share it.
    """
    viewer.require(Permission.SHARE_FAMILIES)
    person = find.person(session, viewer, person_id)
    works = find.involvement(session, person.id, agency_id)
    if works is None or works.until is not None:
        raise Refused("This agency does not work with them.", "Share what it needs to know instead, until a day.")
    told = []
    for point in find.contact_points(session, viewer, person.id):
        if agency_id not in find.known_by(session, point.id):
            session.add(ContactKnown(contact_point_id=point.id, agency_id=agency_id, since=now))
            told.append(str(point.id))
    home = find.household(session, viewer, person)
    if home is not None and works.household_id is None:
        works.household_id = home.id
    session.flush()
    detail = {"agency": str(agency_id), "contact points": told, "home": works.household_id is not None}
    note(session, viewer.actor, "tell contact points", ("person", person.id), now, detail)


def stop_working(session: Session, viewer: Viewer, person_id: UUID, because: str, now: datetime) -> None:
    """Record that the viewer's agency works with a person no longer, and why. It does not see them any more. What it
    shared stays open until its day or until it is ended, and what it still has to do stays to be done."""
    viewer.require(Permission.RECORD_FAMILIES)
    person = find.person(session, viewer, person_id)
    said = reason(because, "Say why your agency stops working with them.")
    works = find.involvement(session, person.id, viewer.agency_id)
    if works is None:
        raise NotFound("There is no such person.")
    works.until = now
    _add_reason(works, said)
    session.flush()
    note(session, viewer.actor, "stop working", ("person", person.id), now)


def _works(session: Session, person_id: UUID, agency_id: UUID) -> bool:
    known = find.involvement(session, person_id, agency_id)
    return known is not None and known.until is None


def _begin(session: Session, person_id: UUID, agency_id: UUID, how: How, because: str | None, now: datetime) -> None:
    known = find.involvement(session, person_id, agency_id)
    if known is None:
        known = Involvement(agency_id=agency_id, person_id=person_id, since=now)
        session.add(known)
    known.until, known.how = None, how
    if because:
        _add_reason(known, because)
    session.flush()


def _add_reason(works: Involvement, because: str) -> None:
    """Why, beneath what was said before: an agency may begin, stop and begin again."""
    works.because = f"{works.because}\n\n{because}" if works.because else because
