"""Bringing follow-ups from each state to each other by the real verbs: time, an answer, and a person's hand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from follow_up_factories import followed_up
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.follow_ups.actions import reached
from comms.follow_ups.closing import CloseGiven, close
from comms.follow_ups.follow_up import ClosedBecause, FollowUp, FollowUpState, Step
from comms.follow_ups.steering import go_on, stop
from comms.follow_ups.working import work_on_follow_up
from comms.foundation.errors import Refused

_S = FollowUpState


def follow_up_moved(session: Session, viewer: Viewer, now: datetime, before: StrEnum, after: StrEnum) -> bool:
    """Whether a follow-up in one state is brought to another: up the ladder by time alone, to a person by an answer,
    and by stopping it, letting it go on, or closing it."""
    row = followed_up(session, viewer, now)
    row.state = before
    if before == _S.CLOSED:
        row.next_action_at = None
    session.flush()
    closed = CloseGiven(ClosedBecause.SPOKEN, "Spoke with him today.")
    verbs: dict[StrEnum, Callable[[], object]] = {
        _S.OPEN: lambda: go_on(session, viewer, row.id, now),
        _S.ANSWERED: lambda: reached(session, viewer, row.id, None, now),
        _S.WITH_WORKER: lambda: _work(session, row, Step.WORKER, now),
        _S.WITH_MANAGER: lambda: _work(session, row, Step.MANAGER, now),
        _S.STOPPED: lambda: stop(session, viewer, row.id, "Wait.", now),
        _S.CLOSED: lambda: close(session, viewer, row.id, closed, now),
    }
    with suppress(Refused):
        verbs[after]()
    return before != after and row.state == after


def _work(session: Session, row: FollowUp, step: Step, now: datetime) -> None:
    row.next_step = step
    session.flush()
    work_on_follow_up(session, row.id, now)
