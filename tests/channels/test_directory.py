"""An agency's directory, over real HTTP: what it has to prove before anybody is believed to have signed in there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from directory_servers import (
    BACK_TO,
    CLIENT,
    SECRET,
    TRYING,
    Crooked,
    another_key,
    crooked_directory,
    elliptic_key,
    hmac_key,
    knows,
    parts_of,
    real_provider,
    signs_in,
)

from comms.channels.directory import (
    AddressRefused,
    CameBack,
    DirectoryGiven,
    NotBelieved,
    NotReached,
    OpenIdDirectory,
    SignedIn,
    checked_address,
)
from comms.channels.directory import openid as spoken
from comms.foundation.settings import Settings, check_settings

DIRECTORY = OpenIdDirectory(TRYING)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with real_provider() as address:
        yield address


@pytest.fixture
def crooked() -> Iterator[Crooked]:
    with crooked_directory() as directory:
        yield directory


def given(issuer: str) -> DirectoryGiven:
    return DirectoryGiven(issuer, CLIENT, SECRET)


def came(back: str) -> CameBack:
    parts = parts_of(back)
    return CameBack(*(parts.get(name, "") for name in ("state", "code", "iss", "error")))


def signed_in_at(issuer: str, subject: str) -> SignedIn:
    address, kept = DIRECTORY.ask(given(issuer), BACK_TO)
    return DIRECTORY.answered(given(issuer), BACK_TO, came(signs_in(address, subject)), kept, datetime.now(UTC))


def through(crooked: Crooked, now: datetime | None = None) -> SignedIn:
    address, kept = DIRECTORY.ask(given(crooked.issuer), BACK_TO)
    back = came(crooked.came_back(address))
    return DIRECTORY.answered(given(crooked.issuer), BACK_TO, back, kept, now or datetime.now(UTC))


def test_a_real_provider_says_who_signed_in(issuer: str) -> None:
    knows(issuer, "s1", email="Jo@FenEdge.example", email_verified=True, amr=["pwd", "mfa"])
    assert signed_in_at(issuer, "s1") == SignedIn("s1", "jo@fenedge.example", second_factor=True)


@pytest.mark.parametrize(
    ("claims", "email", "second_factor"),
    [
        ({"email": "jo@x.example"}, "", False),
        ({"email": "jo@x.example", "email_verified": False}, "", False),
        ({"email": "jo@x.example", "email_verified": "true"}, "", False),
        ({"email": "jo@x.example", "xms_edov": True}, "jo@x.example", False),
        ({"email": "jo@x.example", "xms_edov": "0", "email_verified": 0}, "", False),
        ({"email": ["jo@x.example"], "email_verified": True}, "", False),
        ({"amr": ["pwd"]}, "", False),
        ({"amr": ["pwd", "otp"]}, "", False),
        ({"acr": "1"}, "", False),
        ({"acr": "http://schemas.openid.net/pape/policies/2007/06/multi-factor"}, "", True),
    ],
)
def test_only_what_the_statement_proves_counts(
    crooked: Crooked, claims: dict[str, Any], email: str, second_factor: bool
) -> None:
    crooked.claims, crooked.without = claims, {"email", "email_verified"} - claims.keys()
    assert through(crooked) == SignedIn("jo", email, second_factor)


def test_nothing_personal_stands_in_the_address_and_the_code_is_tied_to_us(crooked: Crooked) -> None:
    address, kept = DIRECTORY.ask(given(crooked.issuer), BACK_TO)
    sent = parts_of(address)
    assert set(sent) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method",
    }  # fmt: skip
    assert (sent["response_type"], sent["code_challenge_method"]) == ("code", "S256")
    assert kept.verifier not in address
    _, again = DIRECTORY.ask(given(crooked.issuer), BACK_TO)
    assert set(astuple(again)).isdisjoint(astuple(kept))
    # The crooked directory answers only whoever shows the verifier of the challenge it was sent.
    assert through(crooked).subject == "jo"
    assert [path for _, path, _ in crooked.heard][-3:] == ["/.well-known/openid-configuration", "/token", "/keys"]


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"aud": "another-client"},
        {"aud": ["another-client", "a-third"]},
        {"aud": [CLIENT, "another-client"]},
        {"azp": "another-client"},
        {"iss": "http://127.0.0.1:1"},
        {"iss": "https://login.example.org"},
        {"exp": 1},
        {"nbf": 32503680000},
        {"iat": 32503680000},
        {"sub": ""},
        {"sub": ["jo"]},
        {"sub": "j" * 256},
        {"at_hash": "AAAA"},
        {"amr": "mfa"},
        {"exp": "tomorrow"},
    ],
    ids=",".join,
)
def test_a_statement_of_another_sign_in_is_not_believed(crooked: Crooked, claims: dict[str, Any]) -> None:
    crooked.claims = claims
    with pytest.raises(NotBelieved):
        through(crooked)


@pytest.mark.parametrize("claim", ["nonce", "aud", "iss", "exp", "iat", "sub"])
def test_a_statement_that_leaves_something_out_is_not_believed(crooked: Crooked, claim: str) -> None:
    crooked.without = {claim}
    with pytest.raises(NotBelieved):
        through(crooked)


def test_the_real_provider_is_not_believed_with_another_nonce_audience_or_hour(issuer: str) -> None:
    for wrong in ({"nonce": "another"}, {"aud": "another"}, {"exp": 1_600_000_000}, {"iss": "http://127.0.0.1:1"}):
        knows(issuer, "s2", email="jo@x.example", email_verified=True, **wrong)
        with pytest.raises(NotBelieved):
            signed_in_at(issuer, "s2")
    knows(issuer, "s2", email="jo@x.example", email_verified=True)
    assert signed_in_at(issuer, "s2").subject == "s2"


def test_a_statement_is_over_when_its_time_is(crooked: Crooked) -> None:
    assert through(crooked, datetime.now(UTC) + timedelta(seconds=300)).subject == "jo"
    with pytest.raises(NotBelieved):
        through(crooked, datetime.now(UTC) + timedelta(minutes=10))


Signing = Callable[[Crooked], Callable[[dict[str, Any]], str]]


@pytest.mark.parametrize(
    "signing",
    [
        lambda crooked: crooked.unsigned,
        lambda crooked: lambda claims: crooked.unsigned(claims) + "AAAA",
        lambda crooked: lambda claims: crooked.signed(claims, "HS256", hmac_key()),
        lambda crooked: lambda claims: crooked.signed(claims, "RS256", another_key()),
        lambda crooked: lambda claims: crooked.signed(claims, "ES256", elliptic_key()),
        lambda crooked: lambda claims: crooked.signed(claims)[:-8] + "AAAAAAAA",
        lambda crooked: lambda claims: "no.statement.atall",
        lambda crooked: lambda claims: "",
        lambda crooked: lambda claims: [crooked.signed(claims)],
        lambda crooked: lambda claims: None,
    ],
    ids=[
        "none", "none with letters", "our own secret", "another key", "another kind of key", "changed", "no letters",
        "empty", "a list", "nothing",
    ],
)  # fmt: skip
def test_a_statement_that_the_directory_did_not_sign_is_not_believed(crooked: Crooked, signing: Signing) -> None:
    crooked.signs = signing(crooked)
    with pytest.raises(NotBelieved):
        through(crooked)


@pytest.mark.parametrize(
    "keys",
    [[], [{"kty": "oct", "k": "AAAA", "kid": "one"}], [{"kty": "RSA"}], ["one"], [{"kty": "martian", "kid": "one"}]],
    ids=["none", "a secret", "half a key", "no key", "unknown"],
)
def test_without_a_key_of_the_directory_nothing_is_believed(crooked: Crooked, keys: list[Any]) -> None:
    crooked.keys = keys
    with pytest.raises(NotBelieved):
        through(crooked)


def test_an_answer_without_our_state_or_of_another_directory_is_not_believed(crooked: Crooked) -> None:
    address, kept = DIRECTORY.ask(given(crooked.issuer), BACK_TO)
    right = came(crooked.came_back(address))
    wrong = (
        {"state": "another"}, {"state": ""}, {"code": ""}, {"fault": "access_denied"},
        {"issuer": "https://login.example.org"}, {"code": "guessed"},
    )  # fmt: skip
    for change in wrong:
        with pytest.raises(NotBelieved):
            DIRECTORY.answered(given(crooked.issuer), BACK_TO, replace(right, **change), kept, datetime.now(UTC))
    assert DIRECTORY.answered(given(crooked.issuer), BACK_TO, right, kept, datetime.now(UTC)).subject == "jo"


def test_a_code_that_was_stolen_is_no_use_without_our_verifier(crooked: Crooked) -> None:
    address, kept = DIRECTORY.ask(given(crooked.issuer), BACK_TO)
    back = came(crooked.came_back(address))
    with pytest.raises(NotBelieved) as fault:
        stolen = replace(kept, verifier="v" * 43)
        DIRECTORY.answered(given(crooked.issuer), BACK_TO, back, stolen, datetime.now(UTC))
    assert fault.value.why == "code"


def _many() -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "application/json"}, b'{"a": "' + b"x" * spoken.LARGEST + b'"}'


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
@pytest.mark.parametrize(
    "answer",
    [
        _many(),
        (500, {}, b"no"),
        (200, {}, b"no json"),
        (200, {}, b"[1, 2]"),
        (200, {}, b"\xff\xfe"),
    ],
    ids=["large", "broken", "text", "a list", "bytes"],
)
def test_an_answer_that_cannot_be_right_lets_nobody_in(
    crooked: Crooked, path: str, answer: tuple[int, dict[str, str], bytes]
) -> None:
    address, kept = DIRECTORY.ask(given(crooked.issuer), BACK_TO)
    back = came(crooked.came_back(address))
    crooked.answers[path] = answer
    with pytest.raises((NotReached, NotBelieved)):
        DIRECTORY.answered(given(crooked.issuer), BACK_TO, back, kept, datetime.now(UTC))


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_to_another_address_though_the_right_answer_lay_there(
    crooked: Crooked, path: str, status: int
) -> None:
    address, kept = DIRECTORY.ask(given(crooked.issuer), BACK_TO)
    back = came(crooked.came_back(address))
    crooked.answers[path] = (status, {"Location": "/elsewhere"}, b"")
    crooked.instead["/elsewhere"] = path
    with pytest.raises(NotReached, match=str(status)):
        DIRECTORY.answered(given(crooked.issuer), BACK_TO, back, kept, datetime.now(UTC))
    assert "/elsewhere" not in [heard for _, heard, _ in crooked.heard]


def test_a_directory_at_a_host_that_nobody_allowed_hears_nothing(crooked: Crooked) -> None:
    elsewhere = OpenIdDirectory(replace(TRYING, directory_hosts="login.example.org"))
    with pytest.raises(AddressRefused, match="Allowed: login.example.org"):
        elsewhere.ask(given(crooked.issuer), BACK_TO)
    assert crooked.heard == []


def test_a_directory_that_is_slow_or_gone_is_given_up(crooked: Crooked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken, "LONGEST", -1.0)
    with pytest.raises(NotReached, match="too slow"):
        DIRECTORY.ask(given(crooked.issuer), BACK_TO)
    with pytest.raises(NotReached, match="could not be reached"):
        DIRECTORY.ask(given("http://127.0.0.1:9"), BACK_TO)


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "http://127.0.0.1:1"},
        {"issuer": None},
        {"token_endpoint": None},
        {"jwks_uri": 7},
        {"authorization_endpoint": ["http://127.0.0.1/"]},
    ],
)
def test_a_directory_that_describes_itself_as_another_is_not_used(crooked: Crooked, described: dict[str, Any]) -> None:
    crooked.described = described
    with pytest.raises(NotReached):
        DIRECTORY.check(given(crooked.issuer))


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "address", ["https://evil.example.org/token", "http://169.254.169.254/latest", "file:///etc/passwd"]
)
def test_a_directory_does_not_lead_to_a_host_that_nobody_allowed(crooked: Crooked, name: str, address: str) -> None:
    crooked.described = {name: address}
    with pytest.raises(AddressRefused):
        DIRECTORY.ask(given(crooked.issuer), BACK_TO)


ALLOWED = Settings(mode="production", directory_hosts="login.example.org, LOGIN.other.example")


@pytest.mark.parametrize("address", ["https://login.example.org", "https://login.other.example:443/tenant/v2.0"])
def test_a_host_that_was_named_is_allowed(address: str) -> None:
    assert checked_address(ALLOWED, address).hostname in ALLOWED.directory_host_names


@pytest.mark.parametrize(
    "address",
    [
        "http://login.example.org",
        "https://login.example.org:8443",
        "https://user@login.example.org",
        "https://login.example.org:secret@evil.example",
        "https://login.example.org.evil.example",
        "https://evil.example/login.example.org",
        "https://login.example.org#x",
        "https://login.example.org /x",
        "https://lógin.example.org",
        "https://",
        "login.example.org",
        "ftp://login.example.org",
        "https://[::1",
        "https://login.example.org:99999",
        f"https://login.example.org/{'x' * 400}",
        "http://127.0.0.1:8000",
        "http://localhost",
        "https://127.0.0.1",
    ],
)
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        checked_address(ALLOWED, address)


def test_this_machine_is_spoken_to_only_while_trying() -> None:
    assert checked_address(TRYING, "http://127.0.0.1:4567").port == 4567
    with pytest.raises(AddressRefused):
        checked_address(replace(TRYING, mode="production"), "http://127.0.0.1:4567")
    with pytest.raises(AddressRefused, match="Allowed: none"):
        checked_address(Settings(), "http://127.0.0.1:4567")


@pytest.mark.parametrize(
    ("mode", "hosts", "right"),
    [
        ("production", "login.example.org", True),
        ("development", "127.0.0.1", True),
        ("demo", "localhost", True),
        ("production", "127.0.0.1", False),
        ("development", "https://login.example.org", False),
        ("development", "10.0.0.1", False),
        ("development", "*", False),
    ],
)
def test_the_hosts_that_are_allowed_are_names(mode: str, hosts: str, right: bool) -> None:
    faults = check_settings(Settings(mode=mode, directory_hosts=hosts))
    assert any("COMMS_DIRECTORY_HOSTS" in said for said in faults) is not right
