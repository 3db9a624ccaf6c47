"""Words of danger: whoever writes one gets a person, and no automatic answer, whatever else the text says."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from comms.messages.reading.body import Piece, take_apart
from comms.messages.reading.lexicon import DANGER, danger_words

# "h e l p" is written so that a filter, or somebody reading along, does not see it.
_FEWEST_SPELLED = 3


def has_danger(pieces: Sequence[Piece], at_home: Collection[str]) -> bool:
    """Whether a text holds a word of danger in any language.

    Words that are harmless in another language count only where their own is ``at_home`` (tags of lexicons). A word
    too much brings a person who was not needed; a word too few leaves somebody alone: so nearly all count always.
    """
    counts = {DANGER, *at_home}
    return any(danger_words().anywhere(one, counts) for one in (pieces, *_spelled_out(pieces)))


def _spelled_out(pieces: Sequence[Piece]) -> list[Sequence[Piece]]:
    """Words that stand letter by letter, put together."""
    found, letters = [], ""
    for piece in (*pieces, Piece(("",))):
        if piece.is_word and len(piece.text) == 1:
            letters += piece.text
            continue
        if len(letters) >= _FEWEST_SPELLED:
            found.append(take_apart(letters))
        letters = ""
    return found
