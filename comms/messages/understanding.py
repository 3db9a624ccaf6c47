"""What an incoming text was read as, kept beside it and given back as it was; and whether it needs somebody now."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from typing import Any

from comms.messages.incoming import Incoming
from comms.messages.reading import Meaning, Reading
from comms.translation.catalogues import is_english

_DAYS = ("day", "back_on")
_GUESSED = frozenset({Meaning.OPTION, Meaning.TIME})
_WORD = re.compile(r"[^\W\d_]+")
# Beside a guess so many words may be part of it, as in "1 in the morning".
FEW_WORDS = 3


def keep_reading(row: Incoming, reading: Reading) -> None:
    """Put a reading on record beside its text."""
    detail: dict[str, Any] = asdict(reading)
    for name in ("meaning", "language"):
        detail.pop(name)
    for name in _DAYS:
        detail[name] = detail[name].isoformat() if detail[name] else None
    row.meaning, row.meaning_detail = reading.meaning, detail


def reading_of(row: Incoming) -> Reading:
    """The reading on record, as it was made."""
    detail = dict(row.meaning_detail)
    for name in _DAYS:
        detail[name] = date.fromisoformat(detail[name]) if detail.get(name) else None
    return Reading(Meaning(row.meaning or Meaning.UNREAD), language=row.language, **detail)


def needs_somebody_now(reading: Reading, language: str, body: str, pictures: int) -> bool:
    """Whether people are called about a text: a word of danger, or what nobody can read yet.

    Figures alone need no language; words in English anybody at the agency reads in the inbox. A picture without words
    could show anything. Where an hour or an option was only guessed among other words, nobody has read those. Source:
    the house's rule for incoming texts: better called once too often than not.
    """
    if reading.danger or reading.meaning == Meaning.DANGER:
        return True
    if reading.meaning == Meaning.EMPTY:
        return pictures > 0
    if language and is_english(language):
        return False
    words = len(_WORD.findall(body))
    if reading.meaning in _GUESSED and not reading.sure:
        return words > FEW_WORDS
    return reading.meaning == Meaning.UNREAD and words > 0
