"""The ladder: which step comes after which, and when. Rules of values and ``now`` alone; nothing here writes or asks.

Time alone brings a follow-up up the ladder, to the worker and to the manager, and never to its end.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib import resources
from types import MappingProxyType
from typing import Any

from comms.families.reaching_hours import Answer, another_hour, next_reachable
from comms.follow_ups.follow_up import Because, Step
from comms.foundation.clock import LONDON, london_date, london_moment
from comms.foundation.work_days import CLOSES, OPENS, is_working_day, working_day_after

_FIGURES: Mapping[str, Any] = MappingProxyType(
    tomllib.loads(resources.files("comms.follow_ups").joinpath("ladder.toml").read_text(encoding="utf-8"))
)
# Working days each step waits after the one before.
WAIT: Mapping[Step, int] = MappingProxyType({Step[name]: days for name, days in _FIGURES["wait"].items()})
STEPS: Mapping[Because, tuple[Step, ...]] = MappingProxyType(
    {Because[name]: tuple(Step[step] for step in steps) for name, steps in _FIGURES["steps"].items()}
)
# The key of the first text, by what is followed up.
WORDS: Mapping[Because, str] = MappingProxyType({Because[name]: key for name, key in _FIGURES["words"].items()})
AGAIN_DAYS: int = _FIGURES["again"]["days"]
ANSWERED_DAYS: int = _FIGURES["answered"]["days"]
AFTER_WORK: time = _FIGURES["answered"]["after_work"]
NOTICE = timedelta(minutes=_FIGURES["answered"]["notice_minutes"])
LOOK_AHEAD_DAYS: int = _FIGURES["answered"]["look_ahead_days"]
# More than the longest run of days on which nobody works, with a weekend on either side of it.
TRIES = 10


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ladder goes by: what they said of their hours, the steps there are, and why a step cannot be made for
    this person ("" or nothing where it can)."""

    answer: Answer
    steps: tuple[Step, ...] = tuple(Step)
    why_not: Mapping[Step, str] = field(default_factory=dict)

    def may(self, step: Step) -> bool:
        """Whether a step can be made for this person, safely."""
        return not self.why_not.get(step)


def first_step(facts: Facts) -> Step:
    """The step a follow-up begins with."""
    return facts.steps[0]


def next_step(step: Step, facts: Facts) -> Step:
    """The step after ``step``: the next that can be made safely. After the last it is the manager's again, always."""
    return next((one for one in _after(step, facts) if facts.may(one)), Step.MANAGER)


def left_out(step: Step, facts: Facts) -> tuple[tuple[Step, str], ...]:
    """The steps that are left out between ``step`` and the next, each with the reason."""
    reached = next_step(step, facts)
    out = []
    for one in _after(step, facts):
        if one == reached:
            break
        out.append((one, facts.why_not[one]))
    return tuple(out)


def _after(step: Step, facts: Facts) -> tuple[Step, ...]:
    order = tuple(Step)
    return tuple(one for one in facts.steps if order.index(one) > order.index(step))


def due_of(step: Step, last: datetime, facts: Facts, now: datetime) -> datetime:
    """When a step is to be made: its working days after ``last``, the moment of the step before, and never before
    ``now``; at a moment at which this person may be reached. A text is written at once; it goes when it may."""
    return now if step == Step.TEXT else reachable_after(WAIT[step], last, facts.answer, now)


def back_again(last: datetime, facts: Facts, now: datetime) -> datetime:
    """When a follow-up that nobody has decided about comes back."""
    return reachable_after(AGAIN_DAYS, last, facts.answer, now)


def reachable_after(days: int, last: datetime, answer: Answer, now: datetime) -> datetime:
    """The first moment, so many working days after ``last``, at which they may be reached."""
    opens = london_moment(working_day_after(london_date(last), days), OPENS)
    return on_working_days(lambda after: next_reachable(answer, after), max(now, opens))


def another_call_at(answer: Answer, last: datetime, now: datetime) -> datetime:
    """When to ring again: in another part of the day than ``last``, and far enough ahead that somebody can do it."""
    return on_working_days(lambda after: another_hour(answer, last, after), earliest_call(now))


def earliest_call(now: datetime) -> datetime:
    """The earliest moment at which somebody can be asked to ring: in office hours after a short notice, otherwise when
    the office next opens."""
    at = now + NOTICE
    there = at.astimezone(LONDON)
    if is_working_day(there.date()) and OPENS <= there.time() < CLOSES:
        return at
    today = is_working_day(there.date()) and there.time() < OPENS
    return london_moment(there.date() if today else working_day_after(there.date()), OPENS)


def on_working_days(first: Callable[[datetime], datetime], after: datetime) -> datetime:
    """The first of the moments that ``first`` finds which lies on a working day. Where somebody can be reached on no
    working day, the first there is: their hours go before ours."""
    found = first(after)
    for _ in range(TRIES):
        if is_working_day(london_date(found)):
            return found
        found = first(london_moment(working_day_after(london_date(found)), time()))
    return first(after)


def back_from(away_until: date, facts: Facts, now: datetime) -> datetime:
    """When a follow-up of somebody who is away until that day, the last of it included, goes on."""
    return reachable_after(1, london_moment(away_until, OPENS), facts.answer, now)


def begins_again_after(step: str) -> Step:
    """After which step a ladder goes on that a person set going again: where it stood, and from the first call where it
    had come to somebody's decision."""
    return Step(step) if step and step not in {Step.WORKER, Step.MANAGER} else Step.TEXT
