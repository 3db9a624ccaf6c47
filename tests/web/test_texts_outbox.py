"""Texts that were not sent because there is no carrier; and in a demonstration, an answer as the family would give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from follow_up_factories import one_turn
from reaching_made import Reaching, a_school_that_reaches
from screens import said
from sqlalchemy.orm import Session

from comms.agencies.staff import Staff
from comms.follow_ups.find import follow_up
from comms.follow_ups.follow_up import FollowUpState
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.messages.actions import MessageGiven, write_message
from comms.messages.arriving import WEBHOOKS_WORK
from comms.messages.find import open_incoming
from comms.messages.message import MessageChannel, MessageState


@pytest.fixture
def reaching(installation: Installation, district: District) -> Reaching:
    return a_school_that_reaches(installation, district)


@pytest.fixture
def demo(app: Flask, installation: Installation) -> Iterator[None]:
    """The same installation as a demonstration."""
    app.extensions["comms"] = replace(installation, settings=replace(installation.settings, mode="demo"))
    yield
    app.extensions["comms"] = installation


def test_what_was_not_sent_lies_there_and_says_so(client: FlaskClient, reaching: Reaching) -> None:
    assert "No text lies here" in said(client.get("/messages/outbox"))
    reaching.follow_up()
    answer = client.get("/messages/outbox")
    page = said(answer)
    assert "1 text was not sent" in page
    assert "This installation has no carrier, so texts are only laid here. Nobody has received one." in page
    assert 'lang="pl" dir="ltr">Fen Edge: dzwoniliśmy' in answer.text
    assert "Answer as they would" not in page


def test_in_a_demonstration_a_missed_call_is_answered_without_a_telephone(
    client: FlaskClient, reaching: Reaching, demo: None
) -> None:
    followed, row = reaching.follow_up(), reaching.thread()
    assert "Answer as they would" in said(client.get("/messages/outbox"))
    answer = client.post(f"/messages/threads/{row}/as-they-would", data={"reply": "1 po 18"})
    assert answer.status_code == 303
    one_turn(reaching.installation, utc_now(), [WEBHOOKS_WORK])
    assert "Probably: “ring me after work, from 18:00”" in said(client.get("/messages"))
    state = reaching.see(lambda session: follow_up(session, reaching.viewer, followed).state)
    assert state == FollowUpState.ANSWERED


def test_an_answer_without_words_does_not_come_in(client: FlaskClient, reaching: Reaching, demo: None) -> None:
    reaching.follow_up()
    answer = client.post(f"/messages/threads/{reaching.thread()}/as-they-would", data={"reply": " "})
    assert answer.status_code == 422
    assert "Write what they would answer" in said(answer)


def test_nobody_answers_for_a_family_outside_a_demonstration(client: FlaskClient, reaching: Reaching) -> None:
    reaching.follow_up()
    row = reaching.thread()
    assert client.post(f"/messages/threads/{row}/as-they-would", data={"reply": "1 po 18"}).status_code == 404
    one_turn(reaching.installation, utc_now(), [WEBHOOKS_WORK])
    assert reaching.see(lambda session: list(open_incoming(session, reaching.viewer))) == []


def test_texts_to_send_by_hand_stay_where_they_were(client: FlaskClient, reaching: Reaching) -> None:
    assert "No message waits" in said(client.get("/messages/waiting"))


def test_another_schools_outbox_is_its_own(app: Flask, district: District, reaching: Reaching, demo: None) -> None:
    reaching.follow_up()
    row = reaching.thread()
    stranger = signed_in(app, district.other_head)
    assert "dzwoniliśmy" not in stranger.get("/messages/outbox").text
    assert stranger.post(f"/messages/threads/{row}/as-they-would", data={"reply": "1"}).status_code == 404


def test_a_text_to_an_interpreter_is_read_only_by_whoever_books_them(
    app: Flask, client: FlaskClient, reaching: Reaching, district: District
) -> None:
    def lay(session: Session) -> Staff:
        text = MessageGiven(MessageChannel.SMS, "interpreter", uuid4(), "07700 900500", "offer", uuid4(), "Can you?")
        made = write_message(session, reaching.viewer, text, reaching.at)
        made.state = MessageState.IN_OUTBOX
        return a_staff_member(session, session.merge(district.school), reaching.at, ("reception",))

    desk = reaching.do(lay)
    assert "Can you?" in said(client.get("/messages/outbox"))
    assert "Can you?" not in said(signed_in(app, desk).get("/messages/outbox"))
