"""What somebody is asked to do about a request. A task stays open until a person says what they did."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import attendees_of, people_of
from comms.bookings.requests.request import InterpreterRequest
from comms.tasks.actions import TaskWanted, open_task, settle_tasks
from comms.tasks.find import open_task_like, open_tasks_on
from comms.tasks.task import Task, TaskKind

APPOINTMENT = "appointment"
ABOUT_INTERPRETERS = frozenset({TaskKind.FIND_INTERPRETER, TaskKind.DECIDE_BOOKING, TaskKind.CHECK_BOOKING})


def ask_somebody(
    session: Session, viewer: Viewer, kind: TaskKind, request: InterpreterRequest, why: str, due_on: date, now: datetime
) -> Task | None:
    """Ask somebody to do something about a request, under the first of its people the agency still works with. Where
    the same is asked already, what is new is added and the nearer day counts. None where nobody is left."""
    person_id = _person(session, viewer, request)
    if person_id is None:
        return None
    wanted = TaskWanted(
        kind, person_id, _reason(request), why, due_on, about_kind=APPOINTMENT, about_id=request.appointment_id
    )
    task = open_task(session, viewer, wanted, now)
    task.due_on = min(task.due_on, due_on)
    return task


def say_in_task(session: Session, viewer: Viewer, request: InterpreterRequest, said: str) -> None:
    """Add to the tasks that are open about finding somebody what has come of it, so that they can be closed with one
    look; whether they are is for a person to say."""
    person_id = _person(session, viewer, request)
    for kind in (TaskKind.FIND_INTERPRETER, TaskKind.DECIDE_BOOKING):
        known = open_task_like(session, viewer, kind, person_id, None, _reason(request)) if person_id else None
        if known is not None and not known.why.endswith(said):
            known.why = f"{known.why} {said}"


def settle_asked(session: Session, viewer: Viewer, appointment_id: UUID, said: str, now: datetime) -> None:
    """Finish what was asked about the interpreters of an appointment, once a person has said what became of it."""
    asked = open_tasks_on(session, viewer, APPOINTMENT, appointment_id)
    settle_tasks(session, viewer, [one for one in asked if one.kind in ABOUT_INTERPRETERS], said, now)


def _reason(request: InterpreterRequest) -> str:
    return f"interpreter {request.reference}"


def _person(session: Session, viewer: Viewer, request: InterpreterRequest) -> UUID | None:
    attending = attendees_of(session, viewer, [request.appointment_id])[request.appointment_id]
    ids = [*(UUID(one) for one in request.people), *(one.person_id for one in attending)]
    seen = people_of(session, viewer, ids)
    return next((one for one in ids if one in seen), None)
