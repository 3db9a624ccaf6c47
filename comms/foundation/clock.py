"""The one clock. Only doors (screens, commands, jobs) read it; every rule takes ``now`` or a day as a parameter."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from comms.foundation.errors import BadInput

LONDON = ZoneInfo("Europe/London")


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def london_date(moment: datetime) -> date:
    """The school day a moment belongs to: the date in London, never the date in UTC."""
    return moment.astimezone(LONDON).date()


class NoSuchTime(BadInput):
    """A time by the clock in London that does not exist: the clocks go forward over it."""


class TimeTwice(BadInput):
    """A time by the clock in London that comes twice: the clocks go back over it."""


def london_moment(day: date, at: time, *, second: bool | None = None) -> datetime:
    """The moment at which the clock in London shows this time on this day, in UTC.

    Raises ``NoSuchTime`` in the hour that the clocks skip in March. In the hour that comes twice in October ``second``
    says which is meant; without it raises ``TimeTwice``, because to guess would be an hour wrong.
    """
    earlier, later = (datetime.combine(day, at, LONDON).replace(fold=fold) for fold in (0, 1))
    if earlier.utcoffset() == later.utcoffset():
        return earlier.astimezone(UTC)
    said = f"{at:%H:%M} on {day.day} {day:%B %Y}"
    if earlier.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != earlier.replace(tzinfo=None):
        raise NoSuchTime(f"{said} does not exist: the clocks go forward over it.", "Give a time from 02:00 on.")
    if second is None:
        raise TimeTwice(f"{said} comes twice: the clocks go back over it.",
                        "Say whether the first is meant (summer time) or the second.")  # fmt: skip
    return (later if second else earlier).astimezone(UTC)
