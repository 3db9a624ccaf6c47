"""The approved words of one language, by their English."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from comms.translation.memory.alike import Gaps, gaps_of, normalised

Exact = tuple[str, str | None]
Alike = tuple[str, str | None, Gaps]


@dataclass(frozen=True, slots=True)
class Remembered:
    """Words that were approved: ``text`` is the sentence, or its plural forms in their order; ``source`` (and
    ``source_plural``) the English they were approved for, in the use ``context``. ``exact`` says whether it is letter
    for letter the English that was looked for. ``approved_by`` names who approved them, and ``approved_at`` is when the
    last of those did."""

    text: str | tuple[str, ...]
    source: str
    context: str
    exact: bool
    approved_by: str
    approved_at: datetime
    source_plural: str | None = None


@dataclass(slots=True)
class Memory:
    """What is remembered in one language."""

    exact: dict[Exact, list[Remembered]] = field(default_factory=lambda: defaultdict(list))
    alike: dict[Alike, list[Remembered]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, approved: Iterable[Remembered]) -> Memory:
        """The memory of approved words."""
        made = cls()
        for words in sorted(approved, key=lambda one: one.approved_at, reverse=True):
            made.exact[_exact(words.source, words.source_plural)].append(words)
            made.alike[_alike(words.source, words.source_plural)].append(words)
        return made

    def matches(self, source: str, plural: str | None = None) -> list[Remembered]:
        """What was approved for this English, letter for letter first, then for English that is alike; of each the
        newest first. The same words approved for several uses are told once."""
        key = _exact(source, plural)
        found = [replace(one, exact=True) for one in self.exact.get(key, ())]
        found += [
            one for one in self.alike.get(_alike(source, plural), ()) if _exact(one.source, one.source_plural) != key
        ]
        told: dict[str | tuple[str, ...], Remembered] = {}
        for one in found:
            told.setdefault(one.text, one)
        return list(told.values())


def _exact(source: str, plural: str | None) -> Exact:
    return _composed(source), None if plural is None else _composed(plural)


def _alike(source: str, plural: str | None) -> Alike:
    return normalised(source), None if plural is None else normalised(plural), gaps_of(f"{source} {plural or ''}")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
