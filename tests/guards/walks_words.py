"""Bringing the review of a sentence from each step to each other by the real verbs."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session
from words_made import an_approver, packaged

from comms.agencies.find import own_agency
from comms.agencies.viewer import Viewer
from comms.foundation.errors import Refused
from comms.translation.find import reviews
from comms.translation.review import Step, TranslationReview
from comms.translation.reviewing import ask_for_review, send_back, take_back


def review_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether the review of words at one step is brought to another by asking, sending back or taking back."""
    reader = an_approver(session, own_agency(session, viewer), now)
    [words] = packaged(at_most=1)
    if before != Step.NOT_ASKED:
        session.add(
            TranslationReview(
                language=words.language, context=words.context, source_hash=words.source_hash,
                translation_hash=words.translation_hash, step=before, words="", agency_id=reader.agency_id,
                by=reader.staff_id, at=now,
            )
        )  # fmt: skip
        session.flush()
    later = now + timedelta(minutes=1)
    with suppress(Refused):
        if after == Step.ASKED:
            ask_for_review(session, reader, words, later)
        elif after == Step.SENT_BACK:
            send_back(session, reader, words, "It is too formal.", later)
        elif after == Step.TAKEN_BACK:
            take_back(session, reader, words, later)
    steps = reviews(session, reader, words.language)
    return bool(steps) and steps[-1].at == later and steps[-1].step == after
