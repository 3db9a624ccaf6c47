"""Every request we make keeps to the dated table of Twilio's form fields, and the table to the installed kit."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
import twilio
from carrier_servers import ACCOUNT, MOMENT, WITH_TWILIO, Carrier, a_carrier
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallContext, CallList
from twilio.rest.api.v2010.account.conference.participant import ParticipantList
from twilio.rest.api.v2010.account.message import MessageList

from comms.channels.sms import Outcome, TextMessage, TwilioSender
from comms.channels.twilio.contract import ContractBroken, Field, Operation, check_request, contract
from comms.channels.voice import Ring, TwilioCarrier

IN_THE_KIT: dict[str, Callable[..., Any]] = {
    "messages.create": MessageList.create,
    "messages.list": MessageList.page,
    "calls.create": CallList.create,
    "calls.update": CallContext.update,
    "participants.create": ParticipantList.create,
}
OPERATIONS = {one.name: one for one in contract().operations}
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
A_TEXT = {"To": "+447700900123", "From": "+447700900999", "Body": "Proszę zadzwonić."}
RING = Ring("+447700900123", "+447700900999", "https://comms.example.org/a", "https://comms.example.org/b")


def test_the_table_is_dated_and_says_where_it_was_read() -> None:
    assert date(2026, 11, 1) <= contract().read_on
    assert ".".join(twilio.__version__.split(".")[:2]) in contract().source
    assert set(OPERATIONS) == set(IN_THE_KIT)


@pytest.mark.parametrize("name", sorted(IN_THE_KIT))
def test_the_table_has_the_parameters_of_the_installed_kit_and_no_others(name: str) -> None:
    in_the_kit = set(inspect.signature(IN_THE_KIT[name]).parameters) - {"self"}
    assert {field.parameter for field in OPERATIONS[name].fields.values()} == in_the_kit


@pytest.mark.parametrize("name", sorted(IN_THE_KIT))
def test_the_kit_writes_every_parameter_under_the_name_in_the_table(name: str) -> None:
    operation = OPERATIONS[name]
    method, url, sent = _asked(operation)
    assert set(sent) == set(operation.fields)
    assert check_request(method, url if method == "POST" else f"{url}?{urlencode(sent)}", sent) is operation


@pytest.mark.parametrize("name", sorted(IN_THE_KIT))
def test_what_the_kit_demands_the_table_demands(name: str) -> None:
    parameters = inspect.signature(IN_THE_KIT[name]).parameters.values()
    demanded = {one.name for one in parameters if one.default is inspect.Parameter.empty and one.name != "self"}
    operation = OPERATIONS[name]
    assert {operation.fields[field].parameter for field in operation.needs} == demanded


def _asked(operation: Operation) -> tuple[str, str, dict[str, Any]]:
    """What the kit really asks when it is given everything there is."""
    heard: list[tuple[str, str, dict[str, Any]]] = []

    class Listening(HttpClient):  # type: ignore[misc] # the kit publishes no types
        def request(self, method: str, url: str, **given: Any) -> Response:
            heard.append((method, url, given["data"] or given["params"]))
            return Response(200 if method == "GET" else 201, '{"messages": []}')

    client = Client(ACCOUNT, "token", http_client=Listening(None, is_async=False))
    ask = {
        "messages.create": client.messages.create,
        "messages.list": client.messages.page,
        "calls.create": client.calls.create,
        "calls.update": client.calls("CA1").update,
        "participants.create": client.conferences("CF1").participants.create,
    }[operation.name]
    ask(**{field.parameter: _example(field) for field in operation.fields.values()})
    return heard[0]


def _example(field: Field) -> Any:
    plain: dict[str, Any] = {
        "text": "x", "number": field.least or 1, "decimal": 0.5, "yes_no": True,
        "address": "https://comms.example.org/x", "moment": datetime(2026, 11, 23, 8, 40, tzinfo=UTC),
    }  # fmt: skip
    value = field.of[0] if field.of else plain[field.kind]
    return [value] if field.many else value


def test_every_request_of_ours_keeps_to_the_table() -> None:
    """The carrier on this machine holds each against the table, and fails the test where one does not keep to it."""
    with a_carrier() as carrier:
        sender, rings = TwilioSender(WITH_TWILIO, carrier.http()), TwilioCarrier(WITH_TWILIO, carrier.http())
        text = TextMessage(A_TEXT["To"], A_TEXT["From"], A_TEXT["Body"], "https://comms.example.org/r/x", 600)
        done = [
            sender.send(text).outcome is Outcome.SENT,
            len(sender.find_sent(text.to, text.sender, MOMENT) or ()) == 1,
            rings.ring(RING).outcome is Outcome.SENT,
            rings.join("room", RING, "interpreter").outcome is Outcome.SENT,
            rings.hang_up("CA1"),
        ]
        asked = {check_request(one.method, one.url, _form(one.form)).name for one in carrier.heard}
    assert all(done)
    assert asked == set(IN_THE_KIT)


def _form(form: dict[str, list[str]]) -> str:
    return urlencode(form, doseq=True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"Bodi": "x"}, "knows no field Bodi"),
        ({"body": "x"}, "knows no field body"),
        ({"To": ""}, "To is missing"),
        ({"From": ""}, "One of From, MessagingServiceSid is needed"),
        ({"Body": ""}, "One of Body, MediaUrl, ContentSid is needed"),
        ({"Body": "x" * 1601}, "1601 characters, 1600 at most"),
        ({"ValidityPeriod": "0"}, "between 1 and 36000"),
        ({"ValidityPeriod": "36001"}, "between 1 and 36000"),
        ({"ValidityPeriod": "-1"}, "no number"),
        ({"ValidityPeriod": "soon"}, "no number"),
        ({"SmartEncoded": "yes"}, "no yes_no"),
        ({"ScheduleType": "later"}, "one of fixed"),
        ({"SendAt": "tomorrow"}, "no moment"),
        ({"StatusCallback": "comms.example.org"}, "no address"),
        ({"StatusCallback": "https://comms_example.org/x"}, "no address"),
        ({"To": ["+44", "+45"]}, "To stands 2 times"),
    ],
)
def test_a_request_that_does_not_keep_to_the_table_is_named_with_its_fault(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ContractBroken, match=re.escape(said)):
        check_request("POST", MESSAGES, A_TEXT | changes)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ContractBroken, match=r"To is missing.*no field Bodi"):
        check_request("POST", MESSAGES, {"From": "x", "Body": "y", "Bodi": "z"})


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", MESSAGES), ("POST", MESSAGES.replace(".json", "")), ("POST", "/2010-04-01/Accounts/AC/Messages/x/y.json"),
     ("POST", MESSAGES.replace(".json", "xjson")), ("GET", "/")],
)  # fmt: skip
def test_what_is_not_in_the_table_is_not_asked(method: str, path: str) -> None:
    with pytest.raises(ContractBroken, match="nothing that is asked"):
        check_request(method, path, {})


def test_what_goes_over_the_wire_is_read_as_it_is() -> None:
    assert check_request("POST", MESSAGES, urlencode(A_TEXT)).name == "messages.create"
    assert check_request("GET", f"{MESSAGES}?To=%2B44&PageSize=50").name == "messages.list"
    with pytest.raises(ContractBroken, match="between 1 and 1000"):
        check_request("GET", f"{MESSAGES}?PageSize=1001")


def test_a_carrier_on_this_machine_tells_of_a_request_that_breaks_the_contract() -> None:
    def break_it(carrier: Carrier) -> None:
        client = Client(ACCOUNT, "token", http_client=carrier.http())
        with pytest.raises(Exception, match="One of Body"):
            client.messages.create(to="+44", from_="+45")

    with pytest.raises(AssertionError), a_carrier() as carrier:
        break_it(carrier)
