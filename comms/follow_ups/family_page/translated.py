"""What somebody wrote on their page, in English: asked of the machine when it comes in, and kept beside their words
with the machine's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families import find as find_family
from comms.follow_ups.family_page import find
from comms.follow_ups.family_page.family_link import FamilyAnswer
from comms.foundation.errors import Refused
from comms.messages.translated import MOST_WHY, is_foreign, names_of_family
from comms.translation.catalogues import ENGLISH
from comms.translation.machine import Answer, ask
from comms.translation.machine.find import waiting_about
from comms.translation.machine.pairs import pair_here

ABOUT = "family_answer"


def ask_for_english(session: Session, viewer: Viewer, row: FamilyAnswer, now: datetime) -> bool:
    """Ask the machine for the English of an answer, where a package here knows its language. Whether it was asked."""
    words = row.words or ""
    if row.translation or not is_foreign(row.language, words) or pair_here(session, row.language, ENGLISH) is None:
        return False
    if waiting_about(session, viewer, ABOUT, [row.id]):
        return False
    names = names_of_family(session, viewer, [find_family.person(session, viewer, row.person_id)])
    ask(session, viewer, [words], row.language, ENGLISH, now, names=names, about=(ABOUT, row.id))
    return True


def ask_again(session: Session, viewer: Viewer, answer_id: UUID, now: datetime) -> FamilyAnswer:
    """The same, because somebody asks for it. Raises ``Refused`` where the machine cannot be asked."""
    row = find.answer(session, viewer, answer_id)
    if not ask_for_english(session, viewer, row, now):
        said = "The machine cannot be asked: it has been already, or no package here knows this language."
        raise Refused(said, "Read the original, with an interpreter if you cannot read it yourself.")
    return row


def store_english(session: Session, viewer: Viewer, answer_id: UUID, answers: Sequence[Answer], now: datetime) -> None:
    """Keep what the machine made of an answer, or why it made nothing."""
    del now
    row, [made] = find.answer(session, viewer, answer_id), answers
    row.translation, row.translated_by, row.translation_why = made.text, made.by, made.why[:MOST_WHY]
