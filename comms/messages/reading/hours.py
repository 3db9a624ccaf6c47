"""Hours of the day as people write them, and how sure it is which one they mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NOON, DAY = 12, 24
MOST_MINUTES = 59
# "After 6" is the evening and "after 9" the morning, as far as anybody can guess.
_LAST_AFTERNOON_HOUR = 6
_FIRST_LATE_HOUR = 8
# Where somebody says "in the evening" and no hour. A person asks before it is used.
_BEGINS = {"morning": 9, "afternoon": 13, "evening": 18}


class Part(StrEnum):
    """A part of the day that stands beside an hour."""

    NONE = ""
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour from 0 to 23 by the clock in London, its minute, and whether nothing else can be meant."""

    hour: int
    minute: int
    sure: bool


def hour_of(said: int, minute: int, part: Part, *, two_places: bool = False) -> Hour | None:
    """What an hour means that was said as a figure from 0 to 24; None for any other.

    13 to 23 and noon are plain. With a part of the day, one to eleven are plain where they can be in it. "09" is the
    morning, since nobody writes a nought before an afternoon hour of the twelve-hour clock.
    """
    if not (0 <= said <= DAY and 0 <= minute <= MOST_MINUTES) or (said == DAY and minute):
        return None
    if said >= NOON or said == 0:
        return _late(said, minute, part)
    if part is Part.NIGHT:
        late = said >= _FIRST_LATE_HOUR
        return Hour(said + NOON if late else said, minute, sure=late)
    if part is Part.NONE and not two_places:
        return Hour(said + NOON if said <= _LAST_AFTERNOON_HOUR else said, minute, sure=False)
    return Hour(said + NOON if part in {Part.AFTERNOON, Part.EVENING} else said, minute, sure=True)


def _late(said: int, minute: int, part: Part) -> Hour:
    """Noon, midnight, and the hours after noon on the clock of twenty-four."""
    if said in {0, DAY} or (said == NOON and part is Part.NIGHT):
        return Hour(0, minute, sure=False)
    if said == NOON:
        return Hour(NOON, minute, sure=part in {Part.NONE, Part.AFTERNOON})
    return Hour(said, minute, sure=part is not Part.MORNING)


def beginning_of(part: Part) -> Hour | None:
    """From when a part of the day can be meant, as a guess; None for the night, when nobody is rung."""
    begins = _BEGINS.get(part)
    return None if begins is None else Hour(begins, 0, sure=False)
