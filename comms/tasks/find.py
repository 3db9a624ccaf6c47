"""Questions about tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.find import visible_people
from comms.families.hidden.find import nobody_hidden
from comms.families.person import Person
from comms.foundation.errors import NotFound
from comms.messages.about import about_seen
from comms.tasks.task import Task, TaskState


def _visible(viewer: Viewer) -> Select[Task]:
    return select(Task).where(
        Task.agency_id == viewer.agency_id,
        Task.person_id.in_(visible_people(viewer).with_only_columns(Person.id)),
        nobody_hidden(viewer, Task.child_id),
        about_seen(viewer, Task.about_kind, Task.about_id),
    )


def open_tasks(session: Session, viewer: Viewer, limit: int = 500) -> Sequence[Task]:
    """What the viewer's agency has to do, the most urgent first."""
    query = _visible(viewer).where(Task.state == TaskState.OPEN)
    return session.scalars(query.order_by(Task.due_on, Task.opened_at, Task.id).limit(limit)).all()


def tasks_about(session: Session, viewer: Viewer, person_id: UUID) -> Sequence[Task]:
    """Every task about a person, as the one to reach or as the child, the newest first."""
    query = _visible(viewer).where((Task.person_id == person_id) | (Task.child_id == person_id))
    return session.scalars(query.order_by(Task.opened_at.desc())).all()


def task(session: Session, viewer: Viewer, task_id: UUID) -> Task:
    """One task. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(_visible(viewer).where(Task.id == task_id))
    if found is None:
        raise NotFound("There is no such task.")
    return found


def open_task_like(
    session: Session, viewer: Viewer, kind: str, person_id: UUID, child_id: UUID | None, reason: str
) -> Task | None:
    """The open task of this kind for the same person, child and reason, so that nobody is asked twice."""
    query = _visible(viewer).where(
        Task.state == TaskState.OPEN, Task.kind == kind, Task.person_id == person_id, Task.reason == reason
    )
    same_child = Task.child_id.is_(None) if child_id is None else Task.child_id == child_id
    return session.scalar(query.where(same_child).limit(1))


def open_tasks_on(session: Session, viewer: Viewer, about_kind: str, about_id: UUID) -> Sequence[Task]:
    """What was asked because of one row, such as an appointment, and nobody has finished."""
    query = _visible(viewer).where(
        Task.state == TaskState.OPEN, Task.about_kind == about_kind, Task.about_id == about_id
    )
    return session.scalars(query.order_by(Task.opened_at, Task.id)).all()


def last_ended(session: Session, viewer: Viewer, kind: str, person_id: UUID, child_id: UUID | None) -> datetime | None:
    """When a task of this kind for the same person and child was last ended; None when none was."""
    query = _visible(viewer).where(Task.state == TaskState.DONE, Task.kind == kind, Task.person_id == person_id)
    same_child = Task.child_id.is_(None) if child_id is None else Task.child_id == child_id
    ended = session.scalars(query.where(same_child).order_by(Task.done_at.desc()).limit(1)).first()
    return ended.done_at if ended else None
