"""What the demo's letters by hand say: their values as the data have them, with days of the year they are made in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from comms.cli.district.described import Described
from comms.cli.district.school_calendar import SchoolCalendar
from comms.foundation.work_days import is_working_day, working_day_after
from comms.letters.templates.kind import FieldType
from comms.letters.templates.source import letter_kinds, phrases


def values_by_hand(letter: Described, on: date, calendar: SchoolCalendar) -> dict[str, object]:
    """The values of one letter made on a day.

    A day is given as a number of working days after that day (before it, when less than 0), or as
    ``{ school_day = -4 }``, counted back from the newest day on the register.
    """
    types = {name: field.type for name, field in letter_kinds()[letter["kind"]].fields.items()}
    return {name: _value(types[name], value, on, calendar) for name, value in letter["says"].items()}


def _value(kind: FieldType, given: object, on: date, calendar: SchoolCalendar) -> object:
    if kind == "date":
        return _day(given, on, calendar).isoformat()
    if kind == "phrase" and isinstance(given, Mapping):
        inner = phrases()[given["key"]].values
        return {name: _value(inner[name], one, on, calendar) if name in inner else one for name, one in given.items()}
    return given


def _day(given: object, on: date, calendar: SchoolCalendar) -> date:
    if isinstance(given, Mapping):
        return calendar.days[given["school_day"]]
    days = int(str(given))
    if days >= 0:
        return working_day_after(on, days)
    while days < 0:
        on -= timedelta(days=1)
        days += is_working_day(on)
    return on
