"""The parts of a week in which interpreters are looked for, by the clock in London."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from comms.foundation.clock import LONDON, london_date
from comms.foundation.work_days import is_working_day


class TimeOfDay(StrEnum):
    """When a meeting begins. Interpreters charge and refuse by these, weekends and bank holidays apart."""

    EARLY = "before 9:00"
    MORNING = "9:00 to 12:00"
    MIDDAY = "12:00 to 15:00"
    AFTERNOON = "15:00 to 18:00"
    EVENING = "from 18:00"
    WEEKEND = "weekend or bank holiday"

    @property
    def in_words(self) -> str:
        """As it stands in a sentence: "on weekdays from 18:00"."""
        return "at weekends and on bank holidays" if self is TimeOfDay.WEEKEND else f"on weekdays {_BETWEEN[self]}"


_BETWEEN = {
    TimeOfDay.EARLY: "before 9:00",
    TimeOfDay.MORNING: "between 9:00 and 12:00",
    TimeOfDay.MIDDAY: "between 12:00 and 15:00",
    TimeOfDay.AFTERNOON: "between 15:00 and 18:00",
    TimeOfDay.EVENING: "from 18:00",
}
# The first hour that belongs to each, the latest first.
_FROM_HOUR = (
    (18, TimeOfDay.EVENING),
    (15, TimeOfDay.AFTERNOON),
    (12, TimeOfDay.MIDDAY),
    (9, TimeOfDay.MORNING),
    (0, TimeOfDay.EARLY),
)


def time_of_day(moment: datetime) -> TimeOfDay:
    """The part of the week in which a moment lies."""
    if not is_working_day(london_date(moment)):
        return TimeOfDay.WEEKEND
    hour = moment.astimezone(LONDON).hour
    return next(part for first, part in _FROM_HOUR if hour >= first)
