"""What a text that came in says in English: asked of the machine, and kept beside the text with the machine's name.

Nothing waits for it. Whoever is called about a text is called at once, and reads the original.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.find import children_of
from comms.families.person import Person
from comms.foundation.errors import Refused
from comms.messages import find
from comms.messages.incoming import Incoming
from comms.messages.thread import Thread
from comms.messages.understanding import reading_of
from comms.translation.catalogues import ENGLISH, is_english
from comms.translation.machine import Answer, ask
from comms.translation.machine.find import waiting_about
from comms.translation.machine.pairs import pair_here

ABOUT = "incoming"
MOST_WHY = 300


def is_foreign(language: str, words: str) -> bool:
    """Whether words are to be translated: their language is known and is not English, and there are letters in them.
    Figures, as in an answer from a menu ("1 18"), are the same in each language."""
    return bool(language) and not is_english(language) and any(one.isalpha() for one in words)


def wants_english(row: Incoming) -> bool:
    """Whether a text says more than an answer that ours offered: "4 do 16.12" is understood without a machine."""
    return is_foreign(row.language, row.body or "") and not reading_of(row).sure


def ask_for_english(session: Session, viewer: Viewer, row: Incoming, now: datetime) -> bool:
    """Ask the machine for the English of a text, where a package here knows its language. Whether it was asked.

    A text that is translated, or waits to be, is not asked for again.
    """
    if row.translated or not wants_english(row) or pair_here(session, row.language, ENGLISH) is None:
        return False
    if waiting_about(session, viewer, ABOUT, [row.id]):
        return False
    row.translation_why = ""
    names = names_behind(session, viewer, find.thread(session, viewer, row.thread_id))
    ask(session, viewer, [row.body or ""], row.language, ENGLISH, now, names=names, about=(ABOUT, row.id))
    return True


def ask_again(session: Session, viewer: Viewer, incoming_id: UUID, now: datetime) -> Incoming:
    """The same, because somebody asks for it. Raises ``Refused`` where the machine cannot be asked."""
    row = find.incoming(session, viewer, incoming_id)
    if not ask_for_english(session, viewer, row, now):
        said = "The machine cannot be asked: it has been already, or no package here knows this language."
        raise Refused(said, "Read the original, with an interpreter if you cannot read it yourself.")
    return row


def store_english(
    session: Session, viewer: Viewer, incoming_id: UUID, answers: Sequence[Answer], now: datetime
) -> None:  # fmt: skip
    """Keep what the machine made of a text, or why it made nothing."""
    del now
    row, [answer] = find.incoming(session, viewer, incoming_id), answers
    row.translated, row.translated_by = answer.text, answer.by
    row.translation_why = answer.why[:MOST_WHY]


def names_behind(session: Session, viewer: Viewer, thread: Thread) -> list[str]:
    """The names of whoever may write from a number, and of their children: they come out of a translation as they
    are."""
    return names_of_family(session, viewer, find.people_with_number(session, viewer, thread.number_hash))


def names_of_family(session: Session, viewer: Viewer, people: Iterable[Person]) -> list[str]:
    """The names of people and of their children, each once."""
    every = [name for one in people for name in (one.name, *_children(session, viewer, one.id))]
    return list(dict.fromkeys(every))


def _children(session: Session, viewer: Viewer, person_id: UUID) -> list[str]:
    return [child.name for _, child in children_of(session, viewer, person_id)]
