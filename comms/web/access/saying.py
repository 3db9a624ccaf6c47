"""What a part of a share shows and what it does not, and ages, ends and names in the words of these screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from comms.families.access.parts import Part
from comms.foundation.clock import london_date
from comms.web.wording import counted, day_in_words


@dataclass(frozen=True, slots=True)
class PartSaid:
    """What somebody is shown by a part, and what they are not shown by it."""

    shows: str
    shows_not: str


PARTS_SAID: Mapping[Part, PartSaid] = MappingProxyType({
    Part.CONTACT: PartSaid(
        "Their own numbers and e-mail addresses, each with whether they said it is safe; their hours; where they live.",
        "Not why a number is unsafe, and nobody else’s number.",
    ),
    Part.RELATIVES: PartSaid(
        "The names of their children, parents, brothers and sisters, and who has parental responsibility.",
        "Not where any of these live, nor how to reach them.",
    ),
    Part.SAFE_NOTES: PartSaid(
        "The note on how to reach them without putting anybody at risk, to those whose role shows such notes.",
        "Not the answers they gave before.",
    ),
    Part.STATUS: PartSaid(
        "A child’s social worker, protection plan, whether they are looked after, and the note on court orders.",
        "Not the case itself, nor what was recorded before.",
    ),
    Part.ATTENDANCE: PartSaid(
        "How many sessions a child came to and missed, week by week, for twelve weeks.",
        "Not the single marks, nor who changed them.",
    ),
    Part.LETTERS: PartSaid(
        "Which letters went, in which language, when, and whether they were understood.",
        "Not what the letters say, nor what was answered.",
    ),
    Part.CONTACTS_MADE: PartSaid(
        "When we rang or wrote, whether they were reached, and what is still followed up.",
        "Not a word of what was said or written.",
    ),
    Part.APPOINTMENTS: PartSaid(
        "What appointments are for, when they are, and which interpreter is booked.",
        "Not where they are, nor the notes.",
    ),
})  # fmt: skip


def not_opened_for(made_at: datetime, now: datetime) -> str:
    """How long a share lies there unread: "not opened yet" on its first day, then "not opened for 6 days"."""
    days = (london_date(now) - london_date(made_at)).days
    return f"not opened for {counted(days, 'day', 'days')}" if days > 0 else "not opened yet"


def waiting_for(asked_at: datetime, now: datetime) -> str:
    """How long somebody waits for an answer: "since today", "for 6 days"."""
    days = (london_date(now) - london_date(asked_at)).days
    return f"for {counted(days, 'day', 'days')}" if days > 0 else "since today"


def until_in_words(until: date | None, on: date) -> str:
    """Until when a share holds: with how long that still is once it is near."""
    if until is None:
        return "without an end"
    left = (until - on).days
    near = {0: ", today", 1: ", tomorrow"}.get(left, f", {counted(left, 'day', 'days')} left" if 1 < left <= 14 else "")
    return f"until {day_in_words(until)}{near}"


def in_a_row(names: Sequence[str]) -> str:
    """Names as a sentence has them: "Rasa, Tomas and Ugnė"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "nobody"


def who_sees(others: int) -> str:
    """Who sees a family that is kept closed, beside whoever is reading this."""
    numbers = {1: "one other", 2: "two others", 3: "three others", 4: "four others", 5: "five others"}
    return f"only you and {numbers.get(others, f'{others} others')} see" if others else "only you see"
