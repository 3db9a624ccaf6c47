"""The pace of a line: how many segments a second the carrier takes from a number. What comes faster it refuses."""

from __future__ import annotations

from datetime import datetime, timedelta

# Threads and handshakes let texts that were begun in time arrive closer together: some of the rate is left free.
USED = 0.9


class Pace:
    """Says when each text may begin, one after the other: never before the one before it has had its time. Moments are
    seconds from the beginning of a turn."""

    def __init__(self, rate: int, free: float) -> None:
        """``rate`` in segments a second; ``free`` is when the first may begin."""
        self._rate = max(1, rate) * USED
        self.free = free

    def begins(self, not_before: float, now: float) -> float:
        """When the next may begin: neither before it is due, nor before the line is free."""
        return max(self.free, not_before, now)

    def begun(self, segments: int, at: float) -> None:
        """A text of so many segments began at this moment."""
        self.free = at + max(1, segments) / self._rate


def takes(segments: int, rate: int) -> timedelta:
    """How long a line is taken by a text."""
    return timedelta(seconds=max(1, segments) / max(1, rate))


def planned(free_at: datetime | None, due_at: datetime, now: datetime) -> datetime:
    """When a text will begin, if nothing is slower than planned."""
    return max(free_at or now, due_at, now)
