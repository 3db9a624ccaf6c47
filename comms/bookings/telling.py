"""Telling the office what has to be done about a request, in sentences that whoever reads them can act on at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.offers.described import language_called, moment_in_words
from comms.bookings.requests.request import InterpreterRequest
from comms.bookings.requests.tasks import ask_somebody
from comms.foundation.clock import london_date
from comms.foundation.work_days import working_day_after
from comms.tasks.task import Task, TaskKind

# With less time than this nobody is left to wait for an answer: the telephone service is prepared at the same time.
SOON = timedelta(hours=2)
NEVER = "A relative, a friend or a child is never the interpreter."


def tell(
    session: Session, viewer: Viewer, request: InterpreterRequest, kind: TaskKind, said: str, now: datetime
) -> Task | None:  # fmt: skip
    """Open the task, or add to the one that is open; due by the next working day, and before the appointment."""
    today = london_date(now)
    due = min(working_day_after(today), max(london_date(request.starts_at), today))
    return ask_somebody(session, viewer, kind, request, f"{_which(session, request, now)}: {said}", due, now)


def is_soon(request: InterpreterRequest, now: datetime) -> bool:
    """Whether there is too little time to wait for an answer."""
    return request.starts_at - now < SOON


def telephone_said(session: Session, viewer: Viewer) -> str:
    """What to do without anybody who comes: the telephone service with its number and code, else a person decides."""
    line = telephone_line(session, viewer)
    if line:
        return f"Use the telephone interpreters: {line}. {NEVER}"
    return (
        "No telephone interpreters’ number is on record, so decide now what is done: meet at another time, or ask your "
        f"manager whom to ring. {NEVER}"
    )


def telephone_line(session: Session, viewer: Viewer) -> str:
    """The telephone service's number and code as the agency wrote them down; empty where it did not."""
    return session.get_one(Agency, viewer.agency_id).interpreter_line.strip().rstrip(".")


def _which(session: Session, request: InterpreterRequest, now: datetime) -> str:
    """The request in a few words, with whoever organises it."""
    organiser_id = session.get_one(Appointment, request.appointment_id).organiser_id
    by = f", organised by {session.get_one(Staff, organiser_id).name}" if organiser_id else ""
    return f"{language_called(request.language)}, {moment_in_words(request.starts_at, now)}, {request.reference}{by}"
