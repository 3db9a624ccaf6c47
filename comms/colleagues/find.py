"""What somebody of an agency has taken on, in every room. Whoever asks acts for the agency: what is kept closed from
the administrator has to be handed back too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import LIVE as LIVE_APPOINTMENTS
from comms.bookings.appointments.find import visible_appointments
from comms.bookings.calendar_feed import CalendarFeed
from comms.families.access.closed.find import sees_families
from comms.families.access.closed_family import ClosedFamily, ClosedReader
from comms.follow_ups.find import visible_follow_ups
from comms.follow_ups.follow_up import LIVE, FollowUp
from comms.messages.incoming import Incoming, IncomingState


def texts_taken(session: Session, viewer: Viewer, staff_id: UUID) -> Sequence[Incoming]:
    """Texts that came in, of which they said “I have it”, and that nobody has dealt with."""
    query = select(Incoming).where(
        Incoming.agency_id == viewer.agency_id, Incoming.taken_by == staff_id, Incoming.state == IncomingState.TAKEN
    )
    return session.scalars(query.order_by(Incoming.id).with_for_update()).all()


def follow_ups_with(session: Session, viewer: Viewer, staff_id: UUID) -> Sequence[FollowUp]:
    """Live follow-ups in which they are to decide, as the worker or as the manager."""
    query = visible_follow_ups(viewer).where(
        FollowUp.state.in_(LIVE), (FollowUp.worker_id == staff_id) | (FollowUp.manager_id == staff_id)
    )
    return session.scalars(query.order_by(FollowUp.id)).all()


def appointments_led(session: Session, viewer: Viewer, staff_id: UUID, now: datetime) -> Sequence[Appointment]:
    """Live appointments they lead that are not over."""
    query = visible_appointments(viewer).where(
        Appointment.organiser_id == staff_id,
        Appointment.ends_at > now,
        Appointment.state.in_(LIVE_APPOINTMENTS),
    )
    return session.scalars(query.order_by(Appointment.starts_at, Appointment.id)).all()


def feeds_of(session: Session, viewer: Viewer, staff_id: UUID) -> Sequence[CalendarFeed]:
    """The secret addresses under which their calendar program reads their appointments."""
    query = select(CalendarFeed).where(
        CalendarFeed.agency_id == viewer.agency_id,
        CalendarFeed.staff_id == staff_id,
        CalendarFeed.revoked_at.is_(None),
    )
    return session.scalars(query.order_by(CalendarFeed.id)).all()


def left_without_reader(session: Session, viewer: Viewer, staff_id: UUID) -> Sequence[ClosedFamily]:
    """The families the agency keeps closed that nobody may see once this one has left, or is shown no families."""
    others = aliased(ClosedReader)
    named = select(ClosedReader.closed_family_id).where(ClosedReader.staff_id == staff_id, ClosedReader.until.is_(None))
    still_seen = (
        select(others.closed_family_id)
        .join(Staff, Staff.id == others.staff_id)
        .where(others.until.is_(None), *sees_families(viewer))
    )
    query = select(ClosedFamily).where(
        ClosedFamily.agency_id == viewer.agency_id,
        ClosedFamily.ended_at.is_(None),
        ClosedFamily.id.in_(named),
        ClosedFamily.id.not_in(still_seen),
    )
    return session.scalars(query.order_by(ClosedFamily.reference)).all()
