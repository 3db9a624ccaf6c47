"""What the words for a message are in a language, and who stands behind them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.foundation.errors import NotFound
from comms.foundation.languages import fallbacks
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import Catalogue, LookUp, Words, is_english
from comms.translation.certificate import TranslationCertificate
from comms.translation.one_person import marks_of, number_of_people
from comms.translation.own_words import OwnWords
from comms.translation.review import Step, TranslationReview
from comms.translation.uses import TWO, has_legal_effect, legal_contexts


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
    return select(OwnWords).where(OwnWords.language.in_(_same_words(language)))


def written_here(session: Session, viewer: Viewer, language: str, source_hash: str | None = None) -> Sequence[OwnWords]:
    """What the viewer's own agency wrote in a language, of every sentence or of one, the newest first."""
    query = _written_in(language).where(OwnWords.agency_id == viewer.agency_id)
    if source_hash is not None:
        query = query.where(OwnWords.source_hash == source_hash)
    return session.scalars(query.order_by(OwnWords.made_at.desc(), OwnWords.id.desc())).all()


def hashes_of_ones_own(session: Session, viewer: Viewer, language: str) -> frozenset[tuple[str, str]]:
    """The pairs of source and translation that the viewer wrote in a language."""
    query = _written_in(language).where(OwnWords.made_by == viewer.staff_id)
    rows = session.scalars(query) if viewer.staff_id is not None else ()
    return frozenset((row.source_hash, row.translation_hash) for row in rows)


def approved_hashes(session: Session, language: str) -> frozenset[tuple[str, str]]:
    """The pairs of source and translation that are approved in a language, by as many different people as it takes."""
    row = TranslationApproval
    query = select(row.source_hash, row.translation_hash, row.context).where(*_in_force(language))
    approved: set[tuple[str, str]] = set()
    legal = False
    for source, translation, context in session.execute(query):
        if has_legal_effect(context):
            legal = True
        else:
            approved.add((source, translation))
    return frozenset(approved | _approved_by_two(session, language) if legal else approved)


def _approved_by_two(session: Session, language: str) -> set[tuple[str, str]]:
    """The words with legal effect of which two different people say the same."""
    row = TranslationApproval
    known_by = row.approved_by, Staff.email, row.approver_name, Staff.name
    query = select(row.source_hash, row.translation_hash, *known_by).join(Staff, Staff.id == row.approved_by)
    given: dict[tuple[str, str], set[tuple[UUID, str, str, str]]] = {}
    for source, translation, account, email, was, now in session.execute(
        query.where(*_in_force(language), row.context.in_(legal_contexts()))
    ):
        given.setdefault((source, translation), set()).add((account, email, was, now))
    # A letter asks for this each time, and few people approved much: each is looked at once.
    marks = {one: marks_of(str(one[0]), *one[1:]) for one in set().union(*given.values())}
    return {pair for pair, accounts in given.items() if number_of_people(marks[one] for one in accounts) >= TWO}


def _in_force(language: str) -> tuple[ColumnElement[bool], ...]:
    row = TranslationApproval
    return row.language.in_(_same_words(language)), row.withdrawn_at.is_(None)


def _same_words(language: str) -> list[str]:
    """The languages whose approvals count: the words of "ro-MD" are those of "ro", so whoever approved those approved
    these."""
    return [language, *fallbacks(language)]


def approvals(session: Session, language: str) -> Sequence[TranslationApproval]:
    """The approvals in force in a language, the newest first."""
    query = select(TranslationApproval).where(*_in_force(language))
    return session.scalars(query.order_by(TranslationApproval.approved_at.desc(), TranslationApproval.id.desc())).all()


def approvals_changed(session: Session, viewer: Viewer, language: str, since: datetime) -> bool:
    """Whether an approval of a language was given or withdrawn since then, in any agency: words serve them all, so it
    does not matter whose viewer asks."""
    del viewer
    row = TranslationApproval
    query = select(row.id).where(
        row.language.in_(_same_words(language)), or_(row.approved_at >= since, row.withdrawn_at >= since)
    )
    return session.scalar(query.limit(1)) is not None


def approval(session: Session, viewer: Viewer, approval_id: UUID) -> TranslationApproval:
    """One approval, in force or withdrawn, whichever agency's staff gave it: words serve every agency. Raises
    ``NotFound``, also for whoever may not see words."""
    found = session.get(TranslationApproval, approval_id) if viewer.may(Permission.SEE_WORDS) else None
    if found is None:
        raise NotFound("There is no such approval.", "Open the letter's words again.")
    return found


def carried_over(session: Session, viewer: Viewer, approval_ids: Collection[UUID]) -> Sequence[TranslationApproval]:
    """The approvals in force that were carried over from these, as after a typo."""
    if not viewer.may(Permission.SEE_WORDS):
        return ()
    query = select(TranslationApproval).where(
        TranslationApproval.carried_from_id.in_(approval_ids), TranslationApproval.withdrawn_at.is_(None)
    )
    return session.scalars(query).all()


def withdrawn(session: Session, viewer: Viewer, language: str) -> Sequence[TranslationApproval]:
    """The approvals of a language that were withdrawn, the newest first."""
    if not viewer.may(Permission.SEE_WORDS):
        return ()
    query = select(TranslationApproval).where(
        TranslationApproval.language.in_(_same_words(language)), TranslationApproval.withdrawn_at.is_not(None)
    )
    return session.scalars(query.order_by(TranslationApproval.withdrawn_at.desc())).all()


def reviews(session: Session, viewer: Viewer, language: str | None = None) -> Sequence[TranslationReview]:
    """Every step of the reviews in the viewer's own agency, of one language or of all, the oldest first."""
    query = select(TranslationReview).where(TranslationReview.agency_id == viewer.agency_id)
    if language is not None:
        query = query.where(TranslationReview.language.in_(_same_words(language)))
    return session.scalars(query.order_by(TranslationReview.at, TranslationReview.id)).all()


def asked_about(session: Session, viewer: Viewer, language: str) -> frozenset[tuple[str, str]]:
    """The words that somebody of the viewer's agency asks to have read and that are not approved, by their hashes."""
    newest = {one.pair: one.step for one in reviews(session, viewer, language)}
    asked = frozenset(pair for pair, step in newest.items() if step == Step.ASKED)
    return asked - approved_hashes(session, language) if asked else asked


def certificates(session: Session, viewer: Viewer, language: str | None = None) -> Sequence[TranslationCertificate]:
    """The certificates of a language or of all, the newest first, whichever agency's staff gave them: words serve every
    agency."""
    query = select(TranslationCertificate)
    if not viewer.may(Permission.SEE_WORDS):
        return ()
    if language is not None:
        query = query.where(TranslationCertificate.language.in_(_same_words(language)))
    newest = TranslationCertificate.given_at.desc(), TranslationCertificate.id.desc()
    return session.scalars(query.order_by(*newest)).all()


def certificate(session: Session, viewer: Viewer, certificate_id: UUID) -> TranslationCertificate:
    """One certificate. Raises ``NotFound``, also for whoever may not see words."""
    found = session.get(TranslationCertificate, certificate_id) if viewer.may(Permission.SEE_WORDS) else None
    if found is None:
        raise NotFound("There is no such certificate.", "See the list of certificates.")
    return found


def given_with(session: Session, viewer: Viewer, certificate_id: UUID) -> Sequence[TranslationApproval]:
    """The approvals that a certificate gave, in force or withdrawn."""
    if not viewer.may(Permission.SEE_WORDS):
        return ()
    query = select(TranslationApproval).where(TranslationApproval.certificate_id == certificate_id)
    return session.scalars(query.order_by(TranslationApproval.id)).all()


def authors_of(session: Session, viewer: Viewer, language: str) -> Mapping[tuple[str, str], UUID | None]:
    """Who wrote the words of a language that people wrote here, by their hashes; the first of several who wrote the
    same. Only that somebody did is for others to know: a name is asked of the viewer's own colleagues."""
    if not viewer.may(Permission.SEE_WORDS):
        return {}
    query = select(OwnWords.source_hash, OwnWords.translation_hash, OwnWords.made_by)
    rows = session.execute(
        query.where(OwnWords.language.in_(_same_words(language))).order_by(OwnWords.made_at.desc(), OwnWords.id.desc())
    )
    return {(source, translation): author for source, translation, author in rows}
