"""Opening and finishing tasks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.tasks import find
from comms.tasks.task import MOVES, Task, TaskKind, TaskState


@dataclass(frozen=True, slots=True)
class TaskWanted:
    """A task somebody should do: for whom, why (a code and a sentence), by when, and what raised it."""

    kind: TaskKind
    person_id: UUID
    reason: str
    why: str
    due_on: date
    child_id: UUID | None = None
    about_kind: str = ""
    about_id: UUID | None = None
    more: tuple[str, ...] = ()


def open_task(session: Session, viewer: Viewer, wanted: TaskWanted, now: datetime) -> Task:
    """Open a task; where the same is asked of somebody already, what is new in the words is added to that one, so that
    a second letter is not left out of the call. ``more`` are further sentences."""
    known = find.open_task_like(session, viewer, wanted.kind, wanted.person_id, wanted.child_id, wanted.reason)
    if known is not None:
        missing = [said for said in (wanted.why, *wanted.more) if said not in known.why]
        if missing:
            known.why = " ".join([known.why, *missing])
            note(session, viewer.actor, "add to task", ("task", known.id), now, {"reason": wanted.reason})
        return known
    task = Task(
        agency_id=viewer.agency_id, kind=wanted.kind, person_id=wanted.person_id, child_id=wanted.child_id,
        about_kind=wanted.about_kind, about_id=wanted.about_id, reason=wanted.reason,
        why=" ".join([wanted.why, *wanted.more]), due_on=wanted.due_on, opened_at=now,
    )  # fmt: skip
    session.add(task)
    session.flush()
    note(session, viewer.actor, "open task", ("task", task.id), now, {"kind": wanted.kind, "reason": wanted.reason})
    return task


def finish_task(session: Session, viewer: Viewer, task_id: UUID, outcome: str, now: datetime) -> Task:
    """Say what was done. Raises ``BadInput`` without words, ``Refused`` when the task is finished already."""
    viewer.require(Permission.DO_TASKS)
    task = find.task(session, viewer, task_id)
    if not outcome.strip():
        raise BadInput("It does not say what was done.", "Write it in a few words: “rang, she will come on Friday”.")
    if not _take(session, task):
        raise Refused("This task is finished already.", "Open a new one if there is more to do.")
    _finish(session, viewer, task, outcome, now)
    return task


def settle_tasks(session: Session, viewer: Viewer, tasks: Iterable[Task], outcome: str, now: datetime) -> None:
    """Finish tasks that something else the same person did has answered, as when they record that the appointment took
    place for which an interpreter was to be found. What they did asked for its own permission; where nobody but the
    service did it, the tasks stay open."""
    for task in tasks if viewer.staff_id is not None else ():
        if _take(session, task):
            _finish(session, viewer, task, outcome, now)


def _take(session: Session, task: Task) -> bool:
    """Hold the task until the commit: two who ring the same parent must not both have closed it. Whether it is open."""
    session.refresh(task, with_for_update=True)
    return TaskState.DONE in MOVES[TaskState(task.state)]


def _finish(session: Session, viewer: Viewer, task: Task, outcome: str, now: datetime) -> None:
    task.state = TaskState.DONE
    task.outcome, task.done_at, task.done_by = outcome.strip(), now, viewer.staff_id
    note(session, viewer.actor, "finish task", ("task", task.id), now)
