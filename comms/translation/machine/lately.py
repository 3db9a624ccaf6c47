"""What the engine answered lately, kept in this process alone: the same text again costs nothing.

Bounded in number, in letters and in time; what stands here is forgotten as soon as it is in the database.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from comms.channels.translator import Translated
from comms.translation.machine.job import KEPT

MOST_ANSWERS, MOST_LETTERS = 20_000, 4_000_000

# The two languages, the package with its version, the text, and the names on record: other names, another answer.
Key = tuple[str, str, str, str, tuple[str, ...]]


@dataclass(slots=True, weakref_slot=True)
class Lately:
    """The answers, the one used longest ago first. ``watch`` shows seconds and never goes back."""

    most_answers: int = MOST_ANSWERS
    most_letters: int = MOST_LETTERS
    watch: Callable[[], float] = time.monotonic
    letters: int = 0
    _kept: OrderedDict[Key, tuple[float, Translated]] = field(default_factory=OrderedDict)

    def get(self, key: Key) -> Translated | None:
        """The answer that was kept, or None."""
        found = self._kept.get(key)
        if found is None:
            return None
        until, answer = found
        if self.watch() >= until:
            self._forget(key)
            return None
        self._kept.move_to_end(key)
        return answer

    def keep(self, key: Key, answer: Translated) -> None:
        """Keep an answer, and forget the one used longest ago where there are too many."""
        if key in self._kept:
            self._forget(key)
        if _letters(key, answer) > self.most_letters:
            return
        self._kept[key] = (self.watch() + KEPT.total_seconds(), answer)
        self.letters += _letters(key, answer)
        while len(self._kept) > self.most_answers or self.letters > self.most_letters:
            self._forget(next(iter(self._kept)))

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._kept)

    def _forget(self, key: Key) -> None:
        _, answer = self._kept.pop(key)
        self.letters -= _letters(key, answer)


def _letters(key: Key, answer: Translated) -> int:
    return len(key[3]) + len(answer.text)
