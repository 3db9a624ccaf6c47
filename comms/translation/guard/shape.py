"""A text as facts are looked for in it: digits alike, the words of dates written over with signs, taken facts gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from comms.translation.guard.date_words import (
    AT,
    DAY,
    HOUR_AFTER,
    NEAR,
    OF,
    PART,
    YEAR,
    DateWords,
    Meaning,
    date_words,
)
from comms.translation.guard.fact import Fact, FactKind, Found
from comms.translation.guard.letters import TAKEN, WORD, as_read, folded

_MOST_WORDS = 3
_BETWEEN = frozenset({" ", "-", "'"})
_DIGITS = frozenset("0123456789")
_REFERENCE_SIGNS = frozenset("-/_")
_YEAR = 4


class Word(NamedTuple):
    """A word of a text: where it stands, and without case and marks."""

    start: int
    end: int
    folded: str


@dataclass(slots=True)
class Shape:
    """A text that is being read. ``read`` is as long as ``text``: what is taken out of it is written over."""

    text: str
    tag: str
    read: str
    words: list[Word]
    said: list[tuple[int, int, Sequence[Meaning]]]
    found: list[Found]

    def take(self, found: Found) -> None:
        """Keep a fact, and let nobody find another in the same place."""
        self.found.append(found)
        self.cover(found.start, found.end)

    def keep(self, kind: FactKind, value: str, start: int, end: int, *, stands: bool = False) -> None:
        """Take a fact that is sure and is no word."""
        self.take(Found(Fact(kind, value), start, end, stands=stands))

    def cover(self, start: int, end: int) -> None:
        """Write over a place."""
        self.read = f"{self.read[:start]}{TAKEN * (end - start)}{self.read[end:]}"

    def take_lone_words(self, *, short: bool) -> None:
        """Take the months, the weekdays and "tomorrow" that no date took before, the short forms too if ``short``.

        "Luni" next to a date is Monday; elsewhere it may be months.
        """
        dates = [(one.start, one.end) for one in self.found if one.fact.kind is FactKind.DATE]
        for start, end, meanings in self.said:
            if self.read[start] == TAKEN:
                continue
            beside = any(_is_beside(self.read, start, end, *date) for date in dates)
            for meaning in meanings:
                if meaning.value and (short or not meaning.short):
                    sure = meaning.sure or (beside and meaning.value.startswith("weekday"))
                    fact = Fact(FactKind.DATE, meaning.value)
                    self.found.append(Found(fact, start, end, sure=sure, word=True))


def _is_beside(read: str, start: int, end: int, date_start: int, date_end: int) -> bool:
    between = read[end:date_start] if end <= date_start else read[date_end:start]
    return between in {" ", ", ", ","}


def shape_of(text: str, tag: str) -> Shape:
    """The shape of a text that is clean (``letters.cleaned``), in a language by its BCP 47 tag."""
    read = as_read(text)
    words = [Word(*match.span(), folded(match[0])) for match in WORD.finditer(read)]
    return Shape(text, tag, read, words, [], [])


def mark_date_words(shape: Shape) -> None:
    """Write the words of dates over with their signs. Names are taken before: a girl may be called April."""
    known = date_words(shape.tag)
    pieces, place = [], 0
    for start, end, meanings in _said(shape, known):
        meant = [one for one in meanings if _may_stand(shape.read, one.sign, start, end)]
        if not meant:
            continue
        shape.said.append((start, end, meant))
        sign = next((one.sign for one in meant if one.sign not in {"", PART}), "")
        if sign:
            pieces += [shape.read[place:start], sign * (end - start)]
            place = end
    if pieces:
        shape.read = "".join([*pieces, shape.read[place:]])


def _said(shape: Shape, known: DateWords) -> Iterator[tuple[int, int, Sequence[Meaning]]]:
    if known.unspaced is not None:
        for match in known.unspaced.finditer(shape.read):
            yield (*match.span(), known.meanings(match[0]))
        return
    words, place = shape.words, 0
    while place < len(words):
        count, meanings = _longest(shape.read, words[place : place + _MOST_WORDS], known)
        if meanings and shape.read[words[place].start] != TAKEN:
            yield words[place].start, words[place + count - 1].end, meanings
        place += count


def _longest(read: str, words: Sequence[Word], known: DateWords) -> tuple[int, Sequence[Meaning]]:
    first = words[0].folded
    if known.begins_longer(first):
        for count in range(len(words), 1, -1):
            gaps = {read[one.end : after.start] for one, after in pairwise(words[:count])}
            if gaps <= _BETWEEN and (found := known.meanings(" ".join(one.folded for one in words[:count]))):
                return count, found
    return 1, known.meanings(first)


def _may_stand(read: str, sign: str, start: int, end: int) -> bool:
    """Whether a word may mean this where it stands: "4r" is a class, "2026r" a year, and "PN-7" no Monday."""
    if read[end : end + 1] in _REFERENCE_SIGNS and read[end + 1 : end + 2] in _DIGITS:
        return False
    if sign in {OF, YEAR, DAY, AT, NEAR, HOUR_AFTER}:
        if read[end : end + 1] in _DIGITS:
            return False
        glued = read[start - 1 : start] in _DIGITS
        return not glued or (sign == YEAR and _DIGITS.issuperset(read[max(start - _YEAR, 0) : start]))
    return True
