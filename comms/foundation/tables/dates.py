"""Dates as British schools write them. A date that could be another day is refused, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime

from comms.foundation.errors import BadInput
from comms.foundation.writing import tidy_name

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHOLE_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_YEARS = range(1900, 2101)
# Two figures up to 49 are this century: pupils and terms, and parents born from 1950 on.
_LAST_YEAR_OF_THIS_CENTURY = 49

_MIDNIGHT = re.compile(r"(?:T|\s+)00:00(?::00(?:\.0+)?)?Z?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_DAY_FIRST_SHORT = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})\2([0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})")
_NAMED_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_MONTH_NAME_FIRST = re.compile(r"[A-Za-z]{3,9}\.? [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4}", re.IGNORECASE)
_DAY_NUMBER = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")

_HOW = "Write it as day/month/year, for example 07/09/2026."


class UnreadableDate(BadInput):
    """A text that is no date, an impossible one, or one that could mean two days."""


def read_date(cell: str | date) -> date:
    """The day in a cell: 07/09/2026, 7/9/26, 2026-09-07, 7 Sep 2026, or a spreadsheet's date.

    The day comes before the month. Years of two figures are 1950 to 2049. A time of midnight after the date is
    passed over. Raises UnreadableDate, which says what was read.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = tidy_name(cell)
    if not text:
        raise UnreadableDate("The date is blank.", _HOW)
    bare = _without_midnight(text)
    if match := _YEAR_FIRST.fullmatch(bare):
        return _day(text, int(match[4]), int(match[3]), int(match[1]))
    if match := _DAY_FIRST.fullmatch(bare) or _DAY_FIRST_SHORT.fullmatch(bare):
        return _day(text, int(match[1]), int(match[3]), _year(match[4]))
    if match := _NAMED_MONTH.fullmatch(bare):
        return _day(text, int(match[1]), _month(text, match[2]), _year(match[3]))
    raise _not_read(text, bare)


def _without_midnight(text: str) -> str:
    found = _MIDNIGHT.search(text)
    return text[: found.start()] if found and found.end() == len(text) else text


def _year(figures: str) -> int:
    year = int(figures)
    if len(figures) == len("2026"):
        return year
    return 2000 + year if year <= _LAST_YEAR_OF_THIS_CENTURY else 1900 + year


def _month(text: str, name: str) -> int:
    lowered = name.lower()
    for number, (short, whole) in enumerate(zip(_MONTHS, _WHOLE_MONTHS, strict=True), start=1):
        if lowered in {short, whole, "sept" if short == "sep" else short}:
            return number
    raise UnreadableDate(f"“{text}” names no month: “{name}” was read as one.", _HOW)


def _day(text: str, day: int, month: int, year: int) -> date:
    read = f"it was read as day {day}, month {month}, year {year}"
    if year not in _YEARS:
        raise UnreadableDate(f"“{text}” is not a likely date: {read}.", _HOW)
    try:
        return date(year, month, day)
    except ValueError:
        american = " It looks American, with the month first." if month > len(_MONTHS) >= day else ""
        raise UnreadableDate(f"“{text}” is not a date: {read}.{american}", _HOW) from None


def _not_read(text: str, bare: str) -> UnreadableDate:
    if _MONTH_NAME_FIRST.fullmatch(bare):
        return UnreadableDate(f"“{text}” has the month first, as in America.", _HOW)
    if re.fullmatch(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{2}", bare):
        return UnreadableDate(f"“{text}” could begin with the day or with the year.", _HOW)
    if _DAY_NUMBER.fullmatch(bare):
        return UnreadableDate(
            f"“{text}” is a spreadsheet's day number, not a date.", "Format the column as a date first."
        )
    return UnreadableDate(f"“{text}” is not a date.", _HOW)
