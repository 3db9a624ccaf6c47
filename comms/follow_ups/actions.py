"""Opening a follow-up, and noting what happens in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find as families
from comms.follow_ups import find
from comms.follow_ups.case import Case
from comms.follow_ups.follow_up import Because, EventKind, FollowUp, FollowUpState, Step
from comms.follow_ups.ladder import ANSWERED_DAYS, begins_again_after, due_of, first_step, reachable_after
from comms.follow_ups.moving import ABOUT, FOLLOW_UP, lock, move, plan, wake
from comms.follow_ups.stepping import plan_after
from comms.foundation.errors import BadInput
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.work_item import WorkState
from comms.messages.actions import none_needed

__all__ = ["FOLLOW_UP", "OpenGiven", "add_note", "open_follow_up", "reached"]


@dataclass(frozen=True, slots=True)
class OpenGiven:
    """Whom to follow up and why. ``about`` is the call or the appointment it begins with; ``point_id`` the number that
    was rung, or that rang, where it is known; ``worker_id`` whoever is to decide first, the viewer where it is None."""

    person_id: UUID
    because: Because
    about_kind: str
    about_id: UUID
    child_id: UUID | None = None
    worker_id: UUID | None = None
    point_id: UUID | None = None


def open_follow_up(session: Session, viewer: Viewer, given: OpenGiven, now: datetime) -> FollowUp:
    """Open a follow-up; its first step is made after the commit. Where one of the same person for the same reason is
    live, it happened again in that one: nobody is followed up twice at a time for the same. The same call or
    appointment told of twice changes nothing."""
    viewer.require(Permission.WRITE_TO_FAMILIES)
    families.person(session, viewer, given.person_id)
    # Two calls that end at the same moment make one follow-up: whoever opens one for a person waits for the other.
    one_at_a_time(session, f"follow-ups of {given.person_id}")
    known = find.live_because(session, viewer, given.person_id, given.because)
    if known is not None:
        return _again(session, viewer, known, given, now)
    row = FollowUp(
        agency_id=viewer.agency_id, person_id=given.person_id, child_id=given.child_id, because=given.because,
        about_kind=given.about_kind, about_id=given.about_id, worker_id=given.worker_id or viewer.staff_id,
        state=FollowUpState.OPEN, opened_at=now, opened_by=viewer.staff_id, work_state=WorkState.WAITING,
    )  # fmt: skip
    session.add(row)
    session.flush()
    case = Case(session, viewer, row, now)
    row.language = _language(case)
    step = first_step(case.facts)
    plan(row, step, due_of(step, now, case.facts, now))
    case.put_down(EventKind.OPENED, about=(given.about_kind, given.about_id), point=_text(given.point_id))
    wake(session, row, now)
    session.flush()
    return row


def _again(session: Session, viewer: Viewer, known: FollowUp, given: OpenGiven, now: datetime) -> FollowUp:
    row = lock(session, known)
    if find.has_begun_with(session, viewer, row, given.about_id):
        return row
    case = Case(session, viewer, row, now)
    about = (given.about_kind, given.about_id)
    case.put_down(EventKind.AGAIN, about=about, point=_text(given.point_id))
    if row.state == FollowUpState.ANSWERED:
        # They answered, were rung at the time they named, and not reached: the ladder goes on where it stood.
        set_going(case)
        wake(session, row, now)
    session.flush()
    return row


def set_going(case: Case) -> None:
    """Open a follow-up again, and plan the step after the one where it stood."""
    row = case.row
    move(row, FollowUpState.OPEN)
    row.proposed_at = None
    if row.step or first_step(case.facts) != Step.TEXT:
        plan_after(case, begins_again_after(row.step))
    else:
        plan(row, Step.TEXT, case.now)


def reached(session: Session, viewer: Viewer, follow_up_id: UUID, call_id: UUID | None, now: datetime) -> FollowUp:
    """Somebody spoke to them. That closes nothing: whoever spoke says what came of it, or is asked to on the next
    working day."""
    viewer.require(Permission.WRITE_TO_FAMILIES)
    row = lock(session, find.follow_up(session, viewer, follow_up_id))
    case = Case(session, viewer, row, now)
    about = ("call", call_id) if call_id else None
    case.put_down(EventKind.CALLED, about=about, code="talked")
    if row.state != FollowUpState.CLOSED:
        none_needed(session, viewer, ABOUT, [row.id], now)
        move(row, FollowUpState.ANSWERED)
        row.proposed_at = None
        plan(row, Step.WORKER, reachable_after(ANSWERED_DAYS, now, case.facts.answer, now))
        wake(session, row, now)
    session.flush()
    return row


def add_note(session: Session, viewer: Viewer, follow_up_id: UUID, words: str, now: datetime) -> FollowUp:
    """Write a note into a follow-up. Raises ``BadInput`` without words."""
    viewer.require(Permission.WRITE_TO_FAMILIES)
    row = find.follow_up(session, viewer, follow_up_id)
    if not words.strip():
        raise BadInput("The note has no words.", "Write what you want to keep.")
    Case(session, viewer, row, now).put_down(EventKind.NOTE, words=words.strip())
    session.flush()
    return row


def _language(case: Case) -> str:
    """The language the person reads; where that is not known, the first they speak; empty where nobody asked."""
    need = case.ways.need
    return case.ways.reads or (need.spoken[0] if need is not None and need.spoken else "")


def _text(one: UUID | None) -> str | None:
    return str(one) if one else None
