"""How many different people have to approve words: two where the words have legal effect, else one.

Which uses have legal effect, and the source of each, stands in ``data/legal_effect.toml``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

TWO = 2
EASY = "-easy"
CAUTION = "caution"


@cache
def legal_uses() -> frozenset[str]:
    """The contexts whose words have legal effect: kinds of letters, and the words of a caution."""
    text = (Path(__file__).parent / "data" / "legal_effect.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text))


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
