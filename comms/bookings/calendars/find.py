"""Questions about calendar addresses, and what a calendar shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import visible_appointments
from comms.bookings.booking import Booking
from comms.bookings.calendar_feed import CalendarFeed
from comms.bookings.find import visible_bookings
from comms.bookings.offers.offer import Offer
from comms.foundation.errors import NotFound


def feed(session: Session, viewer: Viewer, feed_id: UUID) -> CalendarFeed:
    """One calendar address of the viewer's agency. Raises ``NotFound`` when there is none."""
    query = select(CalendarFeed).where(CalendarFeed.id == feed_id, CalendarFeed.agency_id == viewer.agency_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such calendar address.")
    return found


def live_feeds(session: Session, viewer: Viewer, interpreter_id: UUID | None = None) -> Sequence[CalendarFeed]:
    """The addresses in use of an interpreter that the viewer's agency made; without one, the viewer's own."""
    whose = (
        CalendarFeed.staff_id == viewer.staff_id
        if interpreter_id is None
        else CalendarFeed.interpreter_id == interpreter_id
    )
    query = select(CalendarFeed).where(
        CalendarFeed.agency_id == viewer.agency_id, whose, CalendarFeed.revoked_at.is_(None)
    )
    return session.scalars(query.order_by(CalendarFeed.made_at.desc(), CalendarFeed.id.desc())).all()


def feed_with(session: Session, secret_hash: bytes) -> CalendarFeed | None:
    """The address in use whose secret has this hash. Whoever knows the secret may read it; they are nobody's viewer."""
    query = select(CalendarFeed).where(CalendarFeed.secret_hash == secret_hash, CalendarFeed.revoked_at.is_(None))
    return session.scalar(query)


def appointments_led_by(
    session: Session, viewer: Viewer, staff_id: UUID, start: datetime, end: datetime
) -> Sequence[Appointment]:
    """The appointments somebody leads, or made and nobody leads, between two moments; cancelled ones too."""
    leads = or_(
        Appointment.organiser_id == staff_id,
        and_(Appointment.organiser_id.is_(None), Appointment.made_by == staff_id),
    )
    query = visible_appointments(viewer).where(leads, Appointment.starts_at < end, Appointment.ends_at > start)
    return session.scalars(query.order_by(Appointment.starts_at, Appointment.id)).all()


def booking_of_offer(session: Session, viewer: Viewer, offer: Offer) -> Booking:
    """The newest booking an offer led to. Raises ``NotFound`` when it led to none."""
    query = visible_bookings(viewer).where(Booking.offer_id == offer.id)
    found = session.scalar(query.order_by(Booking.booked_at.desc(), Booking.id.desc()).limit(1))
    if found is None:
        raise NotFound("There is no booking to put into a calendar.")
    return found
