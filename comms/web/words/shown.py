"""Sentences and their translations as the screen of words shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

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
from comms.translation.approval import TranslationApproval
from comms.translation.approver import known_by, may_approve
from comms.translation.catalogues import LookUp, Words, english, plural_rule
from comms.translation.find import (
    Message,
    approvals,
    hashes_of_ones_own,
    newer_drafts,
    reviews,
    words,
    written_here,
)
from comms.translation.older import Before, words_before_each
from comms.translation.own_words import OwnWords
from comms.translation.replies import REPLY
from comms.translation.review import Step, TranslationReview
from comms.translation.sentences import BrokenSentence, Piece, pieces
from comms.translation.short_words import PAGE, TEXT, short_words
from comms.translation.states import WordState, in_force, state_of
from comms.translation.uses import CAUTION, has_legal_effect
from comms.web.wording import counted
from comms.web.words.about import About, about

PHRASES = "phrases"
EASY = "-easy"
# Short words are a use of their own, under the name of their context.
SHORT = {TEXT: "Text messages", PAGE: "The family’s page", CAUTION: "Cautions: what is said"}
MOST_EXAMPLES = 4
COUNTED_TO = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """One sentence beside its translation, and who stands behind it. ``key`` names exactly these words; ``author`` is
    the colleague who wrote them, where one did, and ``mine`` whether that is the viewer; ``by_machine`` whether a
    machine's words stand there unchanged, and ``machine`` its package and version, empty where that is not known.
    ``newer`` words are a draft written since the approved ones before them, which letters go on saying.

    ``approvals`` are those in force for these words, the first given first, and ``given`` says whether one is the
    viewer's; ``counterpart`` names the account that gave one and is taken for the viewer's own, where two people are
    needed; ``reviews`` are the steps of their review in the viewer's agency, the oldest first. ``before`` is what the
    sentence said before it was changed, where these words are not approved.
    """

    words: Words
    approval: TranslationApproval | None
    author: str = ""
    mine: bool = False
    newer: bool = False
    state: WordState = WordState.MISSING
    approvals: tuple[TranslationApproval, ...] = ()
    given: bool = False
    counterpart: str = ""
    reviews: tuple[TranslationReview, ...] = ()
    before: Before | None = None
    by_machine: bool = False
    machine: str = ""

    @property
    def key(self) -> str:
        """The hashes of both texts: words that change meanwhile are others, and are not approved by mistake."""
        return f"{self.words.source_hash}:{self.words.translation_hash}"

    @property
    def about(self) -> About | None:
        """What a translator has to know of it; None for a sentence of a letter."""
        return about(self.words)

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
    def before_english(self) -> list[tuple[Piece, ...]]:
        """What the English said before, taken apart; empty where it is not known."""
        return Shown(self.before.words, None).english if self.before is not None else []

    @property
    def before_theirs(self) -> list[tuple[Piece, ...]]:
        """What the translation said before, taken apart."""
        return Shown(self.before.words, None).theirs if self.before is not None else []

    @property
    def is_draft(self) -> bool:
        """Whether there are words that not enough people qualified have approved."""
        return self.words.draft and not self.words.missing

    @property
    def review(self) -> TranslationReview | None:
        """The newest step of the review of these words."""
        return self.reviews[-1] if self.reviews else None

    @property
    def sent_back(self) -> TranslationReview | None:
        """Who sent these words back, when and why, where that is the newest step."""
        return self.review if self.review is not None and self.review.step == Step.SENT_BACK else None

    @property
    def waits_for_me(self) -> bool:
        """Whether the viewer could approve these words, if they are qualified."""
        return self.is_draft and not (self.mine or self.given or self.sent_back)


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
    that asks for an interpreter, text messages, the family's page, the caution, and what workers answer most."""
    kinds = [(kind.kind, kind.title) for kind in book.kinds.values()]
    easy = [(f"{kind.kind}{EASY}", f"{kind.title} (easy read)") for kind in book.easy.values()]
    replies = [(REPLY, "Replies")] if book.replies else []
    return [
        *kinds, *easy, (PHRASES, "Phrases letters choose from"), (CARD, "“I speak …” card"), *SHORT.items(), *replies
    ]  # fmt: skip


def kind_of_use(book: LetterBook, use: str) -> LetterKind | None:
    """The letter that a use means; None for the phrases, the card and short words. Raises ``NotFound`` for an unknown
    use."""
    if use in {PHRASES, CARD, *SHORT} or (use == REPLY and book.replies):
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
        # Two places may say the same words, which are one sentence to translate and to approve.
        return [look_up(use, text, None) for text in dict.fromkeys(one.text for one in short_words(use).values())]
    kind = kind_of_use(book, use)
    if use == REPLY:
        return [look_up(REPLY, text, None) for text in book.replies]
    if kind is None:
        return [look_up(phrase.context, phrase.text, None) for phrase in book.phrases.values()]
    return words_of(kind, look_up)


def said_by(book: LetterBook) -> set[Message]:
    """Every English sentence that the letters of a book say, and everything beside them."""
    every = (one for use, _ in uses(book) for one in words_for_use(book, english, use))
    return {(one.context, one.source, one.source_plural) for one in every}


def shown(session: Session, viewer: Viewer, tag: str, use: str) -> list[Shown]:
    """Each sentence of one use with who wrote and who approved its words; after approved ones the newest draft that the
    viewer's agency wrote since."""
    book = book_of(session, viewer)
    found = words_for_use(book, words(session, tag, viewer.agency_id), use)
    changed = [(one.context, one.source, one.source_plural) for one in found if one.missing or one.draft]
    before = words_before_each(session, viewer, tag, changed, said_by(book)) if changed else {}
    behind, waiting = _Behind.of(session, viewer, tag), newer_drafts(session, viewer, tag)
    rows: list[Shown] = []
    for one in found:
        message = one.context, one.source, one.source_plural
        rows.append(replace(behind.shown(one), before=before.get(message)))
        newer = None if one.draft else waiting.get(message)
        if newer is not None:
            rows.append(replace(behind.shown(newer), newer=True))
    return rows


@dataclass(frozen=True, slots=True)
class _Behind:
    """Who stands behind the words of one language: approvals, reviews, and what colleagues wrote."""

    viewer: Viewer
    approvals: Mapping[tuple[str, str], list[TranslationApproval]]
    reviews: Mapping[tuple[str, str], list[TranslationReview]]
    written: Mapping[tuple[str, str], OwnWords]
    mine: frozenset[tuple[str, str]]
    names: Mapping[UUID, str]
    marks: frozenset[str]

    @classmethod
    def of(cls, session: Session, viewer: Viewer, tag: str) -> _Behind:
        steps: dict[tuple[str, str], list[TranslationReview]] = {}
        for step in reviews(session, viewer, tag):
            steps.setdefault(step.pair, []).append(step)
        return cls(
            viewer,
            in_force([*reversed(approvals(session, tag))]),
            steps,
            {(one.source_hash, one.translation_hash): one for one in written_here(session, viewer, tag)},
            hashes_of_ones_own(session, viewer, tag),
            {one.id: one.name for one in colleagues(session, viewer)},
            known_by(colleague(session, viewer, viewer.staff_id)) if viewer.staff_id else frozenset(),
        )

    def shown(self, one: Words) -> Shown:
        """Exactly these words."""
        given, steps = self.approvals.get(one.pair, []), self.reviews.get(one.pair, [])
        row = self.written.get(one.pair)
        author = self.names.get(row.made_by, "") if row is not None and row.made_by else ""
        # Drafts that came with the package were made by a machine, as docs/translations says.
        by_machine = row is None or bool(row.machine) or row.made_by is None
        step = Step(steps[-1].step) if steps else Step.NOT_ASKED
        mine = any(approval.approved_by == self.viewer.staff_id for approval in given)
        weighed = given if has_legal_effect(one.context) and not mine else []
        same = next((approval for approval in weighed if not self.marks.isdisjoint(approval.marks)), None)
        return Shown(
            one, given[-1] if given else None, author, one.pair in self.mine,
            state=state_of(one, given, step, by_machine=by_machine), approvals=tuple(given),
            given=mine or same is not None, counterpart=same.approver_name if same else "", reviews=tuple(steps),
            by_machine=by_machine, machine=row.machine if row is not None else "",
        )  # fmt: skip


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
