"""Marks corrected after a letter: what was known then is kept, what changed is told, and somebody looks again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from formal_factories import marks
from formal_steps_made import a_penalty, improvement_made, ready_case
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.formal.ledger.actions import record_entry
from comms.formal.ledger.changes import marks_then, since_then
from comms.formal.ledger.entry_given import EntryGiven, Ground
from comms.formal.ledger.ledger_entry import LedgerKind
from comms.formal.steps.find import newest_of
from comms.foundation.clock import london_date
from comms.tasks.actions import finish_task
from comms.tasks.find import open_tasks
from comms.tasks.task import Task, TaskKind

FRIDAY = date(2026, 11, 20)
ILL = [SessionMark(FRIDAY, "AM", "I"), SessionMark(FRIDAY, "PM", "I")]


def _tasks(session: Session, viewer: Viewer) -> list[Task]:
    return [one for one in open_tasks(session, viewer) if one.kind == TaskKind.CHECK_NOTICE]


def test_a_corrected_mark_shows_what_stood_then_what_stands_now_and_since_when(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, _ = a_penalty(session, viewer, now)
    step = newest_of(session, viewer, formal.case.id, "L09")
    assert step is not None
    then, later = marks_then(step), now + timedelta(days=2)
    record_marks(session, viewer, {formal.child.id: ILL}, later)
    found = since_then(session, viewer, formal.case, step, london_date(later))
    assert [(one.day, one.session, one.was, one.is_now, on) for one, on in found.changes] == [
        (FRIDAY, "AM", "O", "I", london_date(later)), (FRIDAY, "PM", "O", "I", london_date(later)),
    ]  # fmt: skip
    assert (found.counted_then, found.counts_now, found.fell_below) == (10, 8, True)
    assert marks_then(step) == then


def test_fewer_sessions_than_the_law_asks_for_ask_somebody_to_look_again(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    formal, kept = a_penalty(session, viewer, now)
    record_marks(session, viewer, {formal.child.id: ILL}, now + timedelta(days=2))
    [task] = _tasks(session, viewer)
    assert kept.notice.reference in task.why
    assert "stood on 10 sessions" in task.why
    assert "8 of them count now, fewer than the 10" in task.why
    finish_task(session, viewer, task.id, "Withdrawn.", now + timedelta(days=2))
    # The same file again corrects nothing more, so nobody is asked again.
    record_marks(session, viewer, {formal.child.id: ILL}, now + timedelta(days=3))
    assert _tasks(session, viewer) == []


def test_enough_sessions_that_are_left_ask_nobody(session: Session, viewer: Viewer, now: datetime) -> None:
    formal = ready_case(session, viewer, now, missed=12)
    improvement_made(session, viewer, formal, now)
    record_marks(session, viewer, {formal.child.id: ILL}, now + timedelta(days=2))
    assert _tasks(session, viewer) == []


def test_a_mark_of_another_time_asks_nobody(session: Session, viewer: Viewer, now: datetime) -> None:
    formal, _ = a_penalty(session, viewer, now)
    later = now + timedelta(days=7)
    record_marks(session, viewer, {formal.child.id: marks(london_date(later), 0)[-10:]}, later)
    assert _tasks(session, viewer) == []


def test_of_a_withdrawn_notice_nothing_is_asked(session: Session, viewer: Viewer, now: datetime) -> None:
    formal, kept = a_penalty(session, viewer, now)
    given = EntryGiven(LedgerKind.WITHDRAWN, london_date(now), ground=Ground.REGISTER, because="Wrong marks.")
    record_entry(session, viewer, kept.notice.id, given, now)
    record_marks(session, viewer, {formal.child.id: ILL}, now + timedelta(days=2))
    assert _tasks(session, viewer) == []
