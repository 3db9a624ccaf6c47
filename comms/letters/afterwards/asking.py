"""Asking somebody to do what a letter's answer, or its coming back, makes needful."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.work_days import working_day_after
from comms.letters.afterwards.slip_meanings import ReplyTask
from comms.letters.letter import Letter
from comms.letters.templates.source import letter_kinds
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import Task, TaskKind

NOT_UNDERSTOOD = ReplyTask(
    TaskKind.RING,
    "not_understood",
    "It was not understood. Ring with an interpreter, explain it, and ask what they will do.",
    "Somebody rings with an interpreter, and the letter stays on the list until it was understood.",
)
CAME_BACK = ReplyTask(
    TaskKind.RING,
    "letter_returned",
    "It came back ({}). Ring and find out their address: so far nobody has told them.",
    "Somebody rings to find out the address.",
)


def ask(
    session: Session, viewer: Viewer, letter: Letter, wanted: ReplyTask, now: datetime, also: Sequence[str] = ()
) -> Task:
    """Open a task about a letter by the next working day. Where the same is asked already, what is new in the words is
    added to it, so that nothing somebody told is lost."""
    kind = letter_kinds().get(letter.kind)
    return open_task(
        session,
        viewer,
        TaskWanted(
            kind=wanted.kind,
            person_id=letter.recipient_id,
            child_id=letter.child_id,
            reason=wanted.reason,
            why=f"The letter “{kind.title if kind else letter.kind}” of {letter.issued_on:%-d %B}: {wanted.why}",
            more=tuple(also),
            due_on=working_day_after(london_date(now)),
            about_kind="letter",
            about_id=letter.id,
        ),
        now,
    )


def keep_on_list(session: Session, viewer: Viewer, letter: Letter, now: datetime) -> None:
    """Put a letter that was not understood on the list of those to ask about, also where its kind has no day for it: a
    call that is made and ended must not be the end of it."""
    if letter.check_by is None:
        letter.check_by = working_day_after(london_date(now))
        note(session, viewer.actor, "ask about letter", ("letter", letter.id), now, {"check_by": str(letter.check_by)})
