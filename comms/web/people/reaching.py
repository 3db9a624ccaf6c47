"""How a person may be reached, in words: what they said is safe, what is not, and what nobody has asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from comms.families.contact_point import Channel, ContactFault, ContactPoint, ReadBy, Safety, post_allowed
from comms.families.protection.in_force import OthersSay, Protection
from comms.families.reaching_hours import QUIET_FROM, QUIET_TO, week_of

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# What nothing reaches any more; a landline can still be rung.
NOT_IN_USE = frozenset({ContactFault.INVALID, ContactFault.DEAD})
CHANNEL_WORDS = {Channel.MOBILE: "Mobile", Channel.LANDLINE: "Landline", Channel.EMAIL: "E-mail"}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a person. ``may_use`` says whether anybody may use it now, ``words`` why."""

    channel: str
    value: str
    words: str
    may_use: bool

    @property
    def is_telephone(self) -> bool:
        """Whether it is a number to ring."""
        return self.channel != CHANNEL_WORDS[Channel.EMAIL]


def ways_to_reach(points: Iterable[ContactPoint], answer: Protection | None) -> list[Way]:
    """The ways to reach one person. Where a danger is on record, what nobody has asked about is not used."""
    flagged = answer is not None and answer.flagged
    return [_way(point, flagged=flagged) for point in points]


def _way(point: ContactPoint, *, flagged: bool) -> Way:
    words, may_use = _safety(point, flagged=flagged)
    said = [words, *([_readers(point)] if may_use and point.read_by != ReadBy.NOT_ASKED else ())]
    if point.fault:
        said.append(f"When we last tried, {point.fault}: ask them for the right one.")
    elif not point.reachable:
        said.append("It does not reach them any more.")
    may_use = may_use and point.reachable and point.fault not in NOT_IN_USE
    return Way(CHANNEL_WORDS.get(Channel(point.channel), point.channel), point.value, " ".join(said), may_use)


def _readers(point: ContactPoint) -> str:
    if point.read_by == ReadBy.ONLY_THEY:
        return "Only they see what comes there."
    return "Others see what comes there: a text does not say who we are or what it is about."


def _safety(point: ContactPoint, *, flagged: bool) -> tuple[str, bool]:
    if point.safety == Safety.UNSAFE:
        return "Not safe: do not use it.", False
    if point.safety == Safety.SAFE:
        return "They said it is safe.", True
    if flagged:
        return "Nobody has asked whether it is safe: do not use it.", False
    return "Nobody has asked whether it is safe.", True


def quiet_in_words(answer: Protection | None) -> str:
    """In which hours nobody writes to them or rings, whichever agency they asked it of."""
    if answer is not None and answer.quiet:
        said = " and ".join(f"from {begins} to {ends}" for begins, ends in dict.fromkeys(answer.quiet))
        return f"{said}, as they asked"
    if answer is not None and answer.hours:
        return "outside the times they named"
    return f"from {QUIET_FROM} to {QUIET_TO}: the usual quiet hours"


def hours_in_words(answer: Protection | None, today: date) -> list[str]:
    """When they said they can be reached, a line for each time; nothing where nobody asked."""
    hours: Sequence[dict[str, Any]] = (answer.hours if answer is not None else None) or ()
    said = [_hours(one) for one in hours if "anchor" not in one]
    for one in hours:
        if "anchor" in one:
            week = week_of(today, date.fromisoformat(one["anchor"]))
            said.append(f"This week is the {('first', 'second')[week]} of their shifts.")
    return said


def _hours(one: dict[str, Any]) -> str:
    week = {0: ", in the first week of their shifts", 1: ", in the second week of their shifts"}
    return f"{days_in_words(one['days'])} from {one['from']} to {one['to']}{week.get(one.get('week', -1), '')}"


def days_in_words(days: Iterable[int]) -> str:
    """Days of the week (Monday is 0) as people say them: "Every day", "Monday to Friday", "Monday and Thursday"."""
    chosen = sorted(set(days))
    if len(chosen) == len(WEEKDAYS):
        return "Every day"
    names = [WEEKDAYS[day] for day in chosen]
    in_a_row = chosen == list(range(chosen[0], chosen[-1] + 1))
    if in_a_row and len(chosen) > 2:
        return f"{names[0]} to {names[-1]}"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def post_in_words(answer: Protection | None) -> str:
    """Whether letters may go to the home, in a sentence."""
    if not post_allowed(answer):
        return "Post is not used: a letter to this home may put somebody at risk."
    if answer is None or answer.post_is_safe is None:
        return "Letters go by post. Nobody has asked whether post is safe."
    return "Letters go by post. They said post is safe."


def others_in_words(answer: Protection | None) -> list[str]:
    """What acts because another agency was told it, a sentence for each rule: never its words, nor which agency."""
    others = answer.others if answer is not None else OthersSay()
    said = {
        "Another agency was told that somebody in or near the home may be a danger.": others.flagged,
        "Another agency was told that post is not safe.": others.post_unsafe,
        "Another agency was told that texts must not say who writes.": others.alias,
        "Another agency was told of quiet hours.": others.quiet,
        "Another agency was told the hours in which they can be reached.": others.hours,
    }
    return [sentence for sentence, holds in said.items() if holds]
