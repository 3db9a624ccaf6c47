"""How often something may be done: so many times at once, and then one more as each has had its time.

The generic cell rate algorithm: of everybody who is counted one moment is kept, at which all they did so far has had
its time. Nothing has to be emptied at the full hour, and nobody can do twice as much around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from comms.foundation.errors import TooOften

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """``most`` times at once, and so many again in each ``per``. ``name`` tells limits apart in the database; ``did``
    says what was done, as in "You asked for previews"; ``instead`` what helps, beside waiting."""

    name: str
    most: int
    per: timedelta
    did: str = "This was done"
    instead: str = ""

    @property
    def each(self) -> timedelta:
        """How long one takes to be forgotten."""
        # Rounded down: rounded up, the last of those that may come at once would have to wait a microsecond.
        return self.per // self.most

    def seconds_to_wait(self, free_at: datetime | None, now: datetime) -> int:
        """In how many seconds one more may be done, rounded up; 0 for now. ``free_at`` is the moment at which
        everything done so far has had its time; None where nothing was done yet."""
        too_early = max(free_at or now, now) - now - (self.per - self.each)
        return max(0, -(-too_early // timedelta(seconds=1)))

    def after_one_more(self, free_at: datetime | None, now: datetime) -> datetime:
        """The moment at which everything done so far and one more has had its time. Raises ``TooOften``, with the
        seconds to wait, where one more is too many now."""
        if seconds := self.seconds_to_wait(free_at, now):
            raise self._too_often(seconds)
        return max(free_at or now, now) + self.each

    def _too_often(self, seconds: int) -> TooOften:
        times = "once" if self.most == 1 else f"{self.most} times"
        said = f"{self.did} {times} in {_span(self.per.total_seconds())}, and more often it may not be."
        wait = f"Wait {_span(seconds, whole=True)}, then do it once more."
        return TooOften(said, f"{wait} {self.instead}".strip(), seconds)


def _span(seconds: float, *, whole: bool = False) -> str:
    """A span of time in words: ``a minute``, ``5 minutes``. ``whole`` gives the number also where it is one, since to
    wait "a minute" sounds like any short time. It is rounded up, so that nobody comes back too early."""
    size, name = next(
        (size, name) for size, name in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
        if seconds >= size or size == 1
    )  # fmt: skip
    count = -int(-seconds // size)
    if count == 1:
        return f"1 {name}" if whole else f"{'an' if name == 'hour' else 'a'} {name}"
    return f"{count} {name}s"
