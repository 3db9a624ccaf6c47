"""Questions about follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.contact_point import ContactPoint
from comms.families.find import visible_people
from comms.families.hidden.find import is_hidden, nobody_hidden
from comms.families.person import Person
from comms.follow_ups.follow_up import LIVE, Because, EventKind, FollowUp, FollowUpEvent
from comms.follow_ups.moving import ABOUT
from comms.foundation.errors import NotFound
from comms.messages.about import hidden_about
from comms.messages.find import line_of, messages_about
from comms.messages.thread import Thread
from comms.messages.webhook import Webhook
from comms.tasks.find import tasks_about
from comms.tasks.task import Task, TaskState

# What counts as a try to speak to them.
TRIED = frozenset({EventKind.OPENED, EventKind.AGAIN, EventKind.CALLED})
WRITTEN = frozenset({EventKind.TEXT_WRITTEN, EventKind.EMAIL_WRITTEN})


def visible_follow_ups(viewer: Viewer) -> Select[FollowUp]:
    """The follow-ups of this viewer's agency, about people it still works with; none about a child who is hidden."""
    people = visible_people(viewer).with_only_columns(Person.id)
    return select(FollowUp).where(
        FollowUp.agency_id == viewer.agency_id,
        FollowUp.person_id.in_(people),
        nobody_hidden(viewer, FollowUp.child_id),
    )


@hidden_about(ABOUT)
def _is_hidden(viewer: Viewer, follow_up_id: Any) -> ColumnElement[bool]:
    hidden = or_(is_hidden(viewer, FollowUp.person_id), is_hidden(viewer, FollowUp.child_id))
    return exists().where(FollowUp.id == follow_up_id, hidden)


def follow_up(session: Session, viewer: Viewer, follow_up_id: UUID) -> FollowUp:
    """One follow-up. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_follow_ups(viewer).where(FollowUp.id == follow_up_id))
    if found is None:
        raise NotFound("There is no such follow-up.")
    return found


def due_follow_ups(session: Session, viewer: Viewer, until: datetime, limit: int = 500) -> Sequence[FollowUp]:
    """Those that are live and whose next step comes by then, the earliest first."""
    query = visible_follow_ups(viewer).where(FollowUp.state.in_(LIVE), FollowUp.next_action_at <= until)
    return session.scalars(query.order_by(FollowUp.next_action_at, FollowUp.id).limit(limit)).all()


def live_follow_ups(session: Session, viewer: Viewer, limit: int = 500) -> Sequence[FollowUp]:
    """All that nobody has closed, the longest open first."""
    query = visible_follow_ups(viewer).where(FollowUp.state.in_(LIVE))
    return session.scalars(query.order_by(FollowUp.opened_at, FollowUp.id).limit(limit)).all()


def follow_ups_of(session: Session, viewer: Viewer, person_id: UUID) -> Sequence[FollowUp]:
    """Every follow-up of a person, the newest first."""
    query = visible_follow_ups(viewer).where(FollowUp.person_id == person_id)
    return session.scalars(query.order_by(FollowUp.opened_at.desc(), FollowUp.id.desc())).all()


def live_of_person(session: Session, viewer: Viewer, person_id: UUID) -> Sequence[FollowUp]:
    """Those of a person that nobody has closed, the newest first."""
    return [one for one in follow_ups_of(session, viewer, person_id) if one.state in LIVE]


def live_because(session: Session, viewer: Viewer, person_id: UUID, because: Because) -> FollowUp | None:
    """The live follow-up of a person for one reason; there is at most one."""
    return next((one for one in live_of_person(session, viewer, person_id) if one.because == because), None)


def events_of(session: Session, viewer: Viewer, follow_up_id: UUID) -> Sequence[FollowUpEvent]:
    """Everything that happened in a follow-up, the oldest first."""
    found = follow_up(session, viewer, follow_up_id)
    query = select(FollowUpEvent).where(FollowUpEvent.follow_up_id == found.id)
    return session.scalars(query.order_by(FollowUpEvent.at, FollowUpEvent.id)).all()


def opening_of(session: Session, viewer: Viewer, row: FollowUp) -> FollowUpEvent | None:
    """How a follow-up began."""
    return next((one for one in events_of(session, viewer, row.id) if one.kind == EventKind.OPENED), None)


def last_try(session: Session, viewer: Viewer, row: FollowUp) -> datetime:
    """When they were last rung, or rang, in vain; when it was opened, where that is not known."""
    tries = [one.at for one in events_of(session, viewer, row.id) if one.kind in TRIED]
    return max(tries, default=row.opened_at)


def numbers_not_tried(
    session: Session, viewer: Viewer, row: FollowUp, numbers: Sequence[ContactPoint]
) -> list[ContactPoint]:
    """Those of some numbers to which no text of this follow-up was written."""
    texts = messages_about(session, viewer, ABOUT, row.id)
    threads = {one.thread_id for one in texts if one.thread_id is not None}
    used = set(session.scalars(select(Thread.number_hash).where(Thread.id.in_(threads))))
    return [one for one in numbers if one.value_hash not in used]


def was_taken_up(session: Session, viewer: Viewer, incoming_id: UUID) -> bool:
    """Whether an incoming text is an answer in a follow-up already."""
    own = visible_follow_ups(viewer).with_only_columns(FollowUp.id)
    query = select(FollowUpEvent.id).where(
        FollowUpEvent.kind == EventKind.REPLIED,
        FollowUpEvent.about_id == incoming_id,
        FollowUpEvent.follow_up_id.in_(own),
    )
    return session.scalar(query.limit(1)) is not None


def open_tasks_of(session: Session, viewer: Viewer, row: FollowUp) -> Sequence[Task]:
    """What somebody was asked to do about a follow-up and nobody has finished."""
    about = [one for one in tasks_about(session, viewer, row.person_id) if one.state == TaskState.OPEN]
    return [one for one in about if one.about_kind == ABOUT and one.about_id == row.id]


def has_begun_with(session: Session, viewer: Viewer, row: FollowUp, about_id: UUID) -> bool:
    """Whether a call or an appointment is in a follow-up already."""
    began = (one for one in events_of(session, viewer, row.id) if one.kind in {EventKind.OPENED, EventKind.AGAIN})
    return any(one.about_id == about_id for one in began)


def step_of_message(session: Session, viewer: Viewer, row: FollowUp, message_id: UUID) -> str:
    """The step that wrote a message; empty for an answer, which is none."""
    events = events_of(session, viewer, row.id)
    return next((one.step for one in events if one.about_id == message_id and one.kind in WRITTEN), "")


def webhooks_to_handle(session: Session, limit: int) -> Sequence[Webhook]:
    """What the carrier told us and has not failed yet, in the order in which it came; when there is none, the one that
    has failed least."""
    query = _open_webhooks().where(Webhook.attempts == 0).order_by(Webhook.received_at, Webhook.id)
    fresh = session.scalars(query.limit(limit)).all()
    if fresh:
        return fresh
    failed = _open_webhooks().order_by(Webhook.attempts, Webhook.received_at, Webhook.id)
    return session.scalars(failed.limit(1)).all()


def webhooks_wait(session: Session) -> bool:
    """Whether something waits that was not tried yet."""
    return session.scalar(_open_webhooks().where(Webhook.attempts == 0).limit(1)) is not None


def webhook_came_since(session: Session, moment: datetime) -> bool:
    """Whether the carrier told us something since then that still waits."""
    return session.scalar(_open_webhooks().where(Webhook.received_at > moment).limit(1)) is not None


def _open_webhooks() -> Select[Webhook]:
    return select(Webhook).where(Webhook.handled_at.is_(None), Webhook.given_up.is_(False))


def webhooks_given_up(session: Session, viewer: Viewer, limit: int = 100) -> Sequence[Webhook]:
    """Those for the agency's line that failed each time, the newest first: a person has to look at them."""
    line = line_of(session, viewer)
    query = select(Webhook).where(Webhook.given_up.is_(True), Webhook.handled_at.is_(None))
    found = session.scalars(query.order_by(Webhook.received_at.desc(), Webhook.id).limit(limit)).all()
    return [one for one in found if line is not None and line.number in (one.fields or {}).values()]
