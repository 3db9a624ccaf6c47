"""Whether an appointment can be as it is given; nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find
from comms.bookings.appointments.appointment import NeedThen, Risk, Role, Where
from comms.bookings.appointments.given import AppointmentGiven, AttendeeGiven, BadAppointment, Whereabouts
from comms.bookings.appointments.knowing import Known
from comms.bookings.purposes import lengths, purposes
from comms.families.find import household, person
from comms.families.person import Person, PersonKind
from comms.families.protection.find import status_of_child
from comms.foundation.writing import tidy_name
from comms.interpreters.interpreter import Mode
from comms.interpreters.travel import zone_of

SHORTEST = 5
# Further ahead it is a slip in the year.
FURTHEST = timedelta(days=731)
MOST_FLEXIBLE = 24 * 60
SAFE_LINKS = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an appointment is, as it is stored. ``zone`` is None where nobody travels."""

    mode: str
    where: str
    place_id: UUID | None
    home_of_id: UUID | None
    address: list[str] | None
    link: str | None
    zone: str | None


def check_given(session: Session, viewer: Viewer, given: AppointmentGiven, now: datetime) -> list[Person]:
    """The people who are to attend, once all but the place is found right. Raises ``BadAppointment`` at the field that
    is wrong, and ``NotFound`` for people, places and colleagues the viewer may not know of."""
    if given.purpose not in purposes():
        raise BadAppointment("purpose", "It does not say what it is for.", "Choose a purpose from the list.")
    check_start(given.starts_at, now)
    check_rest(given.minutes, given.risk, given.flexible_minutes)
    if given.organiser_id is not None:
        colleague(session, viewer, given.organiser_id)
    return check_attendees(session, viewer, given.attendees)


def check_start(starts_at: datetime, now: datetime) -> None:
    """Raises ``BadAppointment`` for a time that is past, or so far ahead that it must be a slip."""
    if starts_at <= now:
        raise BadAppointment("starts_at", "This time is past.", "Give a time that is still to come.")
    if starts_at > now + FURTHEST:
        raise BadAppointment("starts_at", "This is more than two years ahead.", "Check the year.")


def check_rest(minutes: int | None, risk: str | None, flexible_minutes: int | None) -> None:
    """Raises ``BadAppointment`` for a length, a risk or a leeway that cannot be."""
    if minutes is not None and minutes < SHORTEST:
        raise BadAppointment("minutes", "It ends before anybody has spoken.", f"Give {SHORTEST} minutes or more.")
    if minutes is not None and minutes > lengths().longest:
        raise _too_long()
    if risk is not None and risk not in set(Risk):
        raise BadAppointment("risk", f"There is no risk “{risk}”.", f"It is one of: {', '.join(Risk)}.")
    if flexible_minutes is not None and not 0 <= flexible_minutes <= MOST_FLEXIBLE:
        raise BadAppointment("flexible_minutes", "It cannot be moved by that much.", "Give minutes up to a day (1440).")


def check_length(minutes: int, known: Iterable[Known]) -> None:
    """Raises ``BadAppointment`` when what is interpreted would take more than a working day."""
    interpreted = any(one.need == NeedThen.NEEDED for one in known)
    if lengths().minutes(minutes, interpreted=interpreted) > lengths().longest:
        raise _too_long()


def _too_long() -> BadAppointment:
    most = lengths().longest // 60
    remedy = f"Interpreted, it takes half as long again; {most} hours is the most. Make two appointments."
    return BadAppointment("minutes", f"It would take more than {most} hours.", remedy)


def check_attendees(session: Session, viewer: Viewer, attendees: Sequence[AttendeeGiven]) -> list[Person]:
    """The people, in the order they are named."""
    if not attendees:
        raise BadAppointment("attendees", "Nobody is to attend.", "Tick everybody who is to be there.")
    people = [one.person_id for one in attendees]
    if len(set(people)) < len(people):
        raise BadAppointment("attendees", "Somebody is named twice.", "Name everybody once.")
    for one in attendees:
        if one.role not in set(Role):
            raise BadAppointment("attendees", "It does not say what somebody is there as.",
                                 f"It is one of: {', '.join(Role)}.")  # fmt: skip
    return [person(session, viewer, one) for one in people]


def risk_of(session: Session, viewer: Viewer, given: AppointmentGiven, people: Iterable[Person]) -> str:
    """The risk: as given, else high where a child with a protection plan attends, else that of the purpose."""
    if given.risk is not None:
        return given.risk
    for one in people:
        status = status_of_child(session, viewer, one.id) if one.kind == PersonKind.CHILD else None
        if status is not None and status.protection_plan:
            return Risk.HIGH
    return purposes()[given.purpose].risk


def placed(session: Session, viewer: Viewer, given: Whereabouts) -> Placed:
    """Where it is. Raises ``BadAppointment`` where the place does not fit what is said of it, and ``NotFound`` for a
    place or a person the viewer may not know of."""
    if given.mode not in set(Mode):
        raise BadAppointment("mode", "It does not say how an interpreter is present.", f"Choose: {', '.join(Mode)}.")
    if given.where not in set(Where):
        raise BadAppointment("where", "It does not say where it is.", "Choose one.")
    if given.where == Where.REMOTE and given.mode == Mode.IN_PERSON:
        raise BadAppointment("where", "It is in person, and nowhere.",
                             "Choose where people meet, or choose telephone or video.")  # fmt: skip
    place_id, home_of_id, address, zone = _ground(session, viewer, given)
    link = given.link.strip()
    if link and not link.startswith(SAFE_LINKS):
        raise BadAppointment(
            "link", "The link does not begin with https://.", "Copy the whole link from the invitation."
        )
    return Placed(given.mode, given.where, place_id, home_of_id, address, link or None, zone)


def _ground(
    session: Session, viewer: Viewer, given: Whereabouts
) -> tuple[UUID | None, UUID | None, list[str] | None, str | None]:
    """The place, the home or the address, and its zone; whatever else was typed is left out."""
    if given.where == Where.OUR_PLACE:
        if given.place_id is None:
            raise BadAppointment("place_id", "It does not say which place.", "Choose one of your places.")
        place = find.place(session, viewer, given.place_id)
        if not place.active:
            raise BadAppointment("place_id", f"{place.name} is not used any more.", "Choose another place.")
        return place.id, None, None, place.zone
    if given.where == Where.AT_HOME:
        if given.home_of_id is None:
            raise BadAppointment("home_of_id", "It does not say at whose home.", "Choose whose home it is.")
        home = household(session, viewer, person(session, viewer, given.home_of_id))
        if home is None:
            raise BadAppointment("home_of_id", "No address is on record for this person.",
                                 "Record it on their page first, or write the address as somewhere else.")  # fmt: skip
        return None, given.home_of_id, None, zone_of(home.address)
    if given.where == Where.ELSEWHERE:
        address = [line for line in map(tidy_name, given.address) if line]
        if not zone_of(address):
            raise BadAppointment("address", "The address does not end with a postcode.",
                                 "Write the address, the postcode on its last line.")  # fmt: skip
        return None, None, address, zone_of(address)
    return None, None, None, None
