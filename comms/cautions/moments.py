"""The time of an entry: always that of the service, which never runs backwards within a session."""

from __future__ import annotations

from datetime import datetime, timedelta

from comms.foundation.clock import LONDON
from comms.foundation.errors import Refused

# Two machines that serve one installation may differ by seconds; more is a clock that is wrong.
LITTLE = timedelta(seconds=60)


class ClockWrong(Refused):
    """The service's clock stands before what was recorded already."""


def time_of_entry(now: datetime, last_at: datetime) -> datetime:
    """The time of a new entry after one of ``last_at``: now, or the same time as that where the clock is a little
    behind. Raises ``ClockWrong`` where it is more than that."""
    if now >= last_at:
        return now
    if last_at - now <= LITTLE:
        return last_at
    said = f"The clock of this service stands at {_in_words(now)}, before the last entry of {_in_words(last_at)}."
    raise ClockWrong(said, "Have it put right. Nothing was recorded; until then write on paper.")


def _in_words(moment: datetime) -> str:
    there = moment.astimezone(LONDON)
    return f"{there:%H:%M} on {there.day} {there:%B %Y}"
