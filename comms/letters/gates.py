"""Gates: what must hold before a letter of a kind leaves, beside language, safety and words. Each is one rule here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from comms.letters.decision import Held
from comms.letters.reader import LetterWanted

Gate = Callable[[LetterWanted, Mapping[str, object]], Held | None]


def _open(_: LetterWanted, __: Mapping[str, object]) -> Held | None:
    return None


# By the names that templates use. "plain_words" holds for the template itself and is checked where it is written.
GATES: Mapping[str, Gate] = {"plain_words": _open}


def held_at_a_gate(names: tuple[str, ...], wanted: LetterWanted, given: Mapping[str, object]) -> Held | None:
    """The first gate of these that does not let the letter through; None when all do."""
    return next(filter(None, (GATES[name](wanted, given) for name in names)), None)
