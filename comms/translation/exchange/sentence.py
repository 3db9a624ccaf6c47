"""One sentence as it is handed to translators: its words now, how far they have come, and what to know of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from comms.translation.catalogues import Words, plural_rule
from comms.translation.states import WordState

Format = Literal["po", "xliff", "tmx"]
FORMATS: tuple[Format, ...] = ("po", "xliff", "tmx")
ENDINGS: dict[Format, str] = {"po": "po", "xliff": "xlf", "tmx": "tmx"}
# Some counts that take each plural form are named to the translator; looked for among these.
_COUNTS = range(200)
_MOST_EXAMPLES = 4


class Scope(StrEnum):
    """Which sentences go into a file. ``open`` is what is missing or a draft."""

    ALL = "all"
    OPEN = "open"
    MISSING = "missing"
    DRAFTS = "drafts"
    APPROVED = "approved"


_EVERY = frozenset(WordState)
_WANTED: dict[Scope, frozenset[WordState]] = {
    Scope.ALL: _EVERY,
    Scope.OPEN: _EVERY - {WordState.APPROVED},
    Scope.MISSING: frozenset({WordState.MISSING}),
    Scope.DRAFTS: _EVERY - {WordState.APPROVED, WordState.MISSING},
    Scope.APPROVED: frozenset({WordState.APPROVED}),
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier English of a sentence, and what it was in the language: one form, or the plural forms."""

    english: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One message of the letters in one language.

    ``words`` are what letters say now, or that they are missing; ``state`` is where these stand, and ``notes`` what a
    translator has to know, a line each. ``waiting`` holds the forms of a newer draft beside approved words, and
    ``earlier`` what a missing sentence was before its English changed, where that is known.
    """

    words: Words
    state: WordState
    notes: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    earlier: Earlier | None = None

    @property
    def english(self) -> tuple[str, ...]:
        """The English: its text, or singular and plural."""
        plural = self.words.source_plural
        return (self.words.source,) if plural is None else (self.words.source, plural)

    @property
    def forms(self) -> tuple[str, ...]:
        """The translation: its text, or its plural forms; none where it is missing."""
        text = self.words.text
        if self.words.missing:
            return ()
        return (text,) if isinstance(text, str) else text

    @property
    def is_approved(self) -> bool:
        """Whether enough people qualified have approved its words."""
        return self.state is WordState.APPROVED

    @property
    def counts(self) -> bool:
        """Whether it has plural forms."""
        return self.words.source_plural is not None


def in_scope(sentences: Iterable[Sentence], scope: Scope) -> list[Sentence]:
    """Those of the sentences that go into a file."""
    return [one for one in sentences if one.state in _WANTED[scope]]


@dataclass(frozen=True, slots=True)
class FormWanted:
    """One plural form to be translated: its number from 0, the English beside it, and some counts that take it."""

    number: int
    english: str
    examples: str


def forms_wanted(sentence: Sentence, tag: str) -> list[FormWanted]:
    """The plural forms a language has for a sentence. Beside the one that 1 takes stands the English singular, unless
    it is the only one; beside every other the plural."""
    forms, rule = plural_rule(tag)
    singular = rule(1) if forms > 1 else None
    found = []
    for form in range(forms):
        examples = [str(count) for count in _COUNTS if rule(count) == form][:_MOST_EXAMPLES]
        found.append(FormWanted(form, sentence.english[0 if form == singular else -1], ", ".join(examples)))
    return found
