"""The days that are asked about: a month, or from one day to another, both included, as London counts them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from babel.dates import format_date

from comms.foundation.clock import london_moment
from comms.foundation.errors import BadInput

MOST_DAYS = 366
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_YEARS = range(2000, 2100)


class BadPeriod(BadInput):
    """Days that cannot be asked about. ``field`` is the name of the field that has to be corrected."""

    def __init__(self, field: str, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.field = field


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another. Raises ``BadPeriod`` where they stand the wrong way round or too far apart."""

    from_day: date
    until_day: date

    def __post_init__(self) -> None:
        if not (self.from_day.year in _YEARS and self.until_day.year in _YEARS):
            raise BadPeriod("from", "There are no figures for that year.", "Give a year between 2000 and 2099.")
        if self.until_day < self.from_day:
            raise BadPeriod("until", "The last day is before the first.", "Give the earlier day first.")
        if (self.until_day - self.from_day).days >= MOST_DAYS:
            raise BadPeriod("until", "This is more than a year.", "Ask for a year or less at a time.")

    @property
    def start(self) -> datetime:
        """The moment it begins."""
        return london_moment(self.from_day, time(0))

    @property
    def end(self) -> datetime:
        """The moment it is over."""
        return london_moment(self.until_day + timedelta(days=1), time(0))

    @property
    def is_month(self) -> bool:
        """Whether it is one month from its first day to its last."""
        return self == month_with(self.from_day)

    @property
    def title(self) -> str:
        """As in "November 2026" or "2 November 2026 to 8 November 2026"."""
        if self.is_month:
            return str(format_date(self.from_day, "MMMM y", locale="en_GB"))
        days = [str(format_date(day, "d MMMM y", locale="en_GB")) for day in (self.from_day, self.until_day)]
        return days[0] if days[0] == days[1] else " to ".join(days)

    @property
    def month(self) -> str:
        """The month it begins in, as addresses have it: "2026-11"."""
        return f"{self.from_day:%Y-%m}"


def month_with(day: date) -> Period:
    """The month a day lies in."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def month_named(text: str) -> Period:
    """The month written "2026-11". Raises ``BadPeriod``."""
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        raise BadPeriod("month", "This is no month.", "Write it as year and month, for example 2026-11.")
    return month_with(date(int(found[1]), int(found[2]), 1))


def month_before(period: Period) -> Period | None:
    """The month before the one a period begins in; None before the first there are figures for."""
    return _month_of(period.from_day.replace(day=1) - timedelta(days=1))


def month_after(period: Period) -> Period | None:
    """The month after the one a period begins in; None after the last there are figures for."""
    return _month_of(period.from_day.replace(day=28) + timedelta(days=4))


def _month_of(day: date) -> Period | None:
    return month_with(day) if day.year in _YEARS else None
