"""Whether an answer is somebody's own words. "Yes" alone is not an answer: people say it to be polite."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from comms.foundation.writing import fold

FEWEST_WORDS = 2
# In scripts that put no blanks between words, letters are counted instead.
FEWEST_LETTERS = 6
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def is_own_words(text: str) -> bool:
    """Whether a text holds at least two different words that are not a bare yes, thank you or "I understand" in any
    language that letters are written in."""
    if len(_UNSPACED.findall(text)) >= FEWEST_LETTERS:
        return True
    said = {word for word in _words(text) if word not in _bare() and not word.isdigit()}
    return len(said) >= FEWEST_WORDS


def _words(text: str) -> list[str]:
    kept = "".join(one if one.isalnum() or _is_sign(one) else " " for one in fold(text).replace("'", ""))
    return kept.split()


def _is_sign(character: str) -> bool:
    """Whether it is a sign of a vowel, as in Bengali and Panjabi, which belongs to its letter and parts no words."""
    return unicodedata.category(character).startswith("M")


@cache
def bare_answers() -> dict[str, frozenset[str]]:
    """The words by language that alone are no answer, folded as they are compared."""
    text = (Path(__file__).parent / "data" / "bare_answers.toml").read_text(encoding="utf-8")
    return {tag: frozenset(_words(words)) for tag, words in tomllib.loads(text).items()}


@cache
def _bare() -> frozenset[str]:
    return frozenset().union(*bare_answers().values())
