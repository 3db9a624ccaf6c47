"""What becomes of a text, or an e-mail, that reached nobody: the ladder goes on at once, a wrong number is brought to
somebody who can correct it, and whoever is to be told otherwise is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import system_viewer
from comms.bookings import undelivered as of_bookings
from comms.channels.email import Answer
from comms.channels.sms import Reaction, reaction_to
from comms.families.reaching_hours import next_reachable
from comms.follow_ups import find
from comms.follow_ups.case import Case, system_case
from comms.follow_ups.follow_up import EventKind, FollowUp, FollowUpState, Step
from comms.follow_ups.ladder import next_step, on_working_days
from comms.follow_ups.moving import ABOUT, lock_row, plan, wake
from comms.follow_ups.stepping import HELD, MESSAGE, next_working_day
from comms.foundation.clock import london_date
from comms.foundation.work_days import working_day_after
from comms.foundation.work_item import Work
from comms.messages.message import NOT_GONE, Message, MessageChannel, MessageState, Purpose
from comms.messages.sending import Said, end_batch
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.task import TaskKind

PERSON = "person"
# What goes beside a text, or to our own staff: nobody else waits for it.
BESIDE = frozenset({Purpose.FIRST, Purpose.DUTY})
WRONG_NUMBER = frozenset({Reaction.INVALID_NUMBER, Reaction.DEAD_NUMBER, Reaction.LANDLINE})


def line_worked(session: Session, line_id: UUID, now: datetime, said: Said | None = None) -> Work | datetime:
    """The worker's part for a line: what became of a batch of texts, and what follows from it."""
    worked = end_batch(session, line_id, now, said)
    told(session, worked.ended, now)
    return worked.again


def email_worked(session: Session, message_id: UUID, now: datetime, answer: Answer | None) -> datetime | None:
    """The worker's part for an e-mail: what became of it, and what follows from it."""
    again = of_bookings.sent_or_told(session, message_id, now, answer)
    told(session, [message_id], now)
    return again


def leave_email(session: Session, message_id: UUID, now: datetime) -> None:
    """The worker failed each time to send an e-mail."""
    of_bookings.leave_message(session, message_id, now)
    told(session, [message_id], now)


def told(session: Session, message_ids: Iterable[UUID], now: datetime) -> None:
    """What follows from messages that reached nobody, or of which nobody will ever know. One that went is left
    alone."""
    for message_id in message_ids:
        message = session.get_one(Message, message_id)
        if message.state not in NOT_GONE or message.purpose in BESIDE:
            continue
        if message.about_kind == ABOUT:
            _step_on(session, message, now)
        elif message.to_kind != PERSON:
            _others(session, message, now)
        else:
            _ask(session, message, TaskKind.REACH_OTHERWISE, _not_arrived(message), now)
        if message.to_kind == PERSON and reaction_to(message.error_code) in WRONG_NUMBER:
            said = f"A text could not reach a number of theirs. {_why(message)} Ask them for the right one."
            _ask(session, message, TaskKind.CORRECT_NUMBER, said, now)


def _others(session: Session, message: Message, now: datetime) -> None:
    """A text to an interpreter or a supplier. What became of an e-mail to them has been told already."""
    if message.channel == MessageChannel.SMS:
        of_bookings.ring_instead(session, message.id, now)


def _step_on(session: Session, message: Message, now: datetime) -> None:
    row = lock_row(session, session.get_one(FollowUp, message.about_id))
    case = system_case(session, row, now)
    step = find.step_of_message(session, case.viewer, row, message.again_of_id or message.id)
    held = message.state == MessageState.SUPPRESSED
    kind = EventKind.HELD_BACK if held else EventKind.NOT_DELIVERED
    case.put_down(kind, step, (MESSAGE, message.id), words=_why(message), state=str(message.state))
    if row.state == FollowUpState.CLOSED:
        return
    if held:
        case.ask(TaskKind.REACH_OTHERWISE, HELD, _not_arrived(message), next_working_day(case))
    # Only while nothing has happened since: what came after does not hang on this message.
    if row.state == FollowUpState.OPEN and step and row.step == step:
        after = _after(case, Step(step), message)
        plan(row, after, on_working_days(lambda at: next_reachable(case.facts.answer, at), now))
        wake(session, row, now)


def _after(case: Case, step: Step, message: Message) -> Step:
    """What comes next, at once: another way; a call, where the number only takes no texts."""
    if step == Step.TEXT and reaction_to(message.error_code) != Reaction.LANDLINE:
        return next_step(Step.OTHER_HOUR, case.facts)
    return next_step(step, case.facts)


def _ask(session: Session, message: Message, kind: TaskKind, said: str, now: datetime) -> None:
    viewer = system_viewer(session.get_one(Agency, message.agency_id))
    reason = "wrong number" if kind == TaskKind.CORRECT_NUMBER else f"not arrived {message.about_id}"
    due = working_day_after(london_date(now))
    wanted = TaskWanted(
        kind, message.to_id, reason, said, due, about_kind=message.about_kind, about_id=message.about_id
    )
    open_task(session, viewer, wanted, now)


def _not_arrived(message: Message) -> str:
    what = "An e-mail" if message.channel == MessageChannel.EMAIL else "A text"
    return f"{what} did not reach them. {_why(message)}".strip()


def _why(message: Message) -> str:
    return message.why or ""
