"""Handling what the carrier told us: in its order, once, and none lost to another's failure."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from factories import a_staff_member, an_agency
from follow_up_factories import followed_up, one_turn, open_tasks, reported, texted, texts
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from text_factories import a_line

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.follow_ups import arriving, find
from comms.follow_ups.arriving import LOT, MOST_FAILURES, handle_webhooks, leave_desk
from comms.follow_ups.follow_up import EventKind, FollowUp, FollowUpEvent, FollowUpState
from comms.follow_ups.working import work_on_follow_up
from comms.foundation.audit import AuditEntry
from comms.foundation.opening import Installation
from comms.foundation.work_item import Work, WorkState
from comms.messages.arriving import WEBHOOKS_WORK, store_webhook
from comms.messages.incoming import Incoming
from comms.messages.message import MessageState
from comms.messages.webhook import DESK, Webhook, WebhookDesk, WebhookKind

A_WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _long_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn ends by what it takes up, however slow the machine is."""
    monkeypatch.setattr(arriving, "TURN", 600.0)


def _viewer(session: Session, now: datetime) -> Viewer:
    school = an_agency(session, now)
    return viewer_of(a_staff_member(session, school, now, ("head teacher", "administrator")))


def _row(installation: Installation, now: datetime) -> None:
    with installation.database.work() as session:
        viewer = _viewer(session, now)
        a_line(session, viewer, now)
        work_on_follow_up(session, followed_up(session, viewer, now).id, now)
        texts(session)[-1].state = MessageState.SENT


def _poison(session: Session, now: datetime) -> None:
    """A request of the carrier that no version of ours can handle."""
    fields = {"MessageSid": "SM" + "0" * 32, "To": "+447700900100"}
    store_webhook(session, "what nobody knows", "once", "", fields, now)  # type: ignore[arg-type]


def test_the_desk_is_never_done_and_says_when_there_is_more(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    assert handle_webhooks(session, DESK, now) == now
    for _ in range(LOT + 1):
        texted(session, "dziękuję", now)
    answers = [handle_webhooks(session, DESK, now)]
    while answers[-1] != now:
        answers.append(handle_webhooks(session, DESK, now))
    # What came just now leaves room on SQLite, where one writes after the other.
    room = session.get_bind().dialect.name == "sqlite"
    assert set(answers[:-1]) == {Work.GO_ON_LEAVING_ROOM if room else Work.GO_ON}
    assert len(session.scalars(select(Incoming)).all()) == LOT + 1


def test_what_was_handled_stands_where_it_belongs_and_here_no_longer(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    texted(session, "dziękuję", now)
    assert session.scalars(select(Webhook)).one().fields["Body"] == "dziękuję"
    handle_webhooks(session, DESK, now)
    session.flush()
    assert session.scalars(select(Webhook)).one().fields_locked is None
    assert session.scalars(select(Incoming)).one().body == "dziękuję"


def test_texts_are_taken_in_the_order_in_which_they_came(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    row = followed_up(session, viewer, now)
    work_on_follow_up(session, row.id, now)
    texts(session)[-1].state = MessageState.SENT
    for minute, body in enumerate(["1 po 17", "1 po 18", "1 po 19"]):
        texted(session, body, now + timedelta(minutes=minute))
    handle_webhooks(session, DESK, now + timedelta(minutes=5))
    assert row.proposed_at == now.replace(hour=19, minute=0)


def test_one_that_fails_costs_no_other_its_turn_and_is_left_to_a_person_at_last(
    installation: Installation, now: datetime
) -> None:
    now += A_WEEK
    _row(installation, now)
    with installation.database.work() as session:
        _poison(session, now)
        texted(session, "1 po 18", now + timedelta(seconds=1))
    for turn in range(MOST_FAILURES):
        at = now + timedelta(minutes=turn + 1)
        one_turn(installation, at, [WEBHOOKS_WORK])
        with installation.database.reading() as session:
            assert session.scalars(select(FollowUp)).one().state == FollowUpState.ANSWERED, "the answer after it counts"
    with installation.database.reading() as session:
        poison = session.scalars(select(Webhook).where(Webhook.kind == "what nobody knows")).one()
        assert (poison.given_up, poison.handled_at, poison.attempts) == (True, None, MOST_FAILURES)
        replies = session.scalars(select(FollowUpEvent).where(FollowUpEvent.kind == EventKind.REPLIED)).all()
        assert len(replies) == 1, "nothing of a turn that was undone was kept"
        viewer = system_viewer(session.scalars(select(Agency)).one())
        assert find.webhooks_given_up(session, viewer) == [poison]
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "give up webhook")).all()
        assert len(noted) == 1


def test_nothing_of_a_turn_that_failed_is_kept(installation: Installation, now: datetime) -> None:
    now += A_WEEK
    _row(installation, now)
    with installation.database.work() as session:
        texted(session, "1 po 18", now)
        _poison(session, now + timedelta(seconds=1))
    with installation.database.work() as session:
        assert handle_webhooks(session, DESK, now + timedelta(minutes=1)) is Work.GO_ON
    with installation.database.reading() as session:
        assert session.scalars(select(Incoming)).all() == []
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "take in text")).all() == []
    one_turn(installation, now + timedelta(minutes=2), [WEBHOOKS_WORK])
    with installation.database.reading() as session:
        assert len(session.scalars(select(Incoming)).all()) == 1


def test_a_worker_killed_in_the_middle_loses_and_repeats_nothing(installation: Installation, now: datetime) -> None:
    now += A_WEEK
    _row(installation, now)
    with installation.database.work() as session:
        texted(session, "1 po 18", now)
    with installation.database.session() as session:
        handle_webhooks(session, DESK, now)
        session.flush()
        session.rollback()
    for minute in range(3):
        one_turn(installation, now + timedelta(minutes=minute + 1))
    with installation.database.reading() as session:
        assert len(session.scalars(select(Incoming)).all()) == 1
        replies = session.scalars(select(FollowUpEvent).where(FollowUpEvent.kind == EventKind.REPLIED)).all()
        assert len(replies) == 1


def test_the_databases_own_failure_is_nobodys_and_the_turn_is_tried_again(
    session: Session, viewer: Viewer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_line(session, viewer, now)
    texted(session, "1 po 18", now)

    def locked(*_: object) -> None:
        raise DBAPIError("SELECT 1", None, Exception("database is locked"))

    monkeypatch.setattr(arriving, "take_in_text", locked)
    with pytest.raises(DBAPIError):
        handle_webhooks(session, DESK, now)
    assert session.scalars(select(Webhook)).one().attempts == 0


def test_the_desk_stays_open_when_every_try_failed(session: Session, now: datetime) -> None:
    desk = session.get_one(WebhookDesk, DESK)
    desk.work_state, desk.next_action_at = WorkState.NEEDS_WORKER, None
    leave_desk(session, DESK, now)
    assert (desk.work_state, desk.next_action_at, desk.attempts) == (WorkState.WAITING, now, 0)
    assert open_tasks(session) == []


def test_a_report_is_taken_in_at_the_desk(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    row = followed_up(session, viewer, now)
    work_on_follow_up(session, row.id, now)
    texts(session)[-1].state = MessageState.SENT
    reported(session, texts(session)[-1], "delivered", now)
    reported(session, texts(session)[-1], "sent", now + timedelta(seconds=1))
    handle_webhooks(session, DESK, now)
    session.flush()
    assert texts(session)[-1].state == MessageState.DELIVERED, "it only moves forward"
    assert WebhookKind.REPORT in {one.kind for one in session.scalars(select(Webhook))}
