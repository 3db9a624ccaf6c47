"""Machine translation: what there is of it in an installation, and the words all who use it share."""

from __future__ import annotations

from comms.channels.argos import argos_translator
from comms.channels.translator import (
    NO_ENGINE,
    Hypotheses,
    NoEngine,
    NotTranslated,
    Pair,
    Translated,
    Translator,
    first_of,
    no_package,
)
from comms.foundation.settings import Settings

__all__ = [
    "NO_ENGINE",
    "Hypotheses",
    "NoEngine",
    "NotTranslated",
    "Pair",
    "Translated",
    "Translator",
    "first_of",
    "no_package",
    "translator_for",
]


def translator_for(settings: Settings) -> Translator:
    """The translator of an installation; always the same in one process.

    Where no package is installed it answers as ``NoEngine`` does; one that is installed later serves from the next
    text on, also for whoever has held the translator since before.
    """
    return argos_translator(
        settings.translation_folder, settings.translation_beam, settings.translation_memory_mb * 1024**2
    )
