"""Who waited for an interpreter in a caution session, how long, and who never had one.

The wait begins when an interpreter was first sought, or where nobody wrote that down, when it was established that the
person speaks another language than English; it ends when the first interpreter began.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from statistics import median

from comms.foundation.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Needed:
    """A session in which an interpreter was needed: since when, and when one began; None where none ever did. ``over``
    is whether the session has ended, so that none can come any more."""

    language: str
    since: datetime
    began: datetime | None
    over: bool

    @property
    def minutes(self) -> int | None:
        """The wait in whole minutes: 0 where the interpreter was there already, None where none came."""
        if self.began is None:
            return None
        return max(0, int((self.began - self.since).total_seconds() // 60))


@dataclass(frozen=True, slots=True)
class Waits:
    """The sessions of one language: how long each waited in minutes, the shortest first; how many never had an
    interpreter; and how many are still waiting."""

    language: str
    waited: tuple[int, ...]
    at_once: int
    never: int
    still: int

    @property
    def needed(self) -> int:
        """In how many sessions one was needed."""
        return len(self.waited) + self.at_once + self.never + self.still

    @property
    def language_name(self) -> str:
        """The language's English name; what is said where nobody wrote down which it was."""
        if not self.language:
            return "Language not recorded"
        return LANGUAGES[self.language].english_name if self.language in LANGUAGES else self.language

    @property
    def longest(self) -> int:
        """The longest wait in minutes."""
        return max(self.waited, default=0)

    @property
    def middle(self) -> int:
        """The wait that as many were under as over."""
        return int(median(self.waited)) if self.waited else 0


def count_waits(sessions: Iterable[Needed]) -> list[Waits]:
    """The waits of every language, the one where most people never had an interpreter first, then by the longest
    wait."""
    ordered = sorted(sessions, key=lambda one: one.language)
    waits = [_of(language, list(group)) for language, group in groupby(ordered, key=lambda one: one.language)]
    return sorted(waits, key=lambda one: (-one.never, -one.longest, one.language_name))


def together(waits: Iterable[Waits]) -> Waits:
    """All languages as one."""
    every = list(waits)
    return Waits(
        "", tuple(sorted(minutes for one in every for minutes in one.waited)), sum(one.at_once for one in every),
        sum(one.never for one in every), sum(one.still for one in every),
    )  # fmt: skip


def _of(language: str, sessions: Sequence[Needed]) -> Waits:
    had = [one.minutes for one in sessions if one.minutes is not None]
    without = [one for one in sessions if one.began is None]
    never = sum(one.over for one in without)
    waited = tuple(sorted(minutes for minutes in had if minutes))
    return Waits(language, waited, len(had) - len(waited), never, len(without) - never)
