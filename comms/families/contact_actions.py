"""Correcting a person's numbers and e-mail addresses, adding one, and saying whether one still reaches them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.actions import add_contact_point
from comms.families.contact_point import Channel, ContactFault, ContactPoint, ReadBy, Safety
from comms.families.imports.telephone import (
    ImpossibleAddress,
    ImpossibleNumber,
    Reachable,
    read_emails,
    read_numbers,
)
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.writing import tidy_name

# What a carrier said that a person who was reached knows better. That a number takes no texts stays true.
_KNOWN_BETTER = frozenset({ContactFault.INVALID, ContactFault.DEAD})


def read_way(written: str) -> Reachable:
    """One number or e-mail address as somebody typed it, by the rules of the import. Raises ``BadInput`` for none, for
    several, and for what can be neither."""
    typed = tidy_name(written)
    if not typed:
        raise BadInput("The number or address is empty.", "Give it as the person writes it.")
    try:
        found = read_emails(typed) if "@" in typed else read_numbers(typed, Channel.MOBILE)
    except ImpossibleAddress as fault:
        raise BadInput(f"“{typed}” cannot be an e-mail address.", fault.remedy) from fault
    except ImpossibleNumber as fault:
        raise BadInput(f"“{typed}” cannot be a telephone number.", fault.remedy) from fault
    if len(found) != 1:
        raise BadInput("These are several numbers or addresses.", "Give one at a time.")
    return found[0]


def add_way(session: Session, viewer: Viewer, person_id: UUID, written: str, now: datetime) -> ContactPoint:
    """Add a number or e-mail address to a person; nobody has asked yet whether it is safe. Raises ``BadInput`` for
    what cannot be one, and for one they have already."""
    viewer.require(Permission.RECORD_FAMILIES)
    person, way = find.person(session, viewer, person_id), read_way(written)
    _refuse_twice(session, viewer, person.id, way, None)
    return add_contact_point(session, viewer, person, way.channel, way.value, now)


def correct_way(
    session: Session, viewer: Viewer, person_id: UUID, point_id: UUID, written: str, now: datetime
) -> ContactPoint:
    """Correct a number or e-mail address. What was said of the old one (that it is safe, who reads it, that a carrier
    could not reach it) says nothing of the new one, and nothing that waits for the old one goes. The same in another
    spelling changes only how it is written. Another agency that knows the old one keeps it.

    Raises ``BadInput`` for what cannot be one, for an address in the place of a number or the other way round, and for
    one they have already; ``NotFound``.
    """
    viewer.require(Permission.RECORD_FAMILIES)
    point, way = _point(session, viewer, person_id, point_id), read_way(written)
    if (way.channel == Channel.EMAIL) != (point.channel == Channel.EMAIL):
        raise BadInput("A number does not become an e-mail address, nor an address a number.", "Add it as a new one.")
    _refuse_twice(session, viewer, person_id, way, point)
    hashed = find.contact_hash(session, way.value)
    another = hashed != point.value_hash
    corrected = _corrected(session, viewer, point, way, hashed, now)
    session.flush()
    detail = {"contact point": str(corrected.id), "channel": way.channel, "another": another}
    note(session, viewer.actor, "correct contact point", ("person", person_id), now, detail)
    return corrected


def _corrected(
    session: Session, viewer: Viewer, point: ContactPoint, way: Reachable, hashed: bytes, now: datetime
) -> ContactPoint:
    """The right number. Where another agency knows the old one too, that stays as it is for them."""
    known = find.known_by(session, point.id)
    right = find.point_on_record(session, point.person_id, way.channel, hashed)
    shared = len(known) > 1 and hashed != point.value_hash
    if right in {None, point} and not shared:
        if hashed != point.value_hash:
            point.safety, point.read_by = Safety.NOT_ASKED, ReadBy.NOT_ASKED
            point.fault, point.fault_at, point.reachable = ContactFault.NONE, None, True
        point.channel, point.value, point.value_hash = way.channel, way.value, hashed
        return point
    if right is None:
        right = ContactPoint(
            person_id=point.person_id, channel=way.channel, value=way.value, value_hash=hashed, recorded_at=now
        )
        session.add(right)
        session.flush()
    known[viewer.agency_id].contact_point_id = right.id
    return right


def record_whether_it_reaches(
    session: Session, viewer: Viewer, person_id: UUID, point_id: UUID, now: datetime, *, reaches: bool
) -> ContactPoint:
    """Record that a number or address does not reach a person any more, or that it does again: then what a carrier
    said of it before does not hold. Said again, it changes nothing. Raises ``NotFound``."""
    viewer.require(Permission.RECORD_FAMILIES)
    point = _point(session, viewer, person_id, point_id)
    cleared = reaches and point.fault in _KNOWN_BETTER
    if point.reachable == reaches and not cleared:
        return point
    point.reachable = reaches
    if cleared:
        point.fault, point.fault_at = ContactFault.NONE, None
    session.flush()
    detail = {"contact point": str(point.id), "reaches": reaches}
    note(session, viewer.actor, "record whether it reaches", ("person", person_id), now, detail)
    return point


def _point(session: Session, viewer: Viewer, person_id: UUID, point_id: UUID) -> ContactPoint:
    person = find.person(session, viewer, person_id)
    for one in find.contact_points(session, viewer, person.id):
        if one.id == point_id:
            return one
    raise NotFound("There is no such number or address.", "Look at the person's page.")


def _refuse_twice(
    session: Session, viewer: Viewer, person_id: UUID, way: Reachable, own: ContactPoint | None
) -> None:  # fmt: skip
    hashed = find.contact_hash(session, way.value)
    for one in find.contact_points(session, viewer, person_id):
        if one is not own and (one.channel, one.value_hash) == (way.channel, hashed):
            raise BadInput("This is on record for them already.", "Say of that one whether it reaches them.")
