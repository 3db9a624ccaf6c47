"""Puts sentinels in the place of facts before an engine sees a text, and the facts back afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from comms.translation.guard.fact import FactKind, Found
from comms.translation.guard.letters import is_numeral, is_of_a_word
from comms.translation.guard.named import Names
from comms.translation.guard.written import for_line, written

_LETTERS = MappingProxyType({
    FactKind.NAME: "N", FactKind.DATE: "D", FactKind.TIME: "T", FactKind.SUM: "S", FactKind.PHONE: "P",
    FactKind.REFERENCE: "R", FactKind.ADDRESS: "A", FactKind.GAP: "G", FactKind.NUMBER: "Q",
})  # fmt: skip
SENTINEL = re.compile(f"X[{''.join(_LETTERS.values())}][0-9]+")
# What may stand between facts that go back as one: first and last name, weekday and date, the halves of a postcode.
_TOGETHER = MappingProxyType({
    FactKind.NAME: frozenset({" ", "-", "'", "’", ". "}),
    FactKind.DATE: frozenset({" ", ", ", ","}),
    FactKind.REFERENCE: frozenset({" "}),
})  # fmt: skip
_ENDS = re.compile(r"[.!?…؟۔।॥。！？]+[\"'”»)\]]*(?:\s+|$)|\n")
_LONGEST_ABBREVIATION = 4


class CannotBeWritten(Exception):
    """A fact of this kind cannot be written in the target so that it is read as the same there."""

    def __init__(self, kind: FactKind) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Run:
    """One fact, or several that belong together: where they stand, and what goes back in their place."""

    kind: FactKind
    start: int
    end: int
    text: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A text as an engine sees it, ``original`` with a sentinel for each run."""

    original: str
    text: str
    runs: tuple[Run, ...]

    @property
    def sentinels(self) -> list[str]:
        """The sentinels in the order of their runs.

        A sentinel is two capital letters and a figure, "XN1": engines copy such codes of their own accord, and the text
        itself has no figure left that could be mistaken for one. The second letter says the kind, so that a name never
        comes back in the place of a date. No underscores: engines take them for blanks.
        """
        return [_sentinel(number, run) for number, run in enumerate(self.runs, start=1)]

    @property
    def outside(self) -> str:
        """The text without its facts."""
        return SENTINEL.sub(" ", self.text)


@dataclass(slots=True)
class _Piece:
    found: Found
    text: str


def masked(original: str, found: Sequence[Found], target: str, names: Names, *, words: bool = False) -> Masked:
    """The text with its certain facts masked; with ``words``, weekdays and months that stand alone too.

    Those an engine translates itself at first, since it inflects them; they are compared afterwards like all others. A
    weekday beside a date goes with it. Raises CannotBeWritten for a fact that has no writing in the target.
    """
    runs = tuple(_runs(original, found, target, names, words=words))
    text, place = "", 0
    for number, run in enumerate(runs, start=1):
        text += original[place : run.start]
        # "30min" is no word to an engine, and a sentinel within one is lost.
        text += " " if is_of_a_word(text[-1:]) else ""
        text += _sentinel(number, run)
        text += " " if is_of_a_word(original[run.end : run.end + 1]) else ""
        place = run.end
    return Masked(original, text + original[place:], runs)


def restored(answer: str, asked: Masked, target: str) -> str:
    """An engine's answer with the facts in the place of their sentinels, each of which must be known."""
    texts = dict(zip(asked.sentinels, asked.runs, strict=True))
    return SENTINEL.sub(lambda match: for_line(texts[match[0]].text, texts[match[0]].kind, target), answer)


def _sentinel(number: int, run: Run) -> str:
    return f"X{_LETTERS[run.kind]}{number}"


def _runs(original: str, found: Sequence[Found], target: str, names: Names, *, words: bool) -> Iterator[Run]:
    sentences = _Sentences(original, found)
    for group in _groups(original, list(_writable(original, found, target, names))):
        last, text = group[0].found, group[0].text
        for piece in group[1:]:
            text += original[last.end : piece.found.start] + piece.text
            last = piece.found
        # A month that the target writes in figures ("11月") would come back from the engine as one.
        if words or not all(piece.found.word for piece in group) or any(map(is_numeral, text)):
            start = group[0].found.start
            yield Run(last.fact.kind, start, last.end, text, sentences.number(start))


def _writable(original: str, found: Sequence[Found], target: str, names: Names) -> Iterator[_Piece]:
    end = 0
    for one in found:
        if not one.sure or one.start < end:
            continue
        text = written(one, original[one.start : one.end], target, names)
        if text is not None:
            end = one.end
            yield _Piece(one, text)
        elif not one.word:
            raise CannotBeWritten(one.fact.kind)


def _groups(original: str, pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    for piece in pieces:
        if group and not _belongs(original, group, piece):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _belongs(original: str, group: Sequence[_Piece], piece: _Piece) -> bool:
    before, kind = group[-1].found, piece.found.fact.kind
    gap = original[before.end : piece.found.start]
    if before.fact.kind is not kind or gap not in _TOGETHER.get(kind, frozenset()):
        return False
    return kind is not FactKind.DATE or (len(group) == 1 and before.word != piece.found.word)


class _Sentences:
    """Which sentence a place of a text belongs to. A full stop within a fact, or after "godz", ends none."""

    def __init__(self, text: str, found: Sequence[Found]) -> None:
        within = [(one.start, one.end) for one in found]
        self.ends = [
            match.end()
            for match in _ENDS.finditer(text)
            if not any(start <= match.start() < end for start, end in within) and _ends(text, match)
        ]

    def number(self, place: int) -> int:
        return sum(end <= place for end in self.ends)


def _ends(text: str, match: re.Match[str]) -> bool:
    if not match[0].startswith(".") or text[match.end() : match.end() + 1].isupper():
        return True
    word = re.search(r"[^\W\d_]*$", text[: match.start()])
    return word is None or not word[0].islower() or len(word[0]) > _LONGEST_ABBREVIATION
