"""A text that came in is somebody's to deal with, and climbs the duty list until somebody has it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from factories import a_parent, a_staff_member, an_agency
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import a_father, a_line, a_mobile, a_text_came, a_thread

from comms.agencies.agency import Agency
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.foundation.work_item import WorkState
from comms.messages import find
from comms.messages.arriving import take_in_text
from comms.messages.climbing import leave_urgent, tell_next
from comms.messages.incoming import Incoming, IncomingState
from comms.messages.incoming_actions import assign_thread, finish_incoming, settle_stop, take_incoming
from comms.messages.message import Message, MessageChannel, Purpose

TEN = timedelta(minutes=10)


def urgent(session: Session, now: datetime, body: str = "on mnie bije") -> Incoming:
    row = take_in_text(session, a_text_came(body), now)
    assert row is not None
    return row


def told(session: Session) -> list[str]:
    query = select(Message).where(Message.purpose == Purpose.DUTY).order_by(Message.made_at, Message.id)
    return [one.to for one in session.scalars(query)]


def colleague(session: Session, viewer: Viewer, now: datetime, name: str, role: str = "reception") -> Staff:
    return a_staff_member(session, session.get_one(Agency, viewer.agency_id), now, (role,), name)


def test_each_ten_minutes_the_next_on_duty_is_told_round_and_round_at_night_too(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    one, two = colleague(session, viewer, now, "Ada"), colleague(session, viewer, now, "Ben")
    a_line(session, viewer, now, night_cover=False, duty=[str(two.id), str(one.id)])
    row, night = urgent(session, now), now.replace(hour=23)
    for turn in range(3):
        assert tell_next(session, row.id, night + turn * TEN) == night + (turn + 1) * TEN
    assert told(session) == [two.email, one.email, two.email]
    assert row.told == 3
    [email, *_] = session.scalars(select(Message).where(Message.purpose == Purpose.DUTY)).all()
    assert (email.channel, email.to_kind, email.to_id, email.about_id) == (
        MessageChannel.EMAIL, "staff", two.id, row.id,
    )  # fmt: skip
    assert "/messages" in email.body
    assert "bije" not in email.body + email.subject


def test_once_somebody_has_it_nobody_else_is_called(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    row = urgent(session, now)
    take_incoming(session, viewer, row.id, now)
    assert (row.state, row.taken_by, row.next_action_at) == (IncomingState.TAKEN, viewer.staff_id, None)
    assert tell_next(session, row.id, now + TEN) is None
    assert told(session) == []


def test_an_empty_duty_list_means_everybody_who_may_answer_and_not_nobody(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    adviser = colleague(session, viewer, now, "Cal", "court legal adviser")
    gone = colleague(session, viewer, now, "Dee")
    a_line(session, viewer, now, duty=[str(gone.id)])
    gone.active = False
    session.flush()
    row = urgent(session, now)
    tell_next(session, row.id, now)
    tell_next(session, row.id, now + TEN)
    assert set(told(session)) == {session.get_one(Staff, viewer.staff_id).email}
    assert adviser.email not in told(session)


def test_where_nobody_at_all_is_there_it_goes_on_looking(
    session: Session, viewer: Viewer, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    a_line(session, viewer, now)
    session.get_one(Staff, viewer.staff_id).active = False
    session.flush()
    row = urgent(session, now)
    assert tell_next(session, row.id, now) == now + TEN
    assert "nobody is on duty" in caplog.text


def test_when_every_try_to_tell_failed_it_is_tried_again(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    row = urgent(session, now)
    row.work_state, row.next_action_at, row.attempts = WorkState.NEEDS_WORKER, None, 5
    session.flush()
    leave_urgent(session, row.id, now)
    assert (row.work_state, row.next_action_at, row.attempts) == (WorkState.WAITING, now + TEN, 0)


def test_two_who_open_it_do_not_both_have_it(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    row = urgent(session, now)
    take_incoming(session, viewer, row.id, now)
    other = viewer_of(colleague(session, viewer, now, "Ada"))
    with pytest.raises(Refused, match="Somebody has this text already"):
        take_incoming(session, other, row.id, now)
    finish_incoming(session, other, row.id, "Rang her, she is safe.", now)
    assert (row.state, row.done_by, row.outcome) == (IncomingState.DONE, other.staff_id, "Rang her, she is safe.")
    with pytest.raises(Refused, match="dealt with"):
        finish_incoming(session, viewer, row.id, "Rang her too.", now)
    assert find.open_incoming(session, viewer) == []


def test_what_was_done_is_said_in_words(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    with pytest.raises(BadInput):
        finish_incoming(session, viewer, urgent(session, now).id, " ", now)


def test_what_is_urgent_stands_first(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    calm, first, second = urgent(session, now, "ok"), urgent(session, now + TEN), urgent(session, now + 2 * TEN)
    assert not calm.urgent
    assert find.open_incoming(session, viewer) == [first, second, calm]


def test_a_person_says_whose_a_thread_is_and_what_came_before_is_theirs_too(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father, mother = a_father(session, viewer, now), a_parent(session, viewer, now)
    a_mobile(session, viewer, now, mother)
    stranger = a_parent(session, viewer, now, given="Jonas")
    row = urgent(session, now, "1 18")
    with pytest.raises(BadInput, match="not on record"):
        assign_thread(session, viewer, row.thread_id, stranger.id, now)
    thread = assign_thread(session, viewer, row.thread_id, father.id, now)
    assert (thread.person_id, thread.assigned_by, row.person_id) == (father.id, viewer.staff_id, father.id)
    assert urgent(session, now, "2").person_id == father.id
    assert find.threads_of_person(session, viewer, father.id) == [thread]


def test_somebody_asks_whether_they_meant_stop(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    thread = a_thread(session, viewer, now)
    with pytest.raises(Refused):
        settle_stop(session, viewer, thread.id, stop=True, now=now)
    thread.asked_to_stop_at = now
    settle_stop(session, viewer, thread.id, stop=False, now=now)
    assert (thread.asked_to_stop_at, thread.opted_out_at) == (None, None)
    thread.asked_to_stop_at = now
    settle_stop(session, viewer, thread.id, stop=True, now=now)
    assert (thread.asked_to_stop_at, thread.opted_out_at) == (None, now)


def test_who_may_not_write_to_families_takes_nothing_and_others_texts_do_not_exist(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    row = urgent(session, now)
    nobody = Viewer(viewer.agency_id, "school", frozenset())
    for verb in (
        lambda: take_incoming(session, nobody, row.id, now),
        lambda: finish_incoming(session, nobody, row.id, "Rang.", now),
        lambda: settle_stop(session, nobody, row.thread_id, stop=True, now=now),
    ):
        with pytest.raises(NotAllowed):
            verb()
    stranger = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now, ("head teacher",)))
    with pytest.raises(NotFound):
        take_incoming(session, stranger, row.id, now)
    assert find.open_incoming(session, stranger) == []
