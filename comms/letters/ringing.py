"""Asking somebody to ring about a letter: held never means that nobody is told, and printed in vain neither."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.clock import london_date
from comms.foundation.work_days import working_day_after
from comms.letters.letter import Letter
from comms.letters.templates.source import letter_kinds
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.find import last_ended
from comms.tasks.task import Task, TaskKind

# Long enough for a call to have had an effect, short enough that a family is not forgotten.
RING_AGAIN_AFTER = timedelta(days=5)


def ask_to_ring(session: Session, viewer: Viewer, letter: Letter, reason: str, why: str, now: datetime) -> Task:
    """Ask somebody to ring the reader by the next working day; asked already, it is the same task."""
    wanted = TaskWanted(
        kind=TaskKind.RING,
        person_id=letter.recipient_id,
        child_id=letter.child_id,
        reason=reason,
        why=f"The letter “{letter_kinds()[letter.kind].title}” {why}",
        due_on=working_day_after(london_date(now)),
        about_kind="letter",
        about_id=letter.id,
    )
    return open_task(session, viewer, wanted, now)


def ask_to_ring_again(session: Session, viewer: Viewer, letter: Letter, why: str, now: datetime) -> None:
    """Ask for another call when the last one ended a while ago and the letter is held still: a call that reached
    nobody must not leave the family untold."""
    last = last_ended(session, viewer, TaskKind.RING, letter.recipient_id, letter.child_id)
    if last is None or now - last >= RING_AGAIN_AFTER:
        ask_to_ring(session, viewer, letter, letter.reason, why, now)
