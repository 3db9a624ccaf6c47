"""The one clock. Only doors (screens, commands, jobs) read it; every rule takes ``now`` or a day as a parameter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def london_date(moment: datetime) -> date:
    """The school day a moment belongs to: the date in London, never the date in UTC."""
    return moment.astimezone(LONDON).date()
