"""What counts of everything that was recorded in a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comms.formal.case.case_record import CaseRecord, RecordKind


@dataclass(frozen=True, slots=True)
class Records:
    """What is on record in one case. ``every`` is all that the agency ever recorded, the oldest first; ``undone`` are
    the ids of what was said to be a mistake since; ``sent`` is what the school recorded and sent along."""

    every: tuple[CaseRecord, ...]
    undone: frozenset[UUID]
    sent: tuple[CaseRecord, ...] = ()

    @property
    def standing(self) -> tuple[CaseRecord, ...]:
        """What counts, the newest day first; of one day what was recorded later."""
        own = [one for one in self.every if one.id not in self.undone and one.kind != RecordKind.MISTAKE]
        # Both are in the order in which they were recorded. Ids made in one moment are in none.
        counts = [*self.sent, *own]
        order = sorted(range(len(counts)), key=lambda at: (counts[at].happened_on, counts[at].recorded_at, at))
        return tuple(counts[at] for at in reversed(order))

    def of(self, kind: RecordKind) -> tuple[CaseRecord, ...]:
        """What counts of one kind, the newest first."""
        return tuple(one for one in self.standing if one.kind == kind)

    def newest(self, kind: RecordKind) -> CaseRecord | None:
        """The newest of one kind; None where nothing of it counts."""
        return next(iter(self.of(kind)), None)

    @property
    def told_notices(self) -> tuple[date, ...]:
        """The days of the notices that other authorities told of, whenever each was asked: that another one knows of
        none later takes none back."""
        known: Counter[str] = Counter()
        for one in self.of(RecordKind.OTHER_NOTICES):
            known |= Counter((one.detail or {}).get("notices", ()))
        return tuple(sorted(date.fromisoformat(day) for day in known.elements()))


def records_told(rows: Iterable[CaseRecord], sent: Iterable[CaseRecord] = ()) -> Records:
    """Records from their rows, the oldest first. A word of a mistake is never called a mistake itself, so each
    counts."""
    every = tuple(rows)
    undone = {UUID((one.detail or {})["record"]) for one in every if one.kind == RecordKind.MISTAKE}
    return Records(every, frozenset(undone), tuple(sent))
