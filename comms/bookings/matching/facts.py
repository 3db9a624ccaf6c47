"""What matching knows of a request and of an interpreter: plain values, read in a few questions, so that the rules need
no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from comms.bookings.appointments.appointment import ONE_SIDE, OTHER_SIDE
from comms.foundation.clock import london_date
from comms.foundation.writing import fold
from comms.interpreters.qualification import QualificationKind

ONE, OTHER = "one side", "the other side"


class Spoken(NamedTuple):
    """One language of an interpreter as their register has it; ``dialect`` is as it was typed."""

    dialect: str
    level: int
    way: str
    modes: tuple[str, ...]


class Shown(NamedTuple):
    """A qualification or check that nobody withdrew."""

    kind: str
    detail: str
    language: str
    issued_on: date
    expires_on: date | None

    def counts_on(self, day: date) -> bool:
        """Whether it counts on a day; the last day counts."""
        return self.issued_on <= day and (self.expires_on is None or day <= self.expires_on)


class Hours(NamedTuple):
    """One row of a week's pattern."""

    weekday: int
    from_time: time
    until_time: time
    from_day: date
    until_day: date | None


class Except(NamedTuple):
    """One exception to the pattern."""

    kind: str
    starts_at: datetime
    ends_at: datetime


class Taken(NamedTuple):
    """Time somebody booked, whoever it was: when, in which zone, and for which request."""

    starts_at: datetime
    ends_at: datetime
    zone: str | None
    request_id: UUID


class Objection(NamedTuple):
    """A conflict in force, without what it says."""

    id: UUID
    scope: str
    person_id: UUID | None
    declared_by: str


class Past(NamedTuple):
    """What an interpreter did and has before them, as it bears on one request. Minutes are those booked by anybody:
    that day, that week, and in the four weeks that end with that day. ``met`` counts bookings for these people in the
    last two years; ``sides`` are those they served in the matter."""

    day: int = 0
    week: int = 0
    four_weeks: int = 0
    met: int = 0
    sides: frozenset[str] = frozenset()


NOTHING = Past()


@dataclass(slots=True)
class InterpreterFacts:
    """One interpreter, as far as matching needs to know them. What is read later (times, what they charge) is filled in
    only for those who are not ruled out before."""

    id: UUID
    name: str
    gender: str
    person_id: UUID | None
    active: bool
    left_on: date | None
    base_zone: str
    travels_minutes: int
    most_minutes_a_day: int | None
    most_minutes_a_week: int | None
    languages: dict[str, list[Spoken]] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    exceptions: list[Except] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    terms: str = ""


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """One request. ``people`` are those it is for, ``attendees`` everybody at the appointment, ``family`` these and
    whoever is related to them or lives with them."""

    id: UUID
    appointment_id: UUID
    language: str
    dialect: str
    mode: str
    gender: str
    level: int
    checks: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    zone: str | None
    risk: str
    matter: str = ""
    avoid: str = ""
    people: frozenset[UUID] = frozenset()
    attendees: frozenset[UUID] = frozenset()
    family: frozenset[UUID] = frozenset()
    sides: frozenset[str] = frozenset()

    @property
    def minutes(self) -> int:
        """How long it takes, briefing and debriefing with it."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def day(self) -> date:
        """The day in London on which it begins."""
        return london_date(self.starts_at)

    @property
    def last_day(self) -> date:
        """The day in London on which it ends."""
        return london_date(self.ends_at)

    @property
    def is_police_work(self) -> bool:
        """Whether somebody is vetted for it, or it is for a side of a matter."""
        return QualificationKind.VETTING in self.checks or bool(self.matter and self.sides)

    def moved(self, minutes: int) -> RequestFacts:
        """The same request, so many minutes later, or earlier."""
        by = timedelta(minutes=minutes)
        return replace(self, starts_at=self.starts_at + by, ends_at=self.ends_at + by) if minutes else self


def sides_of(roles: Mapping[UUID, str] | list[str]) -> frozenset[str]:
    """Which sides of a matter these roles belong to; a parent and others belong to none."""
    found = set(roles.values() if isinstance(roles, Mapping) else roles)
    return frozenset(side for side, those in ((ONE, ONE_SIDE), (OTHER, OTHER_SIDE)) if found & those)


def same_dialect(asked: str, known: str) -> bool:
    """Whether two people mean the same dialect, however they typed it."""
    return fold(asked).strip() == fold(known).strip()
