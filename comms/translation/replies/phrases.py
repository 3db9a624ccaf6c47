"""Which sentences may be kept for everybody: those that tell of no family, so that nothing personal is among them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache

from comms.foundation.languages import LANGUAGES
from comms.translation.guard import facts_in
from comms.translation.memory.alike import normalised

# The use of such sentences, beside "text" and the kinds of letters.
REPLY = "reply"
# What sentences of an answer begin with, and no name is ("Will" and "May" are).
_BEGIN = frozenset(
    """
    a all also an and are as ask at before bring but call can come could did do does don everybody everyone everything
    first for from good has have he hello here how i if in is it its just keep let look make my no nobody not nothing
    now of on only or our please read remember ring school see send she should so somebody sorry take tell thank thanks
    that the their then there these they this today tomorrow tonight until wait was we were what when where which who
    why with would write yes you your
    """.split()  # noqa: SIM905 - a list of one word a line would be read by nobody
)
# Sent so many times, a sentence is offered for translating.
OFTEN = 3
LONGEST, FEWEST_WORDS = 500, 2
_ENDS = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[^\W\d_]+")
_WITHIN = re.compile(r"(?<=[\w,;:’'\")–-]) +([A-Z][^\W\d_]+)")


def sentences_of(english: str) -> list[str]:
    """The sentences of an answer, each on one line."""
    return [" ".join(one.split()) for one in _ENDS.split(english) if one.strip()]


def phrase_hash(sentence: str) -> str:
    """What two sentences share that differ in nothing that matters: case, blanks, kinds of quotation marks, the end."""
    return hashlib.sha256(normalised(sentence).encode()).hexdigest()


def may_be_phrase(sentence: str, names: Sequence[str]) -> bool:
    """Whether a sentence may be kept and offered to others: it is no longer than words may be, and no name, number or
    date is in it. A capital letter within it counts as a name, unless it begins a language's; and so does the word that
    it begins with, unless that is an everyday one: a name that is on no record would be found by nothing else."""
    found = _WORD.findall(sentence)
    if len(sentence) > LONGEST or len(found) < FEWEST_WORDS or found[0].casefold() not in _BEGIN:
        return False
    if facts_in(sentence, "en", names) or any(map(str.isnumeric, sentence)):
        return False
    return all(word in _language_names() for word in _WITHIN.findall(sentence))


@cache
def _language_names() -> frozenset[str]:
    return frozenset(word for one in LANGUAGES.values() for word in _WORD.findall(one.english_name))
