"""Messages: written once, sent once, never again when in doubt; a text message waits for somebody to send it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from factories import a_staff_member, an_agency
from mail_servers import REFUSED, BrokenServer, a_mail_server, free_port
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.channels.email import Attachment, Email
from comms.foundation.clock import utc_now
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.foundation.opening import Installation
from comms.messages import find
from comms.messages.actions import (
    SEND,
    MessageGiven,
    compose_message,
    give_up_sending,
    not_needed,
    sent_by_hand,
    start_sending,
    write_message,
)
from comms.messages.message import Message, MessageChannel, MessageState
from comms.worker.working import Worker

CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
TO = "daiva@interpreters.example"


def given(channel: MessageChannel = MessageChannel.EMAIL, **more: Any) -> MessageGiven:
    values: dict[str, Any] = {
        "to": TO if channel == MessageChannel.EMAIL else "07700 900500", "about_kind": "offer", "about_id": uuid4(),
        "to_kind": "interpreter", "to_id": uuid4(), "body": "Could you interpret on Wednesday?",
        "subject": "An appointment",
    }  # fmt: skip
    return MessageGiven(channel, **(values | more))


@pytest.fixture
def earlier() -> datetime:
    """A little before the worker looks at the clock."""
    return utc_now() - timedelta(minutes=1)


def a_waiting_email(installation: Installation, at: datetime, **more: Any) -> UUID:
    with installation.database.work() as session:
        school = an_agency(session, at)
        school.email = "office@fenedge.example"
        viewer = viewer_of(a_staff_member(session, school, at))
        return write_message(session, viewer, given(**more), at).id


def with_server(installation: Installation, port: int) -> Worker:
    settings = replace(
        installation.settings, smtp_host="127.0.0.1", smtp_port=port, smtp_security="none",
        smtp_from="bookings@fenedge.example", smtp_timeout=1,
    )  # fmt: skip
    return Worker(replace(installation, settings=settings))


def row(installation: Installation, message: UUID) -> tuple[str, str, str]:
    with installation.database.reading() as session:
        found = session.get_one(Message, message)
        return found.state, found.work_state, found.why or ""


def test_an_email_goes_once_and_its_calendar_file_with_it(installation: Installation, earlier: datetime) -> None:
    message = a_waiting_email(installation, earlier, calendar=CALENDAR, method="REQUEST")
    with a_mail_server() as (port, kept):
        for _ in range(2):
            with_server(installation, port).act(SEND, message)
    [got] = kept.messages
    assert (got["To"], got["From"]) == (TO, "Fen Edge Academy <bookings@fenedge.example>")
    assert got["Message-ID"] == f"<{message}@fenedge.example>"
    [calendar] = got.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("REQUEST", "utf-8")
    assert calendar.get_payload(decode=True) == CALENDAR
    assert row(installation, message) == (MessageState.SENT, "done", "")


def test_a_pdf_goes_as_it_did_before() -> None:
    email = Email("1@x.example", ("A", "a@x.example"), "", TO, "S", utc_now(), "T", None, Attachment("l.pdf", b"%PDF"))
    [pdf] = email.as_message().iter_attachments()
    assert (pdf.get_content_type(), pdf.get_filename()) == ("application/pdf", "l.pdf")


def test_without_a_mail_server_an_email_lies_in_the_outbox(installation: Installation, earlier: datetime) -> None:
    message = a_waiting_email(installation, earlier)
    Worker(installation).act(SEND, message)
    assert row(installation, message)[:2] == (MessageState.IN_OUTBOX, "done")


def test_a_server_that_cannot_be_reached_is_tried_again(installation: Installation, earlier: datetime) -> None:
    message = a_waiting_email(installation, earlier)
    with_server(installation, free_port()).act(SEND, message)
    assert row(installation, message)[:2] == (MessageState.WAITING, "waiting")


def test_an_address_that_is_refused_is_not_tried_again(installation: Installation, earlier: datetime) -> None:
    message = a_waiting_email(installation, earlier, to=REFUSED)
    with a_mail_server() as (port, _):
        with_server(installation, port).act(SEND, message)
    assert row(installation, message)[:2] == (MessageState.REFUSED, "done")


@contextmanager
def broken(at: str) -> Any:
    server = BrokenServer(at, "dies")
    try:
        yield server
    finally:
        server.close()


def test_what_is_in_doubt_is_never_sent_again(installation: Installation, earlier: datetime) -> None:
    message = a_waiting_email(installation, earlier)
    with broken("end of data") as server:
        for _ in range(2):
            with_server(installation, server.port).act(SEND, message)
        assert server.connections == 1
    assert row(installation, message)[0] == MessageState.UNKNOWN


def test_a_worker_that_died_while_sending_leaves_a_doubt_and_no_second_email(
    installation: Installation, earlier: datetime
) -> None:
    message = a_waiting_email(installation, earlier)
    with installation.database.work() as session:
        assert start_sending(session, message, earlier)
    with a_mail_server() as (port, kept):
        with_server(installation, port).act(SEND, message)
    assert kept.messages == []
    assert row(installation, message)[0] == MessageState.UNKNOWN


def test_what_nobody_needs_any_more_is_not_sent(installation: Installation, earlier: datetime) -> None:
    message = a_waiting_email(installation, earlier)
    with installation.database.work() as session:
        found = session.get_one(Message, message)
        viewer = Viewer(found.agency_id, "school", frozenset())
        not_needed(session, viewer, found, earlier)
        found.next_action_at = earlier  # as if a worker had claimed it just before
    with a_mail_server() as (port, kept):
        with_server(installation, port).act(SEND, message)
    assert kept.messages == []
    assert row(installation, message)[:2] == (MessageState.NOT_NEEDED, "done")


def test_a_text_message_waits_without_work_until_somebody_sends_it(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    text = write_message(session, viewer, given(MessageChannel.SMS), now)
    assert (text.state, text.next_action_at) == (MessageState.WAITING, None)
    assert find.waiting_texts(session, viewer) == [text]
    sent_by_hand(session, viewer, text.id, now)
    assert (text.state, text.ended_at) == (MessageState.SENT, now)
    assert find.waiting_texts(session, viewer) == []
    with pytest.raises(Refused, match="does not become"):
        not_needed(session, viewer, text, now)


def test_an_email_is_not_sent_by_hand(session: Session, viewer: Viewer, now: datetime) -> None:
    with pytest.raises(Refused, match="by the service"):
        sent_by_hand(session, viewer, write_message(session, viewer, given(), now).id, now)


def test_who_may_not_book_sends_nothing(session: Session, viewer: Viewer, now: datetime) -> None:
    text = write_message(session, viewer, given(MessageChannel.SMS), now)
    with pytest.raises(NotAllowed):
        sent_by_hand(session, Viewer(viewer.agency_id, "school", frozenset()), text.id, now)


@pytest.mark.parametrize("missing", [{"to": " "}, {"body": "\n"}])
def test_a_message_to_nobody_or_without_words_is_refused(
    session: Session, viewer: Viewer, now: datetime, missing: dict[str, str]
) -> None:
    with pytest.raises(BadInput):
        write_message(session, viewer, given(**missing), now)


def test_another_agencys_messages_do_not_exist(session: Session, viewer: Viewer, now: datetime) -> None:
    text = write_message(session, viewer, given(MessageChannel.SMS), now)
    stranger = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now))
    assert find.waiting_texts(session, stranger) == []
    assert find.messages_about(session, stranger, "offer", text.about_id) == []
    with pytest.raises(NotFound):
        find.message(session, stranger, text.id)


@pytest.mark.parametrize(
    ("prepare", "state"),
    [(lambda *_: None, MessageState.REFUSED), (start_sending, MessageState.UNKNOWN)],
)
def test_a_message_whose_every_try_failed_says_so(
    session: Session, viewer: Viewer, now: datetime, prepare: Callable[..., object], state: MessageState
) -> None:
    message = write_message(session, viewer, given(), now)
    prepare(session, message.id, now)
    give_up_sending(session, message.id, now)
    assert (message.state, message.ended_at) == (state, now)
    assert message.why


def test_nothing_of_a_message_lies_open_in_the_database(session: Session, viewer: Viewer, now: datetime) -> None:
    message = write_message(session, viewer, given(calendar=CALENDAR, method="REQUEST"), now)
    session.flush()
    stored = b"".join((message.to_locked, message.body_locked, message.calendar_locked or b""))
    for open_words in (TO.encode(), b"Wednesday", CALENDAR):
        assert open_words not in stored
    assert compose_message(session, message.id).text == "Could you interpret on Wednesday?"
