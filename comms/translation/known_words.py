"""Words of a text as detection sees them, and those that the packaged catalogues have of a language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from comms.foundation.packaged import packaged
from comms.translation.catalogues import Catalogue, catalogue_path
from comms.translation.profiles import without_marks
from comms.translation.sentences import own_words

# A text of ten segments has 1,530 letters; more than this says nothing new and only takes time.
_MOST_LETTERS = 2_000
_ADDRESSES = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE)


def words_in(text: str) -> list[str]:
    """The words of a text in small letters, without figures, signs and addresses on the internet."""
    without = _ADDRESSES.sub(" ", unicodedata.normalize("NFC", text[: _MOST_LETTERS * 2])[:_MOST_LETTERS])
    kept = (one if one in "'’" or unicodedata.category(one)[0] in "LMN" else " " for one in without.lower())
    return [word for run in "".join(kept).split() if (word := _letters_of(run))]


def _letters_of(run: str) -> str:
    """The word, its figures only where they stand for letters, as in "sa3a"; a vowel sign alone is no word."""
    bare = "".join(one for one in run if one not in "'’")
    return bare if sum(one.isalpha() for one in bare) > sum(one.isnumeric() for one in bare) else ""


def known_words(tag: str) -> frozenset[str]:
    """The words that there are here in a language, marks left out; none where there is no catalogue of it."""
    path = catalogue_path(tag, packaged("locales"))
    return _known(tag, path, path.stat().st_mtime_ns) if path is not None else frozenset()


@lru_cache(maxsize=64)
def _known(tag: str, path: Path, mtime_ns: int) -> frozenset[str]:
    """All words of a catalogue. The file and its last change are part of the key, so that it is read again."""
    del path, mtime_ns
    return frozenset(
        without_marks(word) for sentence in _sentences(Catalogue.of(tag)) for word in words_in(own_words(sentence))
    )


def _sentences(catalogue: Catalogue) -> Iterator[str]:
    for words in catalogue.messages.values():
        yield from (words.text,) if isinstance(words.text, str) else words.text
