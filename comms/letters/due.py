"""Which attendance letter one parent is due about one child, and why.

The rules, in their order:

1. **The register** must be fresh: a mark within `register_days`, and none after the day asked about is looked at.
2. **L07** when the last `l07_days` or more whole school days on the register are all coded N and the pupil has not
   been back since. It waits only for its own cool-off, because it asks whether a child is safe.
3. While such days go on, nothing else is written: the next step is a person's.
4. **L02** when, over the last `school_weeks` and since the last L02 to this parent, attendance is below
   `l02_below_percent` and `l02_missed_sessions` or more were missed. What an earlier L02 was sent about does not
   count again. It waits for its own cool-off and for `other_cool_off_days` after any other attendance letter.
5. **L12** once for each L02, when `l12_after_school_days` have passed since, attendance since then is
   `l12_percent` or more and rose by `l12_points` or more. It waits for `other_cool_off_days` too.

The first that applies is the only one. Only letters that were issued count; a letter that was held told nobody
anything. Every answer is computed from the marks as they stand, so a corrected mark corrects the answer: an N that
became I ends a run of unexplained days. The figures are the school's `LetterTriggers`. None of these letters has a
legal warning; those wait, elsewhere, for every N to be resolved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from comms.attendance.code import PART_TIME, UNEXPLAINED
from comms.attendance.counts import AttendanceSummary, summarise_ordered
from comms.attendance.pattern import DaysAway, days_away
from comms.attendance.school_weeks import last_school_weeks, session_days
from comms.attendance.session_mark import SessionMark, between, in_order
from comms.letters.attendance_facts import (
    answer_day,
    away_values,
    concern_values,
    improvement_values,
    plural,
    written_day,
    written_share,
    written_span,
)
from comms.letters.triggers import LetterTriggers

DUE_KINDS = ("L07", "L02", "L12")
"""The kinds these rules can make due, in their order."""

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter that was issued to this parent about this child; `values` are those it was filled with."""

    kind: str
    issued_on: date
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that is due: its kind, why in a plain English sentence with the figures, and what it says of marks.

    `values` are the template's fields that come from attendance, in the shapes that `read_values` takes and JSON has.
    `reply_by` is the day by which an answer is hoped for, None when the letter asks for none.
    """

    kind: str
    why: str
    values: Mapping[str, object]
    reply_by: date | None


@dataclass(frozen=True, slots=True)
class Weighing:
    """The letter that is due, if any, and for each kind looked at before it a sentence why that one is not."""

    due: Due | None
    why_not: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Case:
    """What the rules look at: one child's marks up to `on`, and what this parent was sent."""

    marks: Sequence[SessionMark]
    days: Sequence[date]
    away: DaysAway | None
    sent: Sequence[SentLetter]
    triggers: LetterTriggers
    on: date

    def last(self, kind: str) -> SentLetter | None:
        """The last letter of a kind that was issued to this parent about this child."""
        return max((s for s in self.sent if s.kind == kind), key=lambda s: s.issued_on, default=None)

    def count(self, first: date, last: date) -> AttendanceSummary:
        """The child's sessions from one day to another, both included, without those the school itself agreed to leave
        out: a part-time timetable (C2) is no absence to write to a parent about."""
        expected = [mark for mark in between(self.marks, first, last) if mark.code != PART_TIME]
        return summarise_ordered(expected)


def due_letter(
    marks: Iterable[SessionMark],
    sent: Iterable[SentLetter],
    triggers: LetterTriggers,
    on: date,
    school_days: Iterable[date] | None = None,
) -> Due | None:
    """The one letter that a parent is due about a child on a day, or None; the order of rules is this module's.

    `marks` are the child's, in any order; `sent` the letters issued to this parent about this child;
    `school_days` the school's calendar of days with a session, when it is known. Raises `MarkedTwice` when a
    session has two marks.
    """
    return weigh_letters(marks, sent, triggers, on, school_days).due


def weigh_letters(
    marks: Iterable[SessionMark],
    sent: Iterable[SentLetter],
    triggers: LetterTriggers,
    on: date,
    school_days: Iterable[date] | None = None,
) -> Weighing:
    """As `due_letter`, with the reasons why the other letters are not due, for a person who asks."""
    ordered = in_order(mark for mark in marks if mark.day <= on)
    marked = session_days(ordered)
    stale = _stale(marked, triggers, on)
    if stale:
        return Weighing(None, dict.fromkeys(DUE_KINDS, stale))
    calendar = None if school_days is None else [day for day in school_days if day <= on]
    case = _Case(
        marks=ordered,
        days=marked if calendar is None else calendar,
        away=_still_away(ordered, calendar, triggers),
        sent=[letter for letter in sent if letter.kind in DUE_KINDS],
        triggers=triggers,
        on=on,
    )
    why_not: dict[str, str] = {}
    for kind, rule in zip(DUE_KINDS, _RULES, strict=True):
        found = rule(case)
        if isinstance(found, Due):
            return Weighing(found, why_not)
        why_not[kind] = found
    return Weighing(None, why_not)


def _stale(marked: Sequence[date], triggers: LetterTriggers, on: date) -> str | None:
    if not marked:
        return f"There is no mark on the register up to {written_day(on)}."
    age = (on - marked[-1]).days
    if age <= triggers.register_days:
        return None
    return (
        f"The last mark on the register is of {written_day(marked[-1])}, {age} days before {written_day(on)}; "
        f"letters are written from marks at most {triggers.register_days} days old."
    )


def _still_away(
    ordered: Sequence[SessionMark], calendar: Sequence[date] | None, triggers: LetterTriggers
) -> DaysAway | None:
    runs = days_away(ordered, (UNEXPLAINED,), calendar)
    return runs[-1] if runs and runs[-1].ongoing and runs[-1].days >= triggers.l07_days else None


def _unexplained_days(case: _Case) -> Due | str:
    away, days = case.away, case.triggers.l07_cool_off_days
    if away is None:
        return f"There are no {case.triggers.l07_days} whole school days in a row, up to now, without a reason."
    cooling = _cooling(case, ("L07",), days)
    if cooling:
        return cooling
    reply_by = answer_day(case.on, case.triggers.l07_reply_days)
    why = (
        f"Away without a reason (code N) for {away.days} whole school {plural('day', away.days)} in a row, "
        f"{written_span(away.first_day, away.last_day)}."
    )
    values = away_values(away) | {"reply_by": reply_by.isoformat()}
    return Due("L07", why, values, reply_by)


def _early_concern(case: _Case) -> Due | str:
    triggers = case.triggers
    waiting = _waiting(case) or _cooling(case, ("L02",), triggers.l02_cool_off_days)
    if waiting:
        return waiting
    window = last_school_weeks(case.days, case.on, triggers.school_weeks)
    if window is None:
        return "No school week has begun yet."
    earlier = case.last("L02")
    first = max(window.first, earlier.issued_on + _A_DAY) if earlier else window.first
    counted = case.count(first, case.on)
    share = counted.exact_percent
    if share is None:
        return f"No session was possible from {written_day(first)} to {written_day(case.on)}."
    if share >= triggers.l02_below_percent or counted.absent < triggers.l02_missed_sessions:
        return (
            f"Attended {written_share(counted)}; an L02 needs less than {triggers.l02_below_percent}% "
            f"and {triggers.l02_missed_sessions} missed."
        )
    why = (
        f"Attended {written_share(counted)}, below {triggers.l02_below_percent}%: {counted.authorised} missed "
        f"with a reason the school accepted, {counted.unauthorised_explained} without, "
        f"{counted.unexplained} not yet explained."
    )
    reply_by = answer_day(case.on, triggers.reply_days)
    return Due("L02", why, concern_values(counted) | {"reply_by": reply_by.isoformat()}, reply_by)


def _improvement(case: _Case) -> Due | str:
    triggers, concern = case.triggers, case.last("L02")
    if concern is None:
        return "No L02 was issued that it could answer."
    waiting = _answered(case, concern) or _too_soon(case, concern) or _waiting(case)
    if waiting:
        return waiting
    before, now = _before(case, concern), case.count(concern.issued_on + _A_DAY, case.on)
    if before.exact_percent is None or now.exact_percent is None:
        return "The marks of the time before the L02, or since, are not on the register."
    rise = now.exact_percent - before.exact_percent
    compared = f"Attended {written_share(before)}; since the L02 {written_share(now)}"
    if now.exact_percent < triggers.l12_percent or rise < triggers.l12_points:
        return f"{compared}; an L12 needs {triggers.l12_percent}% and {triggers.l12_points} points more."
    review_on = answer_day(case.on, triggers.review_days)
    return Due("L12", f"{compared}.", improvement_values(before, now, review_on), None)


_RULES: tuple[Callable[[_Case], Due | str], ...] = (_unexplained_days, _early_concern, _improvement)


def _answered(case: _Case, concern: SentLetter) -> str | None:
    thanks = case.last("L12")
    if thanks is None or thanks.issued_on < concern.issued_on:
        return None
    return f"The L02 of {written_day(concern.issued_on)} was answered with an L12 on {written_day(thanks.issued_on)}."


def _too_soon(case: _Case, concern: SentLetter) -> str | None:
    passed = sum(day > concern.issued_on for day in set(case.days))
    if passed >= case.triggers.l12_after_school_days:
        return None
    return (
        f"{passed} school {plural('day', passed)} have passed since the L02 of {written_day(concern.issued_on)}; "
        f"an L12 needs {case.triggers.l12_after_school_days}."
    )


def _waiting(case: _Case) -> str | None:
    if case.away is not None:
        return f"Away without a reason since {written_day(case.away.first_day)}: no other letter until that is known."
    return _cooling(case, DUE_KINDS, case.triggers.other_cool_off_days)


def _cooling(case: _Case, kinds: Iterable[str], days: int) -> str | None:
    for letter in filter(None, map(case.last, kinds)):
        # A letter issued after the day asked about cools too: the day may be given in the past.
        if (case.on - letter.issued_on).days < days:
            return f"An {letter.kind} was issued on {written_day(letter.issued_on)}, less than {days} days before."
    return None


def _before(case: _Case, concern: SentLetter) -> AttendanceSummary:
    """The time the L02 spoke of, counted from the marks as they stand now."""
    first, last = _told(concern, "from"), _told(concern, "to")
    if first is None or last is None:
        window = last_school_weeks(case.days, concern.issued_on, case.triggers.school_weeks)
        first, last = (window.first, window.last) if window else (concern.issued_on, concern.issued_on)
    return case.count(first, last)


def _told(letter: SentLetter, name: str) -> date | None:
    value = letter.values.get(name)
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
