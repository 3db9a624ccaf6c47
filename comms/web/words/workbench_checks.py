"""What is said of words while somebody types them: faults, which keep them from being used, and hints, which do not."""

from __future__ import annotations

from dataclasses import dataclass

from comms.channels.sms.units import MOST_UNITS, count_units
from comms.translation.actions import WordsGiven, translation_faults
from comms.translation.catalogues import forms_of
from comms.translation.glossary import Term, holds, terms_in
from comms.translation.sentences import own_words
from comms.translation.short_words import TEXT
from comms.web.words.shown import Shown

# Beyond these a translation of more than a few words is worth a second look. What is far outside is a fault.
SHORT, LONG, FEW_LETTERS = 0.6, 1.6, 20


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with words, and what to look at once more; each a sentence."""

    faults: list[str]
    hints: list[str]


@dataclass(frozen=True, slots=True)
class Agreed:
    """A term of the English sentence with its agreed word, and whether the translation holds it."""

    term: Term
    word: str
    held: bool


def checked(given: WordsGiven) -> Checked:
    """Everything that is said of words as they stand."""
    faults, hints = translation_faults(given), [*_too_long(given), *_other_length(given)]
    if any(form.strip() for form in given.forms):
        hints += [
            f"“{one.term.english}” is agreed as “{one.word}”. Look whether that word is meant here."
            for one in agreed_terms(given.english, given.language, given.forms)
            if one.word and not one.held
        ]
    return Checked(faults, hints)


def given_for(one: Shown, forms: tuple[str, ...] | None = None) -> WordsGiven:
    """A sentence with the words typed for it; with those it has where none are given."""
    words = one.words
    return WordsGiven(
        words.language, words.context, words.source, words.source_plural, forms_of(words) if forms is None else forms
    )


def agreed_terms(english: tuple[str, ...], language: str, forms: tuple[str, ...]) -> list[Agreed]:
    """The terms of a sentence, each once, in the order in which they stand there."""
    found = dict.fromkeys(one.term.key for text in english for one in terms_in(text))
    terms = {one.term.key: one.term for text in english for one in terms_in(text)}
    words = {key: terms[key].in_language(language) for key in found}
    return [Agreed(terms[key], word, bool(word) and holds(forms, word)) for key, word in words.items()]


def _too_long(given: WordsGiven) -> list[str]:
    if given.context != TEXT:
        return []
    longest = max((count_units(form).units for form in given.forms), default=0)
    if longest <= MOST_UNITS:
        return [f"{longest} of {MOST_UNITS} characters of a text, before its gaps are filled."] if longest else []
    return [f"{longest} characters: a text has room for {MOST_UNITS}, with its gaps filled. Make it shorter."]


def _other_length(given: WordsGiven) -> list[str]:
    english = max(len(own_words(text)) for text in given.english)
    own = max((len(own_words(form)) for form in given.forms), default=0)
    if not own or english < FEW_LETTERS or SHORT <= own / english <= LONG:
        return []
    than, what = ("shorter", "lost") if own < english else ("longer", "added")
    return [f"It is much {than} than the English: {own} letters for {english}. Look whether anything is {what}."]
