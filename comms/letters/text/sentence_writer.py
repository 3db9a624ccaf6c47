"""Writes the sentences of a letter in one language: looks their words up, and puts the values into the gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from comms.channels.paper import Run
from comms.foundation.errors import Refused
from comms.foundation.languages import Language, language
from comms.foundation.writing import isolate
from comms.letters.text.facts import FactsDiffer, Sentence
from comms.letters.text.formats import name_of_language, written
from comms.letters.text.values import ChosenPhrase, Value
from comms.translation.catalogues import LookUp, Words, is_english, missing_words, plural_rule
from comms.translation.sentences import BrokenSentence, Piece, fields_in, pieces

MOST_LISTED = 3


class WordsMissing(Refused):
    """A letter cannot be written in a language: `missing` holds each message without words there."""

    def __init__(self, tag: str, missing: Sequence[Words]) -> None:
        """Name the language, and the first of the sentences it lacks."""
        listed = ", ".join(f"“{words.source}”" for words in missing[:MOST_LISTED])
        more = f" and {len(missing) - MOST_LISTED} more" if len(missing) > MOST_LISTED else ""
        sentences = "one sentence" if len(missing) == 1 else f"{len(missing)} sentences"
        super().__init__(
            f"There are no words in {language(tag).english_name} for {sentences}: {listed}{more}.",
            "Have them translated, or hold the letter and ring with an interpreter.",
        )
        self.language = tag
        self.missing = tuple(missing)


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence to be said in every language of a letter: the English message, its count, and what fills its gaps.

    `context` is None where the text is a single gap: the phrase in it is the message.
    """

    context: str | None
    text: str
    plural: str | None = None
    count: int = 0
    fillings: Mapping[str, Value | ChosenPhrase] | None = None


class SentenceWriter:
    """Writes in one language, and remembers each sentence it wrote and each message it found no words for."""

    def __init__(self, tag: str, look_up: LookUp) -> None:
        """Write in the language of this tag with the words that `look_up` finds. Raises `NotFound` for no language."""
        self.language: Language = language(tag)
        self.sentences: list[Sentence] = []
        self._look_up = look_up
        self._missing: dict[tuple[str, str], Words] = {}

    def runs(self, say: Say) -> tuple[Run, ...]:
        """The sentence in this language, its values filled in; nothing, and a note, where its words are missing.

        Raises `FactsDiffer` for a translation whose marks do not pair up, so that nobody knows where its values go.
        """
        found = self._words(say)
        form = say.text if found is None else self._form(found, say.count)
        parts = self._pieces(say, form)
        fillings = say.fillings or {}
        placed = [fillings[piece.text] for piece in parts if piece.field and piece.text in fillings]
        if found is not None:
            simple = tuple(value for value in placed if isinstance(value, Value))
            self.sentences.append(Sentence(found, form, simple))
        # Filled in the order of the English, so that the sentences of two languages can be laid side by side.
        filled = {name: self._filled(fillings[name]) for name in fields_in(say.text) if name in fillings}
        return tuple(run for piece in parts for run in _set(piece.text, piece.strong, piece.field, filled))

    def line(self, say: Say) -> str:
        """A sentence without gaps, as plain text."""
        return "".join(run.text for run in self.runs(say))

    @property
    def draft(self) -> bool:
        """Whether any words written so far are a draft."""
        return any(sentence.words.draft for sentence in self.sentences)

    def require_all(self) -> None:
        """Raise `WordsMissing` when a message had no words in this language."""
        if self._missing:
            raise WordsMissing(self.language.tag, list(self._missing.values()))

    def _words(self, say: Say) -> Words | None:
        if say.context is None:
            return None
        words = self._look_up(say.context, say.text, say.plural)
        if not words.missing and not isinstance(words.text, str) and len(words.text) != self._forms():
            words = missing_words(self.language.tag, say.context, say.text, say.plural)
        if words.missing:
            self._missing.setdefault((words.context, words.source), words)
        return words

    def _forms(self) -> int:
        return plural_rule(self.language.tag)[0]

    def _pieces(self, say: Say, form: str) -> tuple[Piece, ...]:
        try:
            return pieces(form)
        except BrokenSentence as broken:
            raise FactsDiffer(say.text, "its ** or { } do not pair up", self.language.tag) from broken

    def _form(self, words: Words, count: int) -> str:
        if isinstance(words.text, str):
            return words.text
        return words.text[plural_rule(self.language.tag)[1](count)]

    def _filled(self, value: Value | ChosenPhrase) -> tuple[Run, ...]:
        if isinstance(value, ChosenPhrase):
            return self.runs(Say(value.phrase.context, value.phrase.text, fillings=value.values))
        if self._missing:
            # The letter is refused for its words; a language without known formats must not hide that.
            return ()
        text = isolate(written(value, self.language.tag), self.language.direction)
        foreign = not is_english(self.language.tag) and _in_english(value, self.language.tag)
        return (Run(text, value=True, lang="en" if foreign else None),)


def _in_english(value: Value, tag: str) -> bool:
    """Whether a language is named in English among the words of another, because it is said so or has no name there."""
    if value.type == "language_name":
        return name_of_language(str(value.content), tag) is None
    return value.type == "language"


def _set(text: str, strong: bool, field: bool, filled: Mapping[str, tuple[Run, ...]]) -> tuple[Run, ...]:  # noqa: FBT001
    if not field:
        return (Run(text, strong=strong),)
    return tuple(replace(run, strong=strong or run.strong) for run in filled.get(text, ()))
