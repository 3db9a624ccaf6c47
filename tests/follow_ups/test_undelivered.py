"""When a text reached nobody, the ladder does not wait for its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from booking_factories import an_interpreter
from follow_up_factories import a_father, a_number, events, followed_up, open_tasks, reported, texts
from mail_servers import REFUSED
from offer_factories import offered, wanted
from sqlalchemy.orm import Session
from text_factories import a_line

from comms.agencies.viewer import Viewer
from comms.channels.email import Answer, Outcome
from comms.families.contact_point import Channel
from comms.follow_ups.arriving import handle_webhooks
from comms.follow_ups.closing import CloseGiven, close
from comms.follow_ups.follow_up import ClosedBecause, EventKind, FollowUp, FollowUpState, Step
from comms.follow_ups.undelivered import email_worked, leave_email, told
from comms.follow_ups.working import work_on_follow_up
from comms.messages.message import Message, MessageState, Purpose
from comms.messages.texting import TextGiven, write_text
from comms.messages.webhook import DESK
from comms.tasks.task import TaskKind

INVALID, LANDLINE, FILTERED = 21211, 30006, 30007


@pytest.fixture
def row(session: Session, viewer: Viewer, now: datetime) -> FollowUp:
    """A follow-up whose text has gone, to somebody with an e-mail address that is safe."""
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    a_number(session, viewer, father, now, "marek@example.org", Channel.EMAIL)
    made = followed_up(session, viewer, now, father)
    work_on_follow_up(session, made.id, now)
    texts(session)[-1].state = MessageState.SENT
    session.flush()
    return made


def _report(session: Session, code: int, now: datetime) -> Message:
    text = texts(session)[-1]
    reported(session, text, "undelivered", now, code)
    handle_webhooks(session, DESK, now)
    session.flush()
    return text


def test_after_a_text_that_did_not_arrive_another_way_is_taken_at_once(
    session: Session, row: FollowUp, now: datetime
) -> None:
    text = _report(session, FILTERED, now + timedelta(minutes=2))
    assert text.state == MessageState.NOT_DELIVERED
    assert (row.next_step, row.next_action_at) == (Step.OTHER_WAY, now + timedelta(minutes=2))
    last = events(session, row)[-1]
    assert (last.kind, last.step, last.about_id) == (EventKind.NOT_DELIVERED, Step.TEXT, text.id)
    assert last.words
    work_on_follow_up(session, row.id, now + timedelta(minutes=2))
    assert texts(session)[-1].to == "marek@example.org"


def test_at_night_the_other_way_waits_until_they_may_be_reached(session: Session, row: FollowUp, now: datetime) -> None:
    _report(session, FILTERED, now.replace(hour=22))
    assert row.next_action_at == now.replace(day=24, hour=8, minute=0)


def test_a_number_that_takes_no_texts_is_rung_and_corrected(session: Session, row: FollowUp, now: datetime) -> None:
    _report(session, LANDLINE, now + timedelta(minutes=2))
    assert row.next_step == Step.OTHER_HOUR
    [task] = open_tasks(session)
    assert (task.kind, task.person_id) == (TaskKind.CORRECT_NUMBER, row.person_id)
    assert "takes no texts" in task.why


def test_a_number_that_is_none_is_corrected_by_a_person(session: Session, row: FollowUp, now: datetime) -> None:
    _report(session, INVALID, now + timedelta(minutes=2))
    assert [one.kind for one in open_tasks(session)] == [TaskKind.CORRECT_NUMBER]
    assert row.next_step == Step.OTHER_WAY


def test_what_was_held_back_at_the_moment_of_sending_becomes_a_task_that_says_why(
    session: Session, row: FollowUp, now: datetime
) -> None:
    text = texts(session)[-1]
    text.state, text.why = MessageState.SUPPRESSED, "They say that this number is not safe to write to."
    told(session, [text.id], now)
    assert events(session, row)[-1].kind == EventKind.HELD_BACK
    [task] = open_tasks(session)
    assert (task.kind, "not safe to write to" in task.why) == (TaskKind.REACH_OTHERWISE, True)
    assert row.next_step == Step.OTHER_WAY


def test_a_late_report_does_not_bring_back_a_step_that_is_past(session: Session, row: FollowUp, now: datetime) -> None:
    text = texts(session)[-1]
    assert row.next_action_at is not None
    work_on_follow_up(session, row.id, row.next_action_at)
    planned = (row.next_step, row.next_action_at)
    text.state = MessageState.NOT_DELIVERED
    told(session, [text.id], now + timedelta(days=1, hours=1))
    assert (row.next_step, row.next_action_at) == planned
    assert events(session, row)[-1].kind == EventKind.NOT_DELIVERED


@pytest.mark.parametrize("state", [FollowUpState.ANSWERED, FollowUpState.STOPPED, FollowUpState.WITH_MANAGER])
def test_a_report_moves_nothing_that_is_in_somebodys_hand(
    session: Session, row: FollowUp, now: datetime, state: FollowUpState
) -> None:
    row.state = state
    planned = row.next_action_at
    _report(session, FILTERED, now)
    assert (row.state, row.next_action_at) == (state, planned)


def test_a_report_about_what_is_closed_changes_nothing(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    close(session, viewer, row.id, CloseGiven(ClosedBecause.SPOKEN, "Spoke with him today."), now)
    _report(session, FILTERED, now)
    assert (row.state, row.next_action_at) == (FollowUpState.CLOSED, None)
    assert open_tasks(session) == []


def test_what_arrived_tells_nobody_anything(session: Session, row: FollowUp, now: datetime) -> None:
    before = len(events(session, row))
    reported(session, texts(session)[-1], "delivered", now)
    handle_webhooks(session, DESK, now)
    assert texts(session)[-1].state == MessageState.DELIVERED
    assert len(events(session, row)) == before


def test_an_email_that_did_not_go_brings_the_letter_at_once(session: Session, row: FollowUp, now: datetime) -> None:
    row.next_step, row.next_action_at = Step.OTHER_WAY, now
    work_on_follow_up(session, row.id, now)
    mail = texts(session)[-1]
    mail.state = MessageState.SENDING
    session.flush()
    email_worked(session, mail.id, now, Answer(Outcome.REFUSED, "There is no such mailbox."))
    assert mail.state == MessageState.REFUSED
    assert row.next_step == Step.LETTER
    assert events(session, row)[-1].words == "There is no such mailbox."


def test_an_email_that_could_not_be_made_is_told_too(session: Session, row: FollowUp, now: datetime) -> None:
    row.next_step, row.next_action_at = Step.OTHER_WAY, now
    work_on_follow_up(session, row.id, now)
    leave_email(session, texts(session)[-1].id, now)
    assert row.next_step == Step.LETTER


def test_a_reminder_that_did_not_arrive_has_somebody_reach_them_otherwise(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    values = {"day": now, "time": now, "interpreter": True}
    given = TextGiven(father.id, "reminder", "reminder", uuid4(), Purpose.REMINDER, values=values)
    text = write_text(session, viewer, given, now)
    assert isinstance(text, Message)
    text.state, text.why = MessageState.NOT_DELIVERED, "The telephone was off, out of reach or abroad."
    told(session, [text.id], now)
    [task] = open_tasks(session)
    assert (task.kind, task.person_id, task.due_on) == (TaskKind.REACH_OTHERWISE, father.id, date(2026, 11, 24))
    assert "A text did not reach them. The telephone was off" in task.why


def test_an_offer_that_did_not_reach_an_interpreter_has_somebody_ring_them(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    to = wanted(session, viewer, now, 0)
    to.interpreters = [an_interpreter(session, viewer, now, email=REFUSED)]
    offered(session, viewer, now, to)
    text = next(one for one in texts(session) if one.channel == "sms")
    text.state, text.why = MessageState.NOT_DELIVERED, "The carrier could not deliver it."
    told(session, [text.id], now)
    assert any("the text to Daiva Rimkutė did not go" in one.why for one in open_tasks(session))
