"""What a changed sentence said before, in both languages, so that both stand beside the new one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import Catalogue, Words
from comms.translation.earlier import ALIKE, likeness
from comms.translation.find import Message, approvals, approved_hashes

# A typo leaves nearly every letter where it was. Below this a sentence is read anew, whatever anybody says of it.
TYPO = 0.8


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier sentence and its words; ``approvals`` are those in force for them, the newest first, and empty for
    words that were only a draft. ``alike`` says how alike the two English sentences are, from 0 to 1."""

    words: Words
    approvals: tuple[TranslationApproval, ...]
    alike: float

    @property
    def approval(self) -> TranslationApproval | None:
        """The newest approval of the earlier words."""
        return self.approvals[0] if self.approvals else None

    @property
    def may_be_typo(self) -> bool:
        """Whether somebody may say that only a typo was corrected: the words were approved and are nearly the same."""
        return bool(self.approvals) and self.alike >= TYPO


def words_before(
    session: Session, viewer: Viewer, language: str, context: str, source: str, plural: str | None = None
) -> Before | None:
    """What the English sentence of this context said before it was changed, as far as that is known: the approved words
    of the most similar sentence of the context that the packaged templates no longer say, else the earlier draft that
    the catalogue keeps. None where nothing similar is known."""
    message = (context, source, plural)
    return words_before_each(session, viewer, language, [message]).get(message)


def words_before_each(
    session: Session,
    viewer: Viewer,
    language: str,
    messages: Iterable[Message],
    said_now: Collection[Message] | None = None,
) -> dict[Message, Before]:
    """The same for several sentences, for those of them that have an earlier one.

    ``said_now`` are the sentences that an agency's letters say now, where they are not the packaged ones: none of these
    is the earlier one of another.
    """
    del viewer  # Approved words serve every agency, and so does what they were.
    catalogue = Catalogue.of(language)
    if said_now is None:
        said_now = {(one.context, one.source, one.source_plural) for one in catalogue.messages.values()}
    known = _approved(session, language)
    gone = [found for found in known.values() if _message(found.words) not in said_now]
    before: dict[Message, Before] = {}
    for message in messages:
        found = _most_alike(message, gone, catalogue.earlier.get(message[:2]), known)
        if found is not None:
            before[message] = found
    return before


def _approved(session: Session, language: str) -> Mapping[tuple[str, str], Before]:
    """Everything approved in a language of which the words are kept, by its hashes."""
    enough = approved_hashes(session, language)
    given: dict[tuple[str, str], list[TranslationApproval]] = {}
    for one in approvals(session, language):
        if one.source and one.forms and one.pair in enough:
            given.setdefault(one.pair, []).append(one)
    return {pair: Before(as_words(rows[0]), tuple(rows), 1.0) for pair, rows in given.items()}


def _most_alike(
    message: Message, gone: Iterable[Before], kept: Words | None, known: Mapping[tuple[str, str], Before]
) -> Before | None:
    context, source, plural = message
    if kept is not None and (approved := known.get(kept.pair)) is not None:
        # What the catalogue names as the earlier sentence is it, however much was changed.
        return replace(approved, alike=likeness(kept.source, source))
    found = [
        replace(one, alike=likeness(one.words.source, source))
        for one in gone
        if one.words.context == context and (one.words.source_plural is None) == (plural is None)
    ]
    # Of two that are as alike the newer counts, which comes first.
    best = max(found, key=lambda one: one.alike, default=None)
    if best is not None and best.alike >= ALIKE and _message(best.words) != message:
        return best
    return Before(kept, (), likeness(kept.source, source)) if kept is not None else None


def _message(words: Words) -> Message:
    return words.context, words.source, words.source_plural


def as_words(row: TranslationApproval) -> Words:
    """The words an approval was given for."""
    text = row.forms[0] if row.source_plural is None else tuple(row.forms)
    return Words(
        row.language, row.context, row.source, row.source_plural, text,
        draft=row.withdrawn_at is not None, source_hash=row.source_hash, translation_hash=row.translation_hash,
    )  # fmt: skip
