"""Short words that stand alone: those of text messages, of the family's page, and of a caution. Each has a key, and
what a translator has to know of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from comms.foundation.packaged import packaged
from comms.translation.uses import CAUTION

# Each context of the catalogues, and the file of its English.
TEXT, PAGE = "text", "page"
FILES: Mapping[str, str] = MappingProxyType({TEXT: "texts.toml", PAGE: "page.toml", CAUTION: "caution.toml"})


@dataclass(frozen=True, slots=True)
class ShortWords:
    """One entry: its key ("missed_call.child"), its English, and what it is for."""

    key: str
    text: str
    what: str


def read_short_words(folder: Path, context: str) -> Mapping[str, ShortWords]:
    """The entries of a context in a template folder, by key, in their file's order."""
    found = tomllib.loads((folder / FILES[context]).read_text(encoding="utf-8"))
    return MappingProxyType({one.key: one for one in _entries(found)})


@lru_cache(maxsize=len(FILES))
def short_words(context: str) -> Mapping[str, ShortWords]:
    """The packaged entries of a context, by key."""
    return read_short_words(packaged("letter_templates"), context)


def _entries(found: Mapping[str, Any], above: str = "") -> Iterator[ShortWords]:
    for name, value in found.items():
        if isinstance(value.get("text"), str):
            yield ShortWords(above + name, value["text"], value["what"])
        else:
            yield from _entries(value, f"{above}{name}.")
