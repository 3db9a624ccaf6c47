"""What the words for a message are in a language, and who stands behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.languages import fallbacks
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import Catalogue, LookUp, Words, is_english
from comms.translation.own_words import OwnWords


def words(session: Session, language: str, agency_id: UUID | None = None) -> LookUp:
    """The words of a language as this installation has them: the packaged catalogue, what people here wrote above it,
    and the approvals of both.

    Of several translations of one sentence the newest that is approved counts; where none is, the newest that somebody
    of the agency wrote; else the packaged one. Approved words serve every agency, a draft only the one it was written
    in. Words without an approval in force are drafts, whatever the catalogue says of them.
    """
    catalogue = Catalogue.of(language)
    if is_english(language):
        return catalogue.look_up
    approved = approved_hashes(session, language)
    own = _own_words(session, language, agency_id, approved)

    def look_up(context: str, text: str, plural: str | None = None) -> Words:
        packaged = catalogue.look_up(context, text, plural)
        good = not packaged.missing and (packaged.source_hash, packaged.translation_hash) in approved
        written = own.get((context, text, plural))
        # A draft never takes the place of approved words.
        if written is not None and (not written.draft or not good):
            return written
        return packaged if packaged.missing else replace(packaged, draft=not good)

    return look_up


Message = tuple[str, str, str | None]


def _own_words(
    session: Session, language: str, agency_id: UUID | None, approved: frozenset[tuple[str, str]]
) -> Mapping[Message, Words]:
    """What people here wrote in a language, the one that counts for each message."""
    best: dict[Message, Words] = {}
    # From the oldest to the newest, each taking the place of the one before unless that is approved and it is not.
    for row in session.scalars(_written_in(language).order_by(OwnWords.made_at, OwnWords.id)):
        draft = (row.source_hash, row.translation_hash) not in approved
        key = _message(row)
        before = best.get(key)
        if (draft and row.agency_id != agency_id) or (draft and before is not None and not before.draft):
            continue
        best[key] = _as_words(row, language, draft=draft)
    return best


def newer_drafts(session: Session, viewer: Viewer, language: str) -> Mapping[Message, Words]:
    """The newest draft of each message that the viewer's own agency wrote since the last one that is approved.

    Beside approved words these count for nothing; they wait for somebody to approve them.
    """
    approved = approved_hashes(session, language)
    waiting: dict[Message, Words] = {}
    for row in session.scalars(_written_in(language).order_by(OwnWords.made_at, OwnWords.id)):
        if (row.source_hash, row.translation_hash) in approved:
            waiting.pop(_message(row), None)
        elif row.agency_id == viewer.agency_id:
            waiting[_message(row)] = _as_words(row, language, draft=True)
    return waiting


def _message(row: OwnWords) -> Message:
    return row.context, row.source, row.source_plural


def _as_words(row: OwnWords, language: str, *, draft: bool) -> Words:
    text = row.forms[0] if row.source_plural is None else tuple(row.forms)
    return Words(
        language, row.context, row.source, row.source_plural, text,
        draft=draft, source_hash=row.source_hash, translation_hash=row.translation_hash,
    )  # fmt: skip


def _written_in(language: str) -> Select[OwnWords]:
    return select(OwnWords).where(OwnWords.language.in_([language, *fallbacks(language)]))


def written_here(session: Session, viewer: Viewer, language: str) -> Sequence[OwnWords]:
    """What the viewer's own agency wrote in a language, the newest first."""
    query = _written_in(language).where(OwnWords.agency_id == viewer.agency_id)
    return session.scalars(query.order_by(OwnWords.made_at.desc(), OwnWords.id.desc())).all()


def hashes_of_ones_own(session: Session, viewer: Viewer, language: str) -> frozenset[tuple[str, str]]:
    """The pairs of source and translation that the viewer wrote in a language."""
    query = _written_in(language).where(OwnWords.made_by == viewer.staff_id)
    rows = session.scalars(query) if viewer.staff_id is not None else ()
    return frozenset((row.source_hash, row.translation_hash) for row in rows)


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
