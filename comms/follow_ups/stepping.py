"""Making the steps of the ladder. Each leaves what it did, and asks a person where one is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission, permissions_of
from comms.agencies.staff import Staff
from comms.follow_ups import find
from comms.follow_ups.calls.find import rang_last
from comms.follow_ups.case import Case
from comms.follow_ups.follow_up import Because, EventKind, FollowUpState, Step
from comms.follow_ups.ladder import WORDS, another_call_at, back_again, due_of, left_out, next_step
from comms.follow_ups.mailing import mail_again
from comms.follow_ups.moving import ABOUT, move, plan
from comms.follow_ups.saying import moment_in_words
from comms.foundation.clock import london_date
from comms.foundation.work_days import working_day_after
from comms.messages.message import Message, Purpose
from comms.messages.texting import HeldBack, TextGiven, write_text
from comms.tasks.task import TaskKind

AGAIN = "again"
MESSAGE = "message"
# The reason of the one task that gathers what could not be done for somebody by itself.
HELD = "held back"


def make_step(case: Case, step: Step) -> None:
    """Make a step, and plan the one after it. One that cannot be made for this person any more is left out."""
    if not case.facts.may(step):
        _leave_out(case, step, case.facts.why_not[step])
    else:
        _MAKE[step](case)
    case.row.step = step
    plan_after(case, step)


def plan_after(case: Case, step: Step) -> None:
    """Plan what comes after a step; what is left out on the way is put down, with the reason."""
    facts = case.facts
    if step == Step.MANAGER:
        plan(case.row, Step.MANAGER, back_again(case.now, facts, case.now))
        return
    for one, why in left_out(step, facts):
        _leave_out(case, one, why)
    after = next_step(step, facts)
    plan(case.row, after, due_of(after, case.now, facts, case.now))


def bring_back(case: Case) -> None:
    """A follow-up that was stopped by hand comes back until somebody says what becomes of it."""
    said = "It was stopped by hand, and nobody has closed it. Say whether it goes on, or close it."
    task = case.ask(TaskKind.DECIDE_FOLLOW_UP, "stopped", said, next_working_day(case))
    case.put_down(EventKind.NOTE, code="still stopped", task=str(task.id))
    case.row.next_action_at = back_again(case.now, case.facts, case.now)


def write(case: Case, given: TextGiven, step: str = "", *, ask: bool = True) -> Message | None:
    """Write a text of this follow-up. One that is held back becomes a task that says why, where ``ask`` holds; None
    then."""
    written = write_text(case.session, case.viewer, given, case.now)
    if isinstance(written, HeldBack):
        hold_back(case, written, step, ask=ask)
        return None
    due = written.due_at.isoformat() if written.due_at else None
    case.put_down(EventKind.TEXT_WRITTEN, step, (MESSAGE, written.id), key=given.key, due=due)
    return written


def hold_back(case: Case, held: HeldBack, step: str = "", *, ask: bool = True) -> None:
    """What was not written, or did not go, becomes a task for a person, saying why."""
    case.put_down(EventKind.HELD_BACK, step, words=held.why, code=held.code)
    if ask:
        said = f"No text went to them. {held.why}"
        case.ask(TaskKind.REACH_OTHERWISE, HELD, said, next_working_day(case))


def _leave_out(case: Case, step: Step, why: str) -> None:
    case.put_down(EventKind.STEPPED_OVER, step, words=why)
    case.ask(TaskKind.REACH_OTHERWISE, HELD, why, next_working_day(case))


def _text(case: Case) -> None:
    key = WORDS[Because(case.row.because)]
    given = TextGiven(
        case.row.person_id, key, ABOUT, case.row.id, Purpose.FOLLOW_UP, case.row.child_id, point_id=_rung(case),
        since=_rang(case),
    )  # fmt: skip
    write(case, given, Step.TEXT)


def _rang(case: Case) -> datetime | None:
    """When they rang us, where that is what it is about: much later a text to them waits for their hours."""
    if case.row.because != Because.THEY_RANG:
        return None
    return rang_last(case.session, case.viewer, case.row.id) or case.row.opened_at


def _rung(case: Case) -> UUID | None:
    """The number that was rung, or that rang us, where a text may go to it: that telephone is at hand."""
    opened = find.opening_of(case.session, case.viewer, case.row)
    rung = opened.detail.get("point") if opened else None
    return next((one.id for one in case.ways.to_text if str(one.id) == rung), None)


def _other_hour(case: Case) -> None:
    last = find.last_try(case.session, case.viewer, case.row)
    at = another_call_at(case.ways.safe, last, case.now)
    said = f"Ring them again on {moment_in_words(at)}, another time of day than before{case.how_to_talk()}."
    task = case.ask(TaskKind.RING_AT, "ring again", said, london_date(at))
    case.put_down(EventKind.CALL_ASKED, Step.OTHER_HOUR, at=at.isoformat(), task=str(task.id))


def _other_way(case: Case) -> None:
    """By e-mail where that is safe, else to another number of theirs, else once more to the same."""
    mail = case.ways.to_mail
    if mail is not None and (written := mail_again(case, mail)) is not None:
        case.put_down(EventKind.EMAIL_WRITTEN, Step.OTHER_WAY, (MESSAGE, written.id), key=AGAIN)
        return
    others = find.numbers_not_tried(case.session, case.viewer, case.row, case.ways.to_text)
    point = others[0].id if others else None
    given = TextGiven(case.row.person_id, AGAIN, ABOUT, case.row.id, Purpose.FOLLOW_UP, point_id=point)
    write(case, given, Step.OTHER_WAY)


def _letter(case: Case) -> None:
    said = "Neither calls nor messages have reached them so far. Write them a letter, in the language they read."
    task = case.ask(TaskKind.WRITE_LETTER, "letter", said, next_working_day(case))
    case.put_down(EventKind.LETTER_ASKED, Step.LETTER, task=str(task.id))


def _worker(case: Case) -> None:
    answered = case.row.state == FollowUpState.ANSWERED
    move(case.row, FollowUpState.WITH_WORKER)
    if answered:
        said = "They answered, and nobody has said yet what came of it. Read their answer, and decide what comes next."
    elif Step.TEXT in case.facts.steps:
        said = "Nothing that could be done by itself has reached them. Decide what comes next; silence closes nothing."
    else:
        said = "Offer them another time."
    task = case.ask(TaskKind.DECIDE_FOLLOW_UP, "worker", said, next_working_day(case))
    case.put_down(EventKind.WITH_WORKER, Step.WORKER, task=str(task.id))


def _manager(case: Case) -> None:
    move(case.row, FollowUpState.WITH_MANAGER)
    if case.row.manager_id is None:
        chosen = _who_decides(case)
        case.row.manager_id = chosen.id if chosen else None
    who = case.session.get(Staff, case.row.manager_id) if case.row.manager_id else None
    said = f"It is {f'for {who.name}' if who else 'for whoever leads here'} to decide: they are still not reached."
    task = case.ask(TaskKind.DECIDE_FOLLOW_UP, "manager", said, next_working_day(case))
    case.put_down(EventKind.WITH_MANAGER, Step.MANAGER, task=str(task.id))


_MAKE: Mapping[Step, Callable[[Case], None]] = MappingProxyType(
    {
        Step.TEXT: _text,
        Step.OTHER_HOUR: _other_hour,
        Step.OTHER_WAY: _other_way,
        Step.LETTER: _letter,
        Step.WORKER: _worker,
        Step.MANAGER: _manager,
    }
)


def _who_decides(case: Case) -> Staff | None:
    """Somebody of the agency who may close a follow-up while the family may be away, and is not its worker."""
    may = [
        one
        for one in colleagues(case.session, case.viewer)
        if one.active and Permission.CLOSE_WHILE_AWAY in permissions_of(one.role_names)
    ]
    return min(may, key=lambda one: one.id == case.row.worker_id, default=None)


def next_working_day(case: Case) -> date:
    """The day by which somebody is asked to do what can wait until tomorrow."""
    return working_day_after(london_date(case.now))
