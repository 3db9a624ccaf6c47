"""Whatever becomes of a message, a page says it in words."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session
from text_factories import a_line

from comms.agencies.viewer import Viewer
from comms.messages.actions import MessageGiven, write_message
from comms.messages.message import Message, MessageChannel, MessageState
from comms.web.bookings.offers_shown import message_in_words


def a_message(session: Session, viewer: Viewer, now: datetime, channel: MessageChannel) -> Message:
    to = "07700 900500" if channel == MessageChannel.SMS else "daiva@interpreters.example"
    return write_message(session, viewer, MessageGiven(channel, "interpreter", uuid4(), to, "offer", uuid4(), "?"), now)


@pytest.mark.parametrize("state", list(MessageState))
@pytest.mark.parametrize("channel", list(MessageChannel))
def test_every_state_of_a_message_has_words(
    session: Session, viewer: Viewer, now: datetime, channel: MessageChannel, state: MessageState
) -> None:
    message = a_message(session, viewer, now, channel)
    message.state = state
    assert message_in_words(message).endswith(".")


def test_a_text_is_sent_by_hand_only_where_there_is_no_line(session: Session, viewer: Viewer, now: datetime) -> None:
    by_hand = a_message(session, viewer, now, MessageChannel.SMS)
    assert "no text message service is set" in message_in_words(by_hand)
    a_line(session, viewer, now)
    by_line = a_message(session, viewer, now, MessageChannel.SMS)
    assert message_in_words(by_line) == "Text message: waits to be sent."
    by_hand.state = by_line.state = MessageState.SENT
    assert (message_in_words(by_hand), message_in_words(by_line)) == (
        "Text message: sent by hand.", "Text message: sent.",
    )  # fmt: skip
