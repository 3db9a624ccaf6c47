"""What matching knows of a request and of an interpreter: plain values, read in a few questions, so that the rules need
no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from comms.bookings.appointments.appointment import ONE_SIDE, OTHER_SIDE
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.foundation.languages import language
from comms.foundation.writing import fold
from comms.interpreters.qualification import QualificationKind

# An interpreter's id as text, as each database writes it: it tells one from another, and seldom more is made of it.
Key = str

# So many ids go into one question.
A_LOT = 5000

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
    """One interpreter, as far as matching needs to know them. Times are read, and filled in, only for those who are not
    ruled out before. ``terms`` are what they charge, as JSON: most have the same, so that it is read once."""

    key: Key
    name: str
    gender: str
    person_key: Key | None
    active: bool
    left_on: date | None
    base_zone: str
    travels_minutes: int
    most_minutes_a_day: int | None
    most_minutes_a_week: int | None
    terms: str
    languages: Mapping[str, tuple[Spoken, ...]]
    shown: Sequence[Shown] = ()
    objections: Sequence[Objection] = ()
    hours: Sequence[Hours] = ()
    exceptions: Sequence[Except] = ()
    taken: Sequence[Taken] = ()

    @property
    def id(self) -> UUID:
        """Their id."""
        return UUID(self.key)

    @property
    def person_id(self) -> UUID | None:
        """Who they are on record as a person, if they are."""
        return UUID(self.person_key) if self.person_key else None


@dataclass(frozen=True)
class RequestFacts:
    """One request. ``people`` are those it is for, ``attendees`` everybody at the appointment, ``family`` these and
    whoever is related to them or lives with them, ``reached_alike`` the interpreters who have a telephone number or an
    e-mail address in common with one of those."""

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
    reached_alike: frozenset[Key] = frozenset()
    sides: frozenset[str] = frozenset()

    @cached_property
    def minutes(self) -> int:
        """How long it takes, briefing and debriefing with it."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @cached_property
    def day(self) -> date:
        """The day in London on which it begins."""
        return london_date(self.starts_at)

    @cached_property
    def last_day(self) -> date:
        """The day in London on which it ends."""
        return london_date(self.ends_at)

    @cached_property
    def language_name(self) -> str:
        """The language's English name; the tag itself where the registry has none."""
        try:
            return language(self.language).english_name
        except NotFound:
            return self.language

    @cached_property
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


def in_lots(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """These ids without repeats, a few thousand at a time: a database takes only so many in one question."""
    every = list(dict.fromkeys(ids))
    yield from (every[start : start + A_LOT] for start in range(0, len(every), A_LOT))
