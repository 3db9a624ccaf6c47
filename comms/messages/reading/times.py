"""From when on somebody can be rung, and on which day, as one language understands a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from comms.messages.reading.days import exact_date, is_date, next_date, next_day_of_month, next_weekday
from comms.messages.reading.hours import Hour, Part, beginning_of, hour_of
from comms.messages.reading.said import Said

_DATE_GAPS = frozenset({".", "/", "-", ". "})
_CLOCK_GAPS = frozenset({":", ".", ",", "h"})
# "18.15" and "18.00" are clocks, "18.12" is the eighteenth of December.
_FIVE_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Time:
    """What a text says of time. ``clear`` falls where more was said of it than fits into one hour and one day."""

    hour: Hour | None = None
    day: date | None = None
    part: Part = Part.NONE
    clear: bool = True

    @property
    def is_said(self) -> bool:
        """Whether the text says anything of time."""
        return self.hour is not None or self.day is not None or self.part is not Part.NONE


@dataclass(frozen=True, slots=True)
class _Frame:
    """Against what figures are read: today, and whether somebody says when they are back."""

    today: date
    of_return: bool


def time_in(said: Sequence[Said], today: date, *, of_return: bool) -> Time:
    """The hour and the day in a text. ``of_return`` holds where somebody says when they are back: then figures are days
    of a month, and not hours."""
    time, frame, place = Time(part=_part(said)), _Frame(today, of_return), 0
    while place < len(said):
        taken, time = _next(said[place:], time, frame)
        place += taken
    if time.hour is None and time.part is not Part.NONE and not of_return:
        return replace(time, hour=beginning_of(time.part))
    return time


def _part(said: Sequence[Said]) -> Part:
    parts = [Part(kind) for one in said for kind in ("evening", "afternoon", "morning", "night") if kind in one.kinds]
    return parts[0] if parts else Part.NONE


def _next(said: Sequence[Said], time: Time, frame: _Frame) -> tuple[int, Time]:
    first = said[0]
    if first.figure is None:
        return _named_day(said, time, frame.today)
    for way in (_named_month, _dated, _clock):
        found = way(said, time, frame)
        if found:
            return found
    if frame.of_return:
        return 1, _on(time, next_day_of_month(first.figure, frame.today))
    return 1, _at(time, _plain_hour(first, time.part))


def _named_day(said: Sequence[Said], time: Time, today: date) -> tuple[int, Time]:
    first = said[0]
    weekday, month = first.place("weekdays"), first.place("months")
    if month is not None and len(said) > 1 and (day := said[1].figure) is not None:
        return 2, _on(time, next_date(day, month + 1, today))
    if weekday is not None and not first.kinds - {f"weekdays:{weekday}"}:
        found = _on(time, next_weekday(weekday, today))
        # "On Monday", said on a Monday, may be today.
        return 1, replace(found, clear=found.clear and weekday != today.weekday())
    for kind, ahead in (("after_tomorrow", 2), ("tomorrow", 1), ("today", 0)):
        if kind in first.kinds:
            return 1, _on(time, today + timedelta(days=ahead))
    return 1, time


def _named_month(said: Sequence[Said], time: Time, frame: _Frame) -> tuple[int, Time] | None:
    """Read "12 stycznia" and "12th of January"."""
    place = 1
    while place < len(said) and "ordinal" in said[place].kinds and said[place].place("months") is None:
        place += 1
    month = said[place].place("months") if place < len(said) else None
    if month is None or said[0].figure is None:
        return None
    return place + 1, _on(time, next_date(said[0].figure, month + 1, frame.today))


def _dated(said: Sequence[Said], time: Time, frame: _Frame) -> tuple[int, Time] | None:
    """Read "12.1" and "12/01/27"."""
    if len(said) < len("dm") or said[1].gap not in _DATE_GAPS:
        return None
    day, month = said[0].figure, said[1].figure
    if day is None or month is None or not is_date(day, month):
        return None
    if not frame.of_return and said[1].gap != "/" and _may_be_clock(said[1]):
        return None
    year = said[2].figure if len(said) > len("dm") and said[2].gap in _DATE_GAPS else None
    if year is not None:
        return 3, _on(time, exact_date(day, month, year, frame.today))
    return 2, _on(time, next_date(day, month, frame.today))


def _may_be_clock(minute: Said) -> bool:
    return len(minute.written) == len("00") and (minute.figure or 0) % _FIVE_MINUTES == 0


def _clock(said: Sequence[Said], time: Time, frame: _Frame) -> tuple[int, Time] | None:
    """Read "18:30", "18.00" and "1830"."""
    first = said[0]
    if frame.of_return or first.figure is None:
        return None
    early = first.written.startswith("0")
    if len(said) > 1 and said[1].gap in _CLOCK_GAPS and len(said[1].written) == len("00"):
        minute = said[1].figure or 0
        hour = hour_of(first.figure, minute, time.part, two_places=early)
        # "10.10" may be the tenth of October.
        also_date = said[1].gap == "." and is_date(first.figure, minute)
        return (2, _at(time, replace(hour, sure=hour.sure and not also_date))) if hour else None
    if len(first.written) == len("1830") and not frame.today.year - 1 <= first.figure <= frame.today.year + 1:
        hour = hour_of(*divmod(first.figure, 100), time.part, two_places=early)
        return (1, _at(time, hour)) if hour else None
    return None


def _plain_hour(said: Said, part: Part) -> Hour | None:
    if said.figure is None or len(said.written) > len("18"):
        return None
    return hour_of(said.figure, 0, part, two_places=said.written.startswith("0"))


def _at(time: Time, hour: Hour | None) -> Time:
    if hour is None or time.hour is not None:
        return replace(time, clear=False)
    return replace(time, hour=hour)


def _on(time: Time, day: date | None) -> Time:
    if day is None or time.day is not None:
        return replace(time, clear=False)
    return replace(time, day=day)
