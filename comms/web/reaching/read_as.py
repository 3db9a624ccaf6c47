"""What a text that came in was read as, in words, and how far to trust that. The original stands above it, always."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from comms.families.language_need import LanguageNeed
from comms.foundation.errors import NotFound
from comms.foundation.languages import Language, language
from comms.foundation.writing import isolate
from comms.messages.incoming import Incoming
from comms.messages.reading import Meaning, Reading
from comms.messages.understanding import reading_of
from comms.web.wording import weekday_in_words

ENGLISH = "en"
_NUMBERS = re.compile(r"\+?\d[\d ]{5,}\d")
OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "after_work": "ring me after work",
        "work": "I was at work",
        "interpreter": "I need an interpreter",
        "transport": "I have no way to get there",
        "abroad": "I am abroad",
        "other": "another reason",
        "coming": "I will come",
        "not_coming": "I cannot come",
    }
)
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        Meaning.STOP: "stop: no more texts",
        Meaning.START: "texts may come again",
        Meaning.MAYBE_STOP: "perhaps: no more texts",
        Meaning.YES: "yes",
        Meaning.NO: "no",
        Meaning.TIME: "ring me then",
    }
)


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What a text probably says. ``trust`` is a word ("Sure", "Not sure", "Not read", "Acted on"), ``why`` the reason
    for it."""

    said: str
    trust: str
    why: str
    danger: bool = False


def read_as(incoming: Incoming) -> ReadAs:
    """What one text was read as, and how far to trust it."""
    if incoming.settled:
        return ReadAs("", "Acted on", "It answered an offer with its code, and nothing else was in it.")
    reading = reading_of(incoming)
    said = _said(reading)
    if reading.danger:
        why = "It may be harmless, and it may not: read it now, with an interpreter if you cannot read it yourself."
        return ReadAs(said, "A word of danger", why, danger=True)
    if not said:
        return ReadAs("", "Not read", _why_not(reading, incoming))
    if reading.sure:
        return ReadAs(said, "Sure", "It is an answer that our text offered, and nothing else is in it.")
    why = "These words can mean something else, or more is in it than this. Read the original."
    return ReadAs(said, "Not sure", why)


def _why_not(reading: Reading, incoming: Incoming) -> str:
    if reading.meaning == Meaning.EMPTY:
        return "It has a picture and no words." if incoming.pictures else "It has no words."
    return "It is no answer that our text offered, so only a person can say what it means."


def _said(reading: Reading) -> str:
    what = OPTIONS.get(reading.option) or MEANINGS.get(reading.meaning, "")
    return ", ".join(one for one in (what, *_details(reading)) if one)


def _details(reading: Reading) -> list[str]:
    found = []
    if reading.day is not None:
        found.append(f"on {weekday_in_words(reading.day)}")
    if reading.hour is not None:
        found.append(f"from {reading.hour:02}:{reading.minute:02}")
    if reading.back_on is not None:
        found.append(f"back on {weekday_in_words(reading.back_on)}")
    return found


@dataclass(frozen=True, slots=True)
class Original:
    """The words as they came, with what a browser needs to show them, and what is known of their language."""

    body: str
    tag: str
    direction: str
    written_in: str


def original_of(incoming: Incoming, need: LanguageNeed | None) -> Original:
    """The words of a text as they came."""
    written = known(incoming.language)
    if not _has_letters(incoming):
        return Original(incoming.body or "", "und", "auto", "")
    if written is None:
        return Original(incoming.body or "", "und", "auto", "Nobody can tell which language it is in.")
    theirs = {*(need.spoken if need else ()), *([need.written] if need and need.written else ())}
    if written.tag == ENGLISH:
        said = "It seems to be in English."
    elif _same(written.tag, theirs):
        said = f"It seems to be in {written.english_name}, which is on record for them."
    else:
        said = f"It seems to be in {written.english_name}, which is not on record for them: ask them."
    return Original(_readable(incoming.body or ""), written.tag, written.direction, said)


def _readable(body: str) -> str:
    """The words with each telephone number kept apart: between words from right to left its groups of figures would
    change places, and whoever reads it there would ring somebody else."""
    return _NUMBERS.sub(lambda found: isolate(found[0], "rtl"), body)


def known(tag: str) -> Language | None:
    """The language of a tag; None for an empty one and for one that is not known here."""
    try:
        return language(tag) if tag else None
    except NotFound:
        return None


def _same(tag: str, theirs: set[str]) -> bool:
    return tag.partition("-")[0] in {one.partition("-")[0] for one in theirs}


def _has_letters(incoming: Incoming) -> bool:
    """Whether there is anything in it that has a language: figures are the same in each."""
    return any(one.isalpha() for one in incoming.body or "")
