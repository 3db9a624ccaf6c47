"""Who asks us: signatures over the configured public address, and what breaks them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace

import pytest
from carrier_servers import TOKEN, WITH_TWILIO
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from comms.channels.twilio import signature_is_valid
from comms.foundation.settings import Settings

PATH = "/carrier/text"
FIELDS = {"MessageSid": "SM1", "From": "+447700900123", "To": "+447700900999", "Body": "1 po 18", "NumMedia": "0",
          "FromCity": "", "SomethingNew": "x"}  # fmt: skip


def _signed(address: str, fields: dict[str, str], token: str = TOKEN) -> str:
    """A signature as Twilio describes it, made here by hand: the address, then each field's name and value in order."""
    words = address + "".join(f"{name}{value}" for name, value in sorted(fields.items()))
    return base64.b64encode(hmac.new(token.encode(), words.encode(), hashlib.sha1).digest()).decode()


GOOD = _signed(f"{WITH_TWILIO.public_url}{PATH}", FIELDS)


def test_a_signed_request_is_twilios() -> None:
    assert signature_is_valid(WITH_TWILIO, PATH, FIELDS, GOOD)


def test_a_signature_does_not_wear_out() -> None:
    """It holds no time: whoever takes a request sees to it that the same one counts once."""
    assert all(signature_is_valid(WITH_TWILIO, PATH, FIELDS, GOOD) for _ in range(3))


@pytest.mark.parametrize("header", [None, "", " ", "AAAA", GOOD[:-1], GOOD.lower(), GOOD + "=", "ą" * 28])
def test_a_missing_or_bad_signature_is_nobodys(header: str | None) -> None:
    assert not signature_is_valid(WITH_TWILIO, PATH, FIELDS, header)


@pytest.mark.parametrize(
    "changed",
    [
        FIELDS | {"Body": "1 po 19"},
        FIELDS | {"Body": "1 po 18 "},
        FIELDS | {"Added": "y"},
        FIELDS | {"Added": ""},
        {name: value for name, value in FIELDS.items() if name != "FromCity"},
        {name: value for name, value in FIELDS.items() if name != "SomethingNew"},
        {},
    ],
)
def test_a_changed_added_or_dropped_field_breaks_it(changed: dict[str, str]) -> None:
    assert not signature_is_valid(WITH_TWILIO, PATH, changed, GOOD)


@pytest.mark.parametrize("path", ["/carrier/text/", "/carrier/texts", "/Carrier/text", "/carrier/text?a=1", ""])
def test_another_path_breaks_it(path: str) -> None:
    assert not signature_is_valid(WITH_TWILIO, path, FIELDS, GOOD)


def test_a_query_is_part_of_what_is_signed() -> None:
    path = "/carrier/call/abc?leg=1"
    signature = _signed(f"{WITH_TWILIO.public_url}{path}", FIELDS)
    assert signature_is_valid(WITH_TWILIO, path, FIELDS, signature)
    assert not signature_is_valid(WITH_TWILIO, "/carrier/call/abc?leg=2", FIELDS, signature)


@pytest.mark.parametrize(
    "public", ["https://comms.example.org", "https://comms.example.org/", "https://comms.example.org:443"]
)
def test_the_address_may_have_its_usual_port_or_a_slash_at_its_end(public: str) -> None:
    assert signature_is_valid(replace(WITH_TWILIO, public_url=public), PATH, FIELDS, GOOD)


@pytest.mark.parametrize(
    "public", ["http://comms.example.org", "https://other.example.org", "https://comms.example.org/under"]
)
def test_a_request_to_another_address_is_not_ours(public: str) -> None:
    assert not signature_is_valid(replace(WITH_TWILIO, public_url=public), PATH, FIELDS, GOOD)


def test_the_wrong_token_is_nobodys() -> None:
    other = _signed(f"{WITH_TWILIO.public_url}{PATH}", FIELDS, "another token")
    assert not signature_is_valid(WITH_TWILIO, PATH, FIELDS, other)


def test_without_a_token_nobody_can_sign_not_even_with_an_empty_one() -> None:
    settings = Settings(public_url="https://comms.example.org")
    assert not signature_is_valid(settings, PATH, FIELDS, _signed(f"https://comms.example.org{PATH}", FIELDS, ""))


@pytest.mark.parametrize("query", ["", "leg=1"])
def test_a_request_as_flask_shows_it_behind_a_proxy_that_ends_https_is_valid(query: str) -> None:
    """What arrives here is http at another host; its full path ends with a question mark where it has no query."""
    seen = f"{PATH}?{query}" if query else PATH
    builder = EnvironBuilder(path=PATH, base_url="http://10.0.0.7:8000", query_string=query, method="POST", data=FIELDS)
    request = Request(builder.get_environ())
    assert request.full_path == f"{PATH}?{query}"
    signature = _signed(f"https://comms.example.org{seen}", FIELDS)
    assert signature_is_valid(WITH_TWILIO, request.full_path, request.form, signature)


def test_a_field_that_stands_twice_is_signed_with_both() -> None:
    fields = ImmutableMultiDict([("Body", "1"), ("Event", "b"), ("Event", "a")])
    signature = RequestValidator(TOKEN).compute_signature(f"https://comms.example.org{PATH}", fields)
    assert signature_is_valid(WITH_TWILIO, PATH, fields, signature)
    assert not signature_is_valid(WITH_TWILIO, PATH, {"Body": "1", "Event": "b"}, signature)


@given(st.dictionaries(st.text(min_size=1), st.text()), st.text(), st.text(min_size=1))
def test_whatever_is_sent_is_answered_yes_or_no(fields: dict[str, str], path: str, header: str) -> None:
    assert signature_is_valid(WITH_TWILIO, f"/{path}", fields, header) in {True, False}


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_whatever_twilio_signs_is_valid(fields: dict[str, str]) -> None:
    signature = _signed(f"{WITH_TWILIO.public_url}{PATH}", fields)
    assert signature_is_valid(WITH_TWILIO, PATH, fields, signature)
