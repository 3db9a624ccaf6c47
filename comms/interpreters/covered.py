"""Which languages a register covers, and how well: what the map of languages against interpreters shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comms.interpreters.interpreter import LEVELS, InterpreterLanguage
from comms.interpreters.qualification import Qualification, is_checked


@dataclass(frozen=True, slots=True)
class Covered:
    """One language: how many interpret it at each level (their best, whatever the dialect), and how many of them have
    a check (DBS or vetting) that counts on the day asked about."""

    language: str
    by_level: tuple[int, ...]
    checked: int

    @property
    def total(self) -> int:
        """How many interpret it."""
        return sum(self.by_level)

    @property
    def best(self) -> int:
        """The highest level anybody has in it."""
        return max((level for level, count in zip(LEVELS, self.by_level, strict=True) if count), default=0)


def cover(languages: Iterable[InterpreterLanguage], shown: Iterable[Qualification], day: date) -> list[Covered]:
    """The languages these interpret, those of most interpreters first."""
    best: dict[str, dict[UUID, int]] = defaultdict(dict)
    for one in languages:
        known = best[one.language]
        known[one.interpreter_id] = max(one.level, known.get(one.interpreter_id, 0))
    theirs: dict[UUID, list[Qualification]] = defaultdict(list)
    for qualification in shown:
        theirs[qualification.interpreter_id].append(qualification)
    checked = {interpreter for interpreter, found in theirs.items() if is_checked(found, day)}
    found = [_covered(tag, levels, checked) for tag, levels in best.items()]
    return sorted(found, key=lambda one: (-one.total, one.language))


def _covered(tag: str, levels: dict[UUID, int], checked: set[UUID]) -> Covered:
    counts = Counter(levels.values())
    return Covered(tag, tuple(counts[level] for level in LEVELS), len(levels.keys() & checked))
