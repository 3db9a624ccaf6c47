"""Which words the demo's made-up approvers have approved: enough to see both faces of a letter, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from comms.cli.district.people_at_work import AtWork
from comms.letters.templates.extraction import messages
from comms.letters.templates.source import letter_kinds
from comms.letters.text.coverage import words_of
from comms.translation.actions import approve_words
from comms.translation.catalogues import Catalogue, Words
from comms.translation.certifying import Use, certify
from comms.translation.short_words import PAGE, TEXT
from comms.translation.uses import CAUTION, LEGAL_PHRASE

SHARED = frozenset({"shared", "frame", "slip", "phrase", "card", TEXT, PAGE})

# Words with legal effect, which two people have to approve: in Polish both have, the second at the school.
LEGAL = frozenset({"L08", "L09", LEGAL_PHRASE})
SECOND = {"pl": "approver_pl_school"}

# In Arabic and Urdu the words of texts alone: those letters go out marked as drafts, or wait. In every other language
# nobody has approved anything, and a text has no room to say that it is a draft: it is held back, and somebody rings.
APPROVED: dict[str, frozenset[str]] = {
    "pl": frozenset({"L00", "L02", "L05", "L06", "L07", "L12", *LEGAL}) | SHARED,
    "lt": frozenset({"L00", "L02", "L07", "L12"}) | SHARED,
    "ro": frozenset({"L02"}) | SHARED,
    "ar": frozenset({TEXT}),
    "ur": frozenset({TEXT}),
}


# One letter was signed off as a whole; and of the two people that words with legal effect need, one has approved them.
CERTIFIED = ("pl", "L12")
HALF_APPROVED = ("lt", CAUTION)
STATEMENT = "A demonstration: this approver is made up, and nobody has read these words."


def approve_demo_words(session: Session, at_work: AtWork, now: datetime) -> None:
    """Let each approver approve their language's words in their own, made-up name."""
    language, kind = CERTIFIED
    letter = letter_kinds()[kind]
    chosen = words_of(letter, Catalogue.of(language).look_up)
    certify(session, at_work.viewer(f"approver_{language}"), Use(kind, letter.title), chosen, STATEMENT, now)
    language, context = HALF_APPROVED
    approve_words(session, at_work.viewer(f"approver_{language}"), _words(language, frozenset({context})), now)
    for language, contexts in APPROVED.items():
        approve_words(session, at_work.viewer(f"approver_{language}"), _words(language, contexts), now)
    for language, second in SECOND.items():
        approve_words(session, at_work.viewer(second), _words(language, LEGAL | SHARED), now)


def _words(language: str, contexts: frozenset[str]) -> Iterator[Words]:
    look_up = Catalogue.of(language).look_up
    for message in messages():
        if message.context in contexts:
            words = look_up(message.context, message.text, message.plural)
            # A sentence that is new in the templates waits for its translation, and its letter for that.
            if not words.missing:
                yield words
