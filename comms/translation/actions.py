"""Approving words, by a named person who did not write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.find import colleague
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.foundation.languages import fallbacks
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import Words
from comms.translation.find import approved_hashes


def may_approve(approver: Staff, language: str) -> bool:
    """Whether somebody has a recorded qualification for a language, or for the one its words are taken from."""
    return bool(approver.qualification) and not {language, *fallbacks(language)}.isdisjoint(approver.qualified_in)


def approve_words(session: Session, viewer: Viewer, chosen: Iterable[Words], now: datetime) -> int:
    """Approve these words in the viewer's own name. Returns how many were not approved before.

    Raises ``Refused`` for anyone whose recorded qualification is not for this language, and ``BadInput`` for words that
    are missing. The packaged drafts have no author on staff.
    """
    viewer.require(Permission.APPROVE_TRANSLATIONS)
    if viewer.staff_id is None:
        raise Refused("Only a person can approve a translation.", "Sign in as yourself.")
    approver = colleague(session, viewer, viewer.staff_id)
    added = 0
    known: dict[str, set[tuple[str, str]]] = {}
    for words in chosen:
        if words.missing:
            raise BadInput(f"There is nothing to approve for “{words.source[:60]}”.", "Translate it first.")
        if not may_approve(approver, words.language):
            raise Refused(
                "Your qualification for this language is not on record.", "Ask your administrator to record it first."
            )
        seen = known.setdefault(words.language, set(approved_hashes(session, words.language)))
        if (words.source_hash, words.translation_hash) in seen:
            continue
        # Kinds share sentences, so the same words may be chosen twice at once.
        seen.add((words.source_hash, words.translation_hash))
        session.add(
            TranslationApproval(
                language=words.language, context=words.context, source_hash=words.source_hash,
                translation_hash=words.translation_hash, approved_by=approver.id, approver_name=approver.name,
                qualification=approver.qualification, approved_at=now,
            )
        )  # fmt: skip
        detail = {"language": words.language, "use": words.context, "translation": words.translation_hash}
        note(session, viewer.actor, "approve translation", ("words", None), now, detail)
        added += 1
    return added
