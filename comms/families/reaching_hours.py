"""When a person may be reached: the hours they named, the weeks of their shifts, and their quiet hours.

All hours are by the clock in London, so on the nights when the clocks change an hour that is skipped is nobody's, and
one that comes twice is reached twice. Where somebody named hours, those alone count, also at night, unless they named
quiet hours too: then both hold. Where nobody asked, the usual quiet hours hold (from 20:00 to 08:00, the safe-contact
guidance), and every other hour of any day is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol

from comms.families.contact_point import SafeContact
from comms.foundation.clock import LONDON, london_date
from comms.foundation.errors import BadInput, Refused

QUIET_FROM, QUIET_TO = "20:00", "08:00"
DAY_MINUTES = 24 * 60
# A shift pattern repeats after two weeks; an hour that the clocks skip is met again in the two weeks after that.
LOOK_AHEAD = 31
# Where the afternoon and the evening begin, in minutes of the day: other people are at home, or another shift is.
AFTERNOON, EVENING = 12 * 60, 17 * 60
AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hours that come again: on ``days`` (Monday is 0) from minute ``begins`` of the day to minute ``ends``, which is
    beyond the day's last where it goes over midnight. ``week`` is 0 or 1 in a shift of two weeks, None in every one."""

    days: frozenset[int]
    begins: int
    ends: int
    week: int | None = None


@dataclass(frozen=True, slots=True)
class Reaching:
    """What somebody said of when they can be reached. Without ``stretches`` every hour that is not ``quiet`` is open;
    ``quiet`` is from and to in minutes of the day, and so are ``also_quiet``, said to other agencies. ``anchor`` is the
    Monday of a week 0 of their shifts."""

    stretches: tuple[Stretch, ...] = ()
    quiet: tuple[int, int] | None = None
    anchor: date | None = None
    also_quiet: tuple[tuple[int, int], ...] = ()

    @property
    def quiets(self) -> tuple[tuple[int, int], ...]:
        """Every time of the day that is quiet."""
        return (*(() if self.quiet is None else (self.quiet,)), *self.also_quiet)

    def is_quiet(self, minute: int) -> bool:
        """Whether this minute of the day lies in quiet hours."""
        return any(_within(one, minute) for one in self.quiets)

    def open_at(self, day: date, minute: int) -> bool:
        """Whether they can be reached when the clock in London shows this minute of this day."""
        if self.is_quiet(minute):
            return False
        return not self.stretches or any(self._covers(one, day, minute) for one in self.stretches)

    def _covers(self, stretch: Stretch, day: date, minute: int) -> bool:
        # Today's stretch, and the one that began yesterday and goes over midnight.
        return any(
            stretch.begins <= minute + back * DAY_MINUTES < stretch.ends
            and self._has(stretch, day - timedelta(days=back))
            for back in (0, 1)
        )

    def _has(self, stretch: Stretch, day: date) -> bool:
        if day.weekday() not in stretch.days:
            return False
        return stretch.week is None or (self.anchor is not None and week_of(day, self.anchor) == stretch.week)


class SaysWhen(Protocol):
    """What several agencies were told, taken together (``protection/in_force.py``)."""

    @property
    def reaching(self) -> Reaching:
        """When they may be reached by all of it."""


# What the rules here are asked about: an answer as it is on record, the same read, several taken together, or that
# nobody asked.
Answer = SafeContact | Reaching | SaysWhen | None


def may_reach(answer: Answer, at: datetime) -> bool:
    """Whether this person may be written to or rung at this moment."""
    return _is_open(reaching_of(answer), at)


def next_reachable(answer: Answer, after: datetime) -> datetime:
    """The first moment from ``after`` on, ``after`` itself included, at which they may be reached; in UTC.

    Raises ``Refused`` where what is on record leaves no time at all, which recording it refuses.
    """
    reaching = reaching_of(answer)
    if _is_open(reaching, after):
        return after.astimezone(UTC)
    found = _first(reaching, after, reaching.open_at)
    if found is None:
        raise Refused("The hours on record leave no time to reach this person.", "Ask them again, and record it.")
    return found


def reachable_until(answer: Answer, at: datetime) -> datetime | None:
    """When the time ends in which they may be reached at ``at``; ``at`` itself where they may not be. None where it
    does not end, because they said that any hour will do."""
    reaching = reaching_of(answer)
    if not _is_open(reaching, at):
        return at.astimezone(UTC)
    return _first(reaching, at, lambda day, minute: not reaching.open_at(day, minute))


def another_hour(answer: Answer, last: datetime, after: datetime) -> datetime:
    """The first moment from ``after`` on, in their hours, in another part of the day than ``last``: whoever did not
    answer in the morning may be asleep after a night shift. Where their hours lie in one part of the day only, at
    least an hour of the day away from ``last``; where not even that is to be had, whenever they may be reached next.
    """
    reaching = reaching_of(answer)
    _, tried = _shown(last)

    def in_another_part(day: date, minute: int) -> bool:
        return _part(minute) != _part(tried) and reaching.open_at(day, minute)

    def at_another_hour(day: date, minute: int) -> bool:
        apart = abs(minute - tried)
        return min(apart, DAY_MINUTES - apart) >= AN_HOUR and reaching.open_at(day, minute)

    for wanted in (in_another_part, at_another_hour):
        found = after.astimezone(UTC) if wanted(*_shown(after)) else _first(reaching, after, wanted, tried)
        if found is not None:
            return found
    return next_reachable(reaching, after)


def reaching_of(answer: Answer) -> Reaching:
    """What an answer says of when somebody can be reached; the usual quiet hours where nobody asked."""
    if isinstance(answer, Reaching):
        return answer
    if answer is None:
        return read_reaching(None, None, None)
    if isinstance(answer, SafeContact):
        return read_reaching(answer.quiet_from, answer.quiet_to, answer.hours)
    return answer.reaching


def read_reaching(quiet_from: str | None, quiet_to: str | None, hours: Sequence[dict[str, Any]] | None) -> Reaching:
    """Read what is to be recorded, or is on record. ``hours`` are elements as ``SafeContact.hours`` holds them, beside
    them at most one {"anchor": "2026-11-23"}, a day of a week 0 of their shifts.

    Raises ``BadInput`` for a time that is none, no day, a week that is neither 0 nor 1 or stands without an anchor,
    quiet hours given by half, and for an answer that leaves no time at all.
    """
    entries = [one for one in hours or () if "anchor" not in one]
    stretches = tuple(_stretch(one) for one in entries)
    quiet = _quiet(quiet_from, quiet_to, named=bool(stretches))
    anchor = next((_monday(one["anchor"]) for one in hours or () if "anchor" in one), None)
    if anchor is None and any(one.week is not None for one in stretches):
        raise BadInput("It does not say which of their two weeks it is now.", "Say which week is their first.")
    reaching = Reaching(stretches, quiet, anchor)
    if not leaves_time(reaching):
        raise BadInput("These hours leave no time to reach them.", "Check the quiet hours against the others.")
    return reaching


def week_of(day: date, anchor: date) -> int:
    """Which of two weeks of a shift a day lies in, when ``anchor`` lies in week 0."""
    begins = anchor - timedelta(days=anchor.weekday())
    return ((day - begins).days // 7) % 2


def _is_open(reaching: Reaching, at: datetime) -> bool:
    return reaching.open_at(*_shown(at))


def _shown(at: datetime) -> tuple[date, int]:
    there = at.astimezone(LONDON)
    return there.date(), there.hour * 60 + there.minute


def _part(minute: int) -> int:
    return (minute >= AFTERNOON) + (minute >= EVENING)


def _within(quiet: tuple[int, int], minute: int) -> bool:
    begins, ends = quiet
    return begins <= minute < ends if begins < ends else minute >= begins or minute < ends


def _first(reaching: Reaching, after: datetime, wanted: Callable[[date, int], bool], *also: int) -> datetime | None:
    """The first moment after ``after`` at which the clock shows what is wanted; None where none comes. Whatever is
    wanted begins only where a stretch or the quiet hours begin or end, a part of the day does, or the clocks change;
    or an hour after the minutes ``also``."""
    marks = {0, AFTERNOON, EVENING, *(mark for one in reaching.quiets for mark in one)}
    marks |= {mark % DAY_MINUTES for one in reaching.stretches for mark in (one.begins, one.ends)}
    marks |= {(minute + AN_HOUR) % DAY_MINUTES for minute in also}
    today = london_date(after)
    for day in (today + timedelta(days=ahead) for ahead in range(LOOK_AHEAD)):
        for moment in sorted(set(_moments(day, marks))):
            if moment > after and wanted(*_shown(moment)):
                return moment
    return None


def _moments(day: date, marks: set[int]) -> Iterator[datetime]:
    """Every moment of a day at which something may begin. On a day when the clocks change that is every full hour too,
    because they change at one."""
    for mark in marks:
        at = datetime.combine(day, time(*divmod(mark, 60)), LONDON)
        yield from (at.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    midnight, next_midnight = (datetime.combine(day + timedelta(days=ahead), time(), LONDON) for ahead in (0, 1))
    if midnight.utcoffset() != next_midnight.utcoffset():
        yield from (midnight.astimezone(UTC) + timedelta(hours=hour) for hour in range(26))


def leaves_time(reaching: Reaching) -> bool:
    """Whether there is any time at which they can be reached."""
    if not reaching.stretches:
        return not reaching.quiets or any(not reaching.is_quiet(ends) for _, ends in reaching.quiets)
    begin = {*(ends for _, ends in reaching.quiets), *(one.begins for one in reaching.stretches)}
    return any(
        not reaching.is_quiet(mark % DAY_MINUTES)
        for one in reaching.stretches
        for mark in (*begin, *(mark + DAY_MINUTES for mark in begin))
        if one.begins <= mark < one.ends
    )


def _quiet(quiet_from: str | None, quiet_to: str | None, *, named: bool) -> tuple[int, int] | None:
    if bool(quiet_from) != bool(quiet_to):
        raise BadInput("The quiet hours are given by half.", "Give both times, or neither.")
    if not quiet_from or not quiet_to:
        return None if named else (_minute(QUIET_FROM), _minute(QUIET_TO))
    begins, ends = _minute(quiet_from), _minute(quiet_to) % DAY_MINUTES
    if begins == ends:
        raise BadInput("The quiet hours begin and end at the same time.", "Give two times that differ.")
    return begins % DAY_MINUTES, ends


def _stretch(given: dict[str, Any]) -> Stretch:
    days = frozenset(given.get("days", ()))
    if not days or not days <= frozenset(range(7)):
        raise BadInput("It does not say on which days.", "Choose the days of the week.")
    begins, ends = _minute(given.get("from", "")), _minute(given.get("to", ""))
    if begins == ends:
        raise BadInput("These hours begin and end at the same time.", "Give two times that differ.")
    week = given.get("week")
    if week not in {None, 0, 1}:
        raise BadInput("A week of their shifts is the first or the second.", "Choose one of the two, or every week.")
    return Stretch(days, begins, ends if ends > begins else ends + DAY_MINUTES, week)


def _minute(said: str) -> int:
    """The minute of the day a time names; "24:00" is the end of the day."""
    if said == "24:00":
        return DAY_MINUTES
    try:
        at = time.fromisoformat(said)
    except ValueError as fault:
        raise BadInput(f"“{said}” is no time.", "Write it as 18:00.") from fault
    return at.hour * 60 + at.minute


def _monday(said: str) -> date:
    try:
        day = date.fromisoformat(said)
    except ValueError as fault:
        raise BadInput(f"“{said}” is no day.", "Give a day of their first week.") from fault
    return day - timedelta(days=day.weekday())
