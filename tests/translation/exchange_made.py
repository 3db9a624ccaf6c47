"""Sentences to be exchanged, made up or packaged, and what becomes of a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from comms.letters.templates.extraction import messages
from comms.translation.catalogues import Catalogue, Words, catalogue_files, missing_words, words_hash
from comms.translation.exchange.files import read
from comms.translation.exchange.report import Row
from comms.translation.exchange.sentence import Sentence
from comms.translation.exchange.weighing import weigh
from comms.translation.states import WordState

NOW = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
CHILD = ("L02", "**{child}** was not in school on {day}.", None)
CHILD_PL = "**{child}**: nieobecność w szkole dnia {day}."
MISSED = ("L02", "Your child missed {days} day.", "Your child missed {days} days.")
MISSED_PL = ("Dziecko opuściło {days} dzień.", "Dziecko opuściło {days} dni.", "Dziecko opuściło {days} dnia.")
RING = ("phrase", "Please ring us", None)
RING_PL = "Prosimy zadzwonić"
Message = tuple[str, str, str | None]


def packaged_tags() -> list[str]:
    """The languages that words are packaged in."""
    return [path.parent.parent.name.replace("_", "-") for path in catalogue_files()]


def packaged_sentences(tag: str, *, approved: bool = False) -> list[Sentence]:
    """Every packaged sentence in a language, as drafts or as if all were approved."""
    catalogue = Catalogue.of(tag)
    found = [(catalogue.look_up(one.context, one.text, one.plural), one.comments) for one in messages()]
    return [_as_sentence(replace(one, draft=not approved and not one.missing), notes=notes) for one, notes in found]


def _as_sentence(words: Words, **more: Any) -> Sentence:
    state = WordState.DRAFT_BY_MACHINE if words.draft else WordState.APPROVED
    return Sentence(words, **{"state": WordState.MISSING if words.missing else state} | more)


def a_sentence(message: Message, *forms: str, draft: bool = True, tag: str = "pl", **more: Any) -> Sentence:
    """One sentence with a translation, a draft unless said otherwise; without forms it is missing."""
    context, source, plural = message
    if not forms:
        return _as_sentence(missing_words(tag, context, source, plural), **more)
    english = (source,) if plural is None else (source, plural)
    found = Words(
        tag, context, source, plural, forms[0] if plural is None else forms, draft=draft,
        source_hash=words_hash(context, english), translation_hash=words_hash(context, forms),
    )  # fmt: skip
    return _as_sentence(found, **more)


def three(*, draft: bool = True) -> list[Sentence]:
    """A sentence with gaps, one with plural forms, and a phrase, in Polish."""
    return [
        a_sentence(CHILD, CHILD_PL, draft=draft), a_sentence(MISSED, *MISSED_PL, draft=draft),
        a_sentence(RING, RING_PL, draft=draft),
    ]  # fmt: skip


def rows_of(content: bytes, sentences: list[Sentence], tag: str = "pl") -> list[Row]:
    """What becomes of each sentence of a file."""
    return weigh(read(content, tag), sentences, tag)


def told(content: bytes, sentences: list[Sentence], tag: str = "pl") -> list[tuple[str, str]]:
    """The outcome of each sentence of a file, and why."""
    return [(row.outcome.value, row.what) for row in rows_of(content, sentences, tag)]
