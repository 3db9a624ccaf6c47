"""What matching asks the database: few questions, each for all interpreters at once, answered with plain values.

The rules hold across agencies. So whether somebody is related, is unsuitable, is taken, or served the other side is
asked of every agency's rows; what comes back are ids, times and zones that no screen shows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    extract,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Attendee
from comms.bookings.appointments.find import is_seen
from comms.bookings.booking import STANDS, Booking, BookingState
from comms.bookings.matching.facts import Key, Past, in_lots
from comms.families.hidden.find import nobody_hidden
from comms.foundation.clock import LONDON
from comms.foundation.migrations.no_double_booking import LONGEST_BOOKING_HOURS, LONGEST_WAY_HOURS
from comms.interpreters.conflict import Conflict
from comms.interpreters.find import visible_interpreters
from comms.interpreters.hours import HoursException, WeeklyHours
from comms.interpreters.interpreter import Interpreter, InterpreterLanguage
from comms.interpreters.qualification import Qualification

# A question that finds interpreters with their entries for languages, to which the columns are added.
Who = Select[Interpreter]
# What a question answers: for each row the columns its name promises, first the key of the interpreter it is about.
Rows = Sequence[Sequence[Any]]

# In these somebody interpreted, interprets or is about to.
SERVED = STANDS | {BookingState.COMPLETED, BookingState.CURTAILED}
WAS_THERE = frozenset({BookingState.CONFIRMED, BookingState.ARRIVED, BookingState.COMPLETED, BookingState.CURTAILED})
NEAR = timedelta(hours=LONGEST_BOOKING_HOURS + LONGEST_WAY_HOURS)
FOUR_WEEKS = timedelta(days=28)


def _key(column: InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]) -> ColumnElement[Any]:
    # To make a UUID of each of some thousand ids, only to compare them, was half of the cost of reading.
    return cast(column, Text)


def _among(
    engine: str, column: InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]
) -> ColumnElement[bool]:
    """Whether a column holds one of the keys given as "whose", which go as one value: hundreds would be planned for
    anew each time."""
    if engine == "postgresql":
        return column == any_(bindparam("whose", type_=ARRAY(Uuid(as_uuid=False))))
    each = func.json_each(bindparam("whose", type_=Text())).table_valued("value")
    return column.in_(select(type_coerce(each.c.value, column.type)))


def _ask(session: Session, question: Callable[[str], Select[Any]], whose: Sequence[Key], **values: Any) -> Rows:
    """Ask a question that is the same each time but for its values, of these interpreters."""
    engine = session.get_bind().dialect.name
    keys = list(whose) if engine == "postgresql" else json.dumps(list(whose))
    return _rows(session, question(engine), {"whose": keys, **values})


def _rows(session: Session, query: Select[Any], values: dict[str, Any] | None = None) -> Rows:
    # Values alone, past the ORM, which would make each row twice; what waits to be written must be seen all the same.
    session.flush()
    return session.connection().execute(query, values or {}).all()


def register(viewer: Viewer, tags: Iterable[str]) -> Who:
    """Everybody the viewer's agency may book, or could before they left, with what they have of these languages."""
    return visible_interpreters(viewer).outerjoin(InterpreterLanguage, _entries(tags))


def speakers(viewer: Viewer, tags: Iterable[str]) -> Who:
    """Those who interpret one of these languages, with each entry; without those who left."""
    return visible_interpreters(viewer).where(Interpreter.active).join(InterpreterLanguage, _entries(tags))


def just_this(viewer: Viewer, tags: Iterable[str], interpreter_id: UUID) -> Who:
    """One interpreter whom the viewer's agency may book, or could before they left."""
    return register(viewer, tags).where(Interpreter.id == interpreter_id)


def _entries(tags: Iterable[str]) -> ColumnElement[bool]:
    wanted = sorted(set(tags))
    return and_(InterpreterLanguage.interpreter_id == Interpreter.id, InterpreterLanguage.language.in_(wanted))


def how_many(session: Session, viewer: Viewer) -> int:
    """How many interpreters the viewer's agency may book."""
    query = visible_interpreters(viewer).where(Interpreter.active).with_only_columns(func.count())
    return session.scalar(query) or 0


def interpreters(session: Session, viewer: Viewer, who: Who) -> Rows:  # noqa: ARG001 - in who
    """What the rules need of each themselves, and each of their entries for a language, empty where they have none:
    which language, dialect, level, way, modes as JSON. Terms are JSON too."""
    query = who.with_only_columns(
        _key(Interpreter.id), Interpreter.name, Interpreter.gender, _key(Interpreter.person_id), Interpreter.active,
        Interpreter.left_on, Interpreter.base_zone, Interpreter.travels_minutes, Interpreter.most_minutes_a_day,
        Interpreter.most_minutes_a_week, cast(Interpreter.terms, Text), InterpreterLanguage.language,
        InterpreterLanguage.dialect, InterpreterLanguage.level, InterpreterLanguage.way,
        cast(InterpreterLanguage.modes, Text),
    )  # fmt: skip
    return _rows(session, query)


def speaking(session: Session, viewer: Viewer, tags: Iterable[str]) -> dict[str, list[Key]]:
    """The keys of those who interpret each of these languages."""
    found: dict[str, list[Key]] = defaultdict(list)
    columns = InterpreterLanguage.language, _key(Interpreter.id)
    for tag, one in _rows(session, speakers(viewer, tags).with_only_columns(*columns).distinct()):
        found[tag].append(one)
    return found


def qualifications(session: Session, viewer: Viewer, whose: Sequence[Key], kinds: Iterable[str]) -> Rows:  # noqa: ARG001 - whose are the viewer's
    """What they have shown of these kinds: which kind, detail, language, from when and until when."""
    return _ask(session, _qualifications, whose, kinds=sorted(set(kinds)))


@cache
def _qualifications(engine: str) -> Select[Any]:
    return select(
        _key(Qualification.interpreter_id), Qualification.kind, Qualification.detail, Qualification.language,
        Qualification.issued_on, Qualification.expires_on,
    ).where(
        _among(engine, Qualification.interpreter_id), Qualification.ended_at.is_(None),
        Qualification.kind.in_(bindparam("kinds", expanding=True)),
    )  # fmt: skip


def objections(session: Session, viewer: Viewer, whose: Sequence[Key]) -> Rows:  # noqa: ARG001 - declared to any agency
    """Their conflicts in force, without what they say."""
    return _ask(session, _objections, whose)


@cache
def _objections(engine: str) -> Select[Any]:
    return select(
        _key(Conflict.interpreter_id), Conflict.id, Conflict.scope, Conflict.person_id, Conflict.declared_by
    ).where(_among(engine, Conflict.interpreter_id), Conflict.ended_at.is_(None))


def weekly_hours(session: Session, viewer: Viewer, whose: Sequence[Key], days: Sequence[date]) -> Rows:  # noqa: ARG001 - whose are the viewer's
    """Their hours on these days of the week, as far as they hold between the first and the last."""
    weekdays = sorted({day.weekday() for day in days})
    return _ask(session, _weekly_hours, whose, weekdays=weekdays, first=min(days), last=max(days))


@cache
def _weekly_hours(engine: str) -> Select[Any]:
    return select(
        _key(WeeklyHours.interpreter_id), WeeklyHours.weekday, WeeklyHours.from_time, WeeklyHours.until_time,
        WeeklyHours.from_day, WeeklyHours.until_day,
    ).where(
        _among(engine, WeeklyHours.interpreter_id), WeeklyHours.weekday.in_(bindparam("weekdays", expanding=True)),
        WeeklyHours.from_day <= bindparam("last"),
        or_(WeeklyHours.until_day.is_(None), WeeklyHours.until_day >= bindparam("first")),
    )  # fmt: skip


def exceptions(session: Session, viewer: Viewer, whose: Sequence[Key], span: tuple[datetime, datetime]) -> Rows:  # noqa: ARG001 - whose are the viewer's
    """What departs from their hours within a span of time."""
    return _ask(session, _exceptions, whose, start=span[0], end=span[1])


@cache
def _exceptions(engine: str) -> Select[Any]:
    return select(
        _key(HoursException.interpreter_id), HoursException.kind, HoursException.starts_at, HoursException.ends_at
    ).where(
        _among(engine, HoursException.interpreter_id), HoursException.ends_at > bindparam("start"),
        HoursException.starts_at < bindparam("end"),
    )  # fmt: skip


def taken(
    session: Session, viewer: Viewer, whose: Sequence[Key], span: tuple[datetime, datetime], now: datetime  # noqa: ARG001 - whoever booked
) -> Rows:  # fmt: skip
    """What they are booked for, by whomever, near enough to a span of time to stand in its way."""
    return _ask(session, _taken, whose, now=now, after=span[0] - NEAR, before=span[1] + NEAR)


@cache
def _taken(engine: str) -> Select[Any]:
    return select(
        _key(Booking.interpreter_id), Booking.starts_at, Booking.ends_at, Booking.zone, Booking.request_id
    ).where(*_takes_time(engine))


def _takes_time(engine: str) -> tuple[ColumnElement[bool], ...]:
    return (
        _among(engine, Booking.interpreter_id), Booking.occupies.is_(True),
        or_(Booking.held_until.is_(None), Booking.held_until > bindparam("now")),
        Booking.starts_at > bindparam("after"), Booking.starts_at < bindparam("before"),
    )  # fmt: skip


def booked_minutes(
    session: Session, viewer: Viewer, whose: Sequence[Key], day: date, now: datetime  # noqa: ARG001 - whoever booked
) -> dict[Key, Past]:  # fmt: skip
    """How many minutes they are booked for, by whomever: a day in London, its week, the four weeks up to it."""
    monday = day - timedelta(days=day.weekday())
    begins, week_ends = _midnight(day - FOUR_WEEKS + timedelta(days=1)), _midnight(monday + timedelta(days=7))
    rows = _ask(
        session, _booked_minutes, whose, now=now, after=begins - timedelta.resolution, before=week_ends,
        midnight=_midnight(day), ends=_midnight(day + timedelta(days=1)), monday=_midnight(monday),
    )  # fmt: skip
    return {
        one: Past(int(of_day) // 60, int(of_week) // 60, int(of_all) // 60) for one, of_day, of_week, of_all in rows
    }


@cache
def _booked_minutes(engine: str) -> Select[Any]:
    # Whole seconds: PostgreSQL adds its exact decimals half as fast.
    seconds = cast(extract("epoch", Booking.ends_at), BigInteger) - cast(
        extract("epoch", Booking.starts_at), BigInteger
    )
    begun = Booking.starts_at >= bindparam("midnight"), Booking.starts_at < bindparam("ends")
    of_day = func.sum(case((and_(*begun), seconds), else_=0))
    of_week = func.sum(case((Booking.starts_at >= bindparam("monday"), seconds), else_=0))
    of_four_weeks = func.sum(case((Booking.starts_at < bindparam("ends"), seconds), else_=0))
    columns = _key(Booking.interpreter_id), of_day, of_week, of_four_weeks
    return select(*columns).where(*_takes_time(engine)).group_by(Booking.interpreter_id)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


def served(session: Session, viewer: Viewer, matters: Iterable[str], appointments: Iterable[UUID]) -> Rows:  # noqa: ARG001 - no agency's interpreter serves both sides
    """Who interpreted, or will, in these matters or at these appointments, and for which roles, whoever booked them:
    the matter, the appointment, the roles."""
    found: list[Sequence[Any]] = []
    query = select(_key(Booking.interpreter_id), Booking.matter, Booking.appointment_id, Booking.for_roles)
    query = query.where(Booking.interpreter_id.is_not(None), Booking.state.in_(SERVED))
    if wanted := sorted(set(matters) - {""}):
        found += _rows(session, query.where(Booking.matter.in_(wanted)))
    for lot in in_lots(appointments):
        found += _rows(session, query.where(Booking.appointment_id.in_(lot)))
    return found


def met(session: Session, viewer: Viewer, people: Iterable[UUID], since: datetime) -> Rows:
    """The viewer's own bookings since a moment for these people: by whom, with whom, and which booking."""
    found: list[Sequence[Any]] = []
    query = _MET.where(is_seen(viewer, Booking.appointment_id))
    for lot in in_lots(people):
        found += _rows(session, query, {"people": lot, "since": since, "agency": viewer.agency_id})
    return found


_MET = (
    select(_key(Booking.interpreter_id), Attendee.person_id, _key(Booking.id))
    .join(Attendee, Attendee.appointment_id == Booking.appointment_id)
    .where(
        Attendee.person_id.in_(bindparam("people", expanding=True)), Booking.state.in_(WAS_THERE),
        Booking.interpreter_id.is_not(None), Booking.starts_at >= bindparam("since"),
        # An expression, because SQLite would rather read through all that the agency ever booked than through these.
        case((Booking.agency_id == bindparam("agency"), 1), else_=0) == 1,
    )
)  # fmt: skip


def conflicts(session: Session, viewer: Viewer, ids: Iterable[UUID]) -> Sequence[Conflict]:
    """The conflicts of these ids that the viewer's own agency recorded: of others' nobody here is told why."""
    query = select(Conflict).where(
        Conflict.id.in_(list(ids)), Conflict.agency_id == viewer.agency_id, nobody_hidden(viewer, Conflict.person_id)
    )
    return session.scalars(query.order_by(Conflict.recorded_at, Conflict.id)).all()
