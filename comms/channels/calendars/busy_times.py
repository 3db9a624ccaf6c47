"""When somebody is busy, read out of their calendar (RFC 5545): the times, and nothing else of it.

A calendar comes from outside, and its rules of repetition can be written so that nobody ever finishes them. It is
therefore read in a process of its own, with a limit on its time and its memory, and without our settings.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from comms.foundation.apart import done_apart, keep_within
from comms.foundation.clock import LONDON
from comms.foundation.errors import BadInput

LARGEST = 1024 * 1024
MOST_TIMES = 5_000
LONGEST_READING = 20
MOST_MEMORY = 1024 * 1024 * 1024
A_DAY = timedelta(days=1)
_OTHER = "Ask for another export of it, or record their leave by hand."
# What says when: an entry in which one of these is broken says nothing that could be kept.
_TIMES = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}

Stretch = tuple[datetime, datetime]


class UnreadableCalendar(BadInput):
    """A file that is no calendar, or one that is too much to read."""


@dataclass(frozen=True, slots=True)
class Busy:
    """When somebody is busy, and how many entries of their calendar could not be read."""

    times: list[Stretch]
    unread: int


def busy_times(content: bytes, start: datetime, end: datetime, leave_out: str = "") -> Busy:
    """The stretches between two moments in which a calendar has something that takes time, joined where they meet.

    What is cancelled, or marked as free, takes none. A whole day is a day in London, and a time without a zone is
    London's. Events whose UID ends with ``leave_out`` are our own, and are known better here. Raises
    ``UnreadableCalendar``.
    """
    if len(content) > LARGEST:
        raise UnreadableCalendar(
            "This calendar is larger than 1 MB.", "Let only the coming months be shared, or a calendar for work alone."
        )
    order = json.dumps({"start": start.isoformat(), "end": end.isoformat(), "leave_out": leave_out}).encode()
    told = done_apart("comms.channels.calendars.busy_times", order + b"\n" + content, LONGEST_READING)
    if told is None:
        raise UnreadableCalendar("This calendar is damaged, or repeats more than can be worked out.", _OTHER)
    answer = json.loads(told)
    if answer["refused"] is not None:
        raise UnreadableCalendar(*answer["refused"])
    times = [(datetime.fromisoformat(first), datetime.fromisoformat(last)) for first, last in answer["times"]]
    return Busy(times, answer["unread"])


def _refusal(message: str, remedy: str) -> dict[str, Any]:
    return {"refused": [message, remedy], "times": [], "unread": 0}


def read_here(content: bytes, start: datetime, end: datetime, leave_out: str) -> dict[str, Any]:
    """The answer to one order, in the process that reads."""
    import icalendar  # noqa: PLC0415 - only the process that reads needs them
    import recurring_ical_events  # noqa: PLC0415

    try:
        calendars = icalendar.Calendar.from_ical(content, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return _refusal("This is not a calendar.", "Choose the .ics file that their calendar exports.")
    if not any(one.name == "VCALENDAR" for one in calendars):
        return _refusal("This is not a calendar.", "Choose the .ics file that their calendar exports.")
    found: list[Stretch] = []
    unread = sum(_leave_out_broken(calendar) for calendar in calendars)
    for calendar in calendars:
        for event in recurring_ical_events.of(calendar, skip_bad_series=True).between(start, end):
            found += _taken(event, start, end, leave_out)
            if len(found) > MOST_TIMES:
                return _refusal(
                    f"This calendar has more than {MOST_TIMES:,} entries in the coming year.",
                    "Let a calendar for work alone be shared.",
                )
    times = [[first.isoformat(), last.isoformat()] for first, last in _joined(found)]
    return {"refused": None, "times": times, "unread": unread}


def _leave_out_broken(calendar: Any) -> int:
    """Take out of a calendar what says no time that can be read; how much that was."""
    broken = [
        event
        for event in calendar.walk("VEVENT")
        if _TIMES & {name for name, _ in event.errors} or "DTSTART" not in event
    ]
    for event in broken:
        calendar.subcomponents.remove(event)
    return len(broken)


def _taken(event: Any, start: datetime, end: datetime, leave_out: str) -> Iterator[Stretch]:
    """The time an event takes, cut to what was asked."""
    said = {name: str(event.get(name, "")).upper() for name in ("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")}
    if said["STATUS"] == "CANCELLED" or said["TRANSP"] == "TRANSPARENT" or "FREE" in said.values():
        return
    if leave_out and str(event.get("UID", "")).endswith(leave_out):
        return
    first = event["DTSTART"].dt
    last = event["DTEND"].dt if "DTEND" in event else first
    if last == first and not isinstance(first, datetime):
        last = first + A_DAY
    begins, ends = max(start, _moment(first, later=False)), min(end, _moment(last, later=True))
    if begins < ends:
        yield begins, ends


def _moment(given: date | datetime, *, later: bool) -> datetime:
    """The moment in UTC. In the hour that comes twice the earlier begins and the later ends: who may be busy is."""
    if not isinstance(given, datetime):
        given = datetime.combine(given, time.min)
    if given.tzinfo is None:
        given = given.replace(tzinfo=LONDON, fold=int(later))
    return given.astimezone(UTC)


def _joined(found: list[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for first, last in sorted(found):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _answer_an_order() -> None:
    """Read one order from standard input, and write the times to standard output."""
    keep_within(LONGEST_READING, MOST_MEMORY)
    order, _, content = sys.stdin.buffer.read().partition(b"\n")
    said = json.loads(order)
    start, end = (datetime.fromisoformat(said[name]) for name in ("start", "end"))
    sys.stdout.write(json.dumps(read_here(content, start, end, said["leave_out"])))


if __name__ == "__main__":
    _answer_an_order()
