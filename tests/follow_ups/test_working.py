"""The ladder as the worker climbs it: a text in their language, another hour, another way, a letter, then people; and
nothing but a person ever closes it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from factories import a_staff_member, an_agency
from follow_up_factories import (
    a_father,
    a_number,
    days_pass,
    events,
    followed_up,
    is_waiting,
    one_turn,
    open_tasks,
    texts,
)
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import NUMBER, a_line

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.families.actions import record_safe_contact
from comms.families.contact_point import Channel, Safety
from comms.families.reaching_hours import may_reach
from comms.follow_ups.follow_up import Because, EventKind, FollowUp, FollowUpEvent, FollowUpState, Step
from comms.follow_ups.steering import stop
from comms.follow_ups.working import leave_follow_up, work_on_follow_up
from comms.foundation.clock import london_date
from comms.foundation.opening import Installation
from comms.foundation.work_item import TRIES, WorkState, claim
from comms.messages.message import MessageChannel, MessageState
from comms.tasks.actions import finish_task
from comms.tasks.task import TaskKind
from comms.worker.kinds import KINDS


def _viewer(session: Session, now: datetime) -> Viewer:
    school = an_agency(session, now)
    a_staff_member(session, school, now, ("designated safeguarding lead",), "Ewa Holt")
    return viewer_of(a_staff_member(session, school, now, ("head teacher", "administrator")))


def _climb(session: Session, row: FollowUp, steps: int) -> list[tuple[str, datetime]]:
    """So many steps made, each at its moment."""
    made = []
    for _ in range(steps):
        assert row.next_action_at is not None
        made.append((row.next_step, row.next_action_at))
        work_on_follow_up(session, row.id, row.next_action_at)
    return made


def test_a_call_nobody_answered_becomes_a_polish_text_at_once(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    row = followed_up(session, viewer, now)
    assert (row.state, row.next_step, row.next_action_at, row.language) == (FollowUpState.OPEN, Step.TEXT, now, "pl")
    work_on_follow_up(session, row.id, now)
    [text] = texts(session)
    assert (text.language, text.channel, text.state) == ("pl", MessageChannel.SMS, MessageState.WAITING)
    assert "1 18" in text.body
    assert text.due_at == now
    assert (row.step, row.next_step) == (Step.TEXT, Step.OTHER_HOUR)
    assert [one.kind for one in events(session, row)] == [EventKind.OPENED, EventKind.TEXT_WRITTEN]


def test_a_text_that_is_written_at_night_waits_until_they_may_be_reached(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    tonight = now.replace(hour=21)
    row = followed_up(session, viewer, tonight)
    work_on_follow_up(session, row.id, tonight)
    [text] = texts(session)
    assert text.due_at == now.replace(day=24, hour=8, minute=0)


def test_the_whole_ladder_in_its_order_each_step_when_they_may_be_reached(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    shifts = [{"days": [0, 1, 2, 3, 4], "from": "14:00", "to": "17:30"}]
    answer = record_safe_contact(
        session, viewer, father.id, flagged=False, post_is_safe=True, said="", now=now, hours=shifts
    )
    row = followed_up(session, viewer, now, father)
    made = _climb(session, row, 7)
    assert [step for step, _ in made] == [*Step, Step.MANAGER]
    assert all(may_reach(answer, at) for step, at in made if step != Step.TEXT)
    assert [london_date(at) for _, at in made] == [
        date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 2),
        date(2026, 12, 7), date(2026, 12, 14),
    ]  # fmt: skip
    kinds = [TaskKind.RING_AT, TaskKind.WRITE_LETTER, TaskKind.DECIDE_FOLLOW_UP, TaskKind.DECIDE_FOLLOW_UP]
    assert [one.kind for one in open_tasks(session)] == kinds
    assert row.state == FollowUpState.WITH_MANAGER
    assert is_waiting(row)


def test_the_second_call_is_asked_for_at_another_time_of_day_with_the_interpreter(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    row = followed_up(session, viewer, now)
    _climb(session, row, 2)
    ring = next(one for one in open_tasks(session) if one.kind == TaskKind.RING_AT)
    assert "Ring them again on Tuesday 24 November at 12:00" in ring.why
    assert "with an interpreter for Polish" in ring.why
    assert ring.due_on == date(2026, 11, 24)
    assert (ring.about_kind, ring.about_id) == ("follow_up", row.id)


def test_another_way_is_a_safe_email_in_their_language_that_names_only_a_number_to_ring(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    a_number(session, viewer, father, now, "marek@example.org", Channel.EMAIL)
    row = followed_up(session, viewer, now, father)
    _climb(session, row, 3)
    mail = texts(session)[-1]
    assert (mail.channel, mail.to, mail.language) == (MessageChannel.EMAIL, "marek@example.org", "pl")
    assert "We could not reach you again. Please ring 01632 960100." in mail.body
    assert not mail.body.startswith("We could"), "their language comes first"
    assert mail.subject
    assert events(session, row)[-1].kind == EventKind.EMAIL_WRITTEN


def test_another_way_is_another_number_of_theirs_where_there_is_no_safe_email(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now, telephone=False)
    a_number(session, viewer, father, now, "07700 900822")
    rung = a_number(session, viewer, father, now)
    a_number(session, viewer, father, now, "m@example.org", Channel.EMAIL, safety=Safety.NOT_ASKED)
    row = followed_up(session, viewer, now, father, point_id=rung.id)
    _climb(session, row, 3)
    first, second = texts(session)
    assert first.to == "+447700900821", "the telephone that was rung is at hand"
    assert second.to == "+447700900822"
    assert second.wording["key"].startswith("again")


def test_without_another_number_the_same_is_asked_once_more(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    row = followed_up(session, viewer, now)
    _climb(session, row, 3)
    assert [(one.to, one.wording["key"].partition(".")[0]) for one in texts(session)] == [
        ("+447700900821", "missed_call"),
        ("+447700900821", "again"),
    ]


def test_for_somebody_in_danger_every_step_that_is_not_safe_becomes_a_task_that_says_why(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    record_safe_contact(session, viewer, father.id, flagged=True, post_is_safe=None, said="", now=now)
    row = followed_up(session, viewer, now, father)
    made = _climb(session, row, 2)
    assert [step for step, _ in made] == [Step.TEXT, Step.WORKER], "the ladder goes on over the safe steps only"
    assert texts(session) == []
    held = next(one for one in open_tasks(session) if one.kind == TaskKind.REACH_OTHERWISE)
    assert "nobody asked at which hours writing is safe" in held.why
    assert "whether post is safe" in held.why
    assert "They are not rung" in held.why
    left = [one for one in events(session, row) if one.kind == EventKind.STEPPED_OVER]
    assert {one.step for one in left} == {Step.OTHER_HOUR, Step.OTHER_WAY, Step.LETTER}
    assert row.state == FollowUpState.WITH_WORKER


def test_where_no_language_is_on_record_no_text_goes_and_somebody_is_told(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now, written=None, spoken=[], reads="not asked")
    row = followed_up(session, viewer, now, father)
    _climb(session, row, 2)
    said = " ".join(one.why for one in open_tasks(session))
    assert texts(session) == []
    assert "Which language they read is not on record" in said
    assert "nobody has asked which language they speak" in said


def test_a_way_that_became_unsafe_meanwhile_is_left_out_at_its_moment(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    row = followed_up(session, viewer, now)
    _climb(session, row, 3)
    assert row.next_step == Step.LETTER
    record_safe_contact(session, viewer, row.person_id, flagged=False, post_is_safe=False, said="", now=now)
    _climb(session, row, 1)
    assert not [one for one in open_tasks(session) if one.kind == TaskKind.WRITE_LETTER]
    assert events(session, row)[-1].kind == EventKind.STEPPED_OVER
    assert row.next_step == Step.WORKER


def test_for_what_we_failed_in_we_apologise_and_a_person_offers_another_time(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    row = followed_up(session, viewer, now, because=Because.OUR_FAILURE)
    made = _climb(session, row, 2)
    assert [step for step, _ in made] == [Step.TEXT, Step.WORKER]
    assert texts(session)[0].wording["key"].startswith("our_failure")


def test_the_manager_is_somebody_who_may_decide_it_and_is_asked_again_each_five_working_days(
    session: Session, now: datetime
) -> None:
    viewer = _viewer(session, now)
    row = followed_up(session, viewer, now, because=Because.CALLED_OFF)
    _climb(session, row, 2)
    assert row.manager_id is not None
    assert row.manager_id != row.worker_id
    manager = [one for one in open_tasks(session) if "Ewa Holt" in one.why]
    assert len(manager) == 1
    before = row.next_action_at
    _climb(session, row, 1)
    assert row.next_action_at is not None
    assert before is not None
    assert row.next_action_at - before == timedelta(days=7)
    assert len(open_tasks(session)) == 2, "the same is not asked twice while nobody has finished it"


def test_ninety_days_of_silence_close_nothing(installation: Installation, now: datetime) -> None:
    with installation.database.work() as session:
        viewer = _viewer(session, now)
        a_line(session, viewer, now)
        father, flagged = (a_father(session, viewer, now) for _ in range(2))
        record_safe_contact(session, viewer, flagged.id, flagged=True, post_is_safe=None, said="", now=now)
        rows = [followed_up(session, viewer, now, one, because).id for one in (father, flagged) for because in Because]
        stopped = followed_up(session, viewer, now, a_father(session, viewer, now)).id
        stop(session, viewer, stopped, "Wait for the social worker.", now)
    at = now
    for _ in range(9):
        at = days_pass(installation, at, 10)
        with installation.database.reading() as session:
            found = [session.get_one(FollowUp, one) for one in (*rows, stopped)]
            assert all(is_waiting(one) for one in found), "the worker comes back to each by itself"
            assert FollowUpState.CLOSED not in {one.state for one in found}
    with installation.database.work() as session:
        for kind in KINDS.values():
            for one in (*rows, stopped) if kind.record is FollowUp else ():
                kind.left(session, one, at)
    with installation.database.reading() as session:
        assert {session.get_one(FollowUp, one).state for one in rows} == {FollowUpState.WITH_MANAGER}
        assert session.get_one(FollowUp, stopped).state == FollowUpState.STOPPED
        to_decide = {one.about_id for one in open_tasks(session) if one.kind == TaskKind.DECIDE_FOLLOW_UP}
        assert to_decide == {*rows, stopped}, "each stands on somebody's list"
        assert not session.scalars(select(FollowUpEvent).where(FollowUpEvent.kind == EventKind.CLOSED)).all()


def test_a_task_that_somebody_finished_comes_back_while_nobody_has_closed_the_follow_up(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    row = followed_up(session, viewer, now, because=Because.CALLED_OFF)
    _climb(session, row, 2)
    for one in open_tasks(session):
        finish_task(session, viewer, one.id, "Looked at it.", now)
    _climb(session, row, 1)
    assert [one.kind for one in open_tasks(session)] == [TaskKind.DECIDE_FOLLOW_UP]


def test_a_step_is_made_once_though_two_workers_want_it_and_one_is_killed(
    installation: Installation, now: datetime
) -> None:
    with installation.database.work() as session:
        viewer = _viewer(session, now)
        a_line(session, viewer, now)
        row_id = followed_up(session, viewer, now).id
    with installation.database.work() as session:
        token = claim(session, FollowUp, row_id, now)
        assert token is not None
    with installation.database.work() as session:
        assert claim(session, FollowUp, row_id, now) is None, "the other worker finds it taken"
    # The first is killed before its commit: everything it did is undone, and nobody heard of it.
    with installation.database.session() as session:
        work_on_follow_up(session, row_id, now)
        session.flush()
        session.rollback()
    later = now + timedelta(minutes=10)
    for _ in range(3):
        one_turn(installation, later)
    with installation.database.reading() as session:
        row = session.get_one(FollowUp, row_id)
        assert [one.kind for one in events(session, row)] == [EventKind.OPENED, EventKind.TEXT_WRITTEN]
        assert len(texts(session)) == 1


def test_a_worker_that_comes_too_early_makes_no_step(session: Session, viewer: Viewer, now: datetime) -> None:
    row = followed_up(session, viewer, now)
    _climb(session, row, 1)
    due = row.next_action_at
    assert work_on_follow_up(session, row.id, now + timedelta(minutes=1)) == due
    assert row.step == Step.TEXT


def test_one_the_worker_fails_with_is_brought_to_a_person_and_tried_again_the_next_day(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    row = followed_up(session, viewer, now)
    row.attempts, row.work_state = TRIES, WorkState.NEEDS_WORKER
    leave_follow_up(session, row.id, now)
    [task] = open_tasks(session)
    assert "through a fault of ours" in task.why
    assert task.due_on == now.date()
    assert (is_waiting(row), row.next_action_at) == (True, now + timedelta(days=1))


def test_a_number_of_two_families_gets_a_text_that_names_no_child(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    other = a_father(session, viewer, now, telephone=False)
    a_number(session, viewer, other, now, NUMBER)
    row = followed_up(session, viewer, now, father)
    _climb(session, row, 1)
    [text] = texts(session)
    assert text.wording["key"] == "missed_call.neutral"
    assert "Zosia" not in text.body
    assert session.scalars(select(Agency)).one().name not in text.body
