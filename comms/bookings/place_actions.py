"""Recording and correcting where an agency meets people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find
from comms.bookings.place import Place
from comms.foundation.audit import note
from comms.foundation.errors import BadInput
from comms.foundation.writing import tidy_name
from comms.interpreters.travel import zone_of


class BadPlace(BadInput):
    """A place that cannot be used as it was given. ``field`` is what must be corrected: "name" or "address"."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        """Keep which answer is wrong."""
        super().__init__(message, remedy)
        self.field = field


@dataclass(frozen=True, slots=True)
class PlaceGiven:
    """A site as somebody gives it: what colleagues call it, and the lines of its address, the postcode last."""

    name: str
    address: Sequence[str]


def record_place(session: Session, viewer: Viewer, given: PlaceGiven, now: datetime) -> Place:
    """Record a site of the viewer's agency. Raises ``BadPlace`` without a name or a postcode: how far it is from
    everybody else is known by the postcode alone."""
    viewer.require(Permission.MAKE_APPOINTMENTS)
    name, lines = _checked(given)
    made = Place(agency_id=viewer.agency_id, name=name, address=lines, zone=zone_of(lines), recorded_at=now)
    session.add(made)
    session.flush()
    note(session, viewer.actor, "record place", ("place", made.id), now)
    return made


def change_place(session: Session, viewer: Viewer, place_id: UUID, given: PlaceGiven, now: datetime) -> Place:
    """Correct the name or the address of a site. Raises ``BadPlace`` for what cannot be, and where it would move
    elsewhere while appointments are planned there: who is booked for them could be on the way to the old one."""
    viewer.require(Permission.MAKE_APPOINTMENTS)
    place = find.place(session, viewer, place_id)
    name, lines = _checked(given)
    if zone_of(lines) != place.zone and find.appointments_at(session, viewer, place.id, now):
        raise BadPlace("address", "Appointments are planned at the old address.",
                       "Record the new one as another place, and change each appointment to it.")  # fmt: skip
    place.name, place.address, place.zone = name, lines, zone_of(lines)
    note(session, viewer.actor, "change place", ("place", place.id), now)
    return place


def close_place(session: Session, viewer: Viewer, place_id: UUID, now: datetime) -> Place:
    """Offer a site no longer for new appointments; those planned there stay as they are."""
    viewer.require(Permission.MAKE_APPOINTMENTS)
    place = find.place(session, viewer, place_id)
    place.active = False
    note(session, viewer.actor, "close place", ("place", place.id), now)
    return place


def _checked(given: PlaceGiven) -> tuple[str, list[str]]:
    name, lines = tidy_name(given.name), [line for line in map(tidy_name, given.address) if line]
    if not name:
        raise BadPlace("name", "The place has no name.", "Give it as colleagues say it, like “Eastlode House, Room 2”.")
    if not zone_of(lines):
        raise BadPlace("address", "The address does not end with a postcode.", "Write the postcode on its last line.")
    return name, lines
