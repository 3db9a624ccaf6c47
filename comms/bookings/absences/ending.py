"""What the end of an appointment means for each who was to attend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.absences.absence import OF_A_CHILD, OF_AN_ADULT, Absence, AbsenceKind
from comms.bookings.absences.actions import record_absence
from comms.bookings.appointments.appointment import Appointment, AppointmentState, CalledOffBy
from comms.bookings.appointments.find import attendees_of, people_of
from comms.bookings.appointments.given import BadAppointment
from comms.families.person import Person, PersonKind

_S = AppointmentState


def record_ending(
    session: Session, viewer: Viewer, appointment: Appointment, said: Mapping[UUID, str], now: datetime, *,
    interpreter_failed: bool = False,
) -> list[Absence]:  # fmt: skip
    """Record for each who was to attend what the end of an appointment means: ``said`` is what somebody chose for a
    person; see ``kinds_after`` for the others. ``interpreter_failed`` holds where it failed through the interpreter.
    Those recorded.

    Raises ``BadAppointment`` where everybody is said to have been there and the family was not present.
    """
    attending = attendees_of(session, viewer, [appointment.id])[appointment.id]
    found = people_of(session, viewer, [one.person_id for one in attending])
    people = [found[one.person_id] for one in attending if one.person_id in found]
    after = kinds_after(appointment, people, said, interpreter_failed=interpreter_failed)
    if people and not after and appointment.state == _S.NOT_PRESENT:
        raise BadAppointment("outcome", "Everybody is said to have been there.", "Then say that it took place.")
    return [record_absence(session, viewer, appointment.id, one, kind, "", now) for one, kind in after.items()]


def kinds_after(
    appointment: Appointment, people: Sequence[Person], said: Mapping[UUID, str], *, interpreter_failed: bool = False
) -> dict[UUID, str]:
    """Which absence each of these people has from an appointment that came to its end; those who have none are not in
    it. What failed through us or the interpreter is said of everybody, whatever was chosen: it never counts. Where
    nothing was chosen, nobody of a family that was not present was there, and everybody was where it took place; called
    off by the family it is for all of them; called off by us it is nobody's absence."""
    if appointment.state == _S.FAILED or appointment.called_off_by == CalledOffBy.INTERPRETER:
        by_interpreter = interpreter_failed or appointment.called_off_by == CalledOffBy.INTERPRETER
        kind = AbsenceKind.INTERPRETER_FAILED if by_interpreter else AbsenceKind.OUR_FAILURE
        return {one.id: kind for one in people}
    if appointment.state == _S.CANCELLED:
        off = appointment.called_off_by == CalledOffBy.FAMILY
        return {one.id: AbsenceKind.CANCELLED for one in people} if off else {}
    missing = appointment.state == _S.NOT_PRESENT
    chosen = {one.id: said.get(one.id) or (not_there(one) if missing else AbsenceKind.WAS_THERE) for one in people}
    return {one: kind for one, kind in chosen.items() if kind != AbsenceKind.WAS_THERE}


def not_there(person: Person) -> AbsenceKind:
    """What is said of somebody who was not there: a child was not brought, an adult did not attend."""
    return OF_A_CHILD[0] if person.kind == PersonKind.CHILD else OF_AN_ADULT[0]


def kinds_said_of(person: Person) -> tuple[AbsenceKind, ...]:
    """Every kind that can be said of a person, the usual first."""
    own = OF_A_CHILD if person.kind == PersonKind.CHILD else OF_AN_ADULT
    return (*own, AbsenceKind.OUR_FAILURE, AbsenceKind.INTERPRETER_FAILED, AbsenceKind.WAS_THERE)
