"""How often each point was understood at first, only in other words, or not at all: by language and point.

Counted in sessions: a point that was read three times to one person is one reading. What counts is what the officer
judged, so a point that was read anew because the interpreter had left does not look as if its words had failed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from comms.foundation.languages import LANGUAGES


class Came(StrEnum):
    """What came of explaining one point to one person."""

    AT_FIRST = "understood at first"
    IN_OTHER_WORDS = "understood in other words"
    NOT = "not understood"
    OPEN = "not judged"


@dataclass(frozen=True, slots=True)
class PointRead:
    """That a point was read to the person of a session. ``kind`` is the kind of caution, whose script has the words;
    ``language`` that in which it was read."""

    session_id: UUID
    kind: str
    point: str
    language: str


@dataclass(frozen=True, slots=True)
class PointJudged:
    """What the officer judged of an answer about a point; ``understood`` only where it was understood fully."""

    session_id: UUID
    point: str
    understood: bool


@dataclass(frozen=True, slots=True)
class PointFigures:
    """One point in one language, counted in sessions."""

    language: str
    kind: str
    point: str
    at_first: int = 0
    in_other_words: int = 0
    not_understood: int = 0
    not_judged: int = 0

    @property
    def read(self) -> int:
        """To how many people it was read."""
        return self.at_first + self.in_other_words + self.not_understood + self.not_judged

    @property
    def failed(self) -> int:
        """How many did not understand it at first."""
        return self.in_other_words + self.not_understood

    @property
    def language_name(self) -> str:
        """The language's English name; what is said where nobody wrote down which it was."""
        if not self.language:
            return "Language not recorded"
        return LANGUAGES[self.language].english_name if self.language in LANGUAGES else self.language


def came_of(judged: Sequence[bool]) -> Came:
    """What came of it, by the judgements in their order."""
    if not judged:
        return Came.OPEN
    if not judged[-1]:
        return Came.NOT
    return Came.AT_FIRST if all(judged) else Came.IN_OTHER_WORDS


def count_points(reads: Iterable[PointRead], judgements: Iterable[PointJudged]) -> list[PointFigures]:
    """The figures of every point in every language, those that failed most people first. Both come in the order in
    which they were said; a point counts in the language in which it was first read to that person."""
    judged: dict[tuple[UUID, str], list[bool]] = defaultdict(list)
    for one in judgements:
        judged[one.session_id, one.point].append(one.understood)
    first: dict[tuple[UUID, str], PointRead] = {}
    for read in reads:
        first.setdefault((read.session_id, read.point), read)
    counts: dict[tuple[str, str, str], dict[Came, int]] = defaultdict(lambda: dict.fromkeys(Came, 0))
    for key, read in first.items():
        counts[read.language, read.kind, read.point][came_of(judged[key])] += 1
    figures = [
        PointFigures(*key, found[Came.AT_FIRST], found[Came.IN_OTHER_WORDS], found[Came.NOT], found[Came.OPEN])
        for key, found in counts.items()
    ]
    return sorted(figures, key=_worst_first)


def _worst_first(one: PointFigures) -> tuple[int, int, int, str, str, str]:
    return (-one.failed, -one.not_understood, -one.read, one.language_name, one.kind, one.point)
