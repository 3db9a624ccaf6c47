"""Entries of words that stand alone, as a file of the templates has them: a key, its English, and what it is for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class ShortWords:
    """One entry: its key ("missed_call.child"), its English, and what it is for."""

    key: str
    text: str
    what: str


def read_entries(path: Path) -> Mapping[str, ShortWords]:
    """The entries of one file, by key, in the file's order."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType({one.key: one for one in _entries(found)})


def _entries(found: Mapping[str, Any], above: str = "") -> Iterator[ShortWords]:
    for name, value in found.items():
        if isinstance(value.get("text"), str):
            yield ShortWords(above + name, value["text"], value["what"])
        else:
            yield from _entries(value, f"{above}{name}.")
