"""One interpreter that was asked for, and what became of it: the row that every figure is counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comms.bookings.missing.outcome import HAD, MISSED, Outcome, Why
from comms.bookings.missing.time_of_day import TimeOfDay, time_of_day
from comms.foundation.clock import london_date

# The columns of the file for a spreadsheet. No names, and nothing anybody typed.
COLUMNS = ("reference", "language", "day", "begins", "risk", "mode", "state", "reason")


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A request as it stands. ``begins_at`` is when the meeting begins; from ``starts_at`` to ``ends_at`` the
    interpreter is needed, briefing and debriefing included. ``why`` is None unless no interpreter came. ``supplier``
    is whether a supplier sends interpreters of that language."""

    request_id: UUID
    appointment_id: UUID
    reference: str
    language: str
    begins_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str | None
    mode: str
    risk: str
    gender: str
    level: int
    appointment_failed: bool
    supplier: bool
    outcome: Outcome
    why: Why | None = None

    @property
    def had(self) -> bool:
        """Whether an interpreter came."""
        return self.outcome in HAD

    @property
    def missed(self) -> bool:
        """Whether none came, whatever else was done."""
        return self.outcome in MISSED

    @property
    def when(self) -> TimeOfDay:
        """The part of the week the meeting begins in."""
        return time_of_day(self.begins_at)

    @property
    def day(self) -> date:
        """The day of the meeting in London."""
        return london_date(self.begins_at)

    @property
    def minutes(self) -> int:
        """How long the interpreter is needed."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def cells(self) -> tuple[str, ...]:
        """Its row for a spreadsheet, in the order of ``COLUMNS``."""
        return (
            self.reference, self.language, self.day.isoformat(), self.when, self.risk, self.mode, self.outcome,
            self.why or "",
        )  # fmt: skip
