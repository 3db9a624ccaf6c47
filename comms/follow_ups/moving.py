"""How a follow-up moves: its state by the table, its next step, and what is put down of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.follow_ups.follow_up import MOVES, EventKind, FollowUp, FollowUpEvent, FollowUpState, Step
from comms.foundation.audit import note
from comms.foundation.errors import Refused
from comms.foundation.work import hint_after_commit
from comms.foundation.work_item import WorkState
from comms.messages.find import held_about

FOLLOW_UP = "follow up"
# What rows elsewhere (messages, tasks, audit) call a follow-up they are about.
ABOUT = "follow_up"


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened in a follow-up. ``detail`` holds ids, codes and moments; ``words`` are those of a person, or a
    sentence for the staff."""

    kind: EventKind
    step: str = ""
    about: tuple[str, UUID] | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    words: str = ""


def put_down(session: Session, viewer: Viewer, row: FollowUp, what: Happened, now: datetime) -> FollowUpEvent:
    """Put down what happened, and note it in the audit."""
    about_kind, about_id = what.about or ("", None)
    made = FollowUpEvent(
        follow_up_id=row.id, person_id=row.person_id, kind=what.kind, step=what.step, about_kind=about_kind,
        about_id=about_id, detail=dict(what.detail), at=now, by=viewer.staff_id, words=what.words or None,
    )  # fmt: skip
    session.add(made)
    note(session, viewer.actor, "follow up", (ABOUT, row.id), now, {"what": what.kind, "step": what.step})
    return made


def move(row: FollowUp, after: FollowUpState) -> None:
    """Bring a follow-up to a state; to stay is no move. Raises ``Refused`` for a move the table does not have."""
    if row.state == after:
        return
    if after not in MOVES[FollowUpState(row.state)]:
        raise Refused(f"A follow-up that is “{row.state}” does not become “{after}”.", "Look at where it stands.")
    row.state = after


def plan(row: FollowUp, step: Step, at: datetime) -> None:
    """Say which step comes next, and when."""
    row.next_step, row.next_action_at = step, at


def lock(session: Session, row: FollowUp) -> FollowUp:
    """The follow-up as it stands now, kept from everybody else until the commit, for whoever may keep its messages from
    going: first those, then the row. Whoever sends them has them first too, so neither waits for the other for ever."""
    session.flush()
    held_about(session, system_viewer(session.get_one(Agency, row.agency_id)), ABOUT, [row.id])
    return lock_row(session, row)


def lock_row(session: Session, row: FollowUp) -> FollowUp:
    """The row alone, for whoever holds a message of it already, or only writes new ones."""
    session.flush()
    session.refresh(row, with_for_update=True)
    return row


def wake(session: Session, row: FollowUp, now: datetime) -> None:
    """Let the worker see what somebody has just changed. Whoever had the row in hand is overtaken: what they were about
    to do followed from how it stood before."""
    row.work_state, row.attempts, row.token, row.lease_until = WorkState.WAITING, 0, "", None
    if row.next_action_at is not None and row.next_action_at <= now:
        hint_after_commit(session, FOLLOW_UP, row.id)
