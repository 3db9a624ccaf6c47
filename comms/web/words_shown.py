"""Sentences and their translations as the screen of words shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound
from comms.letters.templates.source import letter_kinds, phrases
from comms.letters.text.coverage import words_of
from comms.translation.actions import may_approve
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import Words
from comms.translation.find import approvals, words
from comms.translation.sentences import BrokenSentence, Piece, pieces
from comms.web.wording import counted

PHRASES = "phrases"
PHRASE_CONTEXT = "phrase"


@dataclass(frozen=True, slots=True)
class Shown:
    """One sentence beside its translation, and who stands behind it. ``key`` names exactly these words."""

    words: Words
    approval: TranslationApproval | None

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


def uses() -> list[tuple[str, str]]:
    """What words are used for: each kind of letter by its title, and the phrases letters choose from."""
    return [*((kind.kind, kind.title) for kind in letter_kinds().values()), (PHRASES, "Phrases letters choose from")]


def words_for_use(session: Session, tag: str, use: str) -> list[Words]:
    """The words of one use in a language, as this installation has them. Raises ``NotFound`` for an unknown use."""
    look_up = words(session, tag)
    if use == PHRASES:
        return [look_up(PHRASE_CONTEXT, phrase.text, None) for phrase in phrases().values()]
    if use not in letter_kinds():
        raise NotFound("There is no such letter.", "Choose one from the list.")
    return words_of(letter_kinds()[use], look_up)


def shown(session: Session, tag: str, use: str) -> list[Shown]:
    """Each sentence of one use with who approved its words."""
    known = {(one.source_hash, one.translation_hash): one for one in approvals(session, tag)}
    found = words_for_use(session, tag, use)
    return [Shown(one, known.get((one.source_hash, one.translation_hash))) for one in found]


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
