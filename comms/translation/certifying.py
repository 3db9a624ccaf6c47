"""Signing off the words of a whole letter with one certificate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput
from comms.foundation.writing import tidy_text
from comms.translation.approver import Approver
from comms.translation.catalogues import Words
from comms.translation.certificate import TranslationCertificate, digest_of

LONGEST = 500
STATEMENT = "I have read each sentence in both languages. The translation says what the English says."


@dataclass(frozen=True, slots=True)
class Use:
    """What words are used for: its key ("L02", "phrases", "card", "text") and its name on screens."""

    key: str
    title: str


def certify(
    session: Session, viewer: Viewer, use: Use, chosen: Iterable[Words], statement: str, now: datetime
) -> TranslationCertificate:
    """Sign off these words of a use, in one language, in the viewer's own name: each gets the viewer's approval, which
    points to the certificate, unless they gave it before.

    Words the viewer wrote are signed off only where others have approved them; they are on the certificate and get no
    approval. Raises ``Refused`` as ``approve_words`` does, ``BadInput`` where no sentence or no statement is given, for
    words of two languages, and for words that are missing.
    """
    sentences = list({words.pair: words for words in chosen}.values())
    said = tidy_text(statement).strip()
    if not sentences:
        raise BadInput("There is no sentence to sign off.", "Open the letter's words again.")
    language = sentences[0].language
    if any(words.language != language for words in sentences):
        raise BadInput("A certificate is for one language.", "Sign off each language by itself.")
    if not said:
        raise BadInput("Say what you sign.", "For example that the translation says what the English says.")
    if len(said) > LONGEST:
        raise BadInput(f"This is {len(said)} characters long.", f"Shorten it to {LONGEST}.")
    approver = Approver.of(session, viewer, language)
    to_approve = [one for one in sentences if not (approver.wrote(one) and one.pair in approver.approved)]
    for words in to_approve:
        approver.check(words)
    listed = [_listed(words) for words in sentences]
    row = TranslationCertificate(
        language=language, use=use.key, title=use.title, agency_id=viewer.agency_id, approver_id=approver.staff.id,
        approver_name=approver.staff.name, qualification=approver.staff.qualification, statement=said,
        sentences=listed, digest=digest_of(listed), given_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    added = sum(approver.approve(words, now, row.id) for words in to_approve)
    session.flush()
    detail = {"language": language, "use": use.key, "sentences": len(sentences), "approved": added}
    note(session, viewer.actor, "give certificate", ("translation_certificate", row.id), now, detail)
    return row


def _listed(words: Words) -> dict[str, str]:
    return {
        "context": words.context,
        "source_hash": words.source_hash,
        "translation_hash": words.translation_hash,
    }
