"""What was missing: the figures of some days, counted from the requests themselves, so that they always add up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.missing import find
from comms.bookings.missing.asked_for import AskedFor
from comms.bookings.missing.changes import Change, best_changes
from comms.bookings.missing.could import where_nobody_could
from comms.bookings.missing.fulfilment import Fulfilment, fulfilment
from comms.bookings.missing.outcome import HAD, MISSED, TO_COME, Outcome, Why
from comms.bookings.missing.period import Period
from comms.bookings.missing.time_of_day import TimeOfDay
from comms.bookings.missing.uses import Uses, count_uses
from comms.foundation.clock import london_date
from comms.foundation.languages import LANGUAGES
from comms.interpreters.find import travel_times


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of some requests came out each way."""

    by: Counter[Outcome]

    @property
    def demand(self) -> int:
        """All of them, also those that were not needed any more."""
        return self.by.total()

    @property
    def had(self) -> int:
        """An interpreter came."""
        return sum(self.by[one] for one in HAD)

    @property
    def missed(self) -> int:
        """None came, whatever else was done."""
        return sum(self.by[one] for one in MISSED)

    @property
    def otherwise(self) -> int:
        """None came, and a named person recorded what was done instead."""
        return self.by[Outcome.OTHERWISE]

    @property
    def not_told(self) -> int:
        """Past, and nobody recorded whether the interpreter came."""
        return self.by[Outcome.NOT_TOLD]

    @property
    def to_come(self) -> int:
        """Their time has not come."""
        return sum(self.by[one] for one in TO_COME)

    @property
    def booked(self) -> int:
        """To come, and somebody is booked."""
        return self.by[Outcome.BOOKED]

    @property
    def not_named(self) -> int:
        """To come; a supplier accepted and has not named anybody."""
        return self.by[Outcome.NOT_NAMED]

    @property
    def looked_for(self) -> int:
        """To come, and nobody yet."""
        return self.by[Outcome.LOOKED_FOR]

    @property
    def cancelled(self) -> int:
        """Not needed any more."""
        return self.by[Outcome.CANCELLED]

    @property
    def needed(self) -> int:
        """Those whose time has come and that were needed."""
        return self.had + self.missed + self.not_told

    @property
    def fulfilment(self) -> Fulfilment:
        """The Ministry of Justice's formula over them."""
        return fulfilment(self.by)


@dataclass(frozen=True, slots=True)
class LanguageFigures:
    """One language: its counts, those of each part of the week, and why nobody came."""

    language: str
    name: str
    counts: Counts
    at: dict[TimeOfDay, Counts]
    why: list[tuple[Why, int]]


@dataclass(frozen=True, slots=True)
class Delays:
    """What families waited: how many appointments lie on a later day than first meant, how many days later each, and
    how many appointments failed, ``failed_without`` of them with nobody to interpret."""

    days: tuple[int, ...] = ()
    failed: int = 0
    failed_without: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is told of a period. ``why`` has the risks of each reason; ``in_the_way`` why nobody of the
    register could, by the codes of ``could.py``."""

    period: Period
    asked: Sequence[AskedFor]
    counts: Counts
    languages: list[LanguageFigures]
    why: list[tuple[Why, Counter[str]]]
    in_the_way: Counter[str]
    delays: Delays
    uses: Uses
    changes: list[Change]


def figures(session: Session, viewer: Viewer, period: Period, now: datetime) -> Figures:
    """What the viewer's agency needed of interpreters in a period, and what was missing."""
    viewer.require(Permission.SEE_BOOKINGS)
    asked, in_the_way = where_nobody_could(session, viewer, find.asked_for(session, viewer, period, now), now)
    failed = find.failed_appointments(session, viewer, period)
    moved = find.moved_later(session, viewer, period)
    missed = [one for one in asked if one.missed]
    without = {one.appointment_id for one in missed if one.appointment_failed}
    return Figures(
        period=period,
        asked=asked,
        counts=counted(asked),
        languages=by_language(asked),
        why=by_reason(missed),
        in_the_way=in_the_way,
        delays=Delays(
            tuple((london_date(one.now_at) - london_date(one.first)).days for one in moved), len(failed), len(without)
        ),
        uses=count_uses(find.uses(session, viewer, period)),
        changes=best_changes(missed, travel_times(session, viewer)),
    )


def counted(asked: Iterable[AskedFor]) -> Counts:
    """How many came out each way."""
    return Counts(Counter(one.outcome for one in asked))


def by_language(asked: Iterable[AskedFor]) -> list[LanguageFigures]:
    """The figures of each language; that to which most often nobody came stands first."""
    groups: dict[str, list[AskedFor]] = defaultdict(list)
    for one in asked:
        groups[one.language].append(one)
    found = [_of_language(tag, group) for tag, group in groups.items()]
    return sorted(found, key=lambda one: (-one.counts.missed, -one.counts.demand, one.name))


def _of_language(tag: str, group: Sequence[AskedFor]) -> LanguageFigures:
    parts: dict[TimeOfDay, list[AskedFor]] = defaultdict(list)
    for one in group:
        parts[one.when].append(one)
    return LanguageFigures(
        language=tag,
        name=name_of(tag),
        counts=counted(group),
        at={part: counted(parts[part]) for part in TimeOfDay},
        why=Counter(one.why for one in group if one.why).most_common(),
    )


def by_reason(missed: Iterable[AskedFor]) -> list[tuple[Why, Counter[str]]]:
    """How often each reason was why nobody came, by risk; the most frequent first."""
    found: dict[Why, Counter[str]] = defaultdict(Counter)
    for one in missed:
        if one.why:
            found[one.why][one.risk] += 1
    return sorted(found.items(), key=lambda line: (-line[1].total(), list(Why).index(line[0])))


def name_of(tag: str) -> str:
    """The English name of a language; the tag itself where the registry does not hold it."""
    return LANGUAGES[tag].english_name if tag in LANGUAGES else tag
