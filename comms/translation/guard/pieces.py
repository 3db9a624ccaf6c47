"""A text split around its facts: the words between them are translated one by one, and the facts stay where they are.

It is the last thing tried. Words apart read worse, since no engine sees the sentence, but nothing can be lost or moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comms.translation.guard.judging import Way, fault_of_words
from comms.translation.guard.letters import cleaned, is_of_a_word
from comms.translation.guard.masking import Masked
from comms.translation.guard.written import for_line

_FULL_STOPS = ".!?。؟۔।…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words between facts, with the blanks and signs before and after it, which stay as they are."""

    before: str
    words: str
    after: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to translate."""
        return not any(map(str.isalpha, self.words))


def pieces_of(split: Masked) -> list[Piece]:
    """The words around the runs of a text: always one more than there are runs."""
    starts = [0, *(run.end for run in split.runs)]
    ends = [*(run.start for run in split.runs), len(split.original)]
    return [_piece(split.original[start:end]) for start, end in zip(starts, ends, strict=True)]


def put_together(split: Masked, translations: Mapping[str, str], target: str) -> str:
    """The translated pieces, each under its original words, with the facts between them as they stood."""
    text = ""
    for number, piece in enumerate(pieces_of(split)):
        words = piece.words if piece.is_empty else translations[piece.words]
        text += f"{piece.before}{words}{piece.after}"
        if number < len(split.runs):
            run = split.runs[number]
            text += " " if is_of_a_word(text[-1:]) else ""
            text += for_line(run.text, run.kind, target)
            text += " " if is_of_a_word(split.original[run.end : run.end + 1]) else ""
    return text


def fitting(answer: str, piece: str, way: Way) -> str | None:
    """An engine's answer as it fits between facts, or None where it cannot be what the piece says.

    Engines take a piece for a sentence: they begin it with a capital letter and end it with a full stop.
    """
    text = cleaned(answer).strip()
    if fault_of_words(text, piece, way):
        return None
    if piece[-1] not in _FULL_STOPS:
        text = text.rstrip(_FULL_STOPS)
    first = text.split(" ", 1)[0].split("'", 1)[0]
    if piece[0].islower() and text[:1].isupper() and (first[1:].islower() or (len(first) == 1 and first != "I")):
        text = text[0].lower() + text[1:]
    return text or None


def _piece(text: str) -> Piece:
    inner = [place for place, one in enumerate(text) if is_of_a_word(one)]
    if not inner:
        return Piece(text, "", "")
    return Piece(text[: inner[0]], text[inner[0] : inner[-1] + 1], text[inner[-1] + 1 :])
