"""What an answer by text makes of a follow-up: from the telephone, over the webhook, to what a person has to do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from booking_factories import an_appointment
from factories import a_staff_member, an_agency
from follow_up_factories import a_father, a_number, events, followed_up, one_turn, open_tasks, texted, texts
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import a_line

from comms.agencies.viewer import Viewer, viewer_of
from comms.bookings.absences.absence import AbsenceReason, ReasonCode
from comms.bookings.appointments.appointment import Role
from comms.families.actions import record_safe_contact
from comms.families.person import Person
from comms.follow_ups.actions import OpenGiven, open_follow_up
from comms.follow_ups.arriving import handle_webhooks
from comms.follow_ups.follow_up import Because, EventKind, FollowUp, FollowUpState, Step
from comms.follow_ups.matching import take_up
from comms.follow_ups.steering import stop
from comms.follow_ups.working import work_on_follow_up
from comms.foundation.clock import london_moment
from comms.foundation.opening import Installation
from comms.messages.incoming import Incoming, IncomingState
from comms.messages.incoming_actions import assign_thread
from comms.messages.message import Message, MessageState
from comms.messages.webhook import DESK
from comms.tasks.task import TaskKind

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def row(session: Session, viewer: Viewer, now: datetime) -> FollowUp:
    """A follow-up whose text has gone to the Polish father."""
    a_line(session, viewer, now)
    return _with_text_sent(session, followed_up(session, viewer, now), now)


def _with_text_sent(session: Session, row: FollowUp, now: datetime) -> FollowUp:
    work_on_follow_up(session, row.id, now)
    texts(session)[-1].state = MessageState.SENT
    session.flush()
    return row


def _answers(session: Session, body: str, now: datetime, **fields: str) -> Incoming:
    texted(session, body, now, **fields)
    handle_webhooks(session, DESK, now)
    session.flush()
    return session.scalars(select(Incoming).order_by(Incoming.received_at.desc(), Incoming.id.desc())).first()  # type: ignore[return-value]


def _kinds(session: Session, row: FollowUp) -> list[str]:
    return [one.kind for one in events(session, row)]


def _last_key(session: Session) -> str:
    return str(texts(session)[-1].wording["key"])


def test_one_after_eighteen_becomes_a_call_with_a_polish_interpreter_after_eighteen(
    session: Session, row: FollowUp, now: datetime
) -> None:
    incoming = _answers(session, "1 po 18", now + timedelta(hours=1))
    at = london_moment(now.date(), datetime(2026, 1, 1, 18).time())  # noqa: DTZ001
    assert (row.state, row.proposed_at) == (FollowUpState.ANSWERED, at)
    [task] = open_tasks(session)
    assert (task.kind, task.due_on) == (TaskKind.RING_AT, now.date())
    assert "Ring them on Monday 23 November at 18:00 with an interpreter for Polish." in task.why
    assert _last_key(session) == "will_ring.interpreter"
    assert "18:00" in texts(session)[-1].body
    assert _kinds(session, row)[-3:] == [EventKind.REPLIED, EventKind.PROPOSED, EventKind.TEXT_WRITTEN]
    replied = events(session, row)[-3]
    assert (replied.words, replied.about_id) == ("1 po 18", incoming.id)
    assert incoming.state == IncomingState.NEW, "a person looks at it all the same"


def test_an_answer_in_the_evening_is_about_the_next_working_day(session: Session, row: FollowUp, now: datetime) -> None:
    _answers(session, "1 po 18", now.replace(hour=19))
    assert row.proposed_at == london_moment(TUESDAY, datetime(2026, 1, 1, 18).time())  # noqa: DTZ001
    [task] = open_tasks(session)
    assert task.due_on == TUESDAY


def test_another_time_named_after_that_takes_the_place_of_the_first(
    session: Session, row: FollowUp, now: datetime
) -> None:
    _answers(session, "1 po 18", now + timedelta(hours=1))
    _answers(session, "17", now + timedelta(hours=9))
    assert row.proposed_at == london_moment(TUESDAY, datetime(2026, 1, 1, 17).time())  # noqa: DTZ001
    [task] = open_tasks(session)
    assert task.due_on == TUESDAY
    assert "Tuesday 24 November at 17:00" in task.why
    sent = [one for one in texts(session) if one.wording["key"] == "will_ring.interpreter"]
    assert [one.state for one in sent] == [MessageState.NOT_NEEDED, MessageState.WAITING]


def test_who_asks_for_an_interpreter_is_rung_with_one_at_the_next_hour_they_may_be_reached(
    session: Session, row: FollowUp, now: datetime
) -> None:
    _answers(session, "2", now + timedelta(hours=1))
    assert row.proposed_at == now.replace(hour=11, minute=0)
    [task] = open_tasks(session)
    assert "with an interpreter for Polish" in task.why
    assert _last_key(session) == "will_ring.interpreter"


def test_an_answer_from_wherever_the_ladder_stands_stops_what_waits(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    for _ in range(2):
        assert row.next_action_at is not None
        work_on_follow_up(session, row.id, row.next_action_at)
    again = texts(session)[-1]
    assert (again.wording["key"], again.state) == ("again.named", MessageState.WAITING)
    _answers(session, "1 17", again.due_at)
    session.refresh(again)
    assert again.state == MessageState.NOT_NEEDED
    assert row.state == FollowUpState.ANSWERED


@pytest.mark.parametrize("steps", range(7))
def test_an_answer_at_any_time_brings_it_to_a_person_and_closes_nothing(
    session: Session, row: FollowUp, now: datetime, steps: int
) -> None:
    at = now
    for _ in range(steps):
        assert row.next_action_at is not None
        at = row.next_action_at
        work_on_follow_up(session, row.id, at)
    _answers(session, "1 po 18", at + timedelta(minutes=5))
    assert row.state == FollowUpState.ANSWERED
    assert row.next_step == Step.WORKER
    assert row.next_action_at > row.proposed_at  # type: ignore[operator]


def test_an_answer_reaches_a_follow_up_that_was_stopped(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    stop(session, viewer, row.id, "Wait.", now)
    _answers(session, "1 po 18", now + timedelta(hours=1))
    assert row.state == FollowUpState.ANSWERED


def test_a_proposed_call_that_nobody_makes_comes_to_the_worker_and_then_to_the_manager(
    session: Session, row: FollowUp, now: datetime
) -> None:
    _answers(session, "1 po 18", now + timedelta(hours=1))
    assert row.next_action_at == now.replace(day=24, hour=9, minute=0)
    states = []
    for _ in range(3):
        assert row.next_action_at is not None
        work_on_follow_up(session, row.id, row.next_action_at)
        states.append(row.state)
    assert states == [FollowUpState.WITH_WORKER, FollowUpState.WITH_MANAGER, FollowUpState.WITH_MANAGER]
    assert any("nobody has said yet what came of it" in one.why for one in open_tasks(session))


@pytest.mark.parametrize("body", ["on mnie bije", "1 but he hit me", "help me please"])
def test_a_word_of_danger_has_no_automatic_answer_and_brings_the_worker_at_once(
    session: Session, row: FollowUp, now: datetime, body: str
) -> None:
    before = len(texts(session))
    incoming = _answers(session, body, now + timedelta(hours=1))
    assert incoming.urgent
    assert row.state == FollowUpState.WITH_WORKER
    assert len([one for one in texts(session) if one.to_kind == "person"]) == before
    [task] = open_tasks(session)
    assert (task.kind, task.due_on) == (TaskKind.DECIDE_FOLLOW_UP, now.date())
    assert row.proposed_at is None


@pytest.mark.parametrize("before", [FollowUpState.WITH_MANAGER, FollowUpState.STOPPED, FollowUpState.ANSWERED])
def test_a_word_of_danger_brings_the_worker_from_wherever_it_stands(
    session: Session, row: FollowUp, now: datetime, before: FollowUpState
) -> None:
    row.state = before
    session.flush()
    _answers(session, "on mnie bije", now + timedelta(hours=1))
    assert row.state == FollowUpState.WITH_WORKER


def test_a_word_of_danger_stops_every_text_that_waits_for_them(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    tonight = now.replace(hour=21)
    father = session.get_one(Person, row.person_id)
    other = followed_up(session, viewer, tonight, father, Because.OUR_FAILURE)
    work_on_follow_up(session, other.id, now + timedelta(hours=13))
    _answers(session, "on mnie bije", now + timedelta(hours=14))
    assert MessageState.WAITING not in {one.state for one in texts(session) if one.to_kind == "person"}


def test_what_nobody_can_read_is_not_answered_by_itself(session: Session, row: FollowUp, now: datetime) -> None:
    before = len(texts(session))
    incoming = _answers(session, "proszę pisać do żony", now + timedelta(hours=1))
    assert incoming.urgent
    assert row.state == FollowUpState.ANSWERED
    assert len([one for one in texts(session) if one.to_kind == "person"]) == before
    [task] = open_tasks(session)
    assert task.kind == TaskKind.ANSWER_REPLY
    assert "only a person can tell what it means" in task.why


def test_who_is_abroad_until_a_day_is_left_in_peace_until_then(session: Session, row: FollowUp, now: datetime) -> None:
    _answers(session, "4 do 12 stycznia", now + timedelta(hours=1))
    assert row.away_until == date(2027, 1, 12)
    assert row.next_action_at == datetime(2027, 1, 13, 9, tzinfo=now.tzinfo)
    [task] = open_tasks(session)
    assert (task.kind, task.due_on) == (TaskKind.RING_AT, date(2027, 1, 13))
    assert _last_key(session) == "thanks.plain"


def test_who_is_abroad_and_does_not_say_until_when_is_asked(session: Session, row: FollowUp, now: datetime) -> None:
    _answers(session, "4", now + timedelta(hours=1))
    assert row.away_until is None
    [task] = open_tasks(session)
    assert task.kind == TaskKind.ANSWER_REPLY
    assert "not until when" in task.why


@pytest.mark.parametrize(("body", "said"), [("3", "no way to get there"), ("5", "another reason")])
def test_other_answers_are_thanked_for_and_brought_to_somebody(
    session: Session, row: FollowUp, now: datetime, body: str, said: str
) -> None:
    _answers(session, body, now + timedelta(hours=1))
    assert _last_key(session) == "thanks.plain"
    [task] = open_tasks(session)
    assert said in task.why
    assert "with an interpreter for Polish" in task.why


def test_who_wants_no_more_texts_gets_none_and_the_worker_is_told(
    session: Session, row: FollowUp, now: datetime
) -> None:
    before = len(texts(session))
    _answers(session, "STOP", now + timedelta(hours=1))
    assert len(texts(session)) == before
    [task] = open_tasks(session)
    assert (task.kind, "want no more texts" in task.why) == (TaskKind.REACH_OTHERWISE, True)
    assert row.state == FollowUpState.OPEN, "the ladder goes on by other ways"


def test_the_reason_for_a_missed_appointment_lands_on_the_appointment(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    earlier = now - timedelta(hours=1)
    appointment = an_appointment(session, viewer, earlier, [(father, Role.PARENT)], starts_at=earlier)
    row = followed_up(
        session, viewer, now, father, Because.NOT_THERE, about_kind="appointment", about_id=appointment.id
    )
    _with_text_sent(session, row, now)
    _answers(session, "3", now + timedelta(hours=1))
    [reason] = session.scalars(select(AbsenceReason))
    assert (reason.appointment_id, reason.person_id, reason.code) == (appointment.id, father.id, ReasonCode.TRANSPORT)
    assert reason.words == "3"


def test_a_time_that_was_not_read_for_certain_is_proposed_by_nobody_but_a_person(
    session: Session, row: FollowUp, now: datetime
) -> None:
    before = len(texts(session))
    texts(session)[-1].wording = {"key": "you_rang.named"}
    _answers(session, "1 po 19", now + timedelta(hours=1))
    assert (row.state, row.proposed_at) == (FollowUpState.ANSWERED, None)
    [task] = open_tasks(session)
    assert "perhaps with a time" in task.why
    assert len(texts(session)) == before


def test_an_hour_at_which_they_may_not_be_reached_is_left_to_a_person(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    before = len(texts(session))
    hours = [{"days": [0, 1, 2, 3, 4], "from": "08:00", "to": "12:00"}]
    record_safe_contact(session, viewer, row.person_id, flagged=False, post_is_safe=None, said="", now=now, hours=hours)
    _answers(session, "1 po 18", now + timedelta(hours=1))
    assert (row.state, row.proposed_at) == (FollowUpState.ANSWERED, None)
    [task] = open_tasks(session)
    assert "may not be reached" in task.why
    assert len(texts(session)) == before


def test_an_answer_from_a_number_of_two_people_is_nobodys_until_somebody_says_whose(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    a_number(session, viewer, a_father(session, viewer, now, telephone=False), now)
    row = followed_up(session, viewer, now, father)
    work_on_follow_up(session, row.id, now)
    incoming = _answers(session, "1 po 18", now + timedelta(hours=1))
    assert incoming.person_id is None
    assert row.state == FollowUpState.OPEN
    assert open_tasks(session) == []
    assign_thread(session, viewer, incoming.thread_id, father.id, now + timedelta(hours=2))
    for _ in range(2):
        take_up(session, viewer, incoming.id, now + timedelta(hours=2))
    assert row.state == FollowUpState.ANSWERED
    assert _kinds(session, row).count(EventKind.REPLIED) == 1


def test_a_text_of_somebody_nobody_follows_up_stays_in_the_inbox(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    a_father(session, viewer, now)
    incoming = _answers(session, "dziękuję", now)
    assert incoming.state == IncomingState.NEW
    assert session.scalars(select(FollowUp)).all() == []


def test_nothing_is_answered_twice_when_the_same_text_is_told_of_twice(
    session: Session, row: FollowUp, now: datetime
) -> None:
    for minute in range(3):
        _answers(session, "1 po 18", now + timedelta(minutes=minute), MessageSid="SM" + "7" * 32)
    assert _kinds(session, row).count(EventKind.REPLIED) == 1
    assert len([one for one in texts(session) if one.wording["key"] == "will_ring.interpreter"]) == 1


def test_the_fathers_answer_over_the_whole_way_with_the_embedded_sender(
    installation: Installation, now: datetime
) -> None:
    now += timedelta(days=7)
    with installation.database.work() as session:
        school = an_agency(session, now)
        viewer = viewer_of(a_staff_member(session, school, now, ("head teacher", "administrator")))
        a_line(session, viewer, now)
        row_id: UUID = followed_up(session, viewer, now).id
    one_turn(installation, now + timedelta(minutes=1))
    with installation.database.work() as session:
        [text] = session.scalars(select(Message))
        assert text.state == MessageState.IN_OUTBOX
        texted(session, "1 po 18", now + timedelta(hours=1))
    one_turn(installation, now + timedelta(hours=1))
    with installation.database.reading() as session:
        row = session.get_one(FollowUp, row_id)
        assert (row.state, row.proposed_at) == (FollowUpState.ANSWERED, now.replace(hour=18, minute=0))
        assert texts(session)[-1].state == MessageState.IN_OUTBOX


def test_a_call_missed_again_after_they_answered_sets_the_ladder_going(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    _answers(session, "1 po 18", now + timedelta(hours=1))
    at = now.replace(hour=18, minute=5)
    given = OpenGiven(row.person_id, Because.MISSED_CALL, "call", UUID(int=7))
    for _ in range(2):
        assert open_follow_up(session, viewer, given, at).id == row.id
    assert (row.state, row.proposed_at, row.next_step) == (FollowUpState.OPEN, None, Step.OTHER_HOUR)
    assert _kinds(session, row).count(EventKind.AGAIN) == 1, "the same call told of twice is one"
