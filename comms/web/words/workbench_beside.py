"""What stands beside a sentence on the workbench: its terms, and words for the same English that are there already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.letters.templates.book import LetterBook
from comms.translation.catalogues import Words, forms_of
from comms.translation.find import words
from comms.translation.glossary import terms_in
from comms.translation.memory import remembered
from comms.translation.sentences import Piece
from comms.web.wording import day_in_words
from comms.web.words.shown import Shown, taken_apart, uses, words_for_use


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of the English: as ``Piece``, and the meaning of the term that it is, where it is one."""

    text: str
    strong: bool = False
    field: bool = False
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Words that can be taken over: their forms, taken apart, where they stand or who approved them, and the English
    they were written for where that is not letter for letter the same."""

    forms: tuple[str, ...]
    said: str
    english: str = ""

    @property
    def key(self) -> str:
        """What names exactly these forms in an address."""
        return hashlib.sha256("\x00".join(self.forms).encode()).hexdigest()[:16]

    @property
    def pieces(self) -> list[tuple[Piece, ...]]:
        """The forms as the screens show them."""
        return [taken_apart(form) for form in self.forms]


def marked_english(one: Shown) -> list[list[Marked]]:
    """The English, singular and plural, with its terms marked."""
    return [[part for piece in pieces for part in _marked(piece)] for pieces in one.english]


def _marked(piece: Piece) -> Iterator[Marked]:
    if piece.field:
        yield Marked(piece.text, strong=piece.strong, field=True)
        return
    at = 0
    for found in terms_in(piece.text):
        if piece.text[at : found.start]:
            yield Marked(piece.text[at : found.start], strong=piece.strong)
        yield Marked(piece.text[found.start : found.end], strong=piece.strong, meaning=found.term.meaning)
        at = found.end
    if piece.text[at:]:
        yield Marked(piece.text[at:], strong=piece.strong)


def offers(session: Session, viewer: Viewer, book: LetterBook, one: Shown) -> list[Offer]:
    """Words for the same English in other uses, then what was approved for English that is alike. Words that the
    sentence has already, and the same words twice, are left out."""
    told: dict[tuple[str, ...], Offer] = {}
    for offer in (*_elsewhere(session, viewer, book, one), *_remembered(session, viewer, one)):
        told.setdefault(offer.forms, offer)
    told.pop(forms_of(one.words), None)
    return list(told.values())


def _elsewhere(session: Session, viewer: Viewer, book: LetterBook, one: Shown) -> Iterator[Offer]:
    """The same English in other uses, with all uses that say the same words in one."""
    look_up = words(session, one.words.language, viewer.agency_id)
    standing: dict[tuple[str, ...], dict[str, Words]] = {}
    for use, title in uses(book):
        for other in words_for_use(book, look_up, use):
            if _same_english(other, one.words) and other.context != one.words.context and not other.missing:
                standing.setdefault(forms_of(other), {}).setdefault(title, other)
    for forms, titles in standing.items():
        approved = any(not other.draft for other in titles.values())
        yield Offer(forms, f"{'Approved' if approved else 'A draft'} in: {', '.join(titles)}")


def _same_english(other: Words, own: Words) -> bool:
    return (other.source, other.source_plural) == (own.source, own.source_plural)


def _remembered(session: Session, viewer: Viewer, one: Shown) -> Iterator[Offer]:
    own = one.words
    for found in remembered(session, viewer, own.language, own.source, own.source_plural):
        forms = (found.text,) if isinstance(found.text, str) else found.text
        said = f"Approved by {found.approved_by} on {day_in_words(found.approved_at)}"
        yield Offer(forms, said, "" if found.exact else found.source)
