"""Machine translation of what somebody wrote to us: one small protocol. There is no engine yet, and that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from comms.foundation.settings import Settings

NO_ENGINE = "There is no translation engine yet."


@dataclass(frozen=True, slots=True)
class Translated:
    """One text in another language, by a machine: whoever shows it says so. ``by`` is the package and its version."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class NotTranslated:
    """One text that was not translated, and in a sentence why; the original is shown."""

    why: str


class Translator(Protocol):
    """Translates texts with a machine."""

    def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[Translated | NotTranslated]:
        """One answer for each text, in their order. ``source`` and ``target`` are BCP 47 tags.

        Never raises for what a text holds; what cannot be translated comes back as ``NotTranslated``.
        """


class NoEngine:
    """The embedded translator: it translates nothing, and says so for each text."""

    def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[Translated | NotTranslated]:
        """``NotTranslated`` for each text."""
        del source, target
        return [NotTranslated(NO_ENGINE) for _ in texts]


def translator_for(settings: Settings) -> Translator:
    """The translator of an installation. None can be set up yet, so each has the one that translates nothing."""
    del settings
    return NoEngine()
