"""The lines of a letter that name the sessions missed, and those that name the help that was offered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from comms.attendance.code import attendance_codes, threshold_codes
from comms.attendance.offences import Offences
from comms.attendance.session_mark import SessionMark

# From so many whole days in a row on, a letter names the first and the last of them: nobody reads thirty lines.
LONG_RUN = 4

Line = dict[str, object]


def offence_lines(offences: Offences, marks: Iterable[SessionMark]) -> list[Line]:
    """A line for each day with sessions missed; one for a run of whole days without a day between on which the pupil
    was due and was not missing. ``marks`` are all marks of the time, so that such a day is known."""
    whole = _whole_days(marks)
    parts = {one.day: one.part for one in offences.days}
    days = sorted({*whole, *parts})
    lines: list[Line] = []
    for runs, group in groupby(days, key=lambda day: parts.get(day) == "day" and whole.get(day, False)):
        held = [day for day in group if day in parts]
        if runs and len(held) >= LONG_RUN:
            lines.append({"key": "offence.days", "first_day": held[0].isoformat(), "last_day": held[-1].isoformat()})
        else:
            lines += [{"key": f"offence.{parts[day]}", "day": day.isoformat()} for day in held]
    return lines


def _whole_days(marks: Iterable[SessionMark]) -> dict[date, bool]:
    """The days on which something was due of the pupil, and whether every session of them counts as missed."""
    codes, found = attendance_codes(), {}
    for day, held in groupby(sorted(marks), key=lambda mark: mark.day):
        due = [mark for mark in held if codes[mark.code].possible]
        if due:
            found[day] = all(mark.code in threshold_codes() for mark in due)
    return found


def help_lines(given: Sequence[tuple[str, date]], known: Iterable[str]) -> list[Line]:
    """A line for each help that was offered, with its day, the oldest first. ``known`` are the phrases there are; help
    without a phrase of its own is told as other help."""
    there = set(known)
    lines: list[Line] = [
        {"key": key if (key := f"given.{name.removeprefix('support.')}") in there else "given.other",
         "day": day.isoformat()}
        for name, day in sorted(given, key=lambda one: one[1])
    ]  # fmt: skip
    return [line for number, line in enumerate(lines) if line not in lines[:number]]
