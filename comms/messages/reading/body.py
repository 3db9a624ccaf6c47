"""A text taken apart into words, figures and signs, as they are compared: folded, in their order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from comms.foundation.writing import fold

# A text of ten segments in the smallest alphabet has 1,530 letters, and the carrier allows 1,600. What is longer came
# another way: then its beginning and its end are read, and nobody can make us read for minutes.
MOST_LETTERS = 2_000
_LONG_LETTER = re.compile(r"(.)\1{2,}")
_RUN = re.compile(r"\d+|\D+")
_CLOCK_WITH_H = re.compile(r"(\d{1,2})h(\d{2})")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a figure or a sign. ``forms`` are the spellings it is compared in (a "pleaaase" also as "please"),
    ``gap`` is what stands between it and the piece before, as it was typed."""

    forms: tuple[str, ...]
    gap: str = ""

    @property
    def text(self) -> str:
        """The piece as it was typed, folded."""
        return self.forms[0]

    @property
    def figure(self) -> int | None:
        """Its number where it is a figure of up to four places."""
        return int(self.text) if self.text.isdecimal() and len(self.text) <= len("2026") else None

    @property
    def is_word(self) -> bool:
        """Whether it has a letter."""
        return any(character.isalpha() for character in self.text)


def take_apart(body: str, known: Container[str] = frozenset()) -> Sequence[Piece]:
    """The pieces of a text. ``known`` are words that may stand right beside a figure, as in "6pm" and "po18"; with any
    other letters a figure is a letter of the word itself, as in "ba3d"."""
    pieces: list[Piece] = []
    gap = ""
    for kind, run in _runs(fold(_shortened(body))):
        if kind == "gap":
            gap += run
            continue
        for between, part in _parts(run, known) if kind == "word" else [("", run)]:
            pieces.append(Piece(_forms(part), gap or between))
            gap = ""
    return pieces


def words_of(phrase: str) -> tuple[str, ...]:
    """The words and signs of an entry in a lexicon; a star at a word's edge stays with it."""
    marked = phrase.replace("*", "\ue000")
    return tuple(run.replace("\ue000", "*") for kind, run in _runs(fold(marked)) if kind != "gap")


def _shortened(body: str) -> str:
    if len(body) <= MOST_LETTERS:
        return body
    return f"{body[: MOST_LETTERS // 2]} {body[-MOST_LETTERS // 2 :]}"


def _runs(folded: str) -> Iterator[tuple[str, str]]:
    kind, run = "gap", ""
    for character in folded:
        if character == "'":
            continue
        of = _kind(character)
        if of != kind or of == "sign":
            if run:
                yield kind, run
            kind, run = of, ""
        run += character
    if run:
        yield kind, run


def _kind(character: str) -> str:
    if character.isalpha() or character.isdecimal() or character == "\ue000":
        return "word"
    category = unicodedata.category(character)
    if category in {"Mn", "Mc"}:
        # Vowel signs of Bengali and Panjabi belong to their letter.
        return "word"
    return "sign" if category == "So" else "gap"


def _parts(run: str, known: Container[str]) -> list[tuple[str, str]]:
    clock = _CLOCK_WITH_H.fullmatch(run)
    if clock:
        return [("", clock[1]), ("h", clock[2])]
    parts = _RUN.findall(run)
    if len(parts) == 1 or run in known:
        return [("", run)]
    letters = parts[1] if parts[0].isdecimal() else parts[0]
    figure = parts[0] if parts[0].isdecimal() else parts[1]
    if len(parts) == len("6p") and (letters in known or (len(figure) > 1 and parts[0].isdecimal())):
        return [("", part) for part in parts]
    return [("", run)]


def _forms(part: str) -> tuple[str, ...]:
    if part.isdecimal() or not _LONG_LETTER.search(part):
        return (part,)
    return (part, _LONG_LETTER.sub(r"\1", part), _LONG_LETTER.sub(r"\1\1", part))
