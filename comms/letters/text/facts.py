"""Compares the facts of two parts of a letter, sentence by sentence, before anything leaves.

A family decides by the dates, names and numbers in its own language; the school by those in English. Both parts are
filled from the same values, so a difference means a translation that lost, doubled or changed one. Such a letter is
refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from comms.foundation.errors import Refused
from comms.letters.text.values import Value
from comms.translation.catalogues import Words
from comms.translation.sentences import fields_in, same_numbers


class FactsDiffer(Refused):
    """A translated sentence does not say the same facts as its English; `sentence` is the English."""

    def __init__(self, sentence: str, what: str, language: str) -> None:
        """Name the sentence and the language, and send it back to its translator."""
        super().__init__(
            f"The facts of «{sentence}» differ in the words for {language}: {what}.",
            "Have that translation corrected; the letter waits until then.",
        )
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it went into one part: its words, the form that was chosen, and the values placed in it."""

    words: Words
    form: str
    values: tuple[Value, ...]


def compare_facts(own: Sequence[Sentence], english: Sequence[Sentence]) -> None:
    """Refuse parts whose sentences, values or numbers are not the same. Raises `FactsDiffer`."""
    if len(own) != len(english):
        longer = max(own, english, key=len)[min(len(own), len(english))]
        raise FactsDiffer(longer.words.source, "one part has it, and the other has not", _language(own))
    for mine, theirs in zip(own, english, strict=True):
        _compare(mine, theirs)


def _compare(own: Sentence, english: Sentence) -> None:
    source = english.words.source
    if (own.words.context, own.words.source) != (english.words.context, source):
        raise FactsDiffer(source, f"«{own.words.source}» stands in its place", own.words.language)
    if fields_in(own.form) != fields_in(english.form):
        raise FactsDiffer(source, "its gaps for values are not those of the English", own.words.language)
    if own.values != english.values and Counter(own.values) != Counter(english.values):
        raise FactsDiffer(source, "a value is missing, doubled or another one", own.words.language)
    if not same_numbers(english.form, own.form):
        raise FactsDiffer(source, "its own numbers are not those of the English", own.words.language)


def _language(sentences: Sequence[Sentence]) -> str:
    return sentences[0].words.language if sentences else "the other language"
