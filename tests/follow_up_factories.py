"""Makes what follow-ups are about: a Polish father with a telephone, an agency with a line, answers that come in; and
lets days pass as the worker would have them pass. Each takes a session and writes into it; none commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from factories import a_child, a_need, a_parent
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import NUMBER, a_report, a_text_came

from comms.agencies.viewer import Viewer
from comms.families.actions import add_contact_point, record_contact_safety, relate
from comms.families.contact_point import Channel, ContactPoint, ReadBy, Safety
from comms.families.language_need import Source
from comms.families.person import Person
from comms.follow_ups.actions import OpenGiven, open_follow_up
from comms.follow_ups.follow_up import Because, FollowUp, FollowUpEvent
from comms.foundation.opening import Installation
from comms.foundation.work_item import Work, WorkState, again, claim, due_rows, finish
from comms.messages.arriving import store_webhook
from comms.messages.message import Message
from comms.messages.webhook import WebhookKind
from comms.tasks.task import Task, TaskState
from comms.worker.kinds import KINDS


def a_number(
    session: Session,
    viewer: Viewer,
    person: Person,
    now: datetime,
    value: str = NUMBER,
    channel: Channel = Channel.MOBILE,
    *,
    safety: Safety = Safety.SAFE,
    read_by: ReadBy = ReadBy.ONLY_THEY,
) -> ContactPoint:
    """A telephone or address of somebody, theirs alone and safe unless the test says otherwise."""
    point = add_contact_point(session, viewer, person, channel, value, now)
    session.flush()
    record_contact_safety(session, viewer, point, safety, now, read_by)
    session.flush()
    return point


def a_father(session: Session, viewer: Viewer, now: datetime, *, telephone: bool = True, **need: Any) -> Person:
    """A Polish father who needs an interpreter, was asked, has a daughter at the school and a telephone of his own."""
    child = a_child(session, viewer, now, "Zosia", "Wójcik")
    father = a_parent(session, viewer, now, given="Marek", family="Wójcik")
    relate(session, viewer, child, father, "father", responsible=True, now=now)
    values: dict[str, Any] = {"written": "pl", "interpreter": "needed", "reads": "well", "source": Source.ASKED_PERSON}
    a_need(session, viewer, father, now, **(values | need))
    if telephone:
        a_number(session, viewer, father, now)
    session.flush()
    return father


def followed_up(
    session: Session,
    viewer: Viewer,
    now: datetime,
    person: Person | None = None,
    because: Because = Because.MISSED_CALL,
    **given: Any,
) -> FollowUp:
    """A follow-up of a call that nobody answered, to that father unless the test says otherwise."""
    person = person or a_father(session, viewer, now)
    values: dict[str, Any] = {"about_kind": "call", "about_id": uuid4()}
    return open_follow_up(session, viewer, OpenGiven(person.id, because, **(values | given)), now)


def texted(session: Session, body: str, now: datetime, **fields: str) -> None:
    """A text comes in from somebody's telephone, as the carrier tells of it."""
    said = a_text_came(body, **fields)
    store_webhook(session, WebhookKind.TEXT, f"text:{said['MessageSid']}", "", said, now)
    session.flush()


def reported(session: Session, message: Message, status: str, now: datetime, code: int | None = None) -> None:
    """The carrier reports what became of a text."""
    said = a_report(status, code)
    once = f"report:{message.id}:{status}"
    store_webhook(session, WebhookKind.REPORT, once, message.report_token or "", said, now)
    session.flush()


def events(session: Session, row: FollowUp) -> list[FollowUpEvent]:
    """Everything that happened in a follow-up, the oldest first."""
    session.flush()
    query = select(FollowUpEvent).where(FollowUpEvent.follow_up_id == row.id)
    return list(session.scalars(query.order_by(FollowUpEvent.at, FollowUpEvent.id)))


def open_tasks(session: Session) -> list[Task]:
    """What somebody has to do."""
    session.flush()
    return list(session.scalars(select(Task).where(Task.state == TaskState.OPEN).order_by(Task.opened_at, Task.id)))


def texts(session: Session) -> list[Message]:
    """Every message there is, in the order in which they were written."""
    session.flush()
    return list(session.scalars(select(Message).order_by(Message.made_at, Message.id)))


def one_turn(installation: Installation, now: datetime, kinds: Sequence[str] = tuple(KINDS)) -> None:
    """Everything that is due at a moment is worked on, as the worker would if it were that time; and what follows from
    that, once more."""
    for name in [*kinds, *kinds]:
        with installation.database.reading() as session:
            rows = due_rows(session, KINDS[name].record, now)
        for row in rows:
            for _ in range(50):
                if not _work_on(installation, name, row, now):
                    break


def _work_on(installation: Installation, name: str, row: UUID, now: datetime) -> bool:
    """One row's work. Whether it is to be done again at once."""
    kind = KINDS[name]
    with installation.database.work() as session:
        token = claim(session, kind.record, row, now, kind.lease)
    if token is None:
        return False
    made: tuple[object, ...] = ()
    if kind.first is not None:
        with installation.database.reading() as session:
            made = (kind.first(session, row),)
    if kind.before is not None and kind.speak is not None:
        with installation.database.work() as session:
            said = kind.before(session, row, now)
        spoken = said is not None and said is not False
        made = (kind.speak(installation.settings, *made, *(() if said is True else (said,))) if spoken else None,)
    with installation.database.work() as session:
        answer = kind.act(session, row, now, *made)
        if isinstance(answer, datetime):
            again(session, kind.record, row, token, answer)
        elif isinstance(answer, Work):
            again(session, kind.record, row, token, now, attempts=int(answer is Work.MORE_WITH_CARE))
        else:
            finish(session, kind.record, row, token)
    return isinstance(answer, Work)


def days_pass(
    installation: Installation, since: datetime, days: int, each: timedelta = timedelta(hours=49)
) -> datetime:
    """Nobody does anything for some days but the worker. Answers the moment at the end."""
    now = since
    while now < since + timedelta(days=days):
        now += each
        one_turn(installation, now)
    return now


def is_waiting(row: FollowUp) -> bool:
    """Whether the worker will come back to a follow-up by itself."""
    return row.work_state == WorkState.WAITING and row.next_action_at is not None
