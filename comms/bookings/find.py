"""Questions about bookings. An agency sees its own; of an interpreter it may book from, also when they are taken by
others, and nothing more of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import hidden_appointments, is_seen
from comms.bookings.booking import STANDS, Booking, BookingState
from comms.foundation.errors import NotFound
from comms.messages.about import hidden_about


def visible_bookings(viewer: Viewer) -> Select[Booking]:
    """The bookings this viewer's agency made for appointments that hide nobody from them."""
    return select(Booking).where(Booking.agency_id == viewer.agency_id, is_seen(viewer, Booking.appointment_id))


@hidden_about("booking")
def _is_hidden(viewer: Viewer, booking_id: Any) -> ColumnElement[bool]:
    """That a booking, named by a column of another row, is for an appointment that hides somebody from the viewer."""
    return exists().where(Booking.id == booking_id, Booking.appointment_id.in_(hidden_appointments(viewer)))


def booking(session: Session, viewer: Viewer, booking_id: UUID) -> Booking:
    """One booking. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_bookings(viewer).where(Booking.id == booking_id))
    if found is None:
        raise NotFound("There is no such booking.")
    return found


def bookings_by_id(session: Session, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, Booking]:
    """The bookings of these ids that the viewer may know of."""
    return {one.id: one for one in session.scalars(visible_bookings(viewer).where(Booking.id.in_(list(ids))))}


def standing_booking(session: Session, viewer: Viewer, request_id: UUID) -> Booking | None:
    """The booking that stands for a request: held, confirmed, arrived, or accepted by a supplier that names nobody
    yet. The database allows one."""
    query = visible_bookings(viewer).where(Booking.request_id == request_id, Booking.state.in_(STANDS))
    return session.scalar(query)


def standing_bookings(session: Session, viewer: Viewer, requests: Iterable[UUID]) -> dict[UUID, Booking]:
    """The booking that stands for each request that has one."""
    query = visible_bookings(viewer).where(Booking.request_id.in_(list(requests)), Booking.state.in_(STANDS))
    return {one.request_id: one for one in session.scalars(query)}


def bookings_for(session: Session, viewer: Viewer, requests: Iterable[UUID]) -> Sequence[Booking]:
    """Every booking ever made for these requests, the newest first."""
    query = visible_bookings(viewer).where(Booking.request_id.in_(list(requests)))
    return session.scalars(query.order_by(Booking.booked_at.desc(), Booking.id.desc())).all()


def bookings_of_interpreter(
    session: Session, viewer: Viewer, interpreter_id: UUID, start: datetime, end: datetime
) -> Sequence[Booking]:
    """The viewer's own bookings of an interpreter that overlap a stretch of time, the earliest first."""
    query = visible_bookings(viewer).where(
        Booking.interpreter_id == interpreter_id, Booking.starts_at < end, Booking.ends_at > start
    )
    return session.scalars(query.order_by(Booking.starts_at, Booking.id)).all()


def still_to_come(session: Session, viewer: Viewer, interpreter_id: UUID, now: datetime) -> Sequence[Booking]:  # noqa: ARG001 - whoever booked them has to know
    """What an interpreter is still expected at, whichever agency booked them, the earliest first. A hold that has run
    out is nothing any more, and where they have arrived they are."""
    query = select(Booking).where(
        Booking.interpreter_id == interpreter_id,
        Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED)),
        Booking.ends_at > now,
        or_(Booking.held_until.is_(None), Booking.held_until > now),
    )
    return session.scalars(query.order_by(Booking.starts_at, Booking.id)).all()


def holds_run_out(session: Session, viewer: Viewer, interpreter_id: UUID, now: datetime) -> Sequence[Booking]:  # noqa: ARG001 - a hold of any agency
    """The holds of an interpreter, whoever made them, whose time has run out; to be let go before anything else is
    asked of that time."""
    query = select(Booking).where(
        Booking.interpreter_id == interpreter_id,
        Booking.state == BookingState.HELD,
        Booking.held_until.is_not(None),
        Booking.held_until <= now,
    )
    return session.scalars(query.with_for_update()).all()


def booking_of_offer(session: Session, viewer: Viewer, offer_id: UUID) -> Booking | None:
    """The booking an accepted offer led to."""
    return session.scalar(visible_bookings(viewer).where(Booking.offer_id == offer_id))


def last_dropped(session: Session, viewer: Viewer, request_id: UUID) -> Booking | None:
    """The last booking of a request whose interpreter dropped out, was replaced, did not come, or knows the family, and
    in whose place nobody has been booked since."""
    gone = Booking.state.in_((BookingState.BY_INTERPRETER, BookingState.REPLACED, BookingState.NO_SHOW))
    # A hold that was let go has no offer; nobody had said yes.
    knows_them = and_(Booking.state == BookingState.RELEASED, Booking.offer_id.is_not(None))
    query = visible_bookings(viewer).where(
        Booking.request_id == request_id, Booking.replaced_by_id.is_(None), or_(gone, knows_them)
    )
    return session.scalar(query.order_by(Booking.ended_at.desc(), Booking.id.desc()).limit(1))
