"""The pieces of a text as one language understands them: figures, words of an answer, and what it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comms.messages.reading.body import Piece
from comms.messages.reading.lexicon import lexicon, shared_words


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a text says: a figure, or words with everything they may stand for; neither where nobody knows them.

    ``gap`` is what stands before it, as in "18:30" or "12.1"; ``written`` a figure's own spelling, empty for "six".
    """

    kinds: frozenset[str] = frozenset()
    figure: int | None = None
    written: str = ""
    gap: str = ""
    own: bool = False

    @property
    def is_known(self) -> bool:
        """Whether it is a figure or a word that the language knows."""
        return self.figure is not None or bool(self.kinds)

    def place(self, kind: str) -> int | None:
        """The weekday (Monday is 0) or month (January is 0) that it names."""
        return next((int(one.partition(":")[2]) for one in self.kinds if one.startswith(f"{kind}:")), None)


def said_in(pieces: Sequence[Piece], tag: str) -> Sequence[Said]:
    """A text as the language of this lexicon understands it, in the text's order."""
    found, place = list[Said](), 0
    while place < len(pieces):
        piece = pieces[place]
        words = lexicon(tag).answers.at(pieces, place)
        if piece.figure is not None and not words:
            found.append(Said(figure=piece.figure, written=piece.text, gap=piece.gap))
            place += 1
        elif words:
            own = words.length > 1 or piece.text not in _shared()
            found.append(_known(_beside(words.kinds, found), piece.gap, own=own))
            place += words.length
        else:
            found.append(Said(gap=piece.gap))
            place += 1
    return found


def _beside(kinds: frozenset[str], before: Sequence[Said]) -> frozenset[str]:
    """The kinds, with "am" and "pm" only where they stand behind a figure."""
    half = kinds & {"am", "pm"}
    if not half or kinds - half or not before or before[-1].figure is None:
        return kinds - half
    return frozenset({"hour", "morning" if "am" in half else "afternoon"})


def _known(kinds: frozenset[str], gap: str, *, own: bool) -> Said:
    figures = [int(kind.partition(":")[2]) for kind in kinds if kind.startswith("figure:")]
    # "Do" is two and "give" in Urdu, "bir" one and "a" in Turkish: where it may be a mere word, it is no figure.
    if figures and len(kinds) == 1:
        return Said(figure=figures[0], gap=gap, own=own)
    return Said(kinds=frozenset(kind for kind in kinds if not kind.startswith("figure:")), gap=gap, own=own)


def _shared() -> frozenset[str]:
    return frozenset().union(
        *map(shared_words, ("yes", "am", "pm", "polite", "hour", "numbered", "thumb_up", "thumb_down"))
    )
