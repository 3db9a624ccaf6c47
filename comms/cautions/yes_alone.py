"""Whether an answer is “yes” alone, in any language: it does not show what somebody understood, and is no answer.

Source: teach-back (domain notes, Understanding): an open question, and “yes” is never an answer.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from comms.messages.reading.body import take_apart
from comms.messages.reading.lexicon import every_tag, lexicon
from comms.messages.reading.phrases import Phrases

# What the words of a reply may stand for that say nothing of one's own. "Polite" are words like please and thank you.
_EMPTY = frozenset({"yes", "no", "polite", "thumb_up", "thumb_down"})


def is_yes_alone(text: str) -> bool:
    """Whether all of a text is yes, no, “I understand” and the like, or nothing that is a word at all."""
    pieces = [piece for piece in take_apart(text) if piece.is_word or piece.figure is not None]
    known = [_understood(), *(lexicon(tag).answers for tag in every_tag())]
    # Places of the text that words of this sort reach; whatever order they stand in, and whatever languages they mix.
    reached = {0}
    for place in range(len(pieces)):
        if place not in reached:
            continue
        for phrases in known:
            found = phrases.at(pieces, place)
            if found and found.kinds & _EMPTY:
                reached.add(place + found.length)
    return len(pieces) in reached


@cache
def _understood() -> Phrases:
    text = resources.files("comms.cautions").joinpath("data/yes_alone.toml").read_text(encoding="utf-8")
    return Phrases(
        (" ".join(phrase.split()), "yes") for words in tomllib.loads(text).values() for phrase in words.split(",")
    )
