"""Whether somebody works at a given time: the hours of their week by the clock in London, and the exceptions to them.

Asked for thousands of people at once, so it works on values alone, and what it knows of a day it works out once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol

from comms.foundation.clock import LONDON, london_date
from comms.interpreters.hours import HoursKind

WORKS = ""
HOURS, LEAVE, BUSY = "hours", "leave", "busy"

A_DAY = timedelta(days=1)
AN_INSTANT = timedelta.resolution

Stretch = tuple[datetime, datetime]


class Weekly(Protocol):
    """Hours of one day of the week, as ``WeeklyHours`` holds them."""

    @property
    def weekday(self) -> int:
        """Monday is 0."""

    @property
    def from_time(self) -> time:
        """When they begin."""

    @property
    def until_time(self) -> time:
        """When they end; 00:00 is midnight at the end of the day."""

    @property
    def from_day(self) -> date:
        """The first day they hold."""

    @property
    def until_day(self) -> date | None:
        """The last day they hold, if one is known."""


class Exceptional(Protocol):
    """A stretch of time apart from the week's hours, as ``HoursException`` holds it."""

    @property
    def kind(self) -> str:
        """A ``HoursKind``."""

    @property
    def starts_at(self) -> datetime:
        """Its first moment."""

    @property
    def ends_at(self) -> datetime:
        """The moment it is over."""


def works_at(weekly: Iterable[Weekly], exceptions: Sequence[Exceptional], start: datetime, end: datetime) -> str:
    """``""`` when somebody works throughout [start, end); else why not: ``"leave"`` (or away), ``"busy"`` in their
    calendar, or outside their ``"hours"``.

    Whoever is away is away, whatever else is on record: only where nothing takes the time away do hours and extra
    time add up. On the nights when the clocks change, what the clock in London shows counts: the hour that comes
    twice belongs to the hours both times.
    """
    away = ""
    for one in exceptions:
        if one.kind != HoursKind.EXTRA and one.starts_at < end and start < one.ends_at:
            if one.kind != HoursKind.BUSY:
                return LEAVE
            away = BUSY
    if away:
        return away
    stretches = _within(weekly, start, end)
    stretches += [(one.starts_at, one.ends_at) for one in exceptions if one.kind == HoursKind.EXTRA]
    return WORKS if _covered(stretches, start, end) else HOURS


def hours_on(weekly: Iterable[Weekly], day: date) -> list[Stretch]:
    """When somebody works on one day by the hours of the week alone, in UTC, the earliest first."""
    weekday = day.weekday()
    return sorted(
        stretch
        for one in weekly
        if one.weekday == weekday and one.from_day <= day and (one.until_day is None or day <= one.until_day)
        for stretch in _stretches(day, one.from_time, one.until_time)
    )


def _within(weekly: Iterable[Weekly], start: datetime, end: datetime) -> list[Stretch]:
    first, last = london_date(start), london_date(max(start, end - AN_INSTANT))
    if first == last:
        return hours_on(weekly, first)
    pattern, found = list(weekly), []
    while first <= last:
        found += hours_on(pattern, first)
        first += A_DAY
    return found


def _covered(stretches: list[Stretch], start: datetime, end: datetime) -> bool:
    """Whether the stretches together leave no gap between two moments."""
    reached = start
    for begins, ends in sorted(stretches):
        if begins > reached:
            break
        reached = max(reached, ends)
    return reached >= end


@lru_cache(maxsize=4096)
def _stretches(day: date, from_time: time, until_time: time) -> tuple[Stretch, ...]:
    """The moments of a day at which the clock in London shows a time from one to another: one stretch, or two where
    the clocks go back between them."""
    return tuple(_shown(day, from_time, until_time))


def _shown(day: date, from_time: time, until_time: time) -> Iterator[Stretch]:
    begins = datetime.combine(day, from_time, UTC)
    ends = datetime.combine(day if until_time > time.min else day + A_DAY, until_time, UTC)
    for first, last, ahead in _pieces(day):
        shown_from, shown_until = max(first, begins - ahead), min(last, ends - ahead)
        if shown_from < shown_until:
            yield shown_from, shown_until


@lru_cache(maxsize=1024)
def _pieces(day: date) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """A day in London as stretches of UTC, each with how far the clock is ahead of UTC: two on the days it changes."""
    midnight, last = (datetime.combine(day + add, time.min, LONDON).astimezone(UTC) for add in (timedelta(), A_DAY))
    found, moment = [], midnight
    hours = [midnight + timedelta(hours=count) for count in range(26) if midnight + timedelta(hours=count) < last]
    for at in [*hours[1:], last]:
        if at == last or _ahead(at) != _ahead(moment):
            found.append((moment, at, _ahead(moment)))
            moment = at
    return tuple(found)


def _ahead(moment: datetime) -> timedelta:
    return moment.astimezone(LONDON).utcoffset() or timedelta()
