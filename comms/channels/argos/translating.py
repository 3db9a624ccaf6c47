"""Translating with the installed packages: all sentences of all texts in one batch, each wording whole or none."""

from __future__ import annotations

import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from comms.channels.argos.engine import MOST_PIECES, Engine, Wording
from comms.channels.argos.packages import Package, installed_packages, package_for
from comms.channels.argos.sentences import Part, joined, parts_of, short_enough
from comms.channels.translator import (
    NO_ENGINE,
    Hypotheses,
    NotTranslated,
    Pair,
    Translated,
    first_of,
    no_package,
)
from comms.foundation.errors import BadInput
from comms.foundation.languages import LANGUAGES
from comms.foundation.writing import strip_controls

logger = logging.getLogger(__name__)

NOT_WHOLE = "The engine could not put one of its sentences into words."
MOST_WORDINGS = 10
# Chinese and Japanese set their sentences side by side.
_UNSPACED = frozenset({"Hans", "Hant", "Jpan"})
MEGABYTE = 1024**2


class ArgosTranslator:
    """Translates with the packages in a folder; without one it says of each text that there is no engine.

    ``beam`` is how many beginnings of a sentence are weighed at once. 4 is what Argos itself uses and what its packages
    were measured with, and it gives the fact guard its four wordings for nothing; with 2 about 1.8 times as many
    sentences are translated in the same time, with 1 about 2.4 times. Packages stay in memory up to ``memory`` bytes
    of their size on disk, the one in use always; who was used longest ago goes first.
    """

    def __init__(self, folder: Path, *, beam: int = 4, memory: int = 512 * MEGABYTE) -> None:
        self._folder, self._beam = folder, beam
        self._shelf = _Shelf(memory)

    def pairs(self) -> Sequence[Pair]:
        """The direction of each installed package."""
        return [Pair(one.source, one.target, one.by) for one in installed_packages(self._folder)]

    def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[Translated | NotTranslated]:
        """The likeliest wording of each text, in their order."""
        return [first_of(answer) for answer in self.hypotheses(texts, source, target)]

    def hypotheses(
        self, texts: Sequence[str], source: str, target: str, count: int = 1
    ) -> Sequence[Hypotheses | NotTranslated]:
        """Up to ``count`` different wordings of each text, in their order; ten at most."""
        package = package_for(self._folder, source, target)
        if package is None:
            missing = no_package(source, target) if self.pairs() else NotTranslated(NO_ENGINE)
            return [missing for _ in texts]
        try:
            engine = self._shelf.engine(package)
            return self._worded(engine, package, texts, min(max(count, 1), MOST_WORDINGS))
        except (BadInput, RuntimeError, MemoryError, OSError) as fault:
            if package_for(self._folder, source, target) != package:
                # It was replaced just as it was to be loaded.
                return self.hypotheses(texts, source, target, count)
            # Its words may hold the text: only what kind of fault it was is said.
            logger.error("A package cannot be used.", extra={"package": package.by, "fault": type(fault).__name__})  # noqa: TRY400
            broken = f"The translation package {package.by} cannot be used. Install its file again."
            return [NotTranslated(broken) for _ in texts]

    def warm(self, source: str, target: str) -> bool:
        """Load the package of a direction and let it translate one short sentence; whether there is one that works."""
        return isinstance(self.hypotheses(["a"], source, target)[0], Hypotheses)

    def loaded(self) -> Sequence[str]:
        """The packages that are in memory, the one used last at the end."""
        return self._shelf.loaded()

    def _worded(
        self, engine: Engine, package: Package, texts: Sequence[str], count: int
    ) -> list[Hypotheses | NotTranslated]:
        split = [parts_of(strip_controls(text)) for text in texts]
        batch = _Batch(engine)
        for parts in split:
            for part in parts:
                batch.add(part)
        spaced = LANGUAGES[package.target].script not in _UNSPACED
        batch.translate(self._beam, count, spaced=spaced)
        answers: list[Hypotheses | NotTranslated] = []
        for parts in split:
            each = [batch.wordings(part) for part in parts]
            made = [_text(parts, each, number, spaced=spaced) for number in range(count)]
            whole = tuple(dict.fromkeys(text for text in made if text is not None))
            answers.append(Hypotheses(whole, package.by) if whole else NotTranslated(NOT_WHOLE))
        return answers


def _text(parts: Sequence[Part], each: Sequence[Sequence[Wording]], number: int, *, spaced: bool) -> Wording:
    """The n-th wording of a text; None where one of its sentences has none, because half a text is worse than none."""
    written: list[str] = []
    for wordings in each:
        words = wordings[min(number, len(wordings) - 1)]
        if words is None:
            return None
        written.append(words)
    return joined(parts, written, spaced=spaced)


class _Batch:
    """The sentences of many texts, each of which is translated once however often it stands there."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pieces: dict[str, list[str]] = {}
        self._split: dict[str, list[str]] = {}
        self._made: dict[str, list[Wording]] = {}

    def add(self, part: Part) -> None:
        """Take in a part. What holds no letter (a time, a number, a smile) stays as it is."""
        if part.words and part.text not in self._split and _says_something(part.text):
            self._split[part.text] = short_enough(part.text, self._fits)
            for piece in self._split[part.text]:
                if _says_something(piece) and (found := self._engine.pieces(piece)):
                    self._pieces[piece] = found

    def translate(self, beam: int, count: int, *, spaced: bool) -> None:
        """Translate all of it."""
        made = self._engine.translate(list(self._pieces.values()), beam, count)
        of_piece = dict(zip(self._pieces, made, strict=True))
        for sentence, pieces in self._split.items():
            each = [of_piece.get(piece, [piece.strip()]) for piece in pieces]
            self._made[sentence] = [_one_after_another(each, number, spaced=spaced) for number in range(count)]

    def wordings(self, part: Part) -> list[Wording]:
        """The wordings of a part, the likeliest first."""
        return self._made.get(part.text, [part.text])

    def _fits(self, sentence: str) -> bool:
        return len(self._engine.pieces(sentence)) <= MOST_PIECES


def _one_after_another(each: Sequence[Sequence[Wording]], number: int, *, spaced: bool) -> Wording:
    chosen = [wordings[min(number, len(wordings) - 1)] for wordings in each]
    whole = [words for words in chosen if words is not None]
    return (" " if spaced else "").join(filter(None, whole)) if len(whole) == len(chosen) else None


def _says_something(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


class _Shelf:
    """The engines in memory: as many as may be, of the packages as they are now."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._engines: OrderedDict[Package, Engine] = OrderedDict()
        self._left_behind: Mapping[Package, Engine] = {}
        self._lock = threading.Lock()
        self._process = os.getpid()

    def engine(self, package: Package) -> Engine:
        """The engine of a package, loaded if it is not there."""
        with self._lock:
            if self._process != os.getpid():
                # Forked: the engines' threads stayed behind. Whoever waits for them, even to end them, does not return.
                self._left_behind, self._engines = self._engines, OrderedDict()
                self._process = os.getpid()
            self._forget(package)
            if package not in self._engines:
                self._make_room(package.size)
                self._engines[package] = Engine(package.content)
            self._engines.move_to_end(package)
            return self._engines[package]

    def loaded(self) -> list[str]:
        with self._lock:
            return [package.by for package in self._engines]

    def _forget(self, package: Package) -> None:
        """Let go of what this package replaced, and of what has been removed."""
        gone = [
            one for one in self._engines if one != package and (one.pair == package.pair or not one.folder.exists())
        ]
        for one in gone:
            del self._engines[one]

    def _make_room(self, size: int) -> None:
        while self._engines and sum(one.size for one in self._engines) + size > self._most:
            self._engines.popitem(last=False)


@lru_cache(maxsize=8)
def argos_translator(folder: Path, beam: int, memory: int) -> ArgosTranslator:
    """The one translator of a folder in this process, so that a package is loaded once."""
    return ArgosTranslator(folder, beam=beam, memory=memory)
