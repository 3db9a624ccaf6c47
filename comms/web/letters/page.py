"""Everything the page of one letter shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.families.find import language_need
from comms.foundation.db import Json
from comms.foundation.languages import Language, language
from comms.foundation.work_item import WorkState
from comms.letters import find
from comms.letters.afterwards.letter_event import EventKind
from comms.letters.afterwards.replying import slip_of
from comms.letters.letter import Letter, LetterState, PrintedLetter
from comms.letters.mailing.find import email_of
from comms.letters.mailing.letter_email import EmailState, LetterEmail
from comms.letters.please_ring import languages_for_please_ring
from comms.letters.templates.source import must_ask_kinds
from comms.tasks.find import tasks_about
from comms.tasks.task import Task, TaskKind, TaskState
from comms.translation.catalogues import is_english
from comms.web.letters.happened_form import HAPPENINGS, Happening
from comms.web.letters.history import LetterHistory, letter_history
from comms.web.letters.rows import WAYS, LetterRow, letter_row
from comms.web.people.language_card import called

PRINTING = {
    WorkState.WAITING: "It is being printed.",
    WorkState.DONE: "It is printed.",
    WorkState.NEEDS_WORKER: "It could not be printed. Read the web page or the text to the family, and tell your "
    "administrator the reference.",
}


EMAILED = {
    EmailState.WAITING: "It waits to be sent.",
    EmailState.SENDING: "It is being sent.",
    EmailState.SENT: "It was handed to the mail server.",
    EmailState.IN_OUTBOX: "It lies in the outbox, not sent.",
    EmailState.REFUSED: "It was not sent.",
    EmailState.UNKNOWN: "It is not known whether it went.",
}


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter, its people, its printing, its words, and what else this person was written."""

    row: LetterRow
    made_by: str
    printed: PrintedLetter | None
    words: list[Json]
    call: Task | None
    please_ring: list[Language]
    released_by: Letter | None
    others: Sequence[Letter]
    history: LetterHistory | None
    happenings: Mapping[str, Happening]
    has_slip: bool
    email: LetterEmail | None

    @property
    def letter(self) -> Letter:
        """The letter itself."""
        return self.row.letter

    @property
    def drafts(self) -> int:
        """How many of its sentences nobody qualified had approved."""
        return sum(bool(word["draft"]) for word in self.words)

    @property
    def printing(self) -> str:
        """How its printing stands, in a sentence."""
        return PRINTING[WorkState(self.letter.work_state)]

    @property
    def way(self) -> str:
        """How it goes to its reader."""
        return WAYS.get(self.letter.channel, self.letter.channel)

    @property
    def by_email(self) -> str:
        """How its e-mail stands, in a sentence; empty where it does not go by e-mail."""
        if self.letter.channel != "email":
            return ""
        if self.email is None:
            return EMAILED[EmailState.WAITING] if self.printed is None else "It did not go: no safe address is known."
        if self.email.work_state == WorkState.NEEDS_WORKER and self.email.state == EmailState.WAITING:
            return "It could not be sent."
        return EMAILED[EmailState(self.email.state)]

    @property
    def bilingual(self) -> bool:
        """Whether it has a language beside English."""
        return bool(self.letter.language) and not is_english(self.letter.language or "")


def letter_page(session: Session, viewer: Viewer, letter: Letter) -> LetterPage:
    """The page of a letter the viewer may see."""
    names = {one.id: one.name for one in colleagues(session, viewer)}
    issued = letter.state == LetterState.ISSUED
    row = letter_row(session, viewer, letter)
    others = find.letters_about(session, viewer, letter.recipient_id)
    return LetterPage(
        row=row,
        made_by=names.get(letter.made_by, "somebody who has left") if letter.made_by else "comms",
        printed=find.printed(session, viewer, letter.id) if issued else None,
        words=[word for word in letter.words if not is_english(str(word["language"]))],
        call=_call(session, viewer, letter) if not issued else None,
        please_ring=please_ring_languages(session, viewer, letter),
        released_by=_released_by(letter, others),
        others=[one for one in others if one.id != letter.id],
        history=letter_history(session, viewer, letter, called(row.parent)) if issued else None,
        happenings=_happenings(letter),
        has_slip=issued and slip_of(letter) is not None,
        email=email_of(session, viewer, letter.id) if letter.channel == "email" else None,
    )


def _happenings(letter: Letter) -> Mapping[str, Happening]:
    """What may be told of a letter. That nobody will ask is never told of one about which somebody must."""
    asked = letter.kind in must_ask_kinds()
    return {slug: one for slug, one in HAPPENINGS.items() if not asked or one.kind != EventKind.NOT_CHECKED}


def please_ring_languages(session: Session, viewer: Viewer, letter: Letter) -> list[Language]:
    """The languages in which “Please ring us” can be made for the reader of a held letter; L00 itself offers none."""
    if letter.state != LetterState.HELD or letter.kind == "L00":
        return []
    need = language_need(session, viewer, letter.recipient_id)
    return [language(tag) for tag in languages_for_please_ring(need, letter.reason)]


def _call(session: Session, viewer: Viewer, letter: Letter) -> Task | None:
    """The task to ring about this letter; one call may serve several letters held for the same reason."""
    calls = [
        task
        for task in tasks_about(session, viewer, letter.recipient_id)
        if task.kind == TaskKind.RING and task.child_id == letter.child_id and task.reason == letter.reason
    ]
    ours = [task for task in calls if task.about_id == letter.id]
    still_open = [task for task in calls if task.state == TaskState.OPEN]
    return next(iter([*ours, *still_open]), None)


def _released_by(letter: Letter, others: Sequence[Letter]) -> Letter | None:
    """The letter that went out instead of a held one: the first issued after it, of its kind, about its child."""
    if letter.state != LetterState.RELEASED:
        return None
    same = [
        one
        for one in others
        if (one.kind, one.recipient_id, one.child_id, one.state)
        == (letter.kind, letter.recipient_id, letter.child_id, LetterState.ISSUED)
        and one.made_at >= letter.made_at
    ]
    return min(same, key=lambda one: one.made_at, default=None)
