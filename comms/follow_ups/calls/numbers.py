"""Which of a person's numbers may be rung, when, and what is known of who picks up. Rules of what is on record and
``now``; nothing here writes or asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from comms.families.contact_point import ContactFault, ContactPoint, ReadBy, Safety
from comms.families.reaching_hours import may_reach, next_reachable, reachable_until
from comms.follow_ups.saying import moment_in_words
from comms.follow_ups.ways import TELEPHONES, Ways
from comms.foundation.errors import Refused

_WHO: Mapping[str, str] = MappingProxyType(
    {
        ReadBy.ONLY_THEY: "Only they pick up, as they said.",
        ReadBy.OTHERS_TOO: "Others may pick up: ask for them by name, and say nothing else until it is them.",
        ReadBy.NOT_ASKED: "Nobody has asked who else picks up: ask for them by name first.",
    }
)


@dataclass(frozen=True, slots=True)
class NumberToRing:
    """One number. ``allowed`` says whether it may be rung at all, ``safety`` why or why not, ``who`` what is known of
    who picks up. ``now`` says whether this is an hour at which it may; ``at`` the next such moment, where it is not,
    and ``until`` when the hours end, where they do. ``flagged`` holds where somebody near them may be a danger."""

    point: ContactPoint
    allowed: bool
    safety: str
    who: str
    now: bool
    at: datetime | None = None
    until: datetime | None = None
    flagged: bool = False


def numbers_to_ring(ways: Ways, now: datetime) -> list[NumberToRing]:
    """Every telephone number of a person: those that may be rung now first, those that may not be rung at all last."""
    may = {one.id for one in ways.to_ring}
    found = [
        _number(ways, one, now, allowed=one.id in may) for one in ways.points if one.channel in TELEPHONES
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.allowed, not one.now, one.point.safety != Safety.SAFE))


def check_number(number: NumberToRing, *, cannot_wait: bool) -> None:
    """Raises ``Refused`` for a number that may not be rung now. Outside somebody's hours it may be where it cannot
    wait, but never where somebody near them may be a danger: the hours they named are the safe ones."""
    if not number.allowed:
        raise Refused(number.safety, "Reach them another way that is safe.")
    if number.now or (cannot_wait and not number.flagged):
        return
    when = f"Ring them from {moment_in_words(number.at)}" if number.at else "Reach them another way"
    if number.flagged:
        raise Refused("They said at which hours it is safe to ring, and this is none of them.", f"{when}.")
    raise Refused("At this hour they are not to be rung.", f"{when}, or say that it cannot wait.")


def _number(ways: Ways, point: ContactPoint, now: datetime, *, allowed: bool) -> NumberToRing:
    safety, who = _safety(ways, point, allowed=allowed), _WHO[point.read_by]
    if not allowed:
        return NumberToRing(point, allowed, safety, who, now=False, flagged=ways.flagged)
    if may_reach(ways.safe, now):
        until = reachable_until(ways.safe, now)
        return NumberToRing(point, allowed, safety, who, now=True, until=until, flagged=ways.flagged)
    at = _next(ways, now)
    return NumberToRing(point, allowed, safety, who, now=False, at=at, flagged=ways.flagged)


def _next(ways: Ways, now: datetime) -> datetime | None:
    try:
        return next_reachable(ways.safe, now)
    except Refused:
        # What is on record leaves no time at all; whoever rings is told that there is none.
        return None


def _safety(ways: Ways, point: ContactPoint, *, allowed: bool) -> str:
    if point.safety == Safety.UNSAFE:
        return "They said it is not safe: do not ring it."
    if allowed:
        asked = point.safety == Safety.SAFE
        return "They said it is safe." if asked else "Nobody has asked whether it is safe."
    if ways.flagged:
        what = "at which hours" if point.safety == Safety.SAFE else "whether"
        return f"Somebody near them may be a danger, and nobody has asked {what} it is safe: do not ring it."
    if point.fault not in {ContactFault.NONE, ContactFault.LANDLINE}:
        return f"It cannot be rung: {ContactFault(point.fault)}."
    return "It does not reach them."
