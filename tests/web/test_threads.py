"""One thread: both ways in order, where each text stands, whose the number is, and when nothing may be written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from browsers import District, signed_in
from flask import Flask
from flask.testing import FlaskClient
from reaching_made import Reaching, a_school_that_reaches
from screens import said
from sqlalchemy.orm import Session
from text_factories import OUR_NUMBER

from comms.follow_ups.find import follow_up
from comms.follow_ups.follow_up import FollowUpState
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.messages.find import thread
from comms.messages.message import Message, MessageChannel, MessageState
from comms.messages.thread import Thread
from comms.web.reaching.delivery import where_it_stands

SHARED = "+447700900304"
MONDAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 14, 32, tzinfo=UTC)


@pytest.fixture
def reaching(installation: Installation, district: District) -> Reaching:
    return a_school_that_reaches(installation, district)


def page(reaching: Reaching, client: FlaskClient, number: str = "") -> str:
    row = reaching.thread(number) if number else reaching.thread()
    return said(client.get(f"/messages/threads/{row}"))


def row_of(reaching: Reaching, thread_id: UUID) -> Thread:
    """The thread as it stands."""

    def ask(session: Session) -> Thread:
        found = thread(session, reaching.viewer, thread_id)
        session.expunge(found)
        return found

    made: Thread = reaching.see(ask)
    return made


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (MessageState.SENDING, "being handed to the carrier"),
        (MessageState.SENT, "the carrier has it, 14:32; the telephone has not said so yet"),
        (MessageState.DELIVERED, "the telephone has it, 14:32"),
        (MessageState.NOT_DELIVERED, "did not reach the telephone, 14:32"),
        (MessageState.IN_OUTBOX, "not sent: this installation has no carrier"),
        (MessageState.REFUSED, "not sent: the carrier refused it, 14:32"),
        (MessageState.NOT_NEEDED, "not sent: it was not needed any more"),
        (MessageState.SUPPRESSED, "held back, 14:32"),
        (MessageState.WAITING, "goes today at 14:32"),
    ],
)
def test_where_a_text_stands_is_said_in_words_with_its_time(state: MessageState, words: str) -> None:
    text = Message(channel=MessageChannel.SMS, state=state, due_at=AT, made_at=AT, ended_at=AT)
    assert where_it_stands(text, MONDAY) == words


def test_a_text_of_doubt_is_never_said_to_have_gone() -> None:
    text = Message(channel=MessageChannel.SMS, state=MessageState.UNKNOWN, made_at=AT, ended_at=AT)
    said_of_it = where_it_stands(text, date(2026, 11, 24))
    assert said_of_it.startswith("nobody knows whether it went, Monday 23 November, 14:32")
    assert "not sent again by itself" in said_of_it


def test_every_state_has_its_words() -> None:
    for state in MessageState:
        text = Message(channel=MessageChannel.SMS, state=state, due_at=AT, made_at=AT, ended_at=AT)
        assert where_it_stands(text, MONDAY)


def test_a_thread_shows_both_ways_in_their_order(client: FlaskClient, reaching: Reaching) -> None:
    reaching.follow_up()
    reaching.comes_in("nie rozumiem")
    found = page(reaching, client)
    assert "Texts with Marek Wójcik" in found
    first = found.index("Fen Edge: dzwoniliśmy")
    assert first < found.index("In English: “Fen Edge: we rang you.") < found.index("nie rozumiem")
    assert "Not sent: this installation has no carrier" in found


def test_an_answer_that_was_written_is_in_the_thread_with_who_wrote_it(client: FlaskClient, reaching: Reaching) -> None:
    reaching.text()
    row = reaching.thread()
    words = {"body": "Proszę zadzwonić.", "language": "pl", "do": "send"}
    answer = client.post(f"/messages/threads/{row}/answer", data=words)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/messages/threads/{row}")
    found = said(client.get(f"/messages/threads/{row}"))
    assert "Your text goes at once." in found
    assert "We wrote (Jo Marsh)" in found


def test_a_number_that_asked_for_no_more_gets_none_and_the_page_says_so(
    client: FlaskClient, reaching: Reaching
) -> None:
    reaching.text()
    reaching.comes_in("STOP")
    row = reaching.thread()
    found = said(client.get(f"/messages/threads/{row}"))
    assert "This number asked for no more texts on" in found
    assert "Your words" not in found
    forced = client.post(f"/messages/threads/{row}/answer", data={"body": "Ale…", "language": "pl", "do": "send"})
    assert forced.status_code == 422
    assert "Not sent." in said(forced)


def test_words_that_sound_like_stop_are_settled_by_a_person(client: FlaskClient, reaching: Reaching) -> None:
    reaching.text()
    row = reaching.thread()
    reaching.set(Thread, row, asked_to_stop_at=utc_now())
    assert "Their words may mean that they want no more texts." in said(client.get(f"/messages/threads/{row}"))
    assert client.post(f"/messages/threads/{row}/stop", data={"stop": "yes"}).status_code == 303
    assert row_of(reaching, row).opted_out_at is not None
    assert "asked for no more texts" in said(client.get(f"/messages/threads/{row}"))


def test_texts_go_on_where_they_did_not_mean_stop(client: FlaskClient, reaching: Reaching) -> None:
    row = reaching.thread()
    reaching.set(Thread, row, asked_to_stop_at=utc_now())
    assert client.post(f"/messages/threads/{row}/stop", data={}).status_code == 422
    assert client.post(f"/messages/threads/{row}/stop", data={"stop": "no"}).status_code == 303
    found = row_of(reaching, row)
    assert (found.opted_out_at, found.asked_to_stop_at) == (None, None)


def test_when_somebody_says_who_wrote_it_is_taken_to_what_it_answers(client: FlaskClient, reaching: Reaching) -> None:
    ion = reaching.another("Ion", "ro", "07700 900304")
    reaching.another("Ana", "ro", "07700 900304")
    followed = reaching.follow_up(person=ion)
    reaching.comes_in("1 17", SHARED)
    row = reaching.thread(SHARED)
    found = said(client.get(f"/messages/threads/{row}"))
    assert "2 people have this number. Say who writes before anything else is done." in found
    assert "Your words" not in found
    answer = client.post(f"/messages/threads/{row}/person", data={"person_id": str(ion)})
    assert answer.status_code == 303
    assert "On record: Ion writes from this number." in said(client.get(f"/messages/threads/{row}"))
    state = reaching.see(lambda session: follow_up(session, reaching.viewer, followed).state)
    assert state == FollowUpState.ANSWERED


def test_a_thread_is_given_only_to_somebody_who_has_the_number(client: FlaskClient, reaching: Reaching) -> None:
    reaching.another("Ion", "ro", "07700 900304")
    reaching.comes_in("1 17", SHARED)
    row = reaching.thread(SHARED)
    wrong = client.post(f"/messages/threads/{row}/person", data={"person_id": str(reaching.father)})
    assert wrong.status_code == 422
    assert "This number is not on record for them." in said(wrong)
    assert client.post(f"/messages/threads/{row}/person", data={}).status_code == 422


def test_another_schools_thread_does_not_exist(app: Flask, district: District, reaching: Reaching) -> None:
    reaching.text()
    row = reaching.thread()
    stranger = signed_in(app, district.other_head)
    assert stranger.get(f"/messages/threads/{row}").status_code == 404
    assert stranger.post(f"/messages/threads/{row}/answer", data={"body": "x", "language": "en"}).status_code == 404


def test_no_number_stands_in_a_thread_in_full(client: FlaskClient, reaching: Reaching) -> None:
    reaching.comes_in("Hello", "+447700900399")
    found = client.get(f"/messages/threads/{reaching.thread('+447700900399')}").text
    assert "900399" not in found
    assert OUR_NUMBER not in found
