"""What is counted: the requests of some days with what became of them, the appointments that waited or failed, and the
calls to the telephone service. An agency counts its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment, AppointmentState, CalledOffBy
from comms.bookings.appointments.find import is_seen, visible_appointments
from comms.bookings.booking import Booking
from comms.bookings.interpreter_use import InterpreterUse, UseKind
from comms.bookings.missing.asked_for import AskedFor
from comms.bookings.missing.outcome import MISSED, outcome_of, why_nobody
from comms.bookings.missing.period import Period
from comms.bookings.offers.offer import Offer
from comms.bookings.requests.find import visible_requests
from comms.bookings.requests.request import InterpreterRequest
from comms.families.hidden.find import nobody_hidden
from comms.foundation.clock import london_date
from comms.interpreters.find import visible_interpreters
from comms.interpreters.interpreter import Interpreter, InterpreterLanguage
from comms.interpreters.supplier import Supplier

States = dict[UUID, list[str]]
# As many values as either database takes in one question, with room to spare.
A_LOT = 5000


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
        meeting.ends_at.label("over_at"), meeting.state.label("appointment_state"), meeting.called_off_by,
    )  # fmt: skip
    ids = _within(viewer, period)
    query = ids.with_only_columns(*columns).order_by(meeting.starts_at, asked.reference)
    booked = _states(session, Booking.request_id, Booking.state, ids, Booking.booked_at, Booking.id)
    offered = _states(session, Offer.request_id, Offer.state, ids, Offer.made_at, Offer.id)
    askable = _askable(session, viewer)
    return [
        _as_asked(row, booked.get(row.id, ()), offered.get(row.id, ()), askable, now) for row in session.execute(query)
    ]


def _within(viewer: Viewer, period: Period) -> Select[UUID]:
    """The ids of the requests whose meeting begins in the period."""
    return (
        select(InterpreterRequest.id)
        .join(Appointment, Appointment.id == InterpreterRequest.appointment_id)
        .where(Appointment.agency_id == viewer.agency_id, InterpreterRequest.agency_id == viewer.agency_id)
        .where(is_seen(viewer, Appointment.id))
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


def _as_asked(
    row: Row[Any], bookings: Sequence[str], offers: Sequence[str], askable: Askable, now: datetime
) -> AskedFor:
    off = row.called_off_by == CalledOffBy.INTERPRETER
    over, supplier = row.over_at <= now, askable.by_supplier(row.language, row.begins_at)
    outcome, why = outcome_of(row.state, bookings, row.appointment_state, over=over, by_interpreter=off), None
    if outcome in MISSED:
        known = supplier or askable.in_register(row.language, row.begins_at)
        why = why_nobody(offers, bookings, known=known, by_interpreter=off)
    return AskedFor(
        request_id=row.id, appointment_id=row.appointment_id, reference=row.reference, language=row.language,
        begins_at=row.begins_at, starts_at=row.starts_at, ends_at=row.ends_at, zone=row.zone, mode=row.mode,
        risk=row.risk, gender=row.gender, level=row.level, supplier=supplier,
        appointment_failed=row.appointment_state == AppointmentState.FAILED, outcome=outcome, why=why,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Askable:
    """Who could have been asked at all: by language since when, and until which day, somebody is in a register; and
    which languages (none stands for all) each supplier sends, since when."""

    spoken: Mapping[str, Sequence[tuple[datetime, date | None]]]
    sent: Sequence[tuple[Sequence[str], datetime]]

    def in_register(self, language: str, at: datetime) -> bool:
        """Whether somebody who interprets the language was in the register."""
        return any(
            since <= at and (left is None or left >= london_date(at)) for since, left in self.spoken.get(language, ())
        )

    def by_supplier(self, language: str, at: datetime) -> bool:
        """Whether a supplier sent interpreters of the language."""
        return any(since <= at and (not tags or language in tags) for tags, since in self.sent)


def _askable(session: Session, viewer: Viewer) -> Askable:
    # Since when somebody works in a language is not on record; since when they are in the register is.
    seen = visible_interpreters(viewer).where(or_(Interpreter.active, Interpreter.left_on.is_not(None)))
    columns = (InterpreterLanguage.language, Interpreter.registered_at, Interpreter.left_on)
    spoken: dict[str, list[tuple[datetime, date | None]]] = defaultdict(list)
    for tag, since, left_on in session.execute(
        seen.join(InterpreterLanguage, InterpreterLanguage.interpreter_id == Interpreter.id).with_only_columns(*columns)
    ):
        spoken[tag].append((since, left_on))
    sent = session.execute(
        select(Supplier.languages, Supplier.recorded_at).where(Supplier.agency_id == viewer.agency_id, Supplier.active)
    )
    return Askable(spoken, [(tags, since) for tags, since in sent])


def requests_by_id(session: Session, viewer: Viewer, ids: Collection[UUID]) -> list[InterpreterRequest]:
    """These requests of the viewer's agency."""
    found: list[InterpreterRequest] = []
    wanted = list(ids)
    for start in range(0, len(wanted), A_LOT):
        lot = wanted[start : start + A_LOT]
        found += session.scalars(visible_requests(viewer).where(InterpreterRequest.id.in_(lot)))
    return found


def moved_later(session: Session, viewer: Viewer, period: Period) -> list[Moved]:
    """The appointments first meant to be in the period that lie, or were held, on a later day."""
    query = (
        visible_appointments(viewer)
        .with_only_columns(Appointment.delayed_from, Appointment.starts_at)
        .where(
            Appointment.delayed_from >= period.start,
            Appointment.delayed_from < period.end,
            Appointment.state != AppointmentState.CANCELLED,
        )
    )
    found = session.execute(query.order_by(Appointment.delayed_from))
    return [Moved(first, at) for first, at in found if first and london_date(at) > london_date(first)]


def failed_appointments(session: Session, viewer: Viewer, period: Period) -> set[UUID]:
    """The appointments of the period that did not take place through us or an interpreter."""
    query = (
        visible_appointments(viewer)
        .with_only_columns(Appointment.id)
        .where(
            Appointment.state == AppointmentState.FAILED,
            Appointment.starts_at >= period.start,
            Appointment.starts_at < period.end,
        )
    )
    return set(session.scalars(query))


def uses(session: Session, viewer: Viewer, period: Period) -> list[tuple[UUID, UUID | None, str]]:
    """What was asked of the telephone service in the period, and what was answered to that, whenever it was: id, the
    asking it answers, and what happened; the earliest first."""
    ours = and_(InterpreterUse.agency_id == viewer.agency_id, nobody_hidden(viewer, InterpreterUse.person_id))
    then = (InterpreterUse.at >= period.start, InterpreterUse.at < period.end)
    askings = select(InterpreterUse.id).where(ours, *then, InterpreterUse.kind == UseKind.ASKED)
    first_seen = or_(InterpreterUse.of_id.in_(askings), InterpreterUse.of_id.is_(None) & then[0] & then[1])
    query = select(InterpreterUse.id, InterpreterUse.of_id, InterpreterUse.kind).where(ours, first_seen)
    return [(one, of, kind) for one, of, kind in session.execute(query.order_by(InterpreterUse.at, InterpreterUse.id))]
