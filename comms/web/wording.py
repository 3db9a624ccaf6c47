"""Days and counts as a person says them on a screen."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from comms.foundation.clock import london_date


def day_in_words(day: date | datetime) -> str:
    """A day as in "23 November 2026"; of a moment, the day it was in London."""
    return str(format_date(_day(day), "d MMMM y", locale="en_GB"))


def weekday_in_words(day: date | datetime) -> str:
    """A day as in "Monday 23 November"."""
    return str(format_date(_day(day), "EEEE d MMMM", locale="en_GB"))


def counted(count: int, one: str, more: str) -> str:
    """A count with its noun: "1 parent", "7 parents"."""
    return f"{count} {one if count == 1 else more}"


def _day(day: date | datetime) -> date:
    return london_date(day) if isinstance(day, datetime) else day
