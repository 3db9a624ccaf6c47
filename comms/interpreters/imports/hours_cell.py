"""Weekly hours as people write them into one cell: "Mon-Fri 09:00-17:00; Sat 10:00-13:00"."""

from __future__ import annotations

import re
from datetime import time

from comms.foundation.errors import BadInput
from comms.foundation.writing import fold, tidy_name
from comms.interpreters.hours_actions import WEEKDAYS, HoursGiven

_SHORT = tuple(day[:3].casefold() for day in WEEKDAYS)
_EVERY = {
    "daily": range(7), "every day": range(7), "weekdays": range(5), "weekday": range(5), "weekend": (5, 6),
    "weekends": (5, 6),
}  # fmt: skip
_ENTRY = re.compile(r"(?P<days>[a-z][a-z ,&-]*?)\s*:?\s*(?P<times>\d.*)")
_TIMES = re.compile(r"(?P<first>[^-]+?)\s*(?:-|to|until)\s*(?P<last>[^-]+)")
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))?\s*(?P<half>am|pm)?")
_NOON = 12


class UnreadableHours(BadInput):
    """A text that does not say from when to when somebody works on which days."""

    def __init__(self, text: str) -> None:
        """Say what was read, and how to write it."""
        super().__init__(f"“{text}” does not say when.", "Write it as in: Mon-Fri 09:00-17:00; Sat 10:00-13:00.")


def read_hours(cell: str) -> list[HoursGiven]:
    """The hours in a cell, in the order of the week; whether they overlap is not asked here. Raises
    ``UnreadableHours``."""
    found = [
        hours for entry in re.split(r"[;\n]+", cell) if tidy_name(entry) for hours in _read_entry(tidy_name(entry))
    ]
    return sorted(found, key=lambda one: (one.weekday, one.from_time))


def _read_entry(text: str) -> list[HoursGiven]:
    entry = _ENTRY.fullmatch(fold(text))
    if entry is None:
        raise UnreadableHours(text)
    days = _days(entry["days"].strip(" ,"), text)
    stretches = [_times(part.strip(), text) for part in entry["times"].split(",")]
    return [HoursGiven(day, first, last) for day in days for first, last in stretches]


def _days(said: str, text: str) -> list[int]:
    if said in _EVERY:
        return list(_EVERY[said])
    found: list[int] = []
    for part in re.split(r"\s*(?:,|&|\band\b)\s*", said):
        first, *rest = (_day(name.strip(), text) for name in re.split(r"\s*-\s*|\s+to\s+", part))
        last = rest[-1] if rest else first
        if len(rest) > 1 or last < first:
            raise UnreadableHours(text)
        found += range(first, last + 1)
    return found


def _day(name: str, text: str) -> int:
    short = name[:3]
    if short not in _SHORT or not (name == short or WEEKDAYS[_SHORT.index(short)].casefold().startswith(name)):
        raise UnreadableHours(text)
    return _SHORT.index(short)


def _times(said: str, text: str) -> tuple[time, time]:
    both = _TIMES.fullmatch(said)
    if both is None:
        raise UnreadableHours(text)
    return _time(both["first"].strip(), text), _time(both["last"].strip(), text)


def _time(said: str, text: str) -> time:
    found = _TIME.fullmatch(said)
    if found is None:
        raise UnreadableHours(text)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= _NOON:
            raise UnreadableHours(text)
        hour = hour % _NOON + (_NOON if found["half"] == "pm" else 0)
    # Midnight at the end of a day.
    if (hour, minute) == (24, 0):
        hour = 0
    try:
        return time(hour, minute)
    except ValueError as fault:
        raise UnreadableHours(text) from fault
