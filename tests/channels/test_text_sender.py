"""Handing a text over: what is said on the wire, and what each answer means. The carrier is a real server here."""

from __future__ import annotations

import base64
import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from http.client import HTTPConnection
from typing import Any

import pytest
from carrier_servers import ACCOUNT, MOMENT, TOKEN, WITH_TWILIO, Carrier, a_carrier

from comms.channels.email.message import Outcome as OutcomeOfAnEmail
from comms.channels.sms import OutboxSender, Outcome, Reaction, TextMessage, TwilioSender, reaction_to, sender_for
from comms.channels.sms.by_twilio import MOST_LISTED
from comms.channels.sms.reactions import reactions
from comms.channels.twilio import TwilioHttp, client_for
from comms.channels.twilio.http import LARGEST, NotReached, connection_to
from comms.foundation.settings import Settings

FATHER = "+447700900123"
OURS = "+447700900999"
POLISH = "Dzwoniliśmy dzisiaj. Proszę odpisać: 1 po pracy, 2 tłumacz. ąćęłńóśźż"
TEXT = TextMessage(FATHER, OURS, POLISH, "https://comms.example.org/carrier/report/abc", 3600)


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    with a_carrier() as opened:
        yield opened


@pytest.fixture
def sender(carrier: Carrier) -> TwilioSender:
    return TwilioSender(WITH_TWILIO, carrier.http())


def test_a_text_that_the_carrier_takes_is_sent_with_its_name_for_it(sender: TwilioSender, carrier: Carrier) -> None:
    answer = sender.send(TEXT)
    assert (answer.outcome, answer.provider_id, answer.status) == (Outcome.SENT, carrier.texts[0]["sid"], "queued")
    assert (answer.error_code, answer.why) == (None, "")


def test_the_words_arrive_as_they_were_written(sender: TwilioSender, carrier: Carrier) -> None:
    sender.send(TEXT)
    (heard,) = carrier.heard
    assert (heard.method, heard.url) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert heard.form == {
        "To": [FATHER],
        "From": [OURS],
        "Body": [POLISH],
        "SmartEncoded": ["false"],
        "StatusCallback": ["https://comms.example.org/carrier/report/abc"],
        "ValidityPeriod": ["3600"],
    }
    assert heard.headers["Authorization"] == f"Basic {base64.b64encode(f'{ACCOUNT}:{TOKEN}'.encode()).decode()}"


@pytest.mark.parametrize("body", ["👋 یہ پیغام ہے", "ਕਿਰਪਾ ਕਰਕੇ & = + % ? #", "{cost} €5\nline two", "a" * 1600])
def test_no_character_is_lost_on_the_way(sender: TwilioSender, carrier: Carrier, body: str) -> None:
    sender.send(TextMessage(FATHER, OURS, body, ""))
    assert carrier.texts[0]["body"] == body


def test_without_a_limit_or_an_address_for_reports_neither_is_given(sender: TwilioSender, carrier: Carrier) -> None:
    sender.send(TextMessage(FATHER, "Clinic", "Ring us.", "", None))
    assert set(carrier.heard[0].form) == {"To", "From", "Body", "SmartEncoded"}


def test_a_text_waits_at_the_carrier_for_ten_hours_at_most(sender: TwilioSender, carrier: Carrier) -> None:
    sender.send(TextMessage(FATHER, OURS, "Ring us.", "", 90_000))
    assert carrier.heard[0].form["ValidityPeriod"] == ["36000"]


@pytest.mark.parametrize("left", [0, -5])
def test_a_text_whose_time_is_over_is_not_handed_over(sender: TwilioSender, carrier: Carrier, left: int) -> None:
    answer = sender.send(TextMessage(FATHER, OURS, "Ring us.", "", left))
    assert (answer.outcome, carrier.heard) == (Outcome.LATER, [])
    assert answer.why


@pytest.mark.parametrize("code", sorted(reactions()))
def test_every_error_code_comes_back_with_the_refusal(sender: TwilioSender, carrier: Carrier, code: int) -> None:
    carrier.refuse(code)
    answer = sender.send(TEXT)
    expected = Outcome.LATER if reaction_to(code) is Reaction.SLOW_DOWN else Outcome.REFUSED
    assert (answer.outcome, answer.error_code) == (expected, code)
    assert FATHER not in answer.why


def test_a_wrong_token_is_a_refusal_with_the_accounts_code(sender: TwilioSender, carrier: Carrier) -> None:
    carrier.refuse(20003, status=401)
    answer = sender.send(TEXT)
    assert (answer.outcome, reaction_to(answer.error_code)) == (Outcome.REFUSED, Reaction.ACCOUNT)


def test_a_refusal_in_the_newer_form_is_read_too(sender: TwilioSender, carrier: Carrier) -> None:
    carrier.say((400, {"type": "https://x", "title": "Opted out", "status": 400, "code": 21610}))
    answer = sender.send(TEXT)
    assert (answer.outcome, answer.error_code) == (Outcome.REFUSED, 21610)


def test_too_many_requests_is_later_and_certainly_not_taken(sender: TwilioSender, carrier: Carrier) -> None:
    carrier.refuse(20429, status=429)
    assert sender.send(TEXT).outcome is Outcome.LATER
    carrier.say((429, "slow down"))
    assert sender.send(TEXT).outcome is Outcome.LATER
    assert carrier.texts == []


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 301, 307])
def test_what_may_have_been_taken_is_unknown_and_asked_once(
    sender: TwilioSender, carrier: Carrier, status: int
) -> None:
    carrier.say((status, {"code": 20500, "message": "Internal", "status": status}))
    assert sender.send(TEXT).outcome is Outcome.UNKNOWN
    assert len(carrier.heard) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 413])
def test_a_no_without_a_code_is_a_refusal_without_one(sender: TwilioSender, carrier: Carrier, status: int) -> None:
    carrier.say((status, "<html>no</html>"))
    answer = sender.send(TEXT)
    assert (answer.outcome, answer.error_code) == (Outcome.REFUSED, None)
    assert str(status) in answer.why


@pytest.mark.parametrize("body", ["<html>welcome</html>", "", "[]", "null", '"yes"', "{", "{}", '{"sid": null}'])
def test_a_yes_that_cannot_be_read_is_unknown(sender: TwilioSender, carrier: Carrier, body: str) -> None:
    carrier.say((201, body))
    answer = sender.send(TEXT)
    assert (answer.outcome, answer.provider_id) == (Outcome.UNKNOWN, "")


def test_a_server_error_that_is_no_json_is_unknown(sender: TwilioSender, carrier: Carrier) -> None:
    carrier.say((500, "<html>"))
    answer = sender.send(TEXT)
    assert (answer.outcome, answer.error_code) == (Outcome.UNKNOWN, None)


@pytest.mark.parametrize("how", ["reset", "cut", "cut no"])
def test_a_connection_that_breaks_leaves_it_unknown(sender: TwilioSender, carrier: Carrier, how: str) -> None:
    carrier.say(how)
    assert sender.send(TEXT).outcome is Outcome.UNKNOWN
    assert len(carrier.heard) == 1


def test_a_carrier_that_says_nothing_leaves_it_unknown_and_is_not_asked_again(carrier: Carrier) -> None:
    carrier.say("silent")
    assert TwilioSender(WITH_TWILIO, carrier.http(timeout=0.2)).send(TEXT).outcome is Outcome.UNKNOWN
    assert len(carrier.heard) == 1


def test_no_wait_is_longer_than_the_settings_say(carrier: Carrier) -> None:
    waits: list[float] = []

    def connect(host: str, seconds: float) -> HTTPConnection:
        waits.append(seconds)
        return HTTPConnection("127.0.0.1", carrier.port, timeout=seconds)

    assert TwilioSender(WITH_TWILIO, TwilioHttp(7, connect)).send(TEXT).outcome is Outcome.SENT
    assert waits == [7]
    assert connection_to("api.twilio.com", 7).timeout == 7
    assert client_for(replace(WITH_TWILIO, twilio_timeout=9)).http_client.timeout == 9


def test_an_answer_larger_than_anybody_asked_for_is_unknown(sender: TwilioSender, carrier: Carrier) -> None:
    carrier.say((201, " " * (LARGEST + 1)))
    assert sender.send(TEXT).outcome is Outcome.UNKNOWN


def _nobody_there() -> int:
    with closing(socket.socket()) as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def test_a_refused_connection_is_later() -> None:
    port = _nobody_there()
    http = TwilioHttp(5, lambda host, seconds: HTTPConnection("127.0.0.1", port, timeout=seconds))
    answer = TwilioSender(WITH_TWILIO, http).send(TEXT)
    assert (answer.outcome, answer.why) == (Outcome.LATER, "The carrier could not be reached.")


def test_a_host_that_nobody_knows_is_later() -> None:
    http = TwilioHttp(5, lambda host, seconds: HTTPConnection("carrier.invalid", 80, timeout=seconds))
    assert TwilioSender(WITH_TWILIO, http).send(TEXT).outcome is Outcome.LATER


def test_a_certificate_that_is_not_twilios_is_later_because_nothing_was_said_yet(carrier: Carrier) -> None:
    """The carrier here speaks no TLS at all: the connection ends before a word of the text."""

    def connect(host: str, seconds: float) -> HTTPConnection:
        connection = connection_to("127.0.0.1", seconds)
        connection.port = carrier.port
        return connection

    assert TwilioSender(WITH_TWILIO, TwilioHttp(5, connect)).send(TEXT).outcome is Outcome.LATER
    assert carrier.texts == []


def test_the_machines_proxy_is_asked_to_lead_to_twilio(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def refuse_once() -> None:
            connection, _ = proxy.accept()
            with connection:
                heard.append(connection.recv(4096))
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse_once, daemon=True)
        thread.start()
        monkeypatch.setenv("https_proxy", f"http://us:secret@127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        answer = sender_for(WITH_TWILIO).send(TEXT)
        thread.join(5)
    assert heard[0].startswith(b"CONNECT api.twilio.com:443 HTTP/1.")
    assert b"Proxy-Authorization: Basic " + base64.b64encode(b"us:secret") in heard[0]
    assert answer.outcome is Outcome.LATER


@pytest.mark.parametrize(
    "url",
    ["http://api.twilio.com/x", "https://api.twilio.com.evil.example/x", "https://evil.example/x",
     "https://us@api.twilio.com:444/x"],
)  # fmt: skip
def test_nobody_but_twilio_is_given_the_accounts_password(carrier: Carrier, url: str) -> None:
    with pytest.raises(NotReached):
        carrier.http().request("GET", url, auth=(ACCOUNT, TOKEN))
    assert carrier.heard == []


def test_neither_numbers_nor_words_are_logged(
    sender: TwilioSender, carrier: Carrier, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sender.send(TEXT)
    carrier.refuse(21211)
    sender.send(TEXT)
    carrier.say("reset")
    sender.send(TEXT)
    sender.find_sent(FATHER, OURS, MOMENT)
    said = " ".join(record.getMessage() for record in caplog.records)
    assert FATHER not in said
    assert OURS not in said
    assert "Dzwoni" not in said
    assert logging.getLogger("twilio.http_client").getEffectiveLevel() >= logging.CRITICAL


def test_many_threads_hand_over_at_the_same_time(sender: TwilioSender, carrier: Carrier) -> None:
    texts = [TextMessage(f"+4477009{number:05}", OURS, f"Text {number}", "") for number in range(64)]
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(sender.send, texts))
    assert {answer.outcome for answer in answers} == {Outcome.SENT}
    assert len({answer.provider_id for answer in answers}) == 64
    assert {(one["to"], one["body"]) for one in carrier.texts} == {(text.to, text.body) for text in texts}


def test_a_text_in_doubt_is_found_on_the_carriers_list(sender: TwilioSender, carrier: Carrier) -> None:
    sender.send(TEXT)
    sender.send(TextMessage("+447700900777", OURS, POLISH, ""))
    sender.send(TextMessage(FATHER, "Clinic", POLISH, ""))
    found = sender.find_sent(FATHER, OURS, MOMENT)
    assert found is not None
    (one,) = found
    assert (one.provider_id, one.status, one.body) == (carrier.texts[0]["sid"], "queued", POLISH)
    assert (one.error_code, one.at) == (None, MOMENT)
    # A text that still waits there has no day of sending yet, and would be missed by that.
    assert "DateSent" not in carrier.heard[-1].url


@pytest.mark.parametrize(
    ("since", "found"),
    [
        (MOMENT - timedelta(hours=1), 1),
        (MOMENT + timedelta(seconds=29), 1),  # the clocks differ by so much
        (MOMENT + timedelta(seconds=31), 0),
        (MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30))), 1),
    ],
)
def test_only_what_was_taken_since_the_moment_is_found(sender: TwilioSender, since: datetime, found: int) -> None:
    sender.send(TEXT)
    answer = sender.find_sent(FATHER, OURS, since)
    assert answer is not None
    assert len(answer) == found


def test_nothing_on_the_list_is_an_answer_and_no_answer_is_none(sender: TwilioSender, carrier: Carrier) -> None:
    assert sender.find_sent(FATHER, OURS, MOMENT) == ()
    for said in ((500, "no"), (401, {"code": 20003, "message": "no"}), (200, "no"), (200, {"messages": [{}]}), "cut"):
        carrier.say(said)
        assert sender.find_sent(FATHER, OURS, MOMENT) is None


def test_a_list_that_cannot_be_read_is_no_answer(sender: TwilioSender, carrier: Carrier) -> None:
    carrier.say((200, {"messages": "none", "something": []}))
    assert sender.find_sent(FATHER, OURS, MOMENT) is None
    carrier.say((200, {"messages": [{"sid": "SM1", "date_created": "yesterday", "body": POLISH}]}))
    assert sender.find_sent(FATHER, OURS, MOMENT) is None


def test_a_list_that_does_not_reach_back_far_enough_is_no_answer(sender: TwilioSender, carrier: Carrier) -> None:
    sender.send(TEXT)
    carrier.texts *= MOST_LISTED
    assert sender.find_sent(FATHER, OURS, MOMENT) is None
    assert sender.find_sent(FATHER, OURS, MOMENT + timedelta(days=1)) == ()


def test_a_list_that_leads_elsewhere_is_not_followed(sender: TwilioSender, carrier: Carrier) -> None:
    page: dict[str, Any] = {"messages": [], "meta": {"key": "messages", "next_page_url": "https://evil.example/next"}}
    carrier.say((200, page))
    assert sender.find_sent(FATHER, OURS, MOMENT) is None
    assert len(carrier.heard) == 1


def test_a_list_that_cannot_be_asked_for_is_none() -> None:
    port = _nobody_there()
    http = TwilioHttp(5, lambda host, seconds: HTTPConnection("127.0.0.1", port, timeout=seconds))
    assert TwilioSender(WITH_TWILIO, http).find_sent(FATHER, OURS, datetime(2026, 11, 23, tzinfo=UTC)) is None


def test_without_an_account_a_text_lies_in_the_outbox_and_says_so() -> None:
    sender = sender_for(Settings())
    assert isinstance(sender, OutboxSender)
    assert not sender.is_real
    answer = sender.send(TEXT)
    assert (answer.outcome, answer.provider_id) == (Outcome.IN_OUTBOX, "")
    assert "not sent" in answer.why
    assert sender.find_sent(FATHER, OURS, MOMENT) == ()


@pytest.mark.parametrize("given", [{"twilio_account_sid": ACCOUNT}, {"twilio_auth_token": TOKEN}])
def test_half_an_account_sends_nothing(given: dict[str, str]) -> None:
    assert not sender_for(Settings(**given)).is_real  # type: ignore[arg-type]


def test_with_an_account_texts_really_go(carrier: Carrier) -> None:
    sender = sender_for(WITH_TWILIO, carrier.http())
    assert sender.is_real
    assert sender.send(TEXT).outcome is Outcome.SENT


def test_another_edge_in_the_environment_changes_nothing(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    assert sender_for(WITH_TWILIO, carrier.http()).send(TEXT).outcome is Outcome.SENT


def test_an_outcome_is_the_same_word_for_texts_and_e_mails() -> None:
    assert Outcome is OutcomeOfAnEmail
