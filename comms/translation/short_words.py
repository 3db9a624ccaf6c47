"""Short words that stand alone: those of text messages, of the family's page, and of a caution. Each has a key, and
what a translator has to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from comms.foundation.packaged import packaged
from comms.translation.entries import ShortWords, read_entries
from comms.translation.scripts import caution_words
from comms.translation.uses import CAUTION

TEXT, PAGE = "text", "page"
CONTEXTS = (TEXT, PAGE, CAUTION)
_FILES: Mapping[str, str] = MappingProxyType({TEXT: "texts.toml", PAGE: "page.toml"})


def read_short_words(folder: Path, context: str) -> Mapping[str, ShortWords]:
    """The entries of a context in a template folder, by key, in order; those of a caution from all its files."""
    return caution_words(folder) if context == CAUTION else read_entries(folder / _FILES[context])


@lru_cache(maxsize=len(CONTEXTS))
def short_words(context: str) -> Mapping[str, ShortWords]:
    """The packaged entries of a context, by key."""
    return read_short_words(packaged("letter_templates"), context)
