"""Recording when an interpreter works: the hours of their week, and what departs from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.one_at_a_time import one_at_a_time
from comms.interpreters import find
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.hours import HoursException, HoursKind, WeeklyHours

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
A_DAY = timedelta(days=1)
# Longer than this somebody has left, or the year was mistyped.
LONGEST_EXCEPTION = timedelta(days=366)
# What people record; what is busy in a calendar is read from it.
BY_HAND = (HoursKind.LEAVE, HoursKind.AWAY, HoursKind.EXTRA)


@dataclass(frozen=True, slots=True)
class HoursGiven:
    """From when to when somebody works on a day of the week (Monday is 0). 00:00 as the end is midnight."""

    weekday: int
    from_time: time
    until_time: time

    @property
    def in_words(self) -> str:
        """The hours as people say them."""
        return f"{WEEKDAYS[self.weekday]} {self.from_time:%H:%M} to {self.until_time:%H:%M}"

    def overlaps(self, other: HoursGiven) -> bool:
        """Whether both cover some moment of the week."""
        return self.weekday == other.weekday and self.from_time < _end(other) and other.from_time < _end(self)


def _end(one: HoursGiven) -> time:
    return one.until_time if one.until_time > time.min else time.max


def check_hours(hours: Sequence[HoursGiven]) -> None:
    """Raises ``BadInterpreter`` at ``hours`` for a day that is none, an end before the start, and hours that
    overlap."""
    for one in hours:
        if one.weekday not in range(len(WEEKDAYS)):
            raise BadInterpreter("hours", f"There is no day {one.weekday} of the week.", "Monday is 0, Sunday is 6.")
        if _end(one) <= one.from_time:
            raise BadInterpreter(
                "hours", f"{one.in_words} ends before it begins.",
                "Check the times. A night is two entries: until 00:00, and from 00:00 on the next day.",
            )  # fmt: skip
    for number, one in enumerate(hours):
        for other in hours[number + 1 :]:
            if one.overlaps(other):
                raise BadInterpreter(
                    "hours", f"{one.in_words} and {other.in_words} overlap.", "Give each time once, or as one entry."
                )


def set_weekly_hours(
    session: Session, viewer: Viewer, interpreter_id: UUID, hours: Sequence[HoursGiven], from_day: date, now: datetime
) -> list[WeeklyHours]:
    """Record the hours of somebody's week from a day on; those until the day before it stay on record. No hours mean
    that they do not work from then on. The same hours again change nothing. Raises ``BadInterpreter``."""
    viewer.require(Permission.KEEP_REGISTER)
    found = find.own_interpreter(session, viewer, interpreter_id)
    check_hours(hours)
    one_at_a_time(session, f"hours of {found.id}")
    known = find.weekly_hours_of(session, viewer, [found.id]).get(found.id, [])
    standing = [one for one in known if one.until_day is None or one.until_day >= from_day]
    if _as_given(standing) == sorted(_as_key(one) for one in hours) and all(
        one.until_day is None and one.from_day <= from_day for one in standing
    ):
        return standing
    for one in standing:
        if one.from_day < from_day:
            one.until_day = from_day - A_DAY
        else:
            session.delete(one)
    made = [
        WeeklyHours(
            interpreter_id=found.id, weekday=one.weekday, from_time=one.from_time, until_time=one.until_time,
            from_day=from_day,
        )
        for one in hours
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    detail = {"from": str(from_day), "entries": len(made)}
    note(session, viewer.actor, "set weekly hours", ("interpreter", found.id), now, detail)
    return made


def _as_given(hours: Iterable[WeeklyHours]) -> list[tuple[int, time, time]]:
    return sorted((one.weekday, one.from_time, one.until_time) for one in hours)


def _as_key(one: HoursGiven) -> tuple[int, time, time]:
    return one.weekday, one.from_time, one.until_time


@dataclass(frozen=True, slots=True)
class ExceptionGiven:
    """A stretch of time apart from somebody's hours: leave, away, or extra. The moments come from the door, which
    refuses times that the clock in London skips or shows twice."""

    kind: str
    starts_at: datetime
    ends_at: datetime


def record_exception(
    session: Session, viewer: Viewer, interpreter_id: UUID, given: ExceptionGiven, now: datetime
) -> HoursException:
    """Record that somebody is away, or works beyond their hours. The same again is the one there is.

    Raises ``BadInterpreter`` for an end that is not after the start, for a time that is past or too long, and for
    extra time while they are away, or the reverse.
    """
    viewer.require(Permission.KEEP_REGISTER)
    found = find.own_interpreter(session, viewer, interpreter_id)
    _check_exception(given, now)
    one_at_a_time(session, f"hours of {found.id}")
    met = find.exceptions_of(session, viewer, [found.id], given.starts_at, given.ends_at).get(found.id, [])
    for one in met:
        if (one.kind, one.starts_at, one.ends_at) == (given.kind, given.starts_at, given.ends_at):
            return one
        if one.kind != HoursKind.BUSY and (one.kind == HoursKind.EXTRA) != (given.kind == HoursKind.EXTRA):
            raise BadInterpreter(
                "starts_at", f"This overlaps a time that is on record as {one.kind}.", "Remove that one first."
            )
    made = HoursException(
        interpreter_id=found.id, kind=given.kind, starts_at=given.starts_at, ends_at=given.ends_at, recorded_at=now,
        recorded_by=viewer.staff_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    detail = {"hours": str(made.id), "kind": made.kind}
    note(session, viewer.actor, "record hours exception", ("interpreter", found.id), now, detail)
    return made


def _check_exception(given: ExceptionGiven, now: datetime) -> None:
    if given.kind not in BY_HAND:
        raise BadInterpreter("kind", "It does not say what this time is.", f"Choose: {', '.join(BY_HAND)}.")
    if given.ends_at <= given.starts_at:
        raise BadInterpreter("ends_at", "It ends before it begins.", "Give an end that is after the start.")
    if given.ends_at <= now:
        raise BadInterpreter("ends_at", "It is over already.", "Give a time that is still to come.")
    if given.ends_at - given.starts_at > LONGEST_EXCEPTION:
        raise BadInterpreter(
            "ends_at", "It is longer than a year.", "Check the year. If they left, record that on their page."
        )


def remove_exception(session: Session, viewer: Viewer, hours_id: UUID, now: datetime) -> None:
    """Take a time off record that does not hold after all."""
    viewer.require(Permission.KEEP_REGISTER)
    one = find.exception(session, viewer, hours_id)
    found = find.own_interpreter(session, viewer, one.interpreter_id)
    if one.kind == HoursKind.BUSY:
        raise BadInterpreter(
            "kind", "This time is in their own calendar.", "Ask them to change it there, and read the calendar again."
        )
    session.delete(one)
    session.flush()
    note(session, viewer.actor, "remove hours exception", ("interpreter", found.id), now, {"kind": one.kind})
