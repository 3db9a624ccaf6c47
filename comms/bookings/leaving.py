"""An interpreter leaves the register: whoever expects them is told, for a booking does not end by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, seeing_closed, system_viewer
from comms.bookings.booking import Booking
from comms.bookings.find import still_to_come
from comms.bookings.requests.request import InterpreterRequest
from comms.bookings.taking import in_turn
from comms.bookings.telling import tell
from comms.interpreters.actions import end_interpreter
from comms.tasks.task import TaskKind


def interpreter_leaves(
    session: Session, viewer: Viewer, interpreter_id: UUID, left_on: date, now: datetime
) -> Sequence[Booking]:
    """Record that somebody interprets no more, and have each booking they are still expected at looked at again by the
    agency that made it. Those bookings; each stands until a person decides.

    Raises what ``end_interpreter`` raises.
    """
    # Whoever is booking them at this moment is waited for, so that no booking is made unseen beside this.
    in_turn(session, {interpreter_id})
    one = end_interpreter(session, viewer, interpreter_id, left_on, now)
    said = (
        f"{one.name}, who is booked, left the register on {left_on.day} {left_on:%B %Y}. Ask whether they still come; "
        "if not, book somebody else in their place."
    )
    coming = still_to_come(session, viewer, one.id, now)
    for booking in coming:
        request = session.get_one(InterpreterRequest, booking.request_id)
        tell(session, _whose(session, viewer, booking), request, TaskKind.CHECK_BOOKING, said, now)
    return coming


def _whose(session: Session, viewer: Viewer, booking: Booking) -> Viewer:
    """Who acts for the agency that made a booking: the viewer for their own, whomever it is for; for another the
    service itself."""
    if booking.agency_id == viewer.agency_id:
        return seeing_closed(viewer)
    return system_viewer(session.get_one(Agency, booking.agency_id))
