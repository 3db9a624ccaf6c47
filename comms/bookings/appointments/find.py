"""Questions about appointments, who attends them, and the places they are at. An agency sees its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment, AppointmentSeries, AppointmentState, Attendee
from comms.bookings.matching.facts import in_lots
from comms.bookings.place import Place
from comms.families.find import visible_people
from comms.families.hidden.find import is_hidden, once, sees_all
from comms.families.person import Person
from comms.foundation.errors import NotFound
from comms.messages.about import hidden_about

# In these an appointment is still to come, or to be recorded.
LIVE = frozenset({AppointmentState.PLANNED, AppointmentState.CONFIRMED})
# A form sent twice makes one appointment; nobody makes the same one again in so short a time.
TWICE = timedelta(minutes=2)


def visible_appointments(viewer: Viewer) -> Select[Appointment]:
    """The appointments of the viewer's agency that hide nobody from them: where somebody of a meeting does not exist
    for the viewer, the meeting does not either. Every other query here stands on this one."""
    return select(Appointment).where(Appointment.agency_id == viewer.agency_id, is_seen(viewer, Appointment.id))


def is_seen(viewer: Viewer, appointment_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """That an appointment hides nobody from the viewer; ``appointment_id`` is the column that names it, in whichever
    row belongs to it."""
    return true() if sees_all(viewer) else appointment_id.not_in(hidden_appointments(viewer))


def hidden_appointments(viewer: Viewer) -> Select[UUID]:
    """The ids of appointments of which somebody is hidden from the viewer: who attends, or at whose home it is. For
    eyes that are narrowed to some people also those that nobody of them attends."""
    return select(once(viewer, "hidden_appointments", lambda: _hidden_appointments(viewer)).c.id)


def _hidden_appointments(viewer: Viewer) -> CompoundSelect[UUID]:
    its, there = Appointment.__table__.c, Attendee.__table__.c
    attended = select(there.appointment_id.label("id")).where(is_hidden(viewer, there.person_id))
    at_home = select(its.id).where(is_hidden(viewer, its.home_of_id))
    if viewer.only_people is None:
        return union_all(attended, at_home)
    theirs = select(there.appointment_id).where(there.person_id.in_(viewer.only_people))
    others = select(its.id).where(its.agency_id == viewer.agency_id, its.id.not_in(theirs))
    return union_all(attended, at_home, others)


@hidden_about("appointment")
def _is_hidden(viewer: Viewer, appointment_id: Any) -> ColumnElement[bool]:
    """That an appointment, named by a column of another row, hides somebody from the viewer."""
    hidden: ColumnElement[bool] = appointment_id.in_(hidden_appointments(viewer))
    return hidden


def appointment(session: Session, viewer: Viewer, appointment_id: UUID) -> Appointment:
    """One appointment. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_appointments(viewer).where(Appointment.id == appointment_id))
    if found is None:
        raise NotFound("There is no such appointment.")
    return found


def appointments_between(session: Session, viewer: Viewer, start: datetime, end: datetime) -> Sequence[Appointment]:
    """The appointments that begin from ``start`` on and before ``end``, the earliest first; cancelled ones too."""
    query = visible_appointments(viewer).where(Appointment.starts_at >= start, Appointment.starts_at < end)
    return session.scalars(query.order_by(Appointment.starts_at, Appointment.id)).all()


def next_after(session: Session, viewer: Viewer, moment: datetime) -> Appointment | None:
    """The first live appointment that begins from a moment on."""
    query = visible_appointments(viewer).where(Appointment.starts_at >= moment, Appointment.state.in_(LIVE))
    return session.scalar(query.order_by(Appointment.starts_at, Appointment.id).limit(1))


def appointments_with(
    session: Session, viewer: Viewer, person_id: UUID, since: datetime | None = None
) -> Sequence[Appointment]:
    """The appointments somebody attends, the earliest first; with ``since`` only those that end after it."""
    attended = select(Attendee.appointment_id).where(Attendee.person_id == person_id)
    query = visible_appointments(viewer).where(Appointment.id.in_(attended))
    if since is not None:
        query = query.where(Appointment.ends_at > since)
    return session.scalars(query.order_by(Appointment.starts_at, Appointment.id)).all()


def coming_with(session: Session, viewer: Viewer, people: Iterable[UUID], now: datetime) -> list[Appointment]:
    """The live appointments that are not over and that one of these people attends, the earliest first."""
    found: dict[UUID, Appointment] = {}
    for lot in in_lots(people):
        attended = select(Attendee.appointment_id).where(Attendee.person_id.in_(lot))
        query = visible_appointments(viewer).where(
            Appointment.id.in_(attended), Appointment.ends_at > now, Appointment.state.in_(LIVE)
        )
        found |= {one.id: one for one in session.scalars(query)}
    return sorted(found.values(), key=lambda one: (one.starts_at, one.id))


def appointments_at(session: Session, viewer: Viewer, place_id: UUID, since: datetime) -> Sequence[Appointment]:
    """The live appointments at a place that end after a moment, the earliest first."""
    query = visible_appointments(viewer).where(
        Appointment.place_id == place_id, Appointment.ends_at > since, Appointment.state.in_(LIVE)
    )
    return session.scalars(query.order_by(Appointment.starts_at, Appointment.id)).all()


def attendees_of(session: Session, viewer: Viewer, appointments: Iterable[UUID]) -> dict[UUID, list[Attendee]]:
    """Who attends each of these appointments, in the order they were named; an empty list where nobody does."""
    wanted = list(dict.fromkeys(appointments))
    visible = visible_appointments(viewer).where(Appointment.id.in_(wanted)).with_only_columns(Appointment.id)
    found: dict[UUID, list[Attendee]] = {one: [] for one in wanted}
    # Keys rise with the time they were made.
    query = select(Attendee).where(Attendee.appointment_id.in_(visible)).order_by(Attendee.id)
    for attendee in session.scalars(query):
        found[attendee.appointment_id].append(attendee)
    return found


def people_of(session: Session, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, Person]:
    """The people of these ids whom the viewer may see."""
    query = visible_people(viewer).where(Person.id.in_(list(people)))
    return {one.id: one for one in session.scalars(query)}


def made_just_now(
    session: Session, viewer: Viewer, organiser_id: UUID | None, starts_at: datetime, purpose: str, now: datetime
) -> Sequence[Appointment]:
    """Live appointments of this organiser, start and purpose that were made within the last two minutes."""
    organised = Appointment.organiser_id.is_(None) if organiser_id is None else Appointment.organiser_id == organiser_id
    query = visible_appointments(viewer).where(
        organised, Appointment.starts_at == starts_at, Appointment.purpose == purpose,
        Appointment.made_at > now - TWICE, Appointment.state.in_(LIVE),
    )  # fmt: skip
    return session.scalars(query.order_by(Appointment.id)).all()


def series(session: Session, viewer: Viewer, series_id: UUID) -> AppointmentSeries:
    """One series. Raises ``NotFound`` when there is none with an appointment that the viewer may know of."""
    theirs = visible_appointments(viewer).where(Appointment.series_id == AppointmentSeries.id)
    query = select(AppointmentSeries).where(
        AppointmentSeries.id == series_id, AppointmentSeries.agency_id == viewer.agency_id, theirs.exists()
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such series of appointments.")
    return found


def of_series(
    session: Session, viewer: Viewer, series_id: UUID, states: Collection[str] = frozenset(AppointmentState)
) -> Sequence[Appointment]:
    """The appointments of a series in these states, in the order of the days the series gave them."""
    query = visible_appointments(viewer).where(Appointment.series_id == series_id, Appointment.state.in_(states))
    return session.scalars(query.order_by(Appointment.occurrence_day, Appointment.id)).all()


def places(session: Session, viewer: Viewer, *, with_closed: bool = False) -> Sequence[Place]:
    """The sites of the viewer's agency by name; those no longer used only where asked for."""
    query = select(Place).where(Place.agency_id == viewer.agency_id)
    if not with_closed:
        query = query.where(Place.active.is_(True))
    return session.scalars(query.order_by(Place.name, Place.id)).all()


def place(session: Session, viewer: Viewer, place_id: UUID) -> Place:
    """One site. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(select(Place).where(Place.agency_id == viewer.agency_id, Place.id == place_id))
    if found is None:
        raise NotFound("There is no such place.")
    return found
