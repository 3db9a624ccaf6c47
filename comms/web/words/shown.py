"""Sentences and their translations as the screen of words shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comms.agencies.find import colleague, colleagues
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.bookings.now.speak_card import CONTEXT as CARD
from comms.bookings.now.speak_card import card_lines
from comms.foundation.errors import NotFound
from comms.letters.own.find import book_of
from comms.letters.templates.book import LetterBook
from comms.letters.templates.kind import LetterKind
from comms.letters.text.coverage import words_of
from comms.translation.actions import may_approve
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import LookUp, Words, plural_rule
from comms.translation.find import approvals, hashes_of_ones_own, newer_drafts, words, written_here
from comms.translation.sentences import BrokenSentence, Piece, pieces
from comms.translation.short_words import PAGE, TEXT, short_words
from comms.web.wording import counted

PHRASES = "phrases"
PHRASE_CONTEXT = "phrase"
EASY = "-easy"
# Short words are a use of their own, under the name of their context.
SHORT = {TEXT: "Text messages", PAGE: "The family’s page"}
MOST_EXAMPLES = 4
COUNTED_TO = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """One sentence beside its translation, and who stands behind it. ``key`` names exactly these words; ``author`` is
    the colleague who wrote them, where one did, and ``mine`` whether that is the viewer. ``newer`` words are a draft
    written since the approved ones before them, which letters go on saying."""

    words: Words
    approval: TranslationApproval | None
    author: str = ""
    mine: bool = False
    newer: bool = False

    @property
    def key(self) -> str:
        """The hashes of both texts: words that change meanwhile are others, and are not approved by mistake."""
        return f"{self.words.source_hash}:{self.words.translation_hash}"

    @property
    def english(self) -> list[tuple[Piece, ...]]:
        """The English, taken apart; singular and plural where it counts."""
        plural = self.words.source_plural
        return [taken_apart(text) for text in (self.words.source, *([plural] if plural else []))]

    @property
    def theirs(self) -> list[tuple[Piece, ...]]:
        """The translation, taken apart, each plural form by itself; empty where it is missing."""
        text = self.words.text
        return [taken_apart(form) for form in ((text,) if isinstance(text, str) else text) if form]

    @property
    def is_draft(self) -> bool:
        """Whether there are words that nobody qualified has approved."""
        return self.words.draft and not self.words.missing


@dataclass(frozen=True, slots=True)
class Count:
    """How many sentences there are, have words, and are approved."""

    sentences: int
    translated: int
    approved: int

    @property
    def said(self) -> str:
        """The count in words."""
        if self.translated == 0:
            return "missing"
        parts = [f"{self.sentences - self.translated} missing"] if self.translated < self.sentences else []
        if self.approved == self.sentences:
            return f"all {self.sentences} approved"
        if self.approved:
            parts.insert(0, f"{self.approved} of {self.sentences} approved")
        drafts = self.translated - self.approved
        return ", ".join([*parts, counted(drafts, "draft", "drafts")] if drafts else parts)


def taken_apart(text: str) -> tuple[Piece, ...]:
    """A sentence's pieces; one that cannot be taken apart is shown as it stands."""
    try:
        return pieces(text)
    except BrokenSentence:
        return (Piece(text),)


def uses(book: LetterBook) -> list[tuple[str, str]]:
    """What words are used for: each kind of letter by its title, its easy-read text, the phrases of letters, the card
    that asks for an interpreter, text messages, and the family's page."""
    kinds = [(kind.kind, kind.title) for kind in book.kinds.values()]
    easy = [(f"{kind.kind}{EASY}", f"{kind.title} (easy read)") for kind in book.easy.values()]
    return [*kinds, *easy, (PHRASES, "Phrases letters choose from"), (CARD, "“I speak …” card"), *SHORT.items()]


def kind_of_use(book: LetterBook, use: str) -> LetterKind | None:
    """The letter that a use means; None for the phrases, the card and short words. Raises ``NotFound`` for an unknown
    use."""
    if use in {PHRASES, CARD, *SHORT}:
        return None
    kind = book.easy.get(use.removesuffix(EASY)) if use.endswith(EASY) else book.kinds.get(use)
    if kind is None:
        raise NotFound("There is no such letter.", "Choose one from the list.")
    return kind


def words_for_use(book: LetterBook, look_up: LookUp, use: str) -> list[Words]:
    """The words of one use in a language. Raises ``NotFound`` for an unknown use."""
    if use == CARD:
        return [look_up(CARD, line.text, None) for line in card_lines().values()]
    if use in SHORT:
        return [look_up(use, one.text, None) for one in short_words(use).values()]
    kind = kind_of_use(book, use)
    if kind is None:
        return [look_up(PHRASE_CONTEXT, phrase.text, None) for phrase in book.phrases.values()]
    return words_of(kind, look_up)


def shown(session: Session, viewer: Viewer, tag: str, use: str) -> list[Shown]:
    """Each sentence of one use with who wrote and who approved its words; after approved ones the newest draft that the
    viewer's agency wrote since."""
    known = {(one.source_hash, one.translation_hash): one for one in approvals(session, tag)}
    authors = {(one.source_hash, one.translation_hash): one.made_by for one in written_here(session, viewer, tag)}
    names = {one.id: one.name for one in colleagues(session, viewer)}
    mine = hashes_of_ones_own(session, viewer, tag)
    found = words_for_use(book_of(session, viewer), words(session, tag, viewer.agency_id), use)
    waiting = newer_drafts(session, viewer, tag)

    def behind(one: Words, *, newer: bool = False) -> Shown:
        pair = one.source_hash, one.translation_hash
        author = names.get(made_by, "") if (made_by := authors.get(pair)) else ""
        return Shown(one, known.get(pair), author, pair in mine, newer)

    rows: list[Shown] = []
    for one in found:
        rows.append(behind(one))
        newer = None if one.draft else waiting.get((one.context, one.source, one.source_plural))
        if newer is not None:
            rows.append(behind(newer, newer=True))
    return rows


def count(found: Iterable[Words]) -> Count:
    """Count the sentences, those with words, and those approved."""
    every = list(found)
    translated = [one for one in every if not one.missing]
    return Count(len(every), len(translated), sum(not one.draft for one in translated))


def why_not_approve(session: Session, viewer: Viewer, tag: str) -> str:
    """What keeps the viewer from approving words, and what would change that; empty when nothing does."""
    if not viewer.may(Permission.APPROVE_TRANSLATIONS) or viewer.staff_id is None:
        return "Approving needs the permission “approve a translation”. Ask your agency’s administrator."
    if not may_approve(colleague(session, viewer, viewer.staff_id), tag):
        return "You may approve once your qualification for this language is on record. Ask your administrator."
    return ""


def form_examples(tag: str) -> list[str]:
    """For each plural form of a language, some counts that take it: "1, 21, 31, 41"."""
    forms, rule = plural_rule(tag)
    counts = [[count for count in range(COUNTED_TO) if rule(count) == form] for form in range(forms)]
    return [", ".join(map(str, some[:MOST_EXAMPLES])) for some in counts]
