"""The worker's part in a follow-up: it makes the step that is due, and plans the next. It closes nothing, ever."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.follow_ups.case import Case, system_case
from comms.follow_ups.follow_up import EventKind, FollowUp, FollowUpState, Step
from comms.follow_ups.ladder import back_from
from comms.follow_ups.moving import lock_row, wake
from comms.follow_ups.stepping import bring_back, make_step
from comms.foundation.clock import london_date
from comms.tasks.task import TaskKind

TRY_AGAIN_AFTER = timedelta(days=1)
BROKEN = "It could not be looked after by itself, through a fault of ours. Look at it, and choose what comes next."


def work_on_follow_up(session: Session, follow_up_id: UUID, now: datetime) -> datetime | None:
    """Make the step that is due. Answers the moment of the next; None only for one that somebody has closed."""
    row = lock_row(session, session.get_one(FollowUp, follow_up_id))
    if row.state == FollowUpState.CLOSED:
        return None
    case = system_case(session, row, now)
    if row.next_action_at is None or row.next_action_at <= now:
        _work(case)
    return row.next_action_at


def _work(case: Case) -> None:
    row = case.row
    if row.state == FollowUpState.STOPPED:
        bring_back(case)
    elif _waits_for_return(case):
        row.next_action_at = back_from(row.away_until or london_date(case.now), case.facts, case.now)
    else:
        make_step(case, Step(row.next_step or Step.WORKER))


def _waits_for_return(case: Case) -> bool:
    """Whether they are away still. Somebody who has answered may be reached all the same, and waits for us."""
    row = case.row
    away = row.away_until is not None and london_date(case.now) <= row.away_until
    return away and row.state != FollowUpState.ANSWERED


def leave_follow_up(session: Session, follow_up_id: UUID, now: datetime) -> None:
    """The worker failed each time: a person looks, and the worker tries again each day. A follow-up that nobody has
    closed never lies still."""
    row = session.get_one(FollowUp, follow_up_id)
    case = system_case(session, row, now)
    task = case.ask(TaskKind.DECIDE_FOLLOW_UP, "broken", BROKEN, london_date(now))
    case.put_down(EventKind.NOTE, row.next_step, code="broken", task=str(task.id))
    row.next_action_at = now + TRY_AGAIN_AFTER
    wake(session, row, now)
