"""A worker's own words in a thread: as typed, at a safe time, and only as long as they meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from factories import a_parent
from sqlalchemy.orm import Session
from text_factories import OUR_NUMBER, TO, a_father, a_line, a_mobile, a_thread

from comms.agencies.viewer import Viewer
from comms.families.actions import record_safe_contact
from comms.families.contact_point import Safety
from comms.foundation.errors import BadInput, NotAllowed, Refused
from comms.messages import find
from comms.messages.incoming import Incoming
from comms.messages.incoming_actions import assign_thread
from comms.messages.message import Message, Purpose
from comms.messages.texting import HeldBack, OwnTextGiven, write_own_words

NIGHT = datetime(2026, 11, 23, 22, 15, tzinfo=UTC)


def own(session: Session, viewer: Viewer, now: datetime, **given: Any) -> Message | HeldBack:
    values: dict[str, Any] = {"body": "Dziękuję, zadzwonię jutro.", "language": "pl"}
    return write_own_words(session, viewer, OwnTextGiven(**(values | given)), now)


def test_a_worker_answers_in_their_own_words_in_the_thread(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now, night_cover=False)
    father = a_father(session, viewer, now)
    thread = a_thread(session, viewer, now)
    text = own(session, viewer, now, thread_id=thread.id)
    assert isinstance(text, Message)
    assert (text.body, text.language, text.purpose, text.automatic) == (
        "Dziękuję, zadzwonię jutro.", "pl", Purpose.REPLY, False,
    )  # fmt: skip
    assert (text.to, text.sender, text.to_kind, text.to_id, text.due_at) == (TO, OUR_NUMBER, "person", father.id, now)
    assert (text.about_kind, text.about_id, text.made_by) == ("thread", thread.id, viewer.staff_id)
    assert find.thread_messages(session, viewer, thread.id) == [text]


def test_without_a_thread_the_first_safe_number_is_taken(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    text = own(session, viewer, NIGHT, person_id=father.id)
    assert isinstance(text, Message)
    assert (text.to, text.due_at) == (TO, datetime(2026, 11, 24, 8, 0, tzinfo=UTC))


def test_what_is_not_safe_is_held_back_from_a_worker_too(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    thread = a_thread(session, viewer, now)
    record_safe_contact(session, viewer, father.id, flagged=False, post_is_safe=None, said="", now=now, alias=True)
    session.flush()
    held = own(session, viewer, now, thread_id=thread.id)
    assert isinstance(held, HeldBack)
    assert held.code == "alias"
    thread.opted_out_at = now
    held = own(session, viewer, now, thread_id=thread.id)
    assert isinstance(held, HeldBack)
    assert held.code == "opted_out"
    point = find.points_of(session, viewer, father.id)[0]
    point.safety = Safety.UNSAFE
    held = own(session, viewer, now, person_id=father.id)
    assert isinstance(held, HeldBack)
    assert held.code == "unsafe"


def test_a_long_text_asks_first_and_one_of_more_than_ten_parts_is_refused(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    long = "Zażółć gęślą jaźń. " * 10
    with pytest.raises(BadInput, match="189 characters.*It would cost 3 texts"):
        own(session, viewer, now, person_id=father.id, body=long)
    text = own(session, viewer, now, person_id=father.id, body=long, long=True)
    assert isinstance(text, Message)
    assert (text.segments, text.body) == (3, long.strip())
    with pytest.raises(BadInput, match="10 are the most"):
        own(session, viewer, now, person_id=father.id, body=long * 4, long=True)


@pytest.mark.parametrize("wrong", [{"body": " \n "}, {"language": ""}, {"language": "klingon"}, {}])
def test_without_words_language_or_anybody_to_write_to_nothing_is_written(
    session: Session, viewer: Viewer, now: datetime, wrong: dict[str, str]
) -> None:
    a_line(session, viewer, now)
    to = {"person_id": a_father(session, viewer, now).id} if wrong else {}
    with pytest.raises(BadInput):
        own(session, viewer, now, **wrong, **to)


def test_where_several_have_the_number_a_person_says_first_who_writes(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father, mother = a_father(session, viewer, now), a_parent(session, viewer, now)
    a_mobile(session, viewer, now, mother)
    thread = a_thread(session, viewer, now)
    with pytest.raises(BadInput, match="who writes"):
        own(session, viewer, now, thread_id=thread.id)
    assign_thread(session, viewer, thread.id, father.id, now)
    text = own(session, viewer, now, thread_id=thread.id)
    assert isinstance(text, Message)
    assert text.to_id == father.id
    # It stays his, though the number is still on record for both.
    assert a_thread(session, viewer, now).person_id == father.id


def test_a_stranger_who_wrote_may_be_answered_and_nobody_else(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    thread = a_thread(session, viewer, now, "+447700900555")
    with pytest.raises(Refused, match="Nobody has written"):
        own(session, viewer, now, thread_id=thread.id)
    session.add(Incoming(agency_id=viewer.agency_id, thread_id=thread.id, provider_id="SM1", body="?", received_at=now))
    session.flush()
    text = own(session, viewer, NIGHT, thread_id=thread.id)
    assert isinstance(text, Message)
    assert (text.to_kind, text.due_at) == ("thread", datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    thread.opted_out_at = now
    assert isinstance(own(session, viewer, now, thread_id=thread.id), HeldBack)


def test_who_may_not_write_to_families_writes_nothing(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    with pytest.raises(NotAllowed):
        own(session, Viewer(viewer.agency_id, "school", frozenset()), now, person_id=father.id)


def test_without_a_line_it_is_said_what_to_do(session: Session, viewer: Viewer, now: datetime) -> None:
    held = own(session, viewer, now, person_id=a_father(session, viewer, now).id)
    assert isinstance(held, HeldBack)
    assert held.code == "no_line"


def test_what_is_of_no_use_tomorrow_is_not_sent_tomorrow(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    text = own(session, viewer, now, person_id=a_father(session, viewer, now).id)
    assert isinstance(text, Message)
    assert text.send_by == now + timedelta(hours=24)
