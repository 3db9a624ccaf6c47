"""What the words for a message are in a language, and who stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.foundation.languages import fallbacks
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import Catalogue, LookUp, Words, is_english


def words(session: Session, language: str) -> LookUp:
    """The words of a language as this installation has them: the packaged catalogue, and over it its approvals.

    Words without an approval in force are drafts, whatever the catalogue says of them.
    """
    catalogue = Catalogue.of(language)
    if is_english(language):
        return catalogue.look_up
    approved = approved_hashes(session, language)

    def look_up(context: str, text: str, plural: str | None = None) -> Words:
        found = catalogue.look_up(context, text, plural)
        if found.missing:
            return found
        return replace(found, draft=(found.source_hash, found.translation_hash) not in approved)

    return look_up


def approved_hashes(session: Session, language: str) -> frozenset[tuple[str, str]]:
    """The pairs of source and translation that are approved in a language."""
    # The words of "ro-MD" are those of "ro", so whoever approved those approved these.
    same_words = [language, *fallbacks(language)]
    query = select(TranslationApproval.source_hash, TranslationApproval.translation_hash).where(
        TranslationApproval.language.in_(same_words), TranslationApproval.withdrawn_at.is_(None)
    )
    return frozenset((source, translation) for source, translation in session.execute(query))


def approvals(session: Session, language: str) -> Sequence[TranslationApproval]:
    """The approvals in force in a language, the newest first."""
    query = select(TranslationApproval).where(
        TranslationApproval.language == language, TranslationApproval.withdrawn_at.is_(None)
    )
    return session.scalars(query.order_by(TranslationApproval.approved_at.desc())).all()
