"""Days and times as people type them into forms of the register."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time

from comms.foundation.clock import NoSuchTime, TimeTwice, london_moment
from comms.web.forms import Form

DAY = re.compile(r"(?P<day>[0-9]{1,2})[./ ](?P<month>[0-9]{1,2})[./ ](?P<year>[0-9]{4})")
ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
TIME = re.compile(r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})")
FIRST, SECOND = "first", "second"


def read_day(form: Form, name: str, missing: str = "Give a day with month and year, like 4/12/2026.") -> date | None:
    """A day as people type it, or as browsers send it; one that is no day is wrong."""
    text = form.line(name)
    if found := DAY.fullmatch(text) or ISO_DAY.fullmatch(text):
        with suppress(ValueError):
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    form.wrong(name, missing)
    return None


def read_day_or_none(form: Form, name: str) -> date | None:
    """A day that may be left blank."""
    return read_day(form, name) if form.line(name) else None


def typed_day(day: date | None) -> str:
    """A day as it is typed."""
    return f"{day.day}/{day.month}/{day.year}" if day else ""


def read_time(form: Form, name: str) -> time | None:
    """A time of the day; one that is none is wrong."""
    if found := TIME.fullmatch(form.line(name)):
        with suppress(ValueError):
            return time(int(found["hour"]), int(found["minute"]))
    form.wrong(name, "Give a time like 09:00 or 17:30.")
    return None


def read_moment(form: Form, name: str, day: date | None, at: time | None) -> datetime | None:
    """The moment of a day and a time by the clock in London. On the nights when the clock changes a time that does not
    exist is wrong, and one that comes twice is asked about in ``<name>_which``."""
    if day is None or at is None:
        return None
    second = {FIRST: False, SECOND: True}.get(form.text(f"{name}_which"))
    try:
        return london_moment(day, at, second=second)
    except TimeTwice as fault:
        form.wrong(f"{name}_which", str(fault))
    except NoSuchTime as fault:
        form.refused(fault, name)
    return None
