"""The desk letters are written at: the agency, its book of letters, and the words of each language, looked up once for
as many letters as are written there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.find import own_agency
from comms.agencies.viewer import Viewer
from comms.letters.decision import Coverage
from comms.letters.own.find import book_of
from comms.letters.templates.book import LetterBook, packaged_book
from comms.letters.templates.kind import LetterKind
from comms.letters.text.coverage import coverage
from comms.translation.catalogues import LookUp
from comms.translation.find import words

WordsOf = Callable[[str], LookUp]


class Desk:
    """What one agency writes its letters from."""

    def __init__(self, agency: Agency, words_of: WordsOf, book: LetterBook | None = None) -> None:
        """Write for this agency, with the words that ``words_of`` finds for a language."""
        self.agency = agency
        self.book = book or packaged_book()
        self.words_of = cache(words_of)
        self._covered: dict[tuple[str, str, str], Coverage] = {}

    def coverage(self, kind: LetterKind, tag: str, form: str = "") -> Coverage:
        """How far a kind exists in a language; found out once at this desk."""
        key = kind.kind, form, tag
        if key not in self._covered:
            self._covered[key] = coverage(kind, self.words_of(tag))
        return self._covered[key]


def desk_of(session: Session, viewer: Viewer) -> Desk:
    """The desk of the viewer's agency, with its own words as they stand now."""
    book = book_of(session, viewer)
    return Desk(own_agency(session, viewer), lambda tag: words(session, tag, viewer.agency_id), book)
