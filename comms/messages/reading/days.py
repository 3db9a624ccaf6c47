"""Days as people write them ("jutro", "w poniedziałek", "12.1", "12 stycznia"), and which day is meant."""

from __future__ import annotations

from datetime import date, timedelta

WEEK = 7
_LAST_MONTH = 12
_LAST_DAY = 31
# Years as they are written in short.
_CENTURY = 2000
_MOST_MONTHS_AHEAD = 12


def next_weekday(weekday: int, today: date) -> date:
    """The next day with this weekday (Monday is 0) after today, at most a week away."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % WEEK + 1)


def is_date(day: int, month: int) -> bool:
    """Whether two figures can be a day and its month, in this order, as everywhere in Europe and South Asia."""
    return 1 <= day <= _LAST_DAY and 1 <= month <= _LAST_MONTH


def next_date(day: int, month: int, today: date) -> date | None:
    """The next such day that is not before today; None where no year of the next few has it."""
    # 29 February may be up to eight years away; nobody means that.
    for year in (today.year, today.year + 1):
        found = _date(year, month, day)
        if found and found >= today:
            return found
    return None


def exact_date(day: int, month: int, year: int, today: date) -> date | None:
    """The day with a year of two or four figures; None where there is none or it has passed."""
    found = _date(year if year >= _CENTURY else _CENTURY + year, month, day)
    return found if found and found >= today else None


def next_day_of_month(day: int, today: date) -> date | None:
    """The next day with this number that is not before today; None for a number that no month has."""
    for ahead in range(_MOST_MONTHS_AHEAD):
        years, month = divmod(today.month - 1 + ahead, _LAST_MONTH)
        found = _date(today.year + years, month + 1, day)
        if found and found >= today:
            return found
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
