"""Counting the sentences that workers send, and keeping a machine's draft of one for somebody to approve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.db import new_id
from comms.foundation.errors import BadInput
from comms.translation.actions import WordsGiven, keep_machine_draft
from comms.translation.catalogues import Words
from comms.translation.own_words import OwnWords
from comms.translation.replies.find import phrase_with
from comms.translation.replies.phrases import OFTEN, REPLY, may_be_phrase, phrase_hash, sentences_of
from comms.translation.reply_phrase import ReplyPhrase
from comms.translation.reviewing import ask_about_answer


def count_sentences(session: Session, viewer: Viewer, english: str, names: Sequence[str], now: datetime) -> int:
    """Count each sentence of an answer that a worker sent. How many were counted: none that tells of the family.

    One that was sent three times is offered from then on.
    """
    counted = [one for one in sentences_of(english) if may_be_phrase(one, names)]
    for sentence in counted:
        phrase = _counted(session, viewer, sentence, now, times=1)
        phrase.offered = phrase.offered or phrase.used >= OFTEN
    return len(counted)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A machine's draft of an answer: the language it is in, the English, its words, and the package and version."""

    language: str
    english: str
    text: str
    machine: str


def have_approved(session: Session, viewer: Viewer, draft: Drafted, names: Sequence[str], now: datetime) -> OwnWords:
    """Keep a machine's draft of an answer among the words, and ask whoever approves them to read it. Nothing is sent.

    Raises ``BadInput`` where it tells of the family, because such words are read by others, and where the draft cannot
    be used as it stands.
    """
    viewer.require(Permission.WRITE_TO_FAMILIES)
    text = " ".join(draft.english.split())
    if not may_be_phrase(text, names):
        raise BadInput(
            "Only a sentence that names nobody and no number or date can be kept for others.",
            "Take those out, or send it with your English beneath.",
        )
    kept = keep_machine_draft(
        session, viewer, WordsGiven(draft.language, REPLY, text, None, (draft.text,)), now, draft.machine
    )
    ask_about_answer(session, viewer, _as_words(kept), now)
    _counted(session, viewer, text, now, times=0).offered = True
    return kept


def _as_words(kept: OwnWords) -> Words:
    return Words(
        kept.language, kept.context, kept.source, None, kept.forms[0], draft=True, source_hash=kept.source_hash,
        translation_hash=kept.translation_hash,
    )  # fmt: skip


def _counted(session: Session, viewer: Viewer, sentence: str, now: datetime, *, times: int) -> ReplyPhrase:
    """Count a sentence as sent so often, in one statement, because two may send it at the same moment."""
    row, key = ReplyPhrase, phrase_hash(sentence)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"id": new_id(), "agency_id": viewer.agency_id, "text": sentence, "text_hash": key, "used": 0,
              "first_used_at": now, "last_used_at": now, "offered": False}  # fmt: skip
    session.execute(insert(row).values(values).on_conflict_do_nothing())
    here = row.agency_id == viewer.agency_id, row.text_hash == key
    session.execute(
        update(row).where(*here).values(used=row.used + times, last_used_at=now)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    found = phrase_with(session, viewer, key)
    assert found is not None, "it was added above"  # noqa: S101
    return found
