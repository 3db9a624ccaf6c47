"""Appointments as rows of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find
from comms.bookings.appointments.appointment import Appointment, AppointmentState, Attendee
from comms.bookings.appointments.understood import Understood, in_a_row, understood_of
from comms.bookings.purposes import purposes
from comms.families.person import Person
from comms.foundation.clock import london_date, london_moment
from comms.web.bookings.appointments_times import from_until


@dataclass(frozen=True, slots=True)
class Row:
    """One appointment in a list."""

    appointment: Appointment
    purpose: str
    when: str
    who: str
    line: Understood

    @property
    def day(self) -> date:
        """The day it is on."""
        return london_date(self.appointment.starts_at)


def rows(session: Session, viewer: Viewer, appointments: Sequence[Appointment], now: datetime) -> list[Row]:
    """Appointments as rows of a list, in the same order."""
    lines = understood_of(session, viewer, appointments, now)
    attending = find.attendees_of(session, viewer, lines)
    people = find.people_of(session, viewer, {one.person_id for each in attending.values() for one in each})
    return [
        Row(
            one, purpose_in_words(one.purpose), from_until(one.starts_at, one.ends_at),
            in_a_row([name_of(people, each.person_id) for each in attending[one.id]]), lines[one.id],
        )
        for one in appointments
    ]  # fmt: skip


def coming_with(session: Session, viewer: Viewer, person_id: UUID, on: date) -> list[Row]:
    """The appointments somebody attends from a day on that are not called off."""
    since = london_moment(on, time(0))
    found = find.appointments_with(session, viewer, person_id, since)
    return rows(session, viewer, [one for one in found if one.state != AppointmentState.CANCELLED], since)


def purpose_in_words(key: str) -> str:
    """What an appointment is for, in words."""
    return purposes()[key].words if key in purposes() else key.replace("_", " ").capitalize()


def name_of(people: Mapping[UUID, Person], person_id: UUID) -> str:
    """Somebody's name, where the agency still works with them."""
    return people[person_id].name if person_id in people else "somebody you no longer work with"


def people_in(attendees: Iterable[Sequence[Attendee]]) -> list[UUID]:
    """Everybody who attends, for the note that they were seen."""
    return [one.person_id for each in attendees for one in each]
