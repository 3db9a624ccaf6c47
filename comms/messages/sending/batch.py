"""What is handed over in one turn of work on a line: values, with no row of the database among them, because nothing of
the database is held while the carrier is spoken to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comms.channels.sms import Answer, Sent, TextMessage

# One turn hands over what the pace allows in this time, and waits so long for a text that is nearly due.
AHEAD = timedelta(seconds=5)
# After this nothing more is begun: a slow carrier must not outlast the lease. What was not begun waits on.
BEGIN_WITHIN = timedelta(seconds=20)
# Longer than the last begun can take, with the longest timeout there is, and the longest wait for the database.
LEASE = timedelta(minutes=2)
AT_ONCE_TEXTS = 600


@dataclass(frozen=True, slots=True)
class ToSend:
    """One text, ready. ``not_before`` is when it is due."""

    id: UUID
    text: TextMessage
    segments: int
    not_before: datetime


@dataclass(frozen=True, slots=True)
class ToHold:
    """One text that must not go, and why."""

    id: UUID
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """One text of which it is not known whether it went."""

    id: UUID
    to: str
    sender: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """What there is to say, from ``at`` on, when a watch that never goes back showed ``watch`` seconds; at ``rate``
    segments a second, the first not before ``free_at``."""

    at: datetime
    watch: float
    rate: int
    free_at: datetime
    texts: Sequence[ToSend] = ()
    held: Sequence[ToHold] = ()
    doubts: Sequence[Doubt] = ()

    def after(self, seconds: float) -> datetime:
        """The moment so many seconds after the turn began."""
        return self.at + timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered: for each text, None where it was not begun; for each doubt, what the carrier has of it, None
    where it could not be asked. ``free_at`` is when the next segment may go."""

    answers: Mapping[UUID, Answer | None]
    held: Sequence[ToHold]
    found: Mapping[UUID, Sequence[Sent] | None]
    free_at: datetime
