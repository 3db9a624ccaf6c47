"""When two English sentences count as the same: written alike but for what changes no meaning."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from comms.translation.sentences import fields_in

_ONE_QUOTE = "\u2018\u2019\u201a\u201b\u2039\u203a\u02bc\u2032\u00b4`"
_TWO_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_UNIFIED = str.maketrans(
    {**dict.fromkeys(_ONE_QUOTE, "'"), **dict.fromkeys(_TWO_QUOTES, '"'), **dict.fromkeys(_DASHES, "-"), "…": "..."}
)
# A question mark makes another sentence of the same words: "You may come" is not "You may come?".
_ENDS = ".!:;, "

Gaps = tuple[str, ...]


@lru_cache(maxsize=16_384)
def normalised(sentence: str) -> str:
    """The sentence without what changes no meaning.

    Composed (NFC), case folded, single spaces, one form of each quotation mark and dash, without ``**`` and without the
    punctuation at its end, except for a question mark.
    """
    plain = unicodedata.normalize("NFC", sentence.replace("**", "")).translate(_UNIFIED)
    folded = unicodedata.normalize("NFC", plain.casefold())
    return " ".join(folded.split()).rstrip(_ENDS)


def gaps_of(sentence: str) -> Gaps:
    """The names of a sentence's gaps, each as often as it stands there: what is alike has the same."""
    return tuple(sorted(fields_in(sentence).elements()))
