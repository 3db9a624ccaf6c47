"""The book of letters somebody writes from: every kind and phrase, packaged or in an agency's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from comms.letters.templates.kind import LetterKind, Phrase
from comms.letters.templates.source import letter_kinds, phrases


@dataclass(frozen=True, slots=True)
class LetterBook:
    """The kinds by number and the phrases by key, as they count for one agency.

    ``easy`` holds the kinds that also exist as an easy-read text of their own; ``versions`` the agency's version of
    each kind, by kind and form, where it has one.
    """

    kinds: Mapping[str, LetterKind]
    phrases: Mapping[str, Phrase]
    easy: Mapping[str, LetterKind] = field(default_factory=dict)
    versions: Mapping[tuple[str, str], int] = field(default_factory=dict)


@cache
def packaged_book() -> LetterBook:
    """The packaged letters, which no agency has changed."""
    return LetterBook(letter_kinds(), phrases())
