"""Opening a follow-up, and steering it by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from factories import a_staff_member
from follow_up_factories import a_father, events, followed_up, open_tasks, texts
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import a_line

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.families.actions import record_safe_contact
from comms.follow_ups import find
from comms.follow_ups.actions import FOLLOW_UP, OpenGiven, add_note, open_follow_up, reached
from comms.follow_ups.closing import CloseGiven, close
from comms.follow_ups.follow_up import Because, ClosedBecause, EventKind, FollowUp, FollowUpState, Step
from comms.follow_ups.steering import choose_next, go_on, set_away, speed_up, stop
from comms.follow_ups.working import work_on_follow_up
from comms.foundation.errors import BadInput, NotAllowed, Refused
from comms.foundation.work_item import Overtaken, claim, finish
from comms.messages.message import MessageState
from comms.tasks.task import TaskKind

TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def row(session: Session, viewer: Viewer, now: datetime) -> FollowUp:
    """A follow-up whose text is written."""
    a_line(session, viewer, now)
    made = followed_up(session, viewer, now)
    work_on_follow_up(session, made.id, now)
    return made


def _kinds(session: Session, row: FollowUp) -> list[str]:
    return [one.kind for one in events(session, row)]


def test_the_same_again_is_the_same_follow_up(session: Session, viewer: Viewer, now: datetime) -> None:
    father = a_father(session, viewer, now)
    call = uuid4()
    first = open_follow_up(session, viewer, OpenGiven(father.id, Because.MISSED_CALL, "call", call), now)
    twice = open_follow_up(session, viewer, OpenGiven(father.id, Because.MISSED_CALL, "call", call), now)
    another = open_follow_up(session, viewer, OpenGiven(father.id, Because.MISSED_CALL, "call", uuid4()), now)
    other = open_follow_up(session, viewer, OpenGiven(father.id, Because.NOT_THERE, "appointment", uuid4()), now)
    assert first.id == twice.id == another.id != other.id
    assert _kinds(session, first) == [EventKind.OPENED, EventKind.AGAIN]


def test_after_one_was_closed_the_next_call_opens_a_new_one(session: Session, viewer: Viewer, now: datetime) -> None:
    father = a_father(session, viewer, now)
    first = followed_up(session, viewer, now, father)
    close(session, viewer, first.id, CloseGiven(ClosedBecause.SPOKEN, "Spoke with him today."), now)
    second = followed_up(session, viewer, now, father)
    assert second.id != first.id
    assert find.live_of_person(session, viewer, father.id) == [second]
    assert [one.id for one in find.follow_ups_of(session, viewer, father.id)] == [second.id, first.id]


def test_it_is_worked_on_after_the_commit(session: Session, viewer: Viewer, now: datetime) -> None:
    row = followed_up(session, viewer, now)
    assert (FOLLOW_UP, row.id) in session.info["hints"]
    assert row.worker_id == viewer.staff_id


def test_what_is_due_and_what_is_live_can_be_asked(session: Session, viewer: Viewer, now: datetime) -> None:
    row = followed_up(session, viewer, now)
    assert find.due_follow_ups(session, viewer, now) == [row]
    work_on_follow_up(session, row.id, now)
    assert find.due_follow_ups(session, viewer, now) == []
    assert find.live_follow_ups(session, viewer) == [row]


def test_somebody_who_was_spoken_to_is_not_written_to_any_more_and_it_stays_open(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    reached(session, viewer, row.id, uuid4(), now + timedelta(hours=1))
    assert (row.state, row.next_step) == (FollowUpState.ANSWERED, Step.WORKER)
    assert [one.state for one in texts(session)] == [MessageState.NOT_NEEDED]
    assert row.next_action_at == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_stopping_says_why_holds_texts_back_and_comes_back_until_somebody_decides(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    with pytest.raises(BadInput, match="does not say why"):
        stop(session, viewer, row.id, " ", now)
    stop(session, viewer, row.id, "Her solicitor asked us to wait.", now)
    assert [one.state for one in texts(session)] == [MessageState.NOT_NEEDED]
    assert row.next_action_at == datetime(2026, 11, 30, 9, tzinfo=UTC)
    for _ in range(3):
        assert row.next_action_at is not None
        work_on_follow_up(session, row.id, row.next_action_at)
    assert row.state == FollowUpState.STOPPED
    [task] = open_tasks(session)
    assert task.kind == TaskKind.DECIDE_FOLLOW_UP
    assert "stopped by hand" in task.why
    with pytest.raises(Refused, match="stopped already"):
        stop(session, viewer, row.id, "Again.", now)


def test_one_that_was_stopped_goes_on_where_it_stood(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    with pytest.raises(Refused, match="goes on by itself"):
        go_on(session, viewer, row.id, now)
    stop(session, viewer, row.id, "Wait.", now)
    go_on(session, viewer, row.id, now)
    assert (row.state, row.next_step) == (FollowUpState.OPEN, Step.OTHER_HOUR)
    assert _kinds(session, row)[-2:] == [EventKind.STOPPED, EventKind.GOES_ON]


def test_one_that_was_stopped_before_its_text_begins_with_the_text(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    row = followed_up(session, viewer, now)
    stop(session, viewer, row.id, "Wait.", now)
    go_on(session, viewer, row.id, now)
    assert (row.next_step, row.next_action_at) == (Step.TEXT, now)


def test_one_with_the_manager_is_rung_again_when_it_goes_on(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    row.state, row.step = FollowUpState.WITH_MANAGER, Step.MANAGER
    go_on(session, viewer, row.id, now)
    assert (row.state, row.next_step) == (FollowUpState.OPEN, Step.OTHER_HOUR)


def test_the_next_step_can_be_brought_forward_to_the_next_hour_they_may_be_reached(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    speed_up(session, viewer, row.id, now.replace(hour=22))
    assert row.next_action_at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    speed_up(session, viewer, row.id, now)
    assert row.next_action_at == now
    assert (FOLLOW_UP, row.id) in session.info["hints"]


def test_what_is_stopped_or_away_is_not_brought_forward(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    set_away(session, viewer, row.id, date(2027, 1, 12), "The aunt says so.", now)
    with pytest.raises(Refused, match="away until Tuesday 12 January"):
        speed_up(session, viewer, row.id, now)
    stop(session, viewer, row.id, "Wait.", now)
    with pytest.raises(Refused, match="stopped"):
        speed_up(session, viewer, row.id, now)


def test_another_step_can_be_chosen_for_a_moment_at_which_they_may_be_reached(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    with pytest.raises(BadInput, match="may not be reached at that hour"):
        choose_next(session, viewer, row.id, Step.LETTER, TUESDAY.replace(hour=23), now)
    with pytest.raises(BadInput, match="over"):
        choose_next(session, viewer, row.id, Step.LETTER, now - timedelta(minutes=1), now)
    choose_next(session, viewer, row.id, Step.LETTER, TUESDAY, now)
    assert (row.next_step, row.next_action_at) == (Step.LETTER, TUESDAY)
    work_on_follow_up(session, row.id, TUESDAY)
    assert [one.kind for one in open_tasks(session)] == [TaskKind.WRITE_LETTER]


def test_a_step_that_is_not_safe_cannot_be_chosen(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    record_safe_contact(session, viewer, row.person_id, flagged=False, post_is_safe=False, said="", now=now)
    with pytest.raises(Refused, match="post is not safe"):
        choose_next(session, viewer, row.id, Step.LETTER, TUESDAY, now)


def test_no_text_can_be_chosen_where_there_are_no_words_for_one(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    row = followed_up(session, viewer, now, because=Because.CALLED_OFF)
    with pytest.raises(Refused, match="no words of a text"):
        choose_next(session, viewer, row.id, Step.TEXT, TUESDAY, now)
    choose_next(session, viewer, row.id, Step.OTHER_HOUR, TUESDAY, now)
    work_on_follow_up(session, row.id, TUESDAY)
    assert (row.next_step, open_tasks(session)[0].kind) == (Step.WORKER, TaskKind.RING_AT)


def test_the_manager_is_asked_after_the_worker(session: Session, viewer: Viewer, row: FollowUp, now: datetime) -> None:
    with pytest.raises(Refused, match="not been with the worker"):
        choose_next(session, viewer, row.id, Step.MANAGER, TUESDAY, now)
    choose_next(session, viewer, row.id, Step.WORKER, TUESDAY, now)
    work_on_follow_up(session, row.id, TUESDAY)
    choose_next(session, viewer, row.id, Step.MANAGER, TUESDAY + timedelta(hours=1), TUESDAY)
    work_on_follow_up(session, row.id, TUESDAY + timedelta(hours=1))
    assert row.state == FollowUpState.WITH_MANAGER


def test_the_ladder_waits_while_they_are_away_and_then_goes_on(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    set_away(session, viewer, row.id, date(2026, 12, 4), "The school bus driver says so.", now)
    assert row.next_action_at == datetime(2026, 12, 7, 9, tzinfo=UTC)
    row.next_action_at = now
    assert work_on_follow_up(session, row.id, now) == datetime(2026, 12, 7, 9, tzinfo=UTC)
    work_on_follow_up(session, row.id, datetime(2026, 12, 7, 9, tzinfo=UTC))
    assert row.step == Step.OTHER_HOUR
    with pytest.raises(BadInput, match="over"):
        set_away(session, viewer, row.id, date(2026, 11, 22), "Somebody says so.", now)


def test_somebody_who_answers_while_away_is_not_forgotten_until_they_are_back(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    set_away(session, viewer, row.id, date(2027, 1, 12), "The aunt says so.", now)
    reached(session, viewer, row.id, None, now)
    assert row.next_action_at is not None
    work_on_follow_up(session, row.id, row.next_action_at)
    assert row.state == FollowUpState.WITH_WORKER


def test_a_note_is_kept_in_its_writers_words(session: Session, viewer: Viewer, row: FollowUp, now: datetime) -> None:
    add_note(session, viewer, row.id, "  Met the grandmother at the gate. ", now)
    last = events(session, row)[-1]
    assert (last.kind, last.words, last.by) == (EventKind.NOTE, "Met the grandmother at the gate.", viewer.staff_id)
    with pytest.raises(BadInput):
        add_note(session, viewer, row.id, " ", now)


def test_a_hand_on_it_overtakes_the_worker_that_had_it(
    session: Session, viewer: Viewer, row: FollowUp, now: datetime
) -> None:
    at = row.next_action_at
    assert at is not None
    session.flush()
    token = claim(session, FollowUp, row.id, at)
    assert token is not None
    stop(session, viewer, row.id, "Wait.", at)
    with pytest.raises(Overtaken):
        finish(session, FollowUp, row.id, token)


def test_nobody_steers_what_is_closed_or_without_the_permission(
    session: Session, viewer: Viewer, school: Agency, row: FollowUp, now: datetime
) -> None:
    translator = viewer_of(a_staff_member(session, school, now, ("translator",)))
    with pytest.raises(NotAllowed):
        stop(session, translator, row.id, "Wait.", now)
    close(session, viewer, row.id, CloseGiven(ClosedBecause.SPOKEN, "Spoke with him today."), now)
    with pytest.raises(Refused, match="closed"):
        go_on(session, viewer, row.id, now)
    assert session.scalars(select(FollowUp)).one().state == FollowUpState.CLOSED
