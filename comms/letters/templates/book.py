"""The book of letters somebody writes from: every kind and phrase, packaged or in an agency's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from comms.letters.templates.kind import LetterKind, Phrase
from comms.letters.templates.source import letter_kinds, phrases

EASY_READ = "easy read"


@dataclass(frozen=True, slots=True)
class LetterBook:
    """The kinds by number and the phrases by key, as they count for one agency.

    ``easy`` holds the kinds that also exist as an easy-read text of their own; ``versions`` the agency's version of
    each kind, by kind and form, where it has one. ``replies`` are the sentences its workers answer families with.
    """

    kinds: Mapping[str, LetterKind]
    phrases: Mapping[str, Phrase]
    easy: Mapping[str, LetterKind] = field(default_factory=dict)
    versions: Mapping[tuple[str, str], int] = field(default_factory=dict)
    replies: tuple[str, ...] = ()

    def version_of(self, kind: LetterKind) -> int:
        """The agency's version that a kind of this book is, 0 for the packaged one."""
        form = EASY_READ if self.easy.get(kind.kind) is kind else ""
        return self.versions.get((kind.kind, form), 0)


@cache
def packaged_book() -> LetterBook:
    """The packaged letters, which no agency has changed."""
    return LetterBook(letter_kinds(), phrases())
