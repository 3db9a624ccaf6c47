"""What matching asks about requests: their matters, who attends, who is related to those or lives with them, and which
interpreters are reached like one of them.

Who is related to whom is so for every agency, whether it may see them or not: nobody interprets for their own family.
What comes back are ids that no screen shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, or_, select, union_all
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment, Attendee
from comms.bookings.appointments.find import visible_appointments
from comms.bookings.matching.facts import Key, in_lots
from comms.families.contact_point import ContactPoint
from comms.families.person import Involvement, Relationship
from comms.interpreters.interpreter import Interpreter
from comms.interpreters.travel import TravelTime, Zones


def attended(
    session: Session, viewer: Viewer, appointments: Iterable[UUID]
) -> dict[UUID, tuple[str, dict[UUID, str]]]:  # fmt: skip
    """The matter of each of these appointments, and who attends it in which role."""
    found: dict[UUID, tuple[str, dict[UUID, str]]] = {}
    there = Attendee.appointment_id == Appointment.id
    for lot in in_lots(appointments):
        query = visible_appointments(viewer).outerjoin(Attendee, there).where(Appointment.id.in_(lot))
        columns = Appointment.id, Appointment.matter, Attendee.person_id, Attendee.role
        for row in session.execute(query.with_only_columns(*columns)):
            roles = found.setdefault(row.id, (row.matter, {}))[1]
            if row.person_id is not None:
                roles[row.person_id] = row.role
    return found


def ties(session: Session, viewer: Viewer, people: Iterable[UUID]) -> list[tuple[UUID, UUID]]:  # noqa: ARG001 - who is related is so for everybody
    """Every pair of a child and an adult of which one is among these people."""
    found: list[tuple[UUID, UUID]] = []
    for lot in in_lots(people):
        query = select(Relationship.child_id, Relationship.adult_id).where(
            or_(Relationship.child_id.in_(lot), Relationship.adult_id.in_(lot))
        )
        found += [(child, adult) for child, adult in session.execute(query)]
    return found


def homes(session: Session, viewer: Viewer, people: Iterable[UUID]) -> list[tuple[UUID, UUID]]:  # noqa: ARG001 - who lives where is so for everybody
    """Everybody whom any agency knows to live where one of these people does, each with the household."""
    found: list[tuple[UUID, UUID]] = []
    for lot in in_lots(people):
        theirs = select(Involvement.household_id).where(
            Involvement.person_id.in_(lot), Involvement.household_id.is_not(None)
        )
        query = select(Involvement.person_id, Involvement.household_id).where(Involvement.household_id.in_(theirs))
        found += [(person, household) for person, household in session.execute(query) if household]
    return found


def reached_alike(session: Session, viewer: Viewer, people: Iterable[UUID]) -> list[tuple[UUID, Key]]:  # noqa: ARG001 - who is whose relative is so for everybody
    """Every interpreter who has a number or an e-mail address in common with one of these people, with that person."""
    found: list[tuple[UUID, Key]] = []
    for lot in in_lots(people):
        found += [(person, key) for person, key in session.execute(_REACHED_ALIKE, {"people": lot})]
    return found


# Each by its own index: a database that looks for either at once may read the whole register.
_REACHED_ALIKE = union_all(
    *(
        select(ContactPoint.person_id, cast(Interpreter.id, Text))
        .join(Interpreter, hashed == ContactPoint.value_hash)
        .where(ContactPoint.person_id.in_(bindparam("people", expanding=True)))
        for hashed in (Interpreter.telephone_hash, Interpreter.email_hash)
    )
)


def ways(session: Session, viewer: Viewer, zones: Iterable[str]) -> dict[Zones, int]:  # noqa: ARG001 - roads are everybody's
    """Minutes from and to each of these zones, as people here know them."""
    wanted = sorted(set(zones) - {""})
    if not wanted:
        return {}
    query = select(TravelTime.from_zone, TravelTime.to_zone, TravelTime.minutes)
    there_or_back = or_(TravelTime.from_zone.in_(wanted), TravelTime.to_zone.in_(wanted))
    return {(one, other): minutes for one, other, minutes in session.execute(query.where(there_or_back))}
