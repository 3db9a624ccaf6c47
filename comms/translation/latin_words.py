"""Texts in Latin letters whose language is usually written in others: "mujhe tarjuman chahiye", "bukra ba3d 6"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

# More than a third of the words: a Polish or Portuguese text has one of them now and then.
_SHARE = 0.34
_FEWEST = 2
# Figures within words stand for Arabic sounds that Latin letters lack ("ba3d", "7abibi"); "2nd" and "6pm" do not.
_ARABIC_FIGURES = re.compile(r"(?:[a-z]+[2357-9][a-z]*|[23579][a-z]{2,})")
_COUNTED = re.compile(r"\d+(?:st|nd|rd|th|am|pm|h|hrs|min|mins)|[a-z]\d+")


def language_in_latin_letters(words: Sequence[str]) -> str:
    """The language usually written in other letters whose common words these are (small letters), or nothing."""
    best, share = "", 0.0
    for tag, common in _common_words().items():
        if tag == "en":
            continue
        hits = sum(1 for word in words if word in common or (tag == "ar" and _has_arabic_figures(word)))
        if hits >= min(_FEWEST, len(words)) and hits / len(words) > share:
            best, share = tag, hits / len(words)
    return best if share >= _SHARE else ""


def sounds_english(words: Sequence[str]) -> bool:
    """Whether words (small letters, no apostrophes) that may be English hold one of its commonest."""
    return len(words) < _FEWEST + 1 or any(word in _common_words()["en"] for word in words)


def _has_arabic_figures(word: str) -> bool:
    return bool(_ARABIC_FIGURES.fullmatch(word)) and not _COUNTED.fullmatch(word)


@cache
def _common_words() -> Mapping[str, frozenset[str]]:
    text = (Path(__file__).parent / "data" / "latin_words.toml").read_text(encoding="utf-8")
    return MappingProxyType({tag: frozenset(words.split()) for tag, words in tomllib.loads(text).items()})
