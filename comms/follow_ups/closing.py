"""Closing a follow-up: a named person does it, with a reason. Silence is none, and neither is being away.

Where a family may be away, closing wants an expected return, the enquiries that were made, and a second permission
(seed requirements on families who travel; domain notes, "Missed contact": travel abroad is never a ground for closing,
closing needs evidence and a manager's signed decision).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.follow_ups import find
from comms.follow_ups.case import Case
from comms.follow_ups.follow_up import ClosedBecause, EventKind, FollowUp, FollowUpState
from comms.follow_ups.moving import ABOUT, lock, move
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, Refused
from comms.foundation.work_item import WorkState
from comms.messages.actions import none_needed
from comms.tasks.actions import finish_task

# Shorter than this, nobody who reads it later learns what was done.
LEAST_WORDS, LEAST_ENQUIRIES = 10, 20
ENDED = "The follow-up was closed: {}."


@dataclass(frozen=True, slots=True)
class CloseGiven:
    """Why a follow-up is closed, in one of the reasons there are and in words. ``expected_return`` and ``enquiries``
    are wanted where they may be away."""

    because: ClosedBecause
    words: str
    expected_return: date | None = None
    enquiries: str = ""


def close(session: Session, viewer: Viewer, follow_up_id: UUID, given: CloseGiven, now: datetime) -> FollowUp:
    """Close a follow-up. What was asked of somebody about it is finished by that, and no text of it goes any more.

    Raises ``Refused`` for the system, and for one that is closed; ``BadInput`` without words, or, where they may be
    away, without a return to come and the enquiries made; ``NotAllowed``.
    """
    viewer.require(Permission.CLOSE_FOLLOW_UPS)
    if viewer.staff_id is None:
        raise Refused("Nothing but a person closes a follow-up.", "Sign in, and close it under your name.")
    row = lock(session, find.follow_up(session, viewer, follow_up_id))
    if row.state == FollowUpState.CLOSED:
        raise Refused("This follow-up is closed already.", "Open a new one if there is more to do.")
    if len(given.words.strip()) < LEAST_WORDS:
        raise BadInput("It does not say enough of why it is closed.", "Write what was learned, and from whom.")
    if may_be_away(row, given.because):
        _check_away(viewer, given, now)
    move(row, FollowUpState.CLOSED)
    row.closed_at, row.closed_by, row.closed_because = now, viewer.staff_id, given.because
    row.closed_words, row.enquiries = given.words.strip(), given.enquiries.strip() or None
    row.away_until = given.expected_return or row.away_until
    row.work_state, row.next_action_at, row.token, row.lease_until = WorkState.DONE, None, "", None
    none_needed(session, viewer, ABOUT, [row.id], now)
    case = Case(session, viewer, row, now)
    returns = given.expected_return.isoformat() if given.expected_return else None
    case.put_down(EventKind.CLOSED, row.step, words=given.words.strip(), because=str(given.because), returns=returns)
    for task in find.open_tasks_of(session, viewer, row):
        finish_task(session, viewer, task.id, ENDED.format(given.because), now)
    session.flush()
    return row


def may_be_away(row: FollowUp, because: ClosedBecause) -> bool:
    """Whether closing one wants the proofs of somebody who may be away."""
    return row.away_until is not None or because == ClosedBecause.AWAY_CONFIRMED


def _check_away(viewer: Viewer, given: CloseGiven, now: datetime) -> None:
    viewer.require(Permission.CLOSE_WHILE_AWAY)
    if given.expected_return is None or given.expected_return <= london_date(now):
        raise BadInput("They may be away, and it does not say when they are expected back.",
                       "Give a day to come. If they are back, record that first.")  # fmt: skip
    if len(given.enquiries.strip()) < LEAST_ENQUIRIES:
        raise BadInput("They may be away, and it does not say which enquiries were made.",
                       "Write who was asked, when, and what they said.")  # fmt: skip
