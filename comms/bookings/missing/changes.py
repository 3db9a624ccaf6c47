"""What it would have taken: which one more interpreter, at which part of the week, would have met most of what nobody
came to.

The rule, so that nobody is promised more than it can hold:

- It looks back at requests to which no interpreter came, and asks of each language and each part of the week: how many
  of them could *one* more interpreter have done? Where somebody free at any time of the week would have met more than
  the best of these, the language in which they would have met most is told too.
- One person is in one place at a time, so requests that overlap, or lie so near that nobody gets from one to the other
  (the same table of minutes by which bookings are refused), count once. Requests are taken in the order in which they
  end; where people travel another choice might have met more, but never is more said than one person could have done.
- One person is not both a woman and a man: where some asked for one and some for the other, the better choice is told.
- More interpreters help where nobody had the language, nobody could, nobody accepted, or somebody dropped out. They do
  not help where nobody was asked, or the booking was called off: that is said apart.
- Each change stands alone. Two together may meet less than the sum of both. That the interpreter is free and willing is
  assumed; whether they can be found is not ours to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from comms.bookings.appointments.appointment import Risk
from comms.bookings.missing.asked_for import AskedFor
from comms.bookings.missing.outcome import Why
from comms.bookings.missing.time_of_day import TimeOfDay
from comms.interpreters.travel import Zones, minutes_between

HELPED_BY_MORE = frozenset({Why.NOT_IN_REGISTER, Why.NOBODY_COULD, Why.NOBODY_ACCEPTED, Why.DROPPED_OUT})
MOST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One more interpreter of a language at a part of the week, or at any time of it: how many requests they would have
    met and for how many minutes in all, how many of those at high risk; ``gender`` and ``level`` are what they would
    need to have."""

    language: str
    when: TimeOfDay | None
    met: int
    minutes: int
    at_high_risk: int
    gender: str
    level: int


def best_changes(asked: Iterable[AskedFor], travel: Mapping[Zones, int]) -> list[Change]:
    """The changes that would each have met most, the best first, high risk deciding between equals; last the one at any
    time of the week, where it meets more than the first."""
    helped = [one for one in asked if one.why in HELPED_BY_MORE]
    parts = _changes(helped, travel, lambda one: (one.language, one.when))[:MOST_CHANGES]
    any_time = _changes(helped, travel, lambda one: (one.language, None))[:1]
    return parts + [one for one in any_time if one.met > parts[0].met]


def _changes(
    helped: Iterable[AskedFor],
    travel: Mapping[Zones, int],
    of: Callable[[AskedFor], tuple[str, TimeOfDay | None]],
) -> list[Change]:
    groups: dict[tuple[str, TimeOfDay | None], list[AskedFor]] = defaultdict(list)
    for one in helped:
        groups[of(one)].append(one)
    order = [None, *TimeOfDay]
    found = [_change(language, when, group, travel) for (language, when), group in groups.items()]
    return sorted(found, key=lambda one: (-one.met, -one.at_high_risk, one.language, order.index(one.when)))


def _change(language: str, when: TimeOfDay | None, group: Sequence[AskedFor], travel: Mapping[Zones, int]) -> Change:
    genders = sorted({one.gender for one in group if one.gender}) or [""]
    choices = [could_do([one for one in group if one.gender in {"", gender}], travel) for gender in genders]
    met = max(choices, key=lambda chosen: (len(chosen), _at_high_risk(chosen)))
    return Change(
        language=language,
        when=when,
        met=len(met),
        minutes=sum(one.minutes for one in met),
        at_high_risk=_at_high_risk(met),
        gender=next((one.gender for one in met if one.gender), ""),
        level=max((one.level for one in met), default=0),
    )


def _at_high_risk(chosen: Iterable[AskedFor]) -> int:
    return sum(one.risk == Risk.HIGH for one in chosen)


def could_do(group: Iterable[AskedFor], travel: Mapping[Zones, int]) -> list[AskedFor]:
    """Those of a group that one person could have done one after the other, the way between them included."""
    done: list[AskedFor] = []
    for one in sorted(group, key=lambda each: (each.ends_at, each.starts_at, each.reference)):
        if not done or _there_from(done[-1], one, travel) <= one.starts_at:
            done.append(one)
    return done


def _there_from(before: AskedFor, after: AskedFor, travel: Mapping[Zones, int]) -> datetime:
    return before.ends_at + timedelta(minutes=minutes_between(travel, before.zone, after.zone))
