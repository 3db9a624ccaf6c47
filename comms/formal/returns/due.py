"""Which returns the marks of one child call for: a pure reading of the register.

A return is told once for each span of days: what overlaps a span that was sent is not due again. Illness is told once
in a school year. The figures and their sources are those of ``attendance/absence_runs.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from comms.attendance.absence_runs import (
    ILLNESS,
    continuous_absence,
    ground_i,
    illness_days,
    part_time_spans,
    school_year_begins,
)
from comms.attendance.code import PART_TIME, threshold_codes
from comms.attendance.framework import framework
from comms.attendance.session_mark import SessionMark, in_order
from comms.formal.returns.attendance_return import ReturnKind

# A run may have begun before the summer. One that began earlier than this was long enough to be told then.
BEFORE_THE_YEAR = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class SentSpan:
    """A return that was sent: which kind, and the days it was about."""

    kind: ReturnKind
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Due:
    """One return that the register calls for. ``days`` are school days; for a part-time timetable the number of
    sessions coded C2. ``ongoing`` says that the register shows no end of it yet."""

    kind: ReturnKind
    first_day: date
    last_day: date
    days: int
    ongoing: bool


def register_since(on: date) -> date:
    """The first day of the register that has to be read for the returns of a day."""
    return school_year_begins(on) - BEFORE_THE_YEAR


def due_of(
    marks: Sequence[SessionMark], on: date, sent: Iterable[SentSpan] = (), school_days: Iterable[date] | None = None
) -> tuple[Due, ...]:
    """The returns that one child's marks call for on a day and that were not sent, in the order of the kinds.

    ``marks`` begin at ``register_since``; marks after the day are not read. Raises ``MarkedTwice`` when a session has
    two marks.
    """
    held = in_order(mark for mark in marks if mark.day <= on)
    days = None if school_days is None else [day for day in school_days if day <= on]
    counts, told, begins = Counter(mark.code for mark in held), list(sent), school_year_begins(on)
    found: list[Due] = []
    # Most children have too few of such marks for any run: they are passed over without looking for one.
    if counts[ILLNESS] >= framework().illness_return_days.value:
        found += _illness(held, begins, days)
    if sum(counts[code] for code in threshold_codes()) >= framework().absence_return_days.value:
        runs = [(ReturnKind.ABSENCE, run) for run in continuous_absence(held, days)]
        runs += [(ReturnKind.LONG_ABSENCE, run) for run in ground_i(held, days)]
        found += [Due(kind, run.first_day, run.last_day, run.days, run.ongoing) for kind, run in runs]
    if counts[PART_TIME]:
        spans = part_time_spans(held, days)
        found += [Due(ReturnKind.PART_TIME, one.first_day, one.last_day, one.sessions, one.ongoing) for one in spans]
    return tuple(one for one in found if one.last_day >= begins and not _told(one, told, begins))


def _illness(held: list[SessionMark], begins: date, days: list[date] | None) -> list[Due]:
    ill = illness_days(held, begins, days)
    if ill.reached_on is None or ill.first_day is None or ill.last_day is None:
        return []
    longest = ill.longest.days if ill.longest is not None else 0
    ongoing = ill.longest is not None and ill.longest.ongoing
    return [Due(ReturnKind.ILLNESS, ill.first_day, ill.last_day, max(ill.whole_days, longest), ongoing)]


def expected_illness(
    marks: Sequence[SessionMark], on: date, sent: Iterable[SentSpan] = (), school_days: Iterable[date] | None = None
) -> Due | None:
    """The illness of this school year so far, where the return is neither due by the register nor sent: it may be sent
    as soon as the school has reason to expect the days. None where the child was not ill this year."""
    held = in_order(mark for mark in marks if mark.day <= on)
    begins = school_year_begins(on)
    days = None if school_days is None else [day for day in school_days if day <= on]
    ill = illness_days(held, begins, days)
    if ill.reached_on is not None or ill.first_day is None or ill.last_day is None:
        return None
    ongoing = ill.longest is not None and ill.longest.ongoing
    found = Due(ReturnKind.ILLNESS, ill.first_day, ill.last_day, ill.whole_days, ongoing)
    return None if _told(found, sent, begins) else found


def _told(due: Due, sent: Iterable[SentSpan], begins: date) -> bool:
    same = [one for one in sent if one.kind == due.kind]
    if due.kind == ReturnKind.ILLNESS:
        return any(one.last_day >= begins for one in same)
    return any(one.first_day <= due.last_day and due.first_day <= one.last_day for one in same)
