"""What matching asks the database: few questions, each for all interpreters at once, answered with plain values.

The rules hold across agencies. So whether somebody is related, is unsuitable, is taken, or served the other side is
asked of every agency's rows; what comes back are ids, times and zones that no screen shows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
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
from sqlalchemy.types import NullType

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Attendee
from comms.bookings.booking import STANDS, Booking, BookingState
from comms.bookings.matching.facts import Key, Past
from comms.bookings.matching.requested.find import in_lots
from comms.foundation.clock import LONDON
from comms.foundation.migrations.no_double_booking import LONGEST_BOOKING_HOURS, LONGEST_WAY_HOURS
from comms.interpreters.conflict import Conflict
from comms.interpreters.find import visible_interpreters
from comms.interpreters.hours import HoursException, WeeklyHours
from comms.interpreters.interpreter import Interpreter, InterpreterLanguage
from comms.interpreters.qualification import Qualification
from comms.interpreters.travel import TravelTime, Zones

# A question that finds interpreters, to which the columns are added.
Who = Select[Interpreter]
# What a question answers: for each row the columns its name promises, first the key of the interpreter it is about.
Rows = Sequence[Sequence[Any]]

# In these somebody interpreted, interprets or is about to.
SERVED = STANDS | {BookingState.COMPLETED, BookingState.CURTAILED}
WAS_THERE = frozenset({BookingState.CONFIRMED, BookingState.ARRIVED, BookingState.COMPLETED, BookingState.CURTAILED})
NEAR = timedelta(hours=LONGEST_BOOKING_HOURS + LONGEST_WAY_HOURS)
FOUR_WEEKS = timedelta(days=28)


def register(viewer: Viewer, *, also_left: bool = False) -> Who:
    """Everybody the viewer's agency may book; without those who left, unless they are asked for."""
    return visible_interpreters(viewer) if also_left else visible_interpreters(viewer).where(Interpreter.active)


def speakers(viewer: Viewer, languages: Iterable[str]) -> Who:
    """Those who interpret one of these languages."""
    speak = select(InterpreterLanguage.interpreter_id).where(InterpreterLanguage.language.in_(sorted(set(languages))))
    return register(viewer).where(Interpreter.id.in_(speak))


def just_this(viewer: Viewer, interpreter_id: UUID) -> Who:
    """One interpreter whom the viewer's agency may book, or could before they left."""
    return register(viewer, also_left=True).where(Interpreter.id == interpreter_id)


def how_many(session: Session, viewer: Viewer) -> int:
    """How many interpreters the viewer's agency may book."""
    query = visible_interpreters(viewer).where(Interpreter.active).with_only_columns(func.count())
    return session.scalar(query) or 0


def interpreters(session: Session, viewer: Viewer, who: Who, tags: Iterable[str]) -> Rows:  # noqa: ARG001 - in who
    """What the rules need of each themselves, and each of their entries for these languages, empty where they have
    none: which language, dialect, level, way, modes as JSON. Terms are JSON too."""
    theirs = and_(
        InterpreterLanguage.interpreter_id == Interpreter.id, InterpreterLanguage.language.in_(sorted(set(tags)))
    )
    query = who.outerjoin(InterpreterLanguage, theirs).with_only_columns(
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
    theirs = InterpreterLanguage.interpreter_id == Interpreter.id
    query = (
        register(viewer).join(InterpreterLanguage, theirs).where(InterpreterLanguage.language.in_(sorted(set(tags))))
    )
    columns = InterpreterLanguage.language, _key(Interpreter.id)
    for tag, one in _rows(session, query.with_only_columns(*columns).distinct()):
        found[tag].append(one)
    return found


def qualifications(session: Session, viewer: Viewer, whose: Sequence[Key], kinds: Iterable[str]) -> Rows:  # noqa: ARG001 - whose are the viewer's
    """What they have shown of these kinds: which kind, detail, language, from when and until when."""
    query = select(
        _key(Qualification.interpreter_id), Qualification.kind, Qualification.detail, Qualification.language,
        Qualification.issued_on, Qualification.expires_on,
    ).where(
        Qualification.kind.in_(sorted(set(kinds))), Qualification.ended_at.is_(None),
        _among(session, Qualification.interpreter_id, whose),
    )  # fmt: skip
    return _rows(session, query)


def objections(session: Session, viewer: Viewer, whose: Sequence[Key]) -> Rows:  # noqa: ARG001 - declared to any agency
    """Their conflicts in force, without what they say."""
    query = select(
        _key(Conflict.interpreter_id), Conflict.id, Conflict.scope, Conflict.person_id, Conflict.declared_by
    ).where(Conflict.ended_at.is_(None), _among(session, Conflict.interpreter_id, whose))
    return _rows(session, query)


def weekly_hours(session: Session, viewer: Viewer, whose: Sequence[Key], days: Sequence[date]) -> Rows:  # noqa: ARG001 - whose are the viewer's
    """Their hours on these days of the week, as far as they hold between the first and the last."""
    query = select(
        _key(WeeklyHours.interpreter_id), WeeklyHours.weekday, WeeklyHours.from_time, WeeklyHours.until_time,
        WeeklyHours.from_day, WeeklyHours.until_day,
    ).where(
        _among(session, WeeklyHours.interpreter_id, whose),
        WeeklyHours.weekday.in_(sorted({day.weekday() for day in days})),
        WeeklyHours.from_day <= max(days), or_(WeeklyHours.until_day.is_(None), WeeklyHours.until_day >= min(days)),
    )  # fmt: skip
    return _rows(session, query)


def exceptions(session: Session, viewer: Viewer, whose: Sequence[Key], span: tuple[datetime, datetime]) -> Rows:  # noqa: ARG001 - whose are the viewer's
    """What departs from their hours within a span of time."""
    start, end = span
    query = select(
        _key(HoursException.interpreter_id), HoursException.kind, HoursException.starts_at, HoursException.ends_at
    ).where(
        _among(session, HoursException.interpreter_id, whose), HoursException.ends_at > start,
        HoursException.starts_at < end,
    )  # fmt: skip
    return _rows(session, query)


def taken(
    session: Session, viewer: Viewer, whose: Sequence[Key], span: tuple[datetime, datetime], now: datetime
) -> Rows:
    """What they are booked for, by whomever, near enough to a span of time to stand in its way."""
    start, end = span
    query = select(
        _key(Booking.interpreter_id), Booking.starts_at, Booking.ends_at, Booking.zone, Booking.request_id
    ).where(
        _among(session, Booking.interpreter_id, whose), *_takes_time(viewer, now), Booking.starts_at > start - NEAR,
        Booking.starts_at < end + NEAR,
    )  # fmt: skip
    return _rows(session, query)


def _takes_time(viewer: Viewer, now: datetime) -> tuple[ColumnElement[bool], ...]:  # noqa: ARG001 - whoever booked
    return Booking.occupies.is_(True), or_(Booking.held_until.is_(None), Booking.held_until > now)


def booked_minutes(session: Session, viewer: Viewer, whose: Sequence[Key], day: date, now: datetime) -> dict[Key, Past]:
    """How many minutes they are booked for, by whomever: a day in London, its week, the four weeks up to it."""
    midnight, monday = _midnight(day), _midnight(day - timedelta(days=day.weekday()))
    begins, ends = _midnight(day - FOUR_WEEKS + timedelta(days=1)), _midnight(day + timedelta(days=1))
    week_ends = _midnight(day + timedelta(days=7 - day.weekday()))
    seconds = extract("epoch", Booking.ends_at) - extract("epoch", Booking.starts_at)

    def within(start: datetime, end: datetime) -> ColumnElement[Any]:
        return func.sum(case((and_(Booking.starts_at >= start, Booking.starts_at < end), seconds), else_=0))

    query = (
        select(_key(Booking.interpreter_id), within(midnight, ends), within(monday, week_ends), within(begins, ends))
        .where(
            _among(session, Booking.interpreter_id, whose), *_takes_time(viewer, now), Booking.starts_at >= begins,
            Booking.starts_at < week_ends,
        ).group_by(Booking.interpreter_id)
    )  # fmt: skip
    return {
        one: Past(int(day_s) // 60, int(week_s) // 60, int(month_s) // 60)
        for one, day_s, week_s, month_s in _rows(session, query)
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


def served(session: Session, viewer: Viewer, matters: Iterable[str]) -> Rows:  # noqa: ARG001 - no agency's interpreter serves both sides
    """Who interpreted, or will, in these matters and for which roles, whoever booked them."""
    wanted = sorted(set(matters) - {""})
    if not wanted:
        return []
    query = select(_key(Booking.interpreter_id), Booking.matter, Booking.for_roles)
    ours = (Booking.matter.in_(wanted), Booking.interpreter_id.is_not(None), Booking.state.in_(SERVED))
    return _rows(session, query.where(*ours))


def met(session: Session, viewer: Viewer, people: Iterable[UUID], since: datetime) -> Rows:
    """The viewer's own bookings since a moment for these people: by whom, with whom, and which booking."""
    found: list[Sequence[Any]] = []
    # An expression, because SQLite would rather read through all that the agency ever booked than through these.
    ours = case((Booking.agency_id == viewer.agency_id, 1), else_=0) == 1
    for lot in in_lots(people):
        query = (
            select(_key(Booking.interpreter_id), Attendee.person_id, _key(Booking.id))
            .join(Attendee, Attendee.appointment_id == Booking.appointment_id)
            .where(
                Attendee.person_id.in_(lot), Booking.state.in_(WAS_THERE), Booking.interpreter_id.is_not(None),
                Booking.starts_at >= since, ours,
            )
        )  # fmt: skip
        found += _rows(session, query)
    return found


def ways(session: Session, viewer: Viewer, zones: Iterable[str]) -> dict[Zones, int]:  # noqa: ARG001 - roads are everybody's
    """Minutes from and to each of these zones, as people here know them."""
    wanted = sorted(set(zones) - {""})
    if not wanted:
        return {}
    query = select(TravelTime.from_zone, TravelTime.to_zone, TravelTime.minutes)
    there_or_back = or_(TravelTime.from_zone.in_(wanted), TravelTime.to_zone.in_(wanted))
    return {(one, other): minutes for one, other, minutes in session.execute(query.where(there_or_back))}


def conflicts(session: Session, viewer: Viewer, ids: Iterable[UUID]) -> Sequence[Conflict]:
    """The conflicts of these ids that the viewer's own agency recorded: of others' nobody here is told why."""
    query = select(Conflict).where(Conflict.id.in_(list(ids)), Conflict.agency_id == viewer.agency_id)
    return session.scalars(query.order_by(Conflict.recorded_at, Conflict.id)).all()


def _key(column: InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]) -> ColumnElement[Any]:
    # To make a UUID of each of some thousand ids, only to compare them, was half of the cost of reading.
    return type_coerce(column, NullType())


def _among(
    session: Session, column: InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None], keys: Sequence[Key]
) -> ColumnElement[bool]:
    """Whether a column holds one of these keys, which go as one value: hundreds of them would be planned for anew each
    time."""
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(bindparam(None, list(keys), ARRAY(Uuid())))
    each = func.json_each(json.dumps(list(keys))).table_valued("value")
    return column.in_(select(type_coerce(each.c.value, column.type)))


def _rows(session: Session, query: Select[Any]) -> Rows:
    # Values alone, past the ORM, which would make each row twice; what waits to be written must be seen all the same.
    session.flush()
    return session.connection().execute(query).all()
