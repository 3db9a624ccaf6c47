"""Asking for a review of words, sending them back, and taking the question back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.foundation.writing import tidy_text
from comms.translation.approver import qualified
from comms.translation.catalogues import Words
from comms.translation.find import approved_hashes, reviews
from comms.translation.review import MOVES, Step, TranslationReview

LONGEST = 500
FOR_AN_ANSWER = "For an answer to a family."
# Why a step cannot be taken from where the words stand.
REFUSED = {
    Step.ASKED: ("A review of these words was asked for already.", "Wait for the answer, or take the question back."),
    Step.SENT_BACK: ("These words were sent back already.", "They wait for somebody to write them anew."),
    Step.TAKEN_BACK: ("Nobody is asked about these words now.", "There is nothing to take back."),
}


def ask_for_review(session: Session, viewer: Viewer, words: Words, now: datetime, said: str = "") -> TranslationReview:
    """Ask somebody qualified to read these words; ``said`` is what they should look at, and may be empty.

    Raises ``Refused`` where they were asked already, and for words that are approved; ``BadInput`` for words that are
    missing.
    """
    viewer.require(Permission.TRANSLATE)
    return _take_step(session, viewer, words, Step.ASKED, said, now)


def ask_about_answer(session: Session, viewer: Viewer, words: Words, now: datetime) -> None:
    """Ask somebody qualified to read the draft of an answer. Whoever answers a family may, though they translate
    nothing. Where it was asked already, or the words are approved, it stays as it is."""
    viewer.require(Permission.WRITE_TO_FAMILIES)
    newest = _newest(session, viewer, words)
    asked = newest is not None and newest.step == Step.ASKED
    if not asked and words.pair not in approved_hashes(session, words.language):
        _take_step(session, viewer, words, Step.ASKED, FOR_AN_ANSWER, now)


def send_back(session: Session, viewer: Viewer, words: Words, said: str, now: datetime) -> TranslationReview:
    """Send these words back to be written anew. Until then nobody of the viewer's agency can approve them.

    Raises ``Refused`` for whoever has no recorded qualification for the language, for approved words (their approval is
    withdrawn instead) and for words that were sent back already; ``BadInput`` where nothing is said.
    """
    qualified(session, viewer, words.language)
    if not said.strip():
        raise BadInput("Say what is wrong with these words.", "Whoever writes them anew has to know.")
    return _take_step(session, viewer, words, Step.SENT_BACK, said, now)


def take_back(session: Session, viewer: Viewer, words: Words, now: datetime) -> TranslationReview:
    """Take back the question whether somebody would read these words. Raises ``Refused`` unless the viewer asked it."""
    viewer.require(Permission.TRANSLATE)
    newest = _newest(session, viewer, words)
    if newest is not None and newest.step == Step.ASKED and newest.by != viewer.staff_id:
        raise Refused("Somebody else asked for this review.", "Only they can take it back.")
    return _take_step(session, viewer, words, Step.TAKEN_BACK, "", now)


def _take_step(
    session: Session, viewer: Viewer, words: Words, step: Step, said: str, now: datetime
) -> TranslationReview:
    if viewer.staff_id is None:
        raise Refused("Only a person can review a translation.", "Sign in as yourself.")
    if words.missing:
        raise BadInput("There are no words to review.", "Translate the sentence first.")
    text = tidy_text(said).strip()
    if len(text) > LONGEST:
        raise BadInput(f"This is {len(text)} characters long.", f"Shorten it to {LONGEST}.")
    if words.pair in approved_hashes(session, words.language):
        raise Refused("These words are approved.", "If they are wrong, withdraw their approval and say why.")
    newest = _newest(session, viewer, words)
    if step not in MOVES[Step(newest.step) if newest else Step.NOT_ASKED]:
        raise Refused(*REFUSED[step])
    row = TranslationReview(
        language=words.language, context=words.context, source_hash=words.source_hash,
        translation_hash=words.translation_hash, step=step, words=text, agency_id=viewer.agency_id,
        by=viewer.staff_id, at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    detail = {"language": words.language, "use": words.context, "translation": words.translation_hash}
    action = {Step.ASKED: "ask for review", Step.SENT_BACK: "send words back", Step.TAKEN_BACK: "take question back"}
    note(session, viewer.actor, action[step], ("words", row.id), now, detail)
    return row


def _newest(session: Session, viewer: Viewer, words: Words) -> TranslationReview | None:
    """The newest step of the review of exactly these words in the viewer's agency."""
    of_words = [one for one in reviews(session, viewer, words.language) if one.pair == words.pair]
    return of_words[-1] if of_words else None
