"""What is counted: the requests of some days with what became of them, the appointments that waited or failed, and the
calls to the telephone service. An agency counts its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment, AppointmentState
from comms.bookings.booking import Booking
from comms.bookings.interpreter_use import InterpreterUse, UseKind
from comms.bookings.missing.asked_for import AskedFor
from comms.bookings.missing.outcome import MISSED, outcome_of, why_nobody
from comms.bookings.missing.period import Period
from comms.bookings.offers.offer import Offer
from comms.bookings.requests.request import InterpreterRequest
from comms.foundation.clock import london_date
from comms.interpreters.find import visible_interpreters
from comms.interpreters.interpreter import Interpreter, InterpreterLanguage
from comms.interpreters.supplier import Supplier

States = dict[UUID, list[str]]
Known = Callable[[str, datetime], bool]


@dataclass(frozen=True, slots=True)
class Moved:
    """An appointment that is held later than it was first meant to be."""

    first: datetime
    now_at: datetime


def asked_for(session: Session, viewer: Viewer, period: Period, now: datetime) -> list[AskedFor]:
    """Every interpreter asked for whose meeting lies in the period, the earliest first. One that was moved counts where
    it lies now."""
    asked, meeting = InterpreterRequest, Appointment
    columns: Sequence[Any] = (
        asked.id, asked.appointment_id, asked.reference, asked.language, asked.starts_at, asked.ends_at, asked.zone,
        asked.mode, asked.risk, asked.gender, asked.level, asked.state, meeting.starts_at.label("begins_at"),
        meeting.ends_at.label("over_at"), meeting.state.label("appointment_state"),
    )  # fmt: skip
    ids = _within(viewer, period)
    query = ids.with_only_columns(*columns).order_by(meeting.starts_at, asked.reference)
    booked = _states(session, Booking.request_id, Booking.state, ids, Booking.booked_at, Booking.id)
    offered = _states(session, Offer.request_id, Offer.state, ids, Offer.made_at, Offer.id)
    known = _languages_known(session, viewer)
    return [
        _as_asked(row, booked.get(row.id, ()), offered.get(row.id, ()), known, now) for row in session.execute(query)
    ]


def _within(viewer: Viewer, period: Period) -> Select[UUID]:
    """The ids of the requests whose meeting begins in the period."""
    return (
        select(InterpreterRequest.id)
        .join(Appointment, Appointment.id == InterpreterRequest.appointment_id)
        .where(Appointment.agency_id == viewer.agency_id, InterpreterRequest.agency_id == viewer.agency_id)
        .where(Appointment.starts_at >= period.start, Appointment.starts_at < period.end)
    )


def _states(
    session: Session,
    of: InstrumentedAttribute[UUID],
    state: InstrumentedAttribute[str],
    ids: Select[UUID],
    *newest: InstrumentedAttribute[Any],
) -> States:
    """The states of what belongs to each request, the newest first."""
    found: States = defaultdict(list)
    for request_id, one in session.execute(
        select(of, state).where(of.in_(ids)).order_by(*(column.desc() for column in newest))
    ):
        found[request_id].append(one)
    return found


def _as_asked(row: Row[Any], bookings: Sequence[str], offers: Sequence[str], known: Known, now: datetime) -> AskedFor:
    outcome = outcome_of(row.state, bookings, row.appointment_state, over=row.over_at <= now)
    why = why_nobody(offers, bookings, known=known(row.language, row.begins_at)) if outcome in MISSED else None
    return AskedFor(
        request_id=row.id, appointment_id=row.appointment_id, reference=row.reference, language=row.language,
        begins_at=row.begins_at, starts_at=row.starts_at, ends_at=row.ends_at, zone=row.zone, mode=row.mode,
        risk=row.risk, gender=row.gender, level=row.level,
        appointment_failed=row.appointment_state == AppointmentState.FAILED, outcome=outcome, why=why,
    )  # fmt: skip


def _languages_known(session: Session, viewer: Viewer) -> Known:
    """Who could have been asked at all: whether, at a moment, an interpreter of a language was in a register the viewer
    may book from, or a supplier sent one. Since when somebody works in a language is not on record; since when they
    are in the register is."""
    seen = visible_interpreters(viewer).where(or_(Interpreter.active, Interpreter.left_on.is_not(None)))
    columns = (InterpreterLanguage.language, Interpreter.registered_at, Interpreter.left_on)
    spoken: dict[str, list[tuple[datetime, date | None]]] = defaultdict(list)
    for tag, since, left_on in session.execute(
        seen.join(InterpreterLanguage, InterpreterLanguage.interpreter_id == Interpreter.id).with_only_columns(*columns)
    ):
        spoken[tag].append((since, left_on))
    sent = session.execute(
        select(Supplier.languages, Supplier.recorded_at).where(Supplier.agency_id == viewer.agency_id, Supplier.active)
    ).all()

    def known(tag: str, at: datetime) -> bool:
        if any(since <= at and (left is None or left >= london_date(at)) for since, left in spoken.get(tag, ())):
            return True
        return any(since <= at and (not tags or tag in tags) for tags, since in sent)

    return known


def moved_later(session: Session, viewer: Viewer, period: Period) -> list[Moved]:
    """The appointments first meant to be in the period that lie, or were held, on a later day."""
    query = select(Appointment.delayed_from, Appointment.starts_at).where(
        Appointment.agency_id == viewer.agency_id,
        Appointment.delayed_from >= period.start,
        Appointment.delayed_from < period.end,
        Appointment.state != AppointmentState.CANCELLED,
    )
    found = session.execute(query.order_by(Appointment.delayed_from))
    return [Moved(first, at) for first, at in found if first and london_date(at) > london_date(first)]


def failed_appointments(session: Session, viewer: Viewer, period: Period) -> set[UUID]:
    """The appointments of the period that did not take place through us or an interpreter."""
    query = select(Appointment.id).where(
        Appointment.agency_id == viewer.agency_id,
        Appointment.state == AppointmentState.FAILED,
        Appointment.starts_at >= period.start,
        Appointment.starts_at < period.end,
    )
    return set(session.scalars(query))


def uses(session: Session, viewer: Viewer, period: Period) -> list[tuple[UUID, UUID | None, str]]:
    """What was asked of the telephone service in the period, and what was answered to that, whenever it was: id, the
    asking it answers, and what happened; the earliest first."""
    ours = InterpreterUse.agency_id == viewer.agency_id
    then = (InterpreterUse.at >= period.start, InterpreterUse.at < period.end)
    askings = select(InterpreterUse.id).where(ours, *then, InterpreterUse.kind == UseKind.ASKED)
    first_seen = or_(InterpreterUse.of_id.in_(askings), InterpreterUse.of_id.is_(None) & then[0] & then[1])
    query = select(InterpreterUse.id, InterpreterUse.of_id, InterpreterUse.kind).where(ours, first_seen)
    return [(one, of, kind) for one, of, kind in session.execute(query.order_by(InterpreterUse.at, InterpreterUse.id))]
