"""What matching asks the database: few questions, each for all interpreters at once, answered with plain values.

The rules hold across agencies. So whether somebody is related, is unsuitable, is taken, or served the other side is
asked of every agency's rows; what comes back are ids, times and zones that no screen shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, extract, func, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment, Attendee
from comms.bookings.appointments.find import visible_appointments
from comms.bookings.booking import STANDS, Booking, BookingState
from comms.bookings.matching.facts import Past, Taken
from comms.families.person import Person, Relationship
from comms.foundation.clock import LONDON
from comms.foundation.migrations.no_double_booking import LONGEST_BOOKING_HOURS, LONGEST_WAY_HOURS
from comms.interpreters.conflict import Conflict
from comms.interpreters.find import visible_interpreters
from comms.interpreters.hours import HoursException, WeeklyHours
from comms.interpreters.interpreter import Interpreter, InterpreterLanguage
from comms.interpreters.qualification import Qualification
from comms.interpreters.travel import TravelTime, Zones

# Ids of interpreters: a question for them, or the ids themselves.
Who = Select[UUID] | Sequence[UUID]
# What a question answers: for each row the columns its name promises.
Rows = Sequence[Sequence[Any]]

# In these somebody interpreted, interprets or is about to.
SERVED = STANDS | {BookingState.COMPLETED, BookingState.CURTAILED}
WAS_THERE = frozenset({BookingState.CONFIRMED, BookingState.ARRIVED, BookingState.COMPLETED, BookingState.CURTAILED})
NEAR = timedelta(hours=LONGEST_BOOKING_HOURS + LONGEST_WAY_HOURS)
FOUR_WEEKS = timedelta(days=28)
A_LOT = 5000


def register(viewer: Viewer, *, also_left: bool = False) -> Select[UUID]:
    """The ids of everybody the viewer's agency may book; without those who left, unless they are asked for."""
    found = visible_interpreters(viewer).with_only_columns(Interpreter.id)
    return found if also_left else found.where(Interpreter.active)


def speakers(viewer: Viewer, languages: Iterable[str]) -> Select[UUID]:
    """The ids of those who interpret one of these languages."""
    speak = select(InterpreterLanguage.interpreter_id).where(InterpreterLanguage.language.in_(sorted(set(languages))))
    return register(viewer).where(Interpreter.id.in_(speak))


def speaking(session: Session, viewer: Viewer, tags: Iterable[str]) -> dict[str, list[UUID]]:
    """The ids of those who interpret each of these languages."""
    query = (
        select(InterpreterLanguage.language, InterpreterLanguage.interpreter_id)
        .where(
            InterpreterLanguage.language.in_(sorted(set(tags))),
            InterpreterLanguage.interpreter_id.in_(register(viewer)),
        )
        .distinct()
    )
    found: dict[str, list[UUID]] = defaultdict(list)
    for tag, one in session.execute(query):
        found[tag].append(one)
    return found


def just_these(viewer: Viewer, ids: Iterable[UUID]) -> Select[UUID]:
    """Of these ids, those the viewer's agency may book, or could before they left."""
    return register(viewer, also_left=True).where(Interpreter.id.in_(list(ids)))


def how_many(session: Session, viewer: Viewer) -> int:
    """How many interpreters the viewer's agency may book."""
    query = visible_interpreters(viewer).where(Interpreter.active).with_only_columns(func.count())
    return session.scalar(query) or 0


def interpreters(session: Session, viewer: Viewer, who: Who) -> Rows:
    """What the rules need of each themselves, in the order of ``InterpreterFacts``."""
    query = visible_interpreters(viewer).with_only_columns(
        Interpreter.id, Interpreter.name, Interpreter.gender, Interpreter.person_id, Interpreter.active,
        Interpreter.left_on, Interpreter.base_zone, Interpreter.travels_minutes, Interpreter.most_minutes_a_day,
        Interpreter.most_minutes_a_week,
    )  # fmt: skip
    return session.execute(query.where(Interpreter.id.in_(who))).all()


def languages(session: Session, viewer: Viewer, who: Who, tags: Iterable[str]) -> Rows:  # noqa: ARG001 - who are the viewer's
    """Their entries for these languages: whose, which language, dialect, level, way, modes."""
    query = select(
        InterpreterLanguage.interpreter_id, InterpreterLanguage.language, InterpreterLanguage.dialect,
        InterpreterLanguage.level, InterpreterLanguage.way, InterpreterLanguage.modes,
    )  # fmt: skip
    theirs = InterpreterLanguage.language.in_(sorted(set(tags))), InterpreterLanguage.interpreter_id.in_(who)
    return session.execute(query.where(*theirs)).all()


def qualifications(session: Session, viewer: Viewer, who: Who, kinds: Iterable[str]) -> Rows:  # noqa: ARG001 - who are the viewer's
    """What they have shown of these kinds: whose, which kind, detail, language, from when and until when."""
    query = select(
        Qualification.interpreter_id, Qualification.kind, Qualification.detail, Qualification.language,
        Qualification.issued_on, Qualification.expires_on,
    ).where(
        Qualification.kind.in_(sorted(set(kinds))), Qualification.ended_at.is_(None),
        Qualification.interpreter_id.in_(who),
    )  # fmt: skip
    return session.execute(query).all()


def objections(session: Session, viewer: Viewer, who: Who) -> Rows:  # noqa: ARG001 - declared to any agency
    """Their conflicts in force, without what they say."""
    query = select(Conflict.interpreter_id, Conflict.id, Conflict.scope, Conflict.person_id, Conflict.declared_by)
    return session.execute(query.where(Conflict.ended_at.is_(None), Conflict.interpreter_id.in_(who))).all()


def weekly_hours(session: Session, viewer: Viewer, who: Who, days: Sequence[date]) -> Rows:  # noqa: ARG001 - who are the viewer's
    """Their hours on these days of the week, as far as they hold between the first and the last."""
    query = select(
        WeeklyHours.interpreter_id, WeeklyHours.weekday, WeeklyHours.from_time, WeeklyHours.until_time,
        WeeklyHours.from_day, WeeklyHours.until_day,
    ).where(
        WeeklyHours.interpreter_id.in_(who), WeeklyHours.weekday.in_(sorted({day.weekday() for day in days})),
        WeeklyHours.from_day <= max(days), or_(WeeklyHours.until_day.is_(None), WeeklyHours.until_day >= min(days)),
    )  # fmt: skip
    return session.execute(query).all()


def exceptions(session: Session, viewer: Viewer, who: Who, start: datetime, end: datetime) -> Rows:  # noqa: ARG001 - who are the viewer's
    """What departs from their hours between two moments."""
    query = select(
        HoursException.interpreter_id, HoursException.kind, HoursException.starts_at, HoursException.ends_at
    ).where(
        HoursException.interpreter_id.in_(who), HoursException.ends_at > start, HoursException.starts_at < end
    )  # fmt: skip
    return session.execute(query).all()


def taken(
    session: Session, viewer: Viewer, who: Who, span: tuple[datetime, datetime], now: datetime
) -> dict[UUID, list[Taken]]:  # fmt: skip
    """What they are booked for, by whomever, near enough to a span of time to stand in its way."""
    start, end = span
    query = select(Booking.interpreter_id, Booking.starts_at, Booking.ends_at, Booking.zone, Booking.request_id).where(
        *_takes_time(viewer, who, now), Booking.starts_at > start - NEAR, Booking.starts_at < end + NEAR
    )
    found: dict[UUID, list[Taken]] = defaultdict(list)
    rows: Rows = session.execute(query).all()
    for row in rows:
        found[row[0]].append(Taken(*row[1:]))
    return found


def _takes_time(viewer: Viewer, who: Who, now: datetime) -> list[ColumnElement[bool]]:  # noqa: ARG001 - whoever booked
    stands = or_(Booking.held_until.is_(None), Booking.held_until > now)
    return [Booking.interpreter_id.in_(who), Booking.occupies.is_(True), stands]


def booked_minutes(session: Session, viewer: Viewer, who: Who, day: date, now: datetime) -> dict[UUID, Past]:
    """How many minutes they are booked for, by whomever: a day in London, its week, the four weeks up to it."""
    midnight, monday = _midnight(day), _midnight(day - timedelta(days=day.weekday()))
    begins, ends = _midnight(day - FOUR_WEEKS + timedelta(days=1)), _midnight(day + timedelta(days=1))
    week_ends = _midnight(day + timedelta(days=7 - day.weekday()))
    seconds = extract("epoch", Booking.ends_at) - extract("epoch", Booking.starts_at)

    def within(start: datetime, end: datetime) -> ColumnElement[Any]:
        return func.sum(case((and_(Booking.starts_at >= start, Booking.starts_at < end), seconds), else_=0))

    query = (
        select(Booking.interpreter_id, within(midnight, ends), within(monday, week_ends), within(begins, ends))
        .where(*_takes_time(viewer, who, now), Booking.starts_at >= begins, Booking.starts_at < week_ends)
        .group_by(Booking.interpreter_id)
    )
    return {
        one: Past(int(day_s) // 60, int(week_s) // 60, int(month_s) // 60)
        for one, day_s, week_s, month_s in session.execute(query)
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


def terms(session: Session, viewer: Viewer, who: Who) -> dict[UUID, str]:
    """What each charges, as JSON: most have the same, so that it is read once."""
    query = visible_interpreters(viewer).with_only_columns(Interpreter.id, cast(Interpreter.terms, Text))
    return {one: stored or "" for one, stored in session.execute(query.where(Interpreter.id.in_(who)))}


def matters(session: Session, viewer: Viewer, appointments: Iterable[UUID]) -> dict[UUID, str]:
    """The matter of each of these appointments."""
    found: dict[UUID, str] = {}
    for lot in in_lots(appointments):
        query = visible_appointments(viewer).with_only_columns(Appointment.id, Appointment.matter)
        found |= {row.id: row.matter for row in session.execute(query.where(Appointment.id.in_(lot)))}
    return found


def attendees(session: Session, viewer: Viewer, appointments: Iterable[UUID]) -> dict[UUID, dict[UUID, str]]:
    """Who attends each of these appointments, with their roles."""
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for lot in in_lots(appointments):
        own = visible_appointments(viewer).with_only_columns(Appointment.id).where(Appointment.id.in_(lot))
        query = select(Attendee.appointment_id, Attendee.person_id, Attendee.role)
        for appointment_id, person_id, role in session.execute(query.where(Attendee.appointment_id.in_(own))):
            found[appointment_id][person_id] = role
    return found


def ties(session: Session, viewer: Viewer, people: Iterable[UUID]) -> list[tuple[UUID, UUID]]:  # noqa: ARG001 - who is related is so for everybody
    """Every pair of a child and an adult of which one is among these people."""
    found: list[tuple[UUID, UUID]] = []
    for lot in in_lots(people):
        query = select(Relationship.child_id, Relationship.adult_id).where(
            or_(Relationship.child_id.in_(lot), Relationship.adult_id.in_(lot))
        )
        found += [(child, adult) for child, adult in session.execute(query)]
    return found


def homes(session: Session, viewer: Viewer, people: Iterable[UUID]) -> list[tuple[UUID, UUID]]:  # noqa: ARG001 - who lives where is so for everybody
    """Everybody who lives where one of these people does, each with the household."""
    found: list[tuple[UUID, UUID]] = []
    for lot in in_lots(people):
        theirs = select(Person.household_id).where(Person.id.in_(lot), Person.household_id.is_not(None))
        query = select(Person.id, Person.household_id).where(Person.household_id.in_(theirs))
        found += [(person, household) for person, household in session.execute(query) if household]
    return found


def served(session: Session, viewer: Viewer, matters: Iterable[str]) -> Rows:  # noqa: ARG001 - no agency's interpreter serves both sides
    """Who interpreted, or will, in these matters and for which roles, whoever booked them."""
    wanted = sorted(set(matters) - {""})
    if not wanted:
        return []
    query = select(Booking.interpreter_id, Booking.matter, Booking.for_roles)
    ours = (Booking.matter.in_(wanted), Booking.interpreter_id.is_not(None), Booking.state.in_(SERVED))
    return session.execute(query.where(*ours)).all()


def met(session: Session, viewer: Viewer, people: Iterable[UUID], since: datetime) -> Rows:
    """The viewer's own bookings since a moment for these people: by whom, with whom, and which booking."""
    found: list[Sequence[Any]] = []
    for lot in in_lots(people):
        query = (
            select(Booking.interpreter_id, Attendee.person_id, Booking.id)
            .join(Attendee, Attendee.appointment_id == Booking.appointment_id)
            .where(
                Attendee.person_id.in_(lot), Booking.agency_id == viewer.agency_id, Booking.state.in_(WAS_THERE),
                Booking.interpreter_id.is_not(None), Booking.starts_at >= since,
            )
        )  # fmt: skip
        found += session.execute(query).all()
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


def in_lots(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """These ids without repeats, a few thousand at a time: a database takes only so many in one question."""
    every = list(dict.fromkeys(ids))
    yield from (every[start : start + A_LOT] for start in range(0, len(every), A_LOT))
