"""Which sentence of the letters one that is in none of them resembles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from comms.translation.earlier import ALIKE, likeness
from comms.translation.exchange.sentence import Sentence

# A memory from elsewhere may hold thousands of sentences; only those that share most words are compared by letters.
_COMPARED = 8
_SHARED = 0.4


class Likeness:
    """The sentences of the letters, to be asked which of them another one resembles."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        self._holding: dict[str, list[Sentence]] = {}
        for one in sentences:
            for word in set(_words(one.english[0])):
                self._holding.setdefault(word, []).append(one)

    def nearest(self, english: str, context: str | None) -> Sentence | None:
        """The sentence most like this one, of the same use where several are alike; None where none is like it."""
        shared: Counter[str] = Counter()
        known: dict[str, Sentence] = {}
        for word in set(_words(english)):
            for one in self._holding.get(word, ()):
                shared[one.words.source_hash] += 1
                known[one.words.source_hash] = one
        enough = len(set(_words(english))) * _SHARED
        likely = [known[key] for key, count in shared.most_common(_COMPARED) if count >= enough]
        rated = [(likeness(one.english[0], english), one.words.context == context, one) for one in likely]
        best = max(rated, key=lambda found: found[:2], default=None)
        return best[2] if best is not None and best[0] >= ALIKE else None


def _words(text: str) -> list[str]:
    return text.casefold().split()
