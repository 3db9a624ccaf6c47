"""Working days in England: Monday to Friday without bank holidays, and the hours of them in which notice counts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from comms.foundation.clock import LONDON, london_date

# Notice is counted in office hours, by the clock in London.
OPENS, CLOSES = time(9, 0), time(17, 0)


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Whether offices are open on this day."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def working_day_after(day: date, count: int = 1) -> date:
    """The day that is ``count`` working days after ``day``."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_minutes_between(start: datetime, end: datetime) -> int:
    """How many whole minutes of office hours lie between two moments; 0 when the second is not after the first."""
    total, day = 0, london_date(start)
    while day <= london_date(end):
        if is_working_day(day):
            opens, closes = (datetime.combine(day, at, LONDON) for at in (OPENS, CLOSES))
            total += max(0, int((min(end, closes) - max(start, opens)).total_seconds() // 60))
        day += timedelta(days=1)
    return total
