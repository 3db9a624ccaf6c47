"""Words and phrases to look for in a text, each with what it stands for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from comms.messages.reading.body import Piece, words_of


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at one place of a text: how many pieces it takes, and what it may stand for."""

    length: int
    kinds: frozenset[str]


class Phrases:
    """Entries of a lexicon, found piece by piece; the longest that fits counts.

    A word in an entry stands for itself, "kill*" for every word that begins so, and "*ضرب*" for every word that holds
    it.
    """

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """``entries`` are pairs of a phrase and its kind."""
        self._exact: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._stems: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._inner: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, kind in entries:
            words = words_of(phrase)
            if words:
                self._place(words, kind)

    def _place(self, words: tuple[str, ...], kind: str) -> None:
        first = words[0]
        if first.startswith("*"):
            self._inner.setdefault(first.strip("*"), []).append((words, kind))
        elif first.endswith("*"):
            self._stems.setdefault(first[:2], []).append((words, kind))
        else:
            self._exact.setdefault(first, []).append((words, kind))

    def at(self, pieces: Sequence[Piece], start: int) -> Found | None:
        """The longest entry that begins at a piece, with every kind it has; None where none does."""
        best, kinds = 0, set[str]()
        for words, kind in self._that_may_begin(pieces[start]):
            if len(words) >= best and _fits(words, pieces, start):
                if len(words) > best:
                    best, kinds = len(words), set()
                kinds.add(kind)
        return Found(best, frozenset(kinds)) if best else None

    def anywhere(self, pieces: Sequence[Piece], kinds: Collection[str]) -> bool:
        """Whether an entry of one of these kinds, long or short, stands anywhere in the text."""
        return any(
            kind in kinds and _fits(words, pieces, start)
            for start in range(len(pieces))
            for words, kind in self._that_may_begin(pieces[start])
        )

    def _that_may_begin(self, piece: Piece) -> Iterator[tuple[tuple[str, ...], str]]:
        for form in piece.forms:
            yield from self._exact.get(form, ())
            yield from self._stems.get(form[:2], ())
        for stem, entries in self._inner.items():
            if any(stem in form for form in piece.forms):
                yield from entries


def _fits(words: Sequence[str], pieces: Sequence[Piece], start: int) -> bool:
    if start + len(words) > len(pieces):
        return False
    return all(
        any(_is(word, form) for form in piece.forms)
        for word, piece in zip(words, pieces[start : start + len(words)], strict=True)
    )


def _is(word: str, form: str) -> bool:
    if word.startswith("*"):
        return word.strip("*") in form
    if word.endswith("*"):
        return form.startswith(word[:-1])
    return word == form
