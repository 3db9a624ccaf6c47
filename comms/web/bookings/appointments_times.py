"""Days and times as people type them, and the moment they mean by the clock in London."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time

from comms.foundation.clock import LONDON, NoSuchTime, TimeTwice, london_moment
from comms.web.forms import Form
from comms.web.wording import weekday_in_words

DAY = re.compile(r"(?P<day>[0-9]{1,2})[./ ](?P<month>[0-9]{1,2})[./ ](?P<year>[0-9]{4})")
ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
TIME = re.compile(r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(:00)?")
FIRST, SECOND = "first", "second"


def read_day(form: Form, name: str) -> date | None:
    """A day as browsers send it or as people type it, 4/12/2026; one that is no day is wrong."""
    text = form.line(name)
    if found := DAY.fullmatch(text) or ISO_DAY.fullmatch(text):
        with suppress(ValueError):
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    form.wrong(name, "Give a day with month and year, like 4/12/2026.")
    return None


def read_time(form: Form, name: str) -> time | None:
    """A time as browsers send it or as people type it, 9.30; one that is no time is wrong."""
    if found := TIME.fullmatch(form.line(name)):
        with suppress(ValueError):
            return time(int(found["hour"]), int(found["minute"]))
    form.wrong(name, "Give a time like 9:30 or 14:15.")
    return None


def read_moment(form: Form) -> datetime | None:
    """The moment of the fields "day" and "at". Where the clocks go back over it, "which_time" asks which is meant;
    where they go forward over it, there is no such time."""
    day, at = read_day(form, "day"), read_time(form, "at")
    if day is None or at is None:
        return None
    second = {FIRST: False, SECOND: True}.get(form.text("which_time"))
    try:
        return london_moment(day, at, second=second)
    except NoSuchTime as fault:
        form.refused(fault, "at")
    except TimeTwice as fault:
        form.refused(fault, "which_time")
    return None


def read_minutes(form: Form, name: str, otherwise: int) -> int:
    """A number of minutes; ``otherwise`` where the field is left empty."""
    text = form.line(name)
    if not text:
        return otherwise
    if text.isdecimal() and len(text) < len("10000"):
        return int(text)
    form.wrong(name, "Give minutes as a number, like 45.")
    return otherwise


def typed_day(moment: datetime) -> str:
    """The day in London as a date field holds it."""
    return moment.astimezone(LONDON).date().isoformat()


def typed_time(moment: datetime) -> str:
    """The time in London as a time field holds it."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def clock(moment: datetime) -> str:
    """A time by the clock in London: "10:00"."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def from_until(starts_at: datetime, ends_at: datetime) -> str:
    """A stretch of time: "Wednesday 2 December, 10:00 to 11:30"."""
    return f"{weekday_in_words(starts_at)}, {clock(starts_at)} to {clock(ends_at)}"
