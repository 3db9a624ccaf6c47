"""The days of a series, and what moving it does to them: the same time by the clock in London all year round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments import find
from comms.bookings.appointments.appointment import Appointment, AppointmentSeries
from comms.bookings.appointments.given import BadAppointment, Which
from comms.foundation.clock import LONDON, NoSuchTime, TimeTwice, london_date, london_moment

MOST = 60
MOST_WEEKS = 12


@dataclass(frozen=True, slots=True)
class Shift:
    """By how many days a series is moved, and to which time by the clock in London. ``to`` is the moment that was given
    for the one that was looked at."""

    days: int
    at: time
    to: datetime

    @classmethod
    def between(cls, before: datetime, after: datetime) -> Shift:
        """The shift that brings one moment to another."""
        return cls((london_date(after) - london_date(before)).days, local_time(after), after)

    def of(self, starts_at: datetime, *, chosen: bool) -> datetime:
        """Where it brings one of the series. Raises ``BadAppointment`` naming the day on which the time does not exist
        or comes twice."""
        return (
            self.to if chosen else moment_of(london_date(starts_at) + timedelta(days=self.days), self.at, "starts_at")
        )


def local_time(moment: datetime) -> time:
    """The time by the clock in London."""
    return moment.astimezone(LONDON).time().replace(second=0, microsecond=0, fold=0)


def moment_of(day: date, at: time, field: str) -> datetime:
    """The moment of a series' time on one of its days. Raises ``BadAppointment``: nobody guesses for a whole series."""
    try:
        return london_moment(day, at)
    except (NoSuchTime, TimeTwice) as fault:
        raise BadAppointment(field, f"One of the series cannot be: {fault.message}",
                             "Choose another time for the series, or make that one by itself.") from fault  # fmt: skip


def days_of(first: date, every_weeks: int, until: date) -> list[date]:
    """The days of a series, the first and perhaps the last included. Raises ``BadAppointment`` for a rule that cannot
    be."""
    if not 1 <= every_weeks <= MOST_WEEKS:
        raise BadAppointment("every_weeks", "It does not say each how many weeks.",
                             f"Give a number from 1 to {MOST_WEEKS}.")  # fmt: skip
    step = timedelta(weeks=every_weeks)
    if until < first + step:
        raise BadAppointment("until_day", "Until then there is only one appointment.",
                             "Give a later day, or make it without repeating it.")  # fmt: skip
    count = (until - first) // step + 1
    if count > MOST:
        last = first + step * (MOST - 1)
        raise BadAppointment("until_day", f"That would be {count} appointments; {MOST} are the most.",
                             f"Give a day up to {last.day}/{last.month}/{last.year}.")  # fmt: skip
    return [first + step * number for number in range(count)]


def change_rule(
    session: Session,
    viewer: Viewer,
    found: Appointment,
    changing: Sequence[Appointment],
    which: str,
    shift: Shift | None,
    minutes: int | None,
) -> None:
    """Keep what a series is by rule in line with what is done to its appointments. Those that change while others stay
    behind are a series of their own from then on; those that went their own way go with them and keep it."""
    if which == Which.THIS or found.series_id is None or (shift is None and minutes is None):
        return
    old = find.series(session, viewer, found.series_id)
    days = [one.occurrence_day for one in changing if one.occurrence_day is not None]
    first, move_by = min(days), timedelta(days=shift.days if shift else 0)
    going = [
        one
        for one in find.of_series(session, viewer, old.id)
        if one.occurrence_day is not None and one.occurrence_day >= first
    ]
    stays = len(going) < len(find.of_series(session, viewer, old.id))
    until = old.until_day
    rule = _part(session, old, first) if stays else old
    rule.first_day, rule.until_day = first + move_by, until + move_by
    rule.at, rule.minutes = shift.at if shift else rule.at, minutes or rule.minutes
    given_days = {one.id: one.occurrence_day for one in going}
    # In one step two of them would share a day for a moment, which the database refuses.
    for one in going:
        one.occurrence_day = None
    session.flush()
    for one in going:
        before = given_days[one.id]
        one.series_id, one.occurrence_day = rule.id, before + move_by if before else None
    session.flush()


def _part(session: Session, old: AppointmentSeries, first: date) -> AppointmentSeries:
    """End a series before a day, and begin another from it."""
    made = AppointmentSeries(
        agency_id=old.agency_id, every_weeks=old.every_weeks, first_day=first, until_day=old.until_day, at=old.at,
        minutes=old.minutes, made_at=old.made_at, made_by=old.made_by,
    )  # fmt: skip
    session.add(made)
    session.flush()
    old.until_day = first - timedelta(days=1)
    return made
