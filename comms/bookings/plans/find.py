"""Questions about plans, and what a plan has to know beside matching. An agency sees its own plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.appointments.find import is_seen, visible_appointments
from comms.bookings.booking import Booking
from comms.bookings.offers.offer import Offer, OfferState
from comms.bookings.plans.plan import BookingPlan, PlanLine, PlanState
from comms.bookings.requests.find import visible_requests
from comms.bookings.requests.request import InterpreterRequest, RequestState
from comms.families.hidden.find import sees_all
from comms.foundation.errors import NotFound
from comms.interpreters.find import visible_interpreters
from comms.interpreters.interpreter import Interpreter

# Nothing lasts longer, with the way there.
A_DAY_AROUND = timedelta(hours=30)


def visible_plans(viewer: Viewer) -> Select[BookingPlan]:
    """The plans of the viewer's agency that hide nobody from them: a plan weighs all its requests against each other,
    and is no plan without one of them. Every other query about plans stands on this one."""
    query = select(BookingPlan).where(BookingPlan.agency_id == viewer.agency_id)
    if sees_all(viewer):
        return query
    hiding = (
        select(PlanLine.id)
        .join(InterpreterRequest, InterpreterRequest.id == PlanLine.request_id)
        .where(PlanLine.plan_id == BookingPlan.id, ~is_seen(viewer, InterpreterRequest.appointment_id))
    )
    return query.where(~hiding.exists())


def plan(session: Session, viewer: Viewer, plan_id: UUID) -> BookingPlan:
    """One plan. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_plans(viewer).where(BookingPlan.id == plan_id))
    if found is None:
        raise NotFound("There is no such plan.")
    return found


def proposals(session: Session, viewer: Viewer, from_day: date, until_day: date) -> Sequence[BookingPlan]:
    """The plans nobody has decided about that share a day with these, the newest first."""
    query = visible_plans(viewer).where(
        BookingPlan.state == PlanState.PROPOSED, BookingPlan.from_day <= until_day, BookingPlan.until_day >= from_day
    )
    return session.scalars(query.order_by(BookingPlan.made_at.desc(), BookingPlan.id.desc())).all()


def made_since(session: Session, viewer: Viewer, moment: datetime) -> Sequence[datetime]:
    """When each of the agency's plans since a moment was made, the earliest first; also those put away meanwhile, and
    those that are not for this viewer: what they cost is paid by all."""
    query = select(BookingPlan.made_at).where(BookingPlan.agency_id == viewer.agency_id, BookingPlan.made_at > moment)
    return session.scalars(query.order_by(BookingPlan.made_at)).all()


def lines(session: Session, viewer: Viewer, plan_id: UUID) -> list[tuple[PlanLine, InterpreterRequest]]:
    """The lines of a plan with their requests, the earliest first."""
    query = (
        select(PlanLine, InterpreterRequest)
        .join(InterpreterRequest, InterpreterRequest.id == PlanLine.request_id)
        .where(PlanLine.plan_id.in_(visible_plans(viewer).with_only_columns(BookingPlan.id)))
        .where(PlanLine.plan_id == plan_id)
        .order_by(InterpreterRequest.starts_at, InterpreterRequest.id)
    )
    return [(line, request) for line, request in session.execute(query)]


def line(session: Session, viewer: Viewer, line_id: UUID) -> PlanLine:
    """One line of a plan. Raises ``NotFound`` when there is none the viewer may know of."""
    plans = visible_plans(viewer).with_only_columns(BookingPlan.id)
    found = session.scalar(select(PlanLine).where(PlanLine.id == line_id, PlanLine.plan_id.in_(plans)))
    if found is None:
        raise NotFound("There is no such line of a plan.")
    return found


@dataclass(frozen=True, slots=True)
class BeingAsked:
    """Somebody is asked for a request at this moment; ``interpreter_id`` is None for a supplier. Where it is not
    ``seen``, the viewer may not know of the request: only that this time may be taken counts."""

    request_id: UUID
    interpreter_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    zone: str | None
    seen: bool


def being_asked(session: Session, viewer: Viewer, start: datetime, end: datetime) -> list[BeingAsked]:
    """Whoever is asked by the viewer's agency, and has not answered, for an open request that begins between two
    moments: also for those the viewer may not know of, so that nobody is planned for two things at once."""
    query = (
        select(
            Offer.request_id, Offer.interpreter_id, InterpreterRequest.starts_at, InterpreterRequest.ends_at,
            InterpreterRequest.zone, is_seen(viewer, InterpreterRequest.appointment_id),
        )
        .join(InterpreterRequest, InterpreterRequest.id == Offer.request_id)
        .where(
            Offer.agency_id == viewer.agency_id, Offer.state == OfferState.OPEN,
            InterpreterRequest.state == RequestState.OPEN, InterpreterRequest.starts_at >= start,
            InterpreterRequest.starts_at < end,
        )
        .order_by(Offer.id)
    )  # fmt: skip
    return [BeingAsked(*row[:5], seen=bool(row[5])) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody's time is taken, by whichever agency; for what is nobody else's."""

    interpreter_id: UUID
    starts_at: datetime
    ends_at: datetime
    zone: str | None


def taken(
    session: Session, viewer: Viewer, interpreters: Iterable[UUID], span: tuple[datetime, datetime], now: datetime
) -> list[Taken]:
    """What these interpreters, of those the viewer may book, are booked or held for from a day before a span of time to
    a day after it."""
    theirs = visible_interpreters(viewer).where(Interpreter.id.in_(list(interpreters)))
    query = select(Booking.interpreter_id, Booking.starts_at, Booking.ends_at, Booking.zone).where(
        Booking.interpreter_id.in_(theirs.with_only_columns(Interpreter.id)), Booking.occupies.is_(True),
        or_(Booking.held_until.is_(None), Booking.held_until > now),
        Booking.starts_at > span[0] - A_DAY_AROUND, Booking.starts_at < span[1] + A_DAY_AROUND,
    )  # fmt: skip
    rows = session.execute(query.order_by(Booking.starts_at, Booking.id))
    return [Taken(one, start, end, zone) for one, start, end, zone in rows if one is not None]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many minutes a day and a week somebody works, and how long they travel, at most."""

    a_day: int | None
    a_week: int | None
    travels: int


def limits(session: Session, viewer: Viewer, interpreters: Iterable[UUID]) -> dict[UUID, Limits]:
    """The limits of each of these interpreters."""
    query = visible_interpreters(viewer).with_only_columns(
        Interpreter.id, Interpreter.most_minutes_a_day, Interpreter.most_minutes_a_week, Interpreter.travels_minutes
    )
    rows = session.execute(query.where(Interpreter.id.in_(list(interpreters))))
    return {one: Limits(a_day, a_week, travels) for one, a_day, a_week, travels in rows}


def flexible(session: Session, viewer: Viewer, appointments: Iterable[UUID]) -> dict[UUID, int]:
    """By how many minutes each of these appointments could move, as whoever made it said; only of those for which one
    interpreter is needed: others move with all who are asked for them."""
    wanted = list(set(appointments))
    needed = visible_requests(viewer).where(
        InterpreterRequest.appointment_id.in_(wanted), InterpreterRequest.state != RequestState.NOT_NEEDED
    )
    count: dict[UUID, int] = dict.fromkeys(wanted, 0)
    for one in session.scalars(needed.with_only_columns(InterpreterRequest.appointment_id)):
        count[one] += 1
    query = visible_appointments(viewer).with_only_columns(Appointment.id, Appointment.flexible_minutes)
    rows = session.execute(query.where(Appointment.id.in_(wanted)))
    return {one: minutes for one, minutes in rows if count[one] == 1}


def interpreters_called(session: Session, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these interpreters, as far as the viewer may know them."""
    query = visible_interpreters(viewer).where(Interpreter.id.in_(list(ids)))
    return {one.id: one.name for one in session.scalars(query)}
