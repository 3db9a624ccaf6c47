"""A term of the field, as ``letter_templates/glossary.toml`` has it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from comms.foundation.languages import fallbacks
from comms.foundation.packaged import packaged

FILE = "glossary.toml"


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its English, other English names of the same thing, its meaning in plain words, where that is from and
    of which day, and the agreed word by BCP 47 tag. Every agreed word is a draft."""

    key: str
    english: str
    also: tuple[str, ...]
    meaning: str
    source: str
    dated: str
    agreed: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called in English."""
        return (self.english, *self.also)

    def in_language(self, tag: str) -> str:
        """The agreed word of a language, or of the one that it takes its words from; empty where none is agreed."""
        return next((self.agreed[one] for one in (tag, *fallbacks(tag)) if one in self.agreed), "")


def read_glossary(folder: Path) -> tuple[Term, ...]:
    """The terms of a template folder, in their file's order."""
    found = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    return tuple(
        Term(
            key, one["english"], tuple(one.get("also", ())), one["meaning"], one["source"], one["dated"],
            MappingProxyType(one["agreed"]),
        )
        for key, one in found.items()
    )  # fmt: skip


@cache
def glossary() -> tuple[Term, ...]:
    """The packaged terms."""
    return read_glossary(packaged("letter_templates"))
