"""Short lists of words that tell a fact from what looks like one; see ``data/small_words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def small_words(kind: str) -> frozenset[str]:
    """The words of a list ("names", "units", "endings"), in small letters."""
    text = (Path(__file__).parent / "data" / "small_words.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)[kind].split())
