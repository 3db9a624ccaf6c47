"""Tasks: nobody is asked twice, silence closes nothing, and two people cannot both say what was done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from factories import a_child, a_parent, a_staff_member, an_agency
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.errors import BadInput, CommsError, NotAllowed, NotFound, Refused
from comms.foundation.work import Database
from comms.tasks import find
from comms.tasks.actions import TaskWanted, finish_task, open_task
from comms.tasks.task import MOVES, Task, TaskKind, TaskState

TOMORROW = date(2026, 11, 24)


def _wanted(person_id: UUID, **changes: object) -> TaskWanted:
    values = {"kind": TaskKind.RING, "person_id": person_id, "reason": "language_unknown", "why": "Ring Rasa and ask."}
    return TaskWanted(**({"due_on": TOMORROW} | values | changes))  # type: ignore[arg-type]


def test_the_same_is_asked_once_until_it_is_done(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    first = open_task(session, viewer, _wanted(parent.id), now)
    assert open_task(session, viewer, _wanted(parent.id), now).id == first.id
    finish_task(session, viewer, first.id, "Rang; she reads Lithuanian.", now)
    assert open_task(session, viewer, _wanted(parent.id), now).id != first.id


def test_a_second_reason_to_ring_is_added_to_the_call_that_is_open(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    parent = a_parent(session, viewer, now)
    first = open_task(session, viewer, _wanted(parent.id, why="The letter L03 did not go by e-mail."), now)
    again = _wanted(parent.id, why="The letter L06 did not go by e-mail.", more=("She answers after 18:00.",))
    for _ in range(2):
        assert open_task(session, viewer, again, now).id == first.id
    assert first.why == (
        "The letter L03 did not go by e-mail. The letter L06 did not go by e-mail. She answers after 18:00."
    )


@pytest.mark.parametrize("different", ["reason", "kind", "child_id", "person_id"])
def test_another_reason_child_or_person_is_another_task(
    session: Session, viewer: Viewer, now: datetime, different: str
) -> None:
    child = a_child(session, viewer, now)
    parent, other = a_parent(session, viewer, now, child), a_parent(session, viewer, now, child, "Jonas")
    changes = {"reason": "cannot_read", "kind": TaskKind.ASK_LANGUAGE, "child_id": child.id, "person_id": other.id}
    first = open_task(session, viewer, _wanted(parent.id), now)
    assert open_task(session, viewer, _wanted(parent.id), now).id == first.id
    second = open_task(session, viewer, _wanted(**({"person_id": parent.id} | {different: changes[different]})), now)
    assert second.id != first.id


def test_a_task_closes_only_with_words_and_only_once(session: Session, viewer: Viewer, now: datetime) -> None:
    task = open_task(session, viewer, _wanted(a_parent(session, viewer, now).id), now)
    with pytest.raises(BadInput, match="what was done"):
        finish_task(session, viewer, task.id, "  ", now)
    assert task.state == TaskState.OPEN
    finish_task(session, viewer, task.id, " Rang; she will come on Friday. ", now)
    assert (task.state, task.done_by, task.done_at) == (TaskState.DONE, viewer.staff_id, now)
    assert task.outcome == "Rang; she will come on Friday."
    with pytest.raises(Refused, match="finished already"):
        finish_task(session, viewer, task.id, "Again.", now)
    assert task.outcome == "Rang; she will come on Friday."


def test_of_two_who_finish_a_task_at_once_one_is_told_so(database: Database, now: datetime) -> None:
    with database.work() as session:
        school = an_agency(session, now)
        viewers = [viewer_of(a_staff_member(session, school, now)) for _ in range(6)]
        task_id = open_task(session, viewers[0], _wanted(a_parent(session, viewers[0], now).id), now).id

    def finish(viewer: Viewer) -> str:
        try:
            with database.work() as session:
                return str(finish_task(session, viewer, task_id, f"Rang: {viewer.staff_id}", now).done_by)
        except CommsError as refused:
            return type(refused).__name__

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(finish, viewers))
    assert answers.count("Refused") == 5
    with database.reading() as session:
        task = session.scalars(select(Task)).one()
        assert str(task.done_by) in answers
        assert task.outcome == f"Rang: {task.done_by}"


def test_the_most_urgent_task_comes_first(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    days = [TOMORROW + timedelta(days=more) for more in (5, 0, 2)]
    for number, day in enumerate(days):
        open_task(session, viewer, _wanted(parent.id, reason=f"reason {number}", due_on=day), now)
    assert [task.due_on for task in find.open_tasks(session, viewer)] == sorted(days)


def test_why_and_outcome_are_locked(session: Session, viewer: Viewer, now: datetime) -> None:
    task = open_task(session, viewer, _wanted(a_parent(session, viewer, now).id), now)
    finish_task(session, viewer, task.id, "Rang Rasa.", now)
    session.flush()
    session.expire_all()
    assert b"Rasa" not in bytes(task.why_locked) + bytes(task.outcome_locked or b"")
    assert (task.why, task.outcome) == ("Ring Rasa and ask.", "Rang Rasa.")


def test_another_agencys_task_can_be_neither_seen_nor_closed(session: Session, viewer: Viewer, now: datetime) -> None:
    task = open_task(session, viewer, _wanted(a_parent(session, viewer, now).id), now)
    stranger = viewer_of(a_staff_member(session, an_agency(session, now, "Another School"), now))
    with pytest.raises(NotFound):
        finish_task(session, stranger, task.id, "Not mine.", now)
    assert task.state == TaskState.OPEN


def test_closing_a_task_takes_the_permission(session: Session, viewer: Viewer, now: datetime) -> None:
    task = open_task(session, viewer, _wanted(a_parent(session, viewer, now).id), now)
    permissions = frozenset(Permission) - {Permission.DO_TASKS}
    with pytest.raises(NotAllowed):
        finish_task(session, Viewer(viewer.agency_id, "school", permissions, viewer.staff_id), task.id, "Rang.", now)


def test_a_finished_task_is_never_opened_again() -> None:
    assert set(MOVES) == set(TaskState)
    assert not MOVES[TaskState.DONE]
