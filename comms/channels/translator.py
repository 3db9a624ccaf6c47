"""What translates, and what it answers: directions, texts, wordings, and in a sentence why there is none.

A text may hold several sentences; the engine splits it and joins the answers. It never goes through a third language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from comms.foundation.languages import LANGUAGES

NO_ENGINE = "No translation package is installed here."


@dataclass(frozen=True, slots=True)
class Pair:
    """One direction that an engine can do, by BCP 47 tags. ``by`` is the package and its version, for the mark."""

    source: str
    target: str
    by: str


@dataclass(frozen=True, slots=True)
class Translated:
    """One text in another language, by a machine: whoever shows it says so. ``by`` is the package and its version."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class NotTranslated:
    """One text that was not translated, and in a sentence why; the original is shown."""

    why: str


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """What a machine takes one text to mean: at least one wording, the likeliest first.

    Of a text of several sentences the n-th wording is made of the n-th of each sentence.
    """

    texts: tuple[str, ...]
    by: str


class Translator(Protocol):
    """Translates texts with a machine."""

    def pairs(self) -> Sequence[Pair]:
        """The directions it can do now; a package installed later is seen without a restart."""

    def hypotheses(
        self, texts: Sequence[str], source: str, target: str, count: int = 1
    ) -> Sequence[Hypotheses | NotTranslated]:
        """One answer for each text, in their order, of up to ``count`` wordings. The tags are BCP 47.

        Never raises for what a text holds; what cannot be translated comes back as ``NotTranslated``.
        """

    def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[Translated | NotTranslated]:
        """The likeliest wording of each text, in their order; otherwise as ``hypotheses``."""


class NoEngine:
    """The embedded translator: it has no package, translates nothing, and says so for each text."""

    def pairs(self) -> Sequence[Pair]:
        """None."""
        return ()

    def hypotheses(
        self, texts: Sequence[str], source: str, target: str, count: int = 1
    ) -> Sequence[Hypotheses | NotTranslated]:
        """``NotTranslated`` for each text."""
        del source, target, count
        return [NotTranslated(NO_ENGINE) for _ in texts]

    def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[Translated | NotTranslated]:
        """``NotTranslated`` for each text."""
        del source, target
        return [NotTranslated(NO_ENGINE) for _ in texts]


def no_package(source: str, target: str) -> NotTranslated:
    """What is answered where a direction has no package; a third language is never gone through."""
    return NotTranslated(f"There is no translation package from {_named(source)} to {_named(target)} here.")


def first_of(answer: Hypotheses | NotTranslated) -> Translated | NotTranslated:
    """The likeliest wording of an answer."""
    return answer if isinstance(answer, NotTranslated) else Translated(answer.texts[0], answer.by)


def _named(tag: str) -> str:
    return LANGUAGES[tag].english_name if tag in LANGUAGES else tag
