"""Words that ask for no more texts: the carrier's own, whole and alone, and everything that sounds like them."""

from __future__ import annotations

from collections.abc import Sequence

from comms.messages.reading.body import Piece
from comms.messages.reading.lexicon import lexicon, shared_words

# What people put around a single word. Whether the carrier looks past it or not, it is meant, and we stop.
_AROUND = " \t\r\n\v\f.!?\"'"
# "Stop" in a longer sentence is a bus stop.
_MOST_WORDS = 4


def is_stop(body: str) -> bool:
    """Whether the text is one of the English words with which the carrier itself stops, and nothing else."""
    return body.strip(_AROUND).casefold() in shared_words("stop")


def is_start(body: str) -> bool:
    """Whether the text is one of the English words with which the carrier itself begins again, and nothing else."""
    return body.strip(_AROUND).casefold() in shared_words("start")


def may_be_stop(pieces: Sequence[Piece], tags: Sequence[str]) -> str | None:
    """The language, of these, in which a text sounds like "no more texts"; empty where it is "stop" itself, which every
    language has, and None where it does not.

    A phrase counts anywhere. A single word counts where it is the whole text but for thanks and please, since "bas"
    and "gata" are in everybody's mouth; "stop" itself in any short text.
    """
    words = [piece for piece in pieces if piece.is_word]
    if len(words) <= _MOST_WORDS and any(form in shared_words("stop_within") for one in words for form in one.forms):
        return ""
    return next((tag for tag in tags if _asks(pieces, tag)), None)


def _asks(pieces: Sequence[Piece], tag: str) -> bool:
    return lexicon(tag).stop_anywhere.anywhere(pieces, {"stop"}) or bool(_bare(pieces, tag) & lexicon(tag).stop_alone)


def _bare(pieces: Sequence[Piece], tag: str) -> frozenset[tuple[str, ...]]:
    """The text's words in every spelling they are compared in, with and without what adds nothing."""
    kept, place = list[Piece](), 0
    while place < len(pieces):
        found = lexicon(tag).answers.at(pieces, place)
        polite = found is not None and bool(found.kinds & {"polite", "beside"})
        if not polite and pieces[place].is_word:
            kept.append(pieces[place])
        place += found.length if found and polite else 1
    whole = [piece for piece in pieces if piece.is_word]
    return frozenset(tuple(piece.forms[way % len(piece.forms)] for piece in one) for one in (kept, whole)
                     for way in range(3))  # fmt: skip
