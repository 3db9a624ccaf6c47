"""How many different people have to approve words: two where the words have legal effect, else one.

Which uses have legal effect, and the source of each, stands in ``data/legal_effect.toml``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

TWO = 2
EASY = "-easy"
CAUTION = "caution"


PHRASE, LEGAL_PHRASE = "phrase", "legal phrase"


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "legal_effect.toml").read_text(encoding="utf-8"))


@cache
def legal_uses() -> frozenset[str]:
    """The contexts whose words have legal effect: kinds of letters, some phrases in them, the words of a caution."""
    return frozenset(_file())


def context_of_phrase(phrase_list: str) -> str:
    """The context of the phrases of a list: those of some lists have legal effect."""
    return LEGAL_PHRASE if phrase_list in _file()[LEGAL_PHRASE]["lists"] else PHRASE


@cache
def legal_contexts() -> frozenset[str]:
    """The same, with the easy-read text of each letter, which counts like the letter."""
    return legal_uses() | {f"{use}{EASY}" for use in legal_uses()}


def has_legal_effect(context: str) -> bool:
    """Whether words of a context have legal effect."""
    return context in legal_contexts()


def approvers_needed(context: str) -> int:
    """How many different people have to approve a sentence of this context."""
    return TWO if has_legal_effect(context) else 1
