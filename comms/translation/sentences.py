"""What a sentence of a letter is made of: plain words, strong words, and gaps for values.

A sentence, in English or translated, knows two marks only: `**strong**` and `{field}`. Everything else is a letter
like any other. Values are put into the gaps after the sentence was taken apart, so a value can never bring a mark in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from comms.foundation.errors import BadInput

_MARKS = re.compile(r"(\*\*|\{[a-z][a-z0-9_]*\})")
_NUMBER = re.compile(r"\d+")


class BrokenSentence(BadInput):
    """A sentence whose marks do not pair up, so that nobody can say what it means."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: words as they stand, or the name of a field whose value goes here."""

    text: str
    strong: bool = False
    field: bool = False


@lru_cache(maxsize=4096)
def pieces(sentence: str) -> tuple[Piece, ...]:
    """Take a sentence apart. Raises `BrokenSentence` for an unpaired `**` or a brace that belongs to no field."""
    if sentence.count("**") % 2:
        message = f"The sentence «{sentence}» has a ** that is not closed."
        raise BrokenSentence(message, "Put ** before and after the strong words.")
    found = tuple(_walk(sentence))
    stray = [piece.text for piece in found if not piece.field and ("{" in piece.text or "}" in piece.text)]
    if stray:
        message = f"The sentence «{sentence}» has a brace that belongs to no field."
        raise BrokenSentence(message, "Write a field as {name}, with small Latin letters, digits and _ only.")
    return found


def _walk(sentence: str) -> Iterator[Piece]:
    strong = False
    for text in _MARKS.split(sentence):
        if text == "**":
            strong = not strong
        elif _MARKS.fullmatch(text):
            yield Piece(text[1:-1], strong=strong, field=True)
        elif text:
            yield Piece(text, strong=strong)


def stretches(sentence: str) -> list[str]:
    """The sentence cut at its marks: words, gaps ("{child}") and "**", in their order, as they stand in it."""
    return [stretch for stretch in _MARKS.split(sentence) if stretch]


@lru_cache(maxsize=8192)
def fields_in(sentence: str) -> Counter[str]:
    """The names of the sentence's fields, each with how often it stands there. It is shared: count with it, and leave
    it as it is."""
    return Counter(match[1:-1] for match in _MARKS.findall(sentence) if match != "**")


def own_words(sentence: str) -> str:
    """The sentence without its marks and gaps."""
    return _MARKS.sub("", sentence)


def numbers_in(sentence: str) -> Counter[int]:
    """The numbers that the sentence's own words hold, whichever script their digits are written in."""
    return Counter(int(_latin_digits(number)) for number in _NUMBER.findall(own_words(sentence)))


@lru_cache(maxsize=4096)
def same_numbers(source: str, translation: str) -> bool:
    """Whether a translation's own words hold exactly the numbers of its English source, each as often."""
    return numbers_in(source) == numbers_in(translation)


def _latin_digits(number: str) -> str:
    return "".join(str(unicodedata.digit(digit)) for digit in number)
