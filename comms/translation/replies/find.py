"""Questions about the sentences that workers answer with."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.translation.catalogues import Words
from comms.translation.find import words
from comms.translation.replies.phrases import REPLY
from comms.translation.reply_phrase import ReplyPhrase

# More than anybody translates, or looks through.
MOST = 200


def phrase_with(session: Session, viewer: Viewer, text_hash: str) -> ReplyPhrase | None:
    """A sentence of the viewer's agency by its hash, as the database has it now."""
    row = ReplyPhrase
    query = select(row).where(row.agency_id == viewer.agency_id, row.text_hash == text_hash)
    return session.scalar(query.execution_options(populate_existing=True))


def offered_phrases(session: Session, viewer: Viewer) -> Sequence[ReplyPhrase]:
    """The sentences of the viewer's agency that are to be translated and approved, those sent most first."""
    row = ReplyPhrase
    query = select(row).where(row.agency_id == viewer.agency_id, row.offered.is_(True))
    return session.scalars(query.order_by(row.used.desc(), row.first_used_at, row.id).limit(MOST)).all()


def approved_replies(
    session: Session, viewer: Viewer, language: str, phrases: Sequence[ReplyPhrase]
) -> list[Words]:  # fmt: skip
    """Of these sentences those whose words are approved in a language, in the same order."""
    if not phrases:
        return []
    look_up = words(session, language, viewer.agency_id)
    found = (look_up(REPLY, one.text, None) for one in phrases)
    return [one for one in found if not one.draft and not one.missing]
