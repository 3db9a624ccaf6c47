"""Days and sessions as registers write them: "07/09/2026 AM", "2026-09-07 PM", "Mon 07 Sep AM"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from comms.attendance.session_mark import Session as Half
from comms.foundation.errors import BadInput
from comms.foundation.tables import UnreadableDate, read_date
from comms.foundation.writing import fold, tidy_name

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?\b[.,]?", re.IGNORECASE)
_HALF = re.compile(r"(?<![A-Za-z])(?:(am|a\.m\.?|morning)|(pm|p\.m\.?|afternoon))(?![A-Za-z])", re.IGNORECASE)
_WITHOUT_YEAR = re.compile(r"([0-9]{1,2}) ([A-Za-z]{3,9})|([0-9]{1,2})/([0-9]{1,2})")
_SCHOOL_YEAR_BEGINS = 9


class UnreadableSession(BadInput):
    """A heading or cell that names a day or a session, and not one that can be."""


@dataclass(frozen=True, slots=True)
class SessionHeading:
    """A session a column is about. ``year_was_taken`` says that the heading names no year."""

    day: date
    half: Half
    year_was_taken: bool = False


def read_half(cell: str) -> Half:
    """The session a cell names: AM, PM, morning or afternoon. Raises ``UnreadableSession``."""
    match = _HALF.fullmatch(fold(cell))
    if match is None:
        raise UnreadableSession("it is neither AM nor PM.", "Write AM for the morning and PM for the afternoon.")
    return "AM" if match[1] else "PM"


def read_heading(heading: str, today: date) -> SessionHeading | None:
    """The session a heading names; None for a heading that is about something else.

    A day without its year is of the school year (September to August) that ``today`` is in. Raises
    ``UnreadableSession`` for a heading that is of a session and names no possible day, or another weekday.
    """
    text = tidy_name(heading)
    halves = list(_HALF.finditer(text))
    if len(halves) != 1 or not any(letter.isdigit() for letter in text):
        return None
    rest = f"{text[: halves[0].start()]} {text[halves[0].end() :]}"
    weekday = _WEEKDAY.search(rest)
    bare = " ".join(_WEEKDAY.sub(" ", rest).split()).strip(" -–_,()[]:|")
    day, taken = _day(bare, today)
    if weekday and _WEEKDAYS.index(weekday[1].lower()) != day.weekday():
        raise UnreadableSession(
            f"{day.day} {day:%B %Y} is a {day:%A}, and the heading says {weekday[0].strip('.,')}.",
            "Write the day with its year, for example 07/09/2026 AM.",
        )
    return SessionHeading(day, "AM" if halves[0][1] else "PM", taken)


def _day(text: str, today: date) -> tuple[date, bool]:
    if not _WITHOUT_YEAR.fullmatch(text):
        return _read(text), False
    first = today.year if today.month >= _SCHOOL_YEAR_BEGINS else today.year - 1
    between = "/" if "/" in text else " "
    # 29 February is in one of the two years or in none; every other day is in both.
    for year in (first, first + 1):
        try:
            day = _read(f"{text}{between}{year}")
        except UnreadableSession:
            if year > first:
                raise
            continue
        if (day.month >= _SCHOOL_YEAR_BEGINS) == (year == first):
            return day, True
    raise UnreadableSession("it names no day of this school year.", "Write the day with its year.")


def _read(text: str) -> date:
    try:
        return read_date(text)
    except UnreadableDate as unreadable:
        raise UnreadableSession(unreadable.message, unreadable.remedy) from unreadable
