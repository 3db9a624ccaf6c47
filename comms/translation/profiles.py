"""How often each language has which letters beside each other: langdetect's own profiles, made ready for comparing.

The profiles hold how often one, two and three letters follow one another in the Wikipedia of each language (langdetect
1.0.9, Apache licence). Small letters only: people write texts all in capitals, or none.
"""

from __future__ import annotations

import json
import math
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from langdetect.utils.ngram import NGram

from comms.foundation.writing import fold

LONGEST = 3
# What is never seen in a profile still happens: langdetect's own figure, half of one in ten thousand.
_UNSEEN = 0.5 / 10_000
# Letters in groups of one, two and three count the same letters again and again, as if each were new evidence. Half of
# the weight: with all of it three of 240 short texts were named wrongly, with half none.
_WEIGHT = 0.5
# The profiles' names that are not the house's own tags.
_TAGS = {"pa": "pa-Guru", "zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}


@dataclass(frozen=True, slots=True)
class Profiles:
    """All languages' letters. ``tags`` are BCP 47; ``evidence`` says for a group of letters which languages have it, by
    their place in ``tags``, and how much that speaks for each (the logarithm of a likelihood)."""

    tags: Sequence[str]
    evidence: Mapping[str, Sequence[tuple[int, float]]]

    def weigh(self, words: Sequence[str]) -> Sequence[float] | None:
        """What the words' letters speak for each language, or None where no group of letters is known anywhere."""
        sums = [0.0] * len(self.tags)
        known = False
        for group in letter_groups(words):
            for place, amount in self.evidence.get(group, ()):
                sums[place] += amount
                known = True
        return sums if known else None

    def has(self, tag: str, group: str) -> bool:
        """Whether a group of letters, in the spelling of the profiles, is one that a language has."""
        place = self.tags.index(tag)
        return any(one == place for one, _ in self.evidence.get(group, ()))


def letter_groups(words: Sequence[str]) -> Iterator[str]:
    """One, two and three letters of each word that follow one another, its edges counted as a blank."""
    for word in words:
        edged = f" {word} "
        for length in range(1, LONGEST + 1):
            for start in range(len(edged) - length + 1):
                group = edged[start : start + length]
                if group != " ":
                    yield group


def as_in_profiles(text: str) -> str:
    """The text in the spelling of the profiles: small letters, and one form where keyboards give several."""
    return "".join(map(_normal, text.lower()))


@lru_cache(maxsize=8_192)
def _normal(character: str) -> str:
    return str(NGram.normalize(character))


def without_marks(text: str) -> str:
    """The text as it is typed where a telephone has no key for Latin letters with marks; all else stays as it is."""
    return "".join(map(_without_mark, text))


@lru_cache(maxsize=8_192)
def _without_mark(character: str) -> str:
    folded = fold(character)
    return folded if folded.isascii() and folded.isalpha() else character


@cache
def profiles(*, marked: bool) -> Profiles:
    """The profiles as they are, or as they look when nobody types the marks. Each is made once and kept."""
    contents = [(one.name, json.loads(one.read_text(encoding="utf-8"))) for one in _files()]
    shares: dict[str, dict[int, float]] = {}
    for place, (_, content) in enumerate(contents):
        for group, times in content["freq"].items():
            spelled = as_in_profiles(group) if marked else _spelled_without(as_in_profiles(group))
            if len(spelled) == len(group):
                of_group = shares.setdefault(spelled, {})
                of_group[place] = of_group.get(place, 0.0) + times / content["n_words"][len(group) - 1]
    evidence: Mapping[str, Sequence[tuple[int, float]]] = {
        group: tuple((place, _WEIGHT * math.log1p(share / _UNSEEN)) for place, share in by_place.items())
        for group, by_place in shares.items()
    }
    # Only Latin letters have marks that people leave out; everything else is kept once.
    known = evidence if marked else ChainMap(dict(evidence), dict(profiles(marked=True).evidence))
    return Profiles(tuple(_TAGS.get(name, name) for name, _ in contents), MappingProxyType(known))


def _files() -> list[Traversable]:
    return sorted(files("langdetect").joinpath("profiles").iterdir(), key=lambda one: one.name)


def _spelled_without(group: str) -> str:
    """The group without marks, or nothing where it has no Latin letter."""
    spelled = without_marks(group)
    return spelled if any(letter.isascii() and letter.isalpha() for letter in spelled) else ""
