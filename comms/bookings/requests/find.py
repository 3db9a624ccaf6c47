"""Questions about requests for interpreters. An agency sees its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import is_seen
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.foundation.errors import NotFound


def visible_requests(viewer: Viewer) -> Select[InterpreterRequest]:
    """The requests of the viewer's agency for appointments that hide nobody from them. Every other query here stands on
    this one."""
    request = InterpreterRequest
    return select(request).where(request.agency_id == viewer.agency_id, is_seen(viewer, request.appointment_id))


def request(session: Session, viewer: Viewer, request_id: UUID) -> InterpreterRequest:
    """One request. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_requests(viewer).where(InterpreterRequest.id == request_id))
    if found is None:
        raise NotFound("There is no such request for an interpreter.")
    return found


def requests_of(session: Session, viewer: Viewer, appointments: Iterable[UUID]) -> dict[UUID, list[InterpreterRequest]]:
    """The requests of each of these appointments, in the order in which they were raised; an empty list where there is
    none. Those not needed any more are among them."""
    wanted = list(dict.fromkeys(appointments))
    query = visible_requests(viewer).where(InterpreterRequest.appointment_id.in_(wanted))
    found: dict[UUID, list[InterpreterRequest]] = {one: [] for one in wanted}
    for one in session.scalars(query.order_by(InterpreterRequest.id)):
        found[one.appointment_id].append(one)
    return found


def open_requests(session: Session, viewer: Viewer, start: datetime, end: datetime) -> Sequence[InterpreterRequest]:
    """The open requests whose time begins from ``start`` on and before ``end``, the earliest first."""
    query = visible_requests(viewer).where(
        InterpreterRequest.state == RequestState.OPEN,
        InterpreterRequest.starts_at >= start,
        InterpreterRequest.starts_at < end,
    )
    return session.scalars(query.order_by(InterpreterRequest.starts_at, InterpreterRequest.id)).all()


def requests_between(session: Session, viewer: Viewer, start: datetime, end: datetime) -> Sequence[InterpreterRequest]:
    """Every request, in whatever state, whose time begins from ``start`` on and before ``end``, the earliest first."""
    query = visible_requests(viewer).where(InterpreterRequest.starts_at >= start, InterpreterRequest.starts_at < end)
    return session.scalars(query.order_by(InterpreterRequest.starts_at, InterpreterRequest.id)).all()
