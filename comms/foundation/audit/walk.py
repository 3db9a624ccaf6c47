"""Walking the trail from one entry to the next, in one pass and with little memory: what fits, what is missing, and
what stands where it does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from comms.foundation.audit.entry import Actor, AuditEntry, Line
from comms.foundation.audit.trail import FIRST_LINK

AT_ONCE = 2000
# So many entries that do not fit are kept to find out what was done to them; of more, only that there are more.
MOST_KEPT = 1000

_SAID = (
    AuditEntry.at, AuditEntry.actor_kind, AuditEntry.staff_id, AuditEntry.agency_id, AuditEntry.role, AuditEntry.action,
    AuditEntry.subject_kind, AuditEntry.subject_id, AuditEntry.detail, AuditEntry.link,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as the database has it; without its line where that cannot even be read."""

    number: int
    line: Line | None
    link: bytes

    def chains(self, number: int, before: bytes | None, key: bytes) -> bool:
        """Whether this was written as the entry of that number, after that link."""
        return self.line is not None and before is not None and self.line.chained(number, before, key) == self.link


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that no entry has, and the link before them where that is known."""

    first: int
    last: int
    before: bytes | None


@dataclass(frozen=True, slots=True)
class Misfit:
    """An entry that does not fit where it stands, and the link that stands before it; None where that is missing."""

    entry: Stored
    before: bytes | None

    @property
    def number(self) -> int:
        """Where it stands."""
        return self.entry.number


@dataclass(slots=True)
class Walk:
    """How far one has come, and what was found on the way."""

    key: bytes
    expected: int = 1
    before: bytes | None = FIRST_LINK
    seen: int = 0
    newest_that_fits: int = 0
    at: datetime | None = None
    gaps: list[Gap] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    more_misfits: int = 0
    before_the_first: list[int] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The number of the last entry that was passed."""
        return self.expected - 1

    @property
    def whole(self) -> bool:
        """Whether everything so far fits."""
        return not (self.gaps or self.misfits or self.before_the_first)

    def take(self, entry: Stored) -> bool:
        """Pass the next entry; whether it fits where it stands."""
        self.seen += 1
        if entry.number < self.expected:
            self.before_the_first = [*self.before_the_first, entry.number][:MOST_KEPT]
            return False
        if entry.number > self.expected:
            if len(self.gaps) < MOST_KEPT:
                self.gaps.append(Gap(self.expected, entry.number - 1, self.before))
            self.before = None
        fits = entry.chains(entry.number, self.before, self.key)
        if fits:
            self.newest_that_fits = entry.number
        elif len(self.misfits) < MOST_KEPT:
            self.misfits.append(Misfit(entry, self.before))
        else:
            self.more_misfits += 1
        self.at = entry.line.at if entry.line else self.at
        self.before, self.expected = entry.link, entry.number + 1
        return fits


def stored_entries(session: Session, start: int, until: int) -> Iterator[Stored]:
    """The entries from a number to another, some at a time; from 1 on also what stands before the first."""
    after = start - 1 if start > 1 else None
    while found := _some(session, after, until):
        yield from found
        after = found[-1].number


def _some(session: Session, after: int | None, until: int) -> list[Stored]:
    try:
        return [_stored(row) for row in session.execute(_between(select(AuditEntry.number, *_SAID), after, until))]
    except (ValueError, TypeError, AttributeError):
        # Something in there is no moment or no id any more. What can be read is read one by one.
        numbers = session.scalars(_between(select(AuditEntry.number), after, until)).all()
        return [_alone(session, number) for number in numbers]


def _between(query: Select[*tuple[Any, ...]], after: int | None, until: int) -> Select[*tuple[Any, ...]]:
    query = query if after is None else query.where(AuditEntry.number > after)
    return query.where(AuditEntry.number <= until).order_by(AuditEntry.number).limit(AT_ONCE)


def _alone(session: Session, number: int) -> Stored:
    try:
        return _stored(session.execute(select(AuditEntry.number, *_SAID).where(AuditEntry.number == number)).one())
    except (ValueError, TypeError, AttributeError):
        link = session.scalar(select(AuditEntry.link).where(AuditEntry.number == number))
        return Stored(number, None, link if isinstance(link, bytes) else b"")


def _stored(row: Any) -> Stored:
    number, at, kind, staff_id, agency_id, role, action, subject_kind, subject_id, detail, link = row
    staff: UUID | None = staff_id
    line = Line(at, Actor(kind, staff, agency_id, role), action, subject_kind, subject_id, detail)
    return Stored(number, line, bytes(link))


def link_of(session: Session, number: int) -> bytes | None:
    """The link of one entry; that before the first for 0, None where there is no such entry."""
    if number < 1:
        return FIRST_LINK
    found = session.scalar(select(AuditEntry.link).where(AuditEntry.number == number))
    return None if found is None else bytes(found)


def newest_number(session: Session) -> int:
    """The number of the newest entry, 0 where there is none."""
    return session.scalar(select(func.max(AuditEntry.number))) or 0
