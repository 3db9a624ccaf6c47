"""Finding terms in an English sentence, and their agreed words in a translation."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from comms.translation.glossary.term import Term, glossary
from comms.translation.sentences import own_words

# Words inflect at their end: so much of each, rounded up, has to be there.
STEM = 0.6
# Shorter words (of, za, в …) bend and vanish with the words around them, and say nothing by themselves.
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A term in an English sentence, and where: from character ``start`` up to, and without, ``end``."""

    term: Term
    start: int
    end: int


def terms_in(sentence: str, among: tuple[Term, ...] | None = None) -> list[Found]:
    """The terms of a sentence in their order, one or many of each thing ("courts"); the packaged terms unless others
    are given. Of two that overlap the longer counts: "penalty notice" holds no other."""
    terms = glossary() if among is None else among
    by_name = {name.casefold(): term for term in terms for name in term.names}
    if not by_name:
        return []
    found = _pattern(tuple(by_name)).finditer(sentence)
    return [Found(by_name[one["name"].casefold()], one.start(), one.end()) for one in found]


@lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?P<name>{'|'.join(map(re.escape, longest_first))})s?(?!\w)", re.IGNORECASE)


def holds(translation: Iterable[str], agreed: str) -> bool:
    """Whether any form of a translation holds the agreed word: each longer word of it by its stem, in any order.

    A hint and no proof. Words inflect, and whoever translates may know better.
    """
    stems = [_stem(word) for word in _plain(agreed).split() if len(word) >= SHORTEST] or [_plain(agreed)]
    return any(all(stem in _plain(own_words(form)) for stem in stems) for form in translation)


def _stem(word: str) -> str:
    return word[: math.ceil(len(word) * STEM)]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
