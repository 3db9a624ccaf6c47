"""Questions about absences and their reasons. An agency sees those from its own appointments, of people it works
with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.absences.absence import Absence, AbsenceReason
from comms.bookings.absences.pattern import A_YEAR, Happened, Pattern, pattern
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import appointments_with, visible_appointments
from comms.families.find import visible_people
from comms.families.person import Person
from comms.foundation.clock import london_date


def _visible(viewer: Viewer) -> Select[Absence]:
    people = visible_people(viewer).with_only_columns(Person.id)
    return select(Absence).where(Absence.agency_id == viewer.agency_id, Absence.person_id.in_(people))


def absences_at(session: Session, viewer: Viewer, appointment_id: UUID) -> dict[UUID, Absence]:
    """What counts of what was recorded of an appointment, by person."""
    query = _visible(viewer).where(Absence.appointment_id == appointment_id).order_by(Absence.at, Absence.id)
    return {one.person_id: one for one in session.scalars(query)}


def absences_of(session: Session, viewer: Viewer, person_id: UUID) -> Sequence[Absence]:
    """What counts of what was recorded of a person, one for each appointment, the newest first."""
    query = _visible(viewer).where(Absence.person_id == person_id).order_by(Absence.at, Absence.id)
    newest = {one.appointment_id: one for one in session.scalars(query)}
    return sorted(newest.values(), key=lambda one: (one.at, one.id), reverse=True)


def reasons_for(session: Session, viewer: Viewer, appointments: Iterable[UUID]) -> Sequence[AbsenceReason]:
    """The reasons given for absences from these appointments, in the order they came."""
    own = visible_appointments(viewer).where(Appointment.id.in_(list(appointments)))
    people = visible_people(viewer).with_only_columns(Person.id)
    query = select(AbsenceReason).where(
        AbsenceReason.appointment_id.in_(own.with_only_columns(Appointment.id)), AbsenceReason.person_id.in_(people)
    )
    return session.scalars(query.order_by(AbsenceReason.at, AbsenceReason.id)).all()


def pattern_of(session: Session, viewer: Viewer, person_id: UUID, on: date) -> Pattern:
    """The pattern of a person's appointments within the year that ends on a day."""
    attended = [
        one
        for one in appointments_with(session, viewer, person_id)
        if on - A_YEAR - timedelta(days=1) <= london_date(one.starts_at) <= on
    ]
    absences = {one.appointment_id: one.kind for one in absences_of(session, viewer, person_id)}
    reasons: dict[UUID, list[str]] = {}
    for reason in reasons_for(session, viewer, [one.id for one in attended]):
        if reason.person_id == person_id:
            reasons.setdefault(reason.appointment_id, []).append(reason.code)
    return pattern(
        (
            Happened(
                london_date(one.starts_at), one.state, one.called_off_by, absences.get(one.id), reasons.get(one.id, ())
            )
            for one in attended
        ),
        on,
    )
