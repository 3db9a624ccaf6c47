"""Times as somebody gives them in the night: left empty it is now, and a time alone is the last time the clock showed
it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from comms.foundation.clock import NoSuchTime, TimeTwice, london_date, london_moment
from comms.web.bookings.appointments_times import FIRST, SECOND, read_day, read_time, typed_day, typed_time
from comms.web.forms import Form

# A time alone that is later than now belongs to the evening before, where that is no longer ago than this. Beyond it
# the day has to be given: somebody may have mistyped the hour.
SAME_NIGHT = timedelta(hours=12)
A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)


def read_when(form: Form, name: str, now: datetime, known: datetime | None = None) -> datetime:
    """When something happened: now, where nothing is typed. What cannot be is noted at the field.

    ``known`` is the moment that stood in the form: where it was left as it stood, it keeps its seconds.
    """
    if not form.line(name) and not form.line(f"{name}_day"):
        return now
    found = _moment(form, name, london_date(now), known)
    if found is not None and found > now and not form.line(f"{name}_day"):
        before = _moment(form, name, london_date(now) - A_DAY, known)
        found = before if before is not None and now - before <= SAME_NIGHT else found
    if found is not None and found - now >= A_MINUTE:
        form.wrong(name, f"That is later than now ({typed_time(now)}). Correct the time, or give the day too.")
    return min(found or now, now)


def read_past(form: Form, name: str, now: datetime, missing: str, known: datetime | None = None) -> datetime | None:
    """When something happened that was before: it has to be given, and ``missing`` says so where it is not."""
    if not form.line(name):
        form.wrong(name, missing)
        return None
    return read_when(form, name, now, known)


def read_ahead(form: Form, name: str, now: datetime, known: datetime | None = None) -> datetime | None:
    """A moment that is to come, or None where nothing is typed; a time alone is the next time the clock shows it."""
    if not form.line(name) and not form.line(f"{name}_day"):
        return None
    found = _moment(form, name, london_date(now), known)
    if found is not None and found < now and not form.line(f"{name}_day"):
        return _moment(form, name, london_date(now) + A_DAY, known)
    return found


def _moment(form: Form, name: str, otherwise: date, known: datetime | None) -> datetime | None:
    """The moment of a time and its day; ``otherwise`` is the day where none is typed."""
    day = read_day(form, f"{name}_day") if form.line(f"{name}_day") else otherwise
    if not form.line(name):
        form.wrong(name, "Give the time too, like 3:05.")
        return None
    at = read_time(form, name)
    if day is None or at is None:
        return None
    if known is not None and (day.isoformat(), f"{at:%H:%M}") == (typed_day(known), typed_time(known)):
        return known
    try:
        return london_moment(day, at, second={FIRST: False, SECOND: True}.get(form.text(f"{name}_which")))
    except NoSuchTime as fault:
        form.refused(fault, name)
    except TimeTwice as fault:
        form.refused(fault, f"{name}_which")
    return None


def when_fields(name: str, known: datetime | None) -> dict[str, str]:
    """The fields of a moment that is on record, to be filled in; none where nothing is known."""
    return {} if known is None else {name: typed_time(known), f"{name}_day": typed_day(known)}


def in_words(span: timedelta) -> str:
    """A stretch of time as a person says it: "2 h 05 min", "40 min"; without a sign."""
    minutes = int(abs(span).total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"
