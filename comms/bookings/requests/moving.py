"""Changing what a request asks for. Who is booked stays where that is still true for them; else they are free again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.booking import Booking, BookingState
from comms.bookings.find import standing_booking, standing_bookings
from comms.bookings.offers.described import described
from comms.bookings.offers.sending import write_to_booked
from comms.bookings.offers.withdrawing import withdraw_unanswered
from comms.bookings.offers.wording import Words
from comms.bookings.requests.actions import reopen
from comms.bookings.requests.escalating import start_looking
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.bookings.requests.taking_back import take_back_booking
from comms.bookings.requests.tasks import ask_somebody
from comms.bookings.requests.wanted import Wanted
from comms.bookings.taking import flush_booking
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.tasks.task import TaskKind

# What a request stands or falls with: another time or place is another booking.
WHEN_AND_WHERE = ("starts_at", "ends_at", "zone", "mode")
# What somebody who is booked was chosen for.
BOOKED = frozenset({RequestState.FILLED, RequestState.NOT_NAMED})
FOR_WHOM = ("people", "dialect", "gender", "avoid")


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything a request asks for: when and where with briefing and debriefing, how, and of whom."""

    wanted: Wanted
    mode: str
    level: int
    checks: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    zone: str | None
    risk: str

    def values(self) -> dict[str, Any]:
        """The columns of a request."""
        return {
            "people": [str(one) for one in self.wanted.people], "dialect": self.wanted.dialect or None,
            "avoid": self.wanted.avoid or None, "gender": self.wanted.gender, "mode": self.mode, "level": self.level,
            "checks": list(self.checks), "starts_at": self.starts_at, "ends_at": self.ends_at, "zone": self.zone,
            "risk": self.risk,
        }  # fmt: skip


def keeps_booking(booking: Booking, request: InterpreterRequest, asked: Asked) -> bool:
    """Whether who is booked can stay: the place and the mode are the same, and the new time lies inside the time they
    are booked for. Anything else they would have to be asked."""
    inside = booking.starts_at <= asked.starts_at and asked.ends_at <= booking.ends_at
    return inside and asked.zone == request.zone and asked.mode == request.mode


def change_request(session: Session, viewer: Viewer, request: InterpreterRequest, asked: Asked, now: datetime) -> None:
    """Bring a request in line. Raises ``AlreadyTaken`` where the database refuses what a booking would become."""
    new = asked.values()
    changed = [name for name, value in new.items() if getattr(request, name) != value]
    if not changed:
        return
    moved = any(name in changed for name in WHEN_AND_WHERE)
    whom = any(name in changed for name in FOR_WHOM)
    booking = standing_booking(session, viewer, request.id) if moved else None
    keeps = booking is None or keeps_booking(booking, request, asked)
    if request.state == RequestState.OPEN and changed != ["risk"]:
        withdraw_unanswered(session, viewer, request.id, now)
    if booking is not None and not keeps:
        # Who was to come is told of the time they were booked for, so it is said before the time is another.
        take_back_booking(session, viewer, booking, BookingState.BY_REQUESTER, "The appointment was moved.", now)
    for name in changed:
        setattr(request, name, new[name])
    note(session, viewer.actor, "change request", ("request", request.id), now, {"fields": changed})
    if booking is not None and keeps:
        _keep(session, viewer, request, booking, now)
    elif request.state in BOOKED and booking is not None:
        reopen(session, viewer, request, now)
    elif moved and request.state in {RequestState.OPEN, *BOOKED}:
        start_looking(session, viewer, request, now)
    if whom:
        _for_others(session, viewer, request, now)


def _keep(session: Session, viewer: Viewer, request: InterpreterRequest, booking: Booking, now: datetime) -> None:
    """Who is booked stays, for the time it is now."""
    booking.starts_at, booking.ends_at = request.starts_at, request.ends_at
    flush_booking(session)
    note(session, viewer.actor, "move booking", ("booking", booking.id), now)
    start_looking(session, viewer, request, now)


def _for_others(session: Session, viewer: Viewer, request: InterpreterRequest, now: datetime) -> None:
    """It is for other people now, or they ask for something else: whoever was chosen was not chosen for that."""
    if request.state == RequestState.OTHERWISE:
        reopen(session, viewer, request, now)
    elif request.state in BOOKED:
        why = (
            f"An interpreter is booked ({request.reference}), and what they were chosen for has changed since. "
            "See whether they still suit everybody it is for."
        )
        ask_somebody(session, viewer, TaskKind.CHECK_BOOKING, request, why, london_date(now), now)


def tell_booked(session: Session, viewer: Viewer, requests: Iterable[InterpreterRequest], now: datetime) -> None:
    """Tell whoever stays booked that the appointment changed, so that their calendar hears of it."""
    wanted = {one.id: one for one in requests}
    for booking in standing_bookings(session, viewer, wanted).values():
        booking.sequence += 1
        if booking.state == BookingState.HELD:
            continue
        of = described(session, viewer, wanted[booking.request_id])
        when = f"{of.short_day} {of.begins}-{of.ends}"
        said = f"Changed: {of.language}, now {when}, {of.mode}. You are still booked; your page says where."
        words = Words(said, f"Changed: {of.language}, {when}", said)
        write_to_booked(session, viewer, booking, words, now)
