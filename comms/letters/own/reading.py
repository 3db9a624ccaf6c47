"""Reads what an agency wrote over a packaged letter: its own body below the packaged front matter."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from comms.agencies.agency import AgencyKind
from comms.letters.templates.book import EASY_READ
from comms.letters.templates.kind import LetterKind, Phrase, TemplateFault
from comms.letters.templates.source import check_block, letter_kinds, phrases, with_body
from comms.translation.uses import has_legal_effect

FORMS = ("", EASY_READ)
LAST_RESORT = "L00"
LOCAL_WORDS = "Its words are those of the local authority under whose code of conduct a school stands."


@lru_cache(maxsize=512)
def own_kind(kind: str, body: str) -> LetterKind | None:
    """The kind with an agency's body, or None where it no longer fits the package: a field may be gone since it was
    written. Fields, gates, channels, slip and title stay the packaged ones."""
    packaged = letter_kinds().get(kind)
    if packaged is None or not body:
        return None
    try:
        own = with_body(packaged, body)
        for block in own.blocks:
            check_block(own, block)
    except TemplateFault:
        return None
    return own


def own_phrase(key: str, text: str) -> Phrase | None:
    """A phrase in an agency's words, with the values of the packaged one it stands for; None where its list is gone."""
    packaged = phrases().get(key)
    phrase = Phrase(key, text, packaged.values if packaged else {})
    lists = {one.phrase_list for one in phrases().values()}
    return phrase if text and phrase.phrase_list in lists else None


def why_not_edit(kind: LetterKind, agency_kind: str) -> str:
    """Why an agency of a kind writes no words of its own for a letter; empty where it may.

    The words of a local kind are written by the local authority, and count for the schools under its code too.
    """
    if kind.local:
        return "" if agency_kind == AgencyKind.LOCAL_AUTHORITY else LOCAL_WORDS
    if kind.kind == LAST_RESORT:
        return "It stands in for every letter that is held, so it must exist in every language there is."
    if kind.legal_warning:
        return "It gives a legal warning, and the law says what must stand in it."
    if has_legal_effect(kind.kind):
        return "It says what the law wants said, in the words that are read aloud and asked about."
    return ""


def not_ours(kind: LetterKind) -> str:
    """That an agency may not write a letter in words of its own, in a sentence; ``why_not_edit`` says why."""
    return "The local authority writes this letter." if kind.local else "This letter has the same words everywhere."


def open_lists() -> tuple[str, ...]:
    """The lists of phrases an agency may say in its own words: neither those of letters that are the same everywhere,
    nor those that only formal letters have."""
    kinds = letter_kinds().values()
    free = _lists(kind for kind in kinds if not kind.local)
    kept = _lists(kind for kind in kinds if not kind.local and why_not_edit(kind, AgencyKind.LOCAL_AUTHORITY))
    kept |= _lists(kind for kind in kinds if kind.local) - free
    return tuple(dict.fromkeys(one.phrase_list for one in phrases().values() if one.phrase_list not in kept))


def _lists(kinds: Iterable[LetterKind]) -> set[str | None]:
    return {field.phrase_list for kind in kinds for field in kind.fields.values()}
