"""Keys, alone and beside the password: their answer counts once, for what was asked, here and now."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from browsers import District
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from signing_in_made import Person
from soft_key import PRESENT, SoftKey
from sqlalchemy import select

from comms.agencies.signing_in.passkey import (
    KeyRefused,
    key_shown,
    new_challenge,
    relying_party,
)
from comms.agencies.signing_in.staff_key import StaffKey
from comms.agencies.signing_in.staff_session import StaffSession
from comms.agencies.staff import Staff
from comms.foundation.work import Database

HERE = "http://localhost:8000"


@pytest.fixture(autouse=True)
def _by_name(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service is reached by a name: at an address in figures browsers allow no keys."""
    installation = app.extensions["comms"]
    named = replace(installation.settings, public_url=HERE)
    monkeypatch.setitem(app.extensions, "comms", replace(installation, settings=named))


def _ask(browser: FlaskClient, path: str) -> bytes:
    answer = browser.post(f"{path}/options")
    assert answer.status_code == 200, said(answer)
    told = json.loads(answer.data)
    return base64.urlsafe_b64decode(told["challenge"] + "==")


def _set_up(person: Person, key: SoftKey, name: str = "blue key") -> int:
    given = {"key": key.make(_ask(person.browser, "/factors/key")), "name": name}
    return person.browser.post("/factors/key", data=given).status_code


def _alone(browser: FlaskClient, key: SoftKey) -> int:
    return browser.post("/sign-in/passkey", data={"passkey": key.show(_ask(browser, "/sign-in/passkey"))}).status_code


@pytest.fixture
def key(head: Person) -> SoftKey:
    """A key the head teacher has set up; they have signed out since."""
    made = SoftKey()
    head.sign_in()
    assert _set_up(head, made) == 200, "who had no recovery codes is shown some"
    head.browser.post("/sign-out")
    return made


def test_a_key_alone_lets_one_in(head: Person, key: SoftKey, database: Database) -> None:
    assert _alone(head.browser, key) == 303
    assert head.is_in()
    with database.reading() as session:
        newest = session.scalars(select(StaffSession).order_by(StaffSession.id.desc())).first()
        assert newest is not None
        assert newest.factor == "key"
    assert "last used on 23 November 2026" in said(head.browser.get("/account"))


def test_who_signs_in_for_the_first_time_can_do_so_with_a_key_and_no_telephone(newcomer: Person) -> None:
    newcomer.give_password()
    made = SoftKey()
    assert _set_up(newcomer, made) == 200
    assert newcomer.is_in()
    newcomer.browser.post("/sign-out")
    newcomer.give_password()
    page = said(newcomer.browser.get("/sign-in/code"))
    assert "Passkeys and hardware keys work at" in page
    assert "authenticator app" not in page
    given = {"key": made.show(_ask(newcomer.browser, "/sign-in/key"))}
    assert newcomer.browser.post("/sign-in/key", data=given).status_code == 303
    assert newcomer.is_in()


def test_a_key_that_did_not_see_who_it_is_opens_nothing_alone_and_does_beside_the_password(
    head: Person, key: SoftKey
) -> None:
    key.flags = PRESENT
    assert _alone(head.browser, key) == 422
    head.give_password()
    given = {"key": key.show(_ask(head.browser, "/sign-in/key"))}
    assert head.browser.post("/sign-in/key", data=given).status_code == 303


def _otherwise(key: SoftKey, **how: Any) -> SoftKey:
    return replace(key, **how)


@pytest.mark.parametrize(
    "how",
    [
        {"origin": "https://evil.example"}, {"origin": "http://localhost:8001"}, {"origin": "https://localhost:8000"},
        {"host": "evil.example"}, {"flags": 0}, {"handle": b"somebody else's"}, {"name": b"a key that nobody has"},
        {"secret": SoftKey().secret},
    ],
)  # fmt: skip
def test_an_answer_that_is_not_its_own_opens_nothing(head: Person, key: SoftKey, how: dict[str, Any]) -> None:
    assert _alone(head.browser, _otherwise(key, **how)) == 422
    assert not head.is_in()
    assert _alone(head.browser, key) == 303


def test_an_answer_counts_once_also_with_the_cookie_it_came_with(app: Flask, head: Person, key: SoftKey) -> None:
    challenge = _ask(head.browser, "/sign-in/passkey")
    held = head.browser.get_cookie("comms")
    assert held is not None
    given = {"passkey": key.show(challenge)}
    assert head.browser.post("/sign-in/passkey", data=given).status_code == 303
    thief = app.test_client()
    thief.set_cookie("comms", held.value)
    assert thief.post("/sign-in/passkey", data=given).status_code == 422
    assert thief.get("/account").status_code == 302


def test_an_older_challenge_is_not_answered_after_a_newer_one(app: Flask, head: Person, key: SoftKey) -> None:
    early = app.test_client()
    challenge = _ask(early, "/sign-in/passkey")
    head.clock.wait(seconds=5)
    assert _alone(head.browser, key) == 303
    assert early.post("/sign-in/passkey", data={"passkey": key.show(challenge)}).status_code == 422


def test_a_key_that_counts_is_not_to_be_copied(app: Flask, head: Person, key: SoftKey) -> None:
    key.counts = True
    copy = _otherwise(key)
    for _ in range(3):
        head.clock.wait(seconds=1)
        assert _alone(head.browser, key) == 303
    head.clock.wait(seconds=1)
    assert _alone(app.test_client(), copy) == 422


def test_an_answer_comes_within_five_minutes(head: Person, key: SoftKey) -> None:
    challenge = _ask(head.browser, "/sign-in/passkey")
    head.clock.wait(minutes=5)
    assert head.browser.post("/sign-in/passkey", data={"passkey": key.show(challenge)}).status_code == 422


def test_what_was_asked_for_one_thing_is_no_answer_for_another(head: Person, key: SoftKey) -> None:
    head.give_password()
    challenge = _ask(head.browser, "/sign-in/key")
    assert head.browser.post("/sign-in/passkey", data={"passkey": key.show(challenge)}).status_code == 422
    challenge = _ask(head.browser, "/sign-in/passkey")
    assert head.browser.post("/sign-in/key", data={"key": key.show(challenge)}).status_code == 422


@pytest.mark.parametrize("sent", ["", "{}", "[]", "null", "\x00", '{"id": 1}', "x" * 10_000, '{"response": []}'])
def test_what_no_browser_sends_opens_nothing(head: Person, key: SoftKey, sent: str) -> None:
    _ask(head.browser, "/sign-in/passkey")
    assert head.browser.post("/sign-in/passkey", data={"passkey": sent}).status_code == 422
    head.give_password()
    _ask(head.browser, "/sign-in/key")
    assert head.browser.post("/sign-in/key", data={"key": sent}).status_code == 422


def test_without_a_challenge_there_is_nothing_to_answer(head: Person, key: SoftKey) -> None:
    assert head.browser.post("/sign-in/passkey", data={"passkey": key.show(b"made up")}).status_code == 422


def test_somebody_elses_key_is_no_second_factor_of_mine(
    app: Flask, database: Database, district: District, head: Person, key: SoftKey
) -> None:
    other = Person.at(app, database, head.clock, district.other_head)
    theirs = SoftKey()
    other.sign_in()
    _set_up(other, theirs)
    head.give_password()
    given = {"key": theirs.show(_ask(head.browser, "/sign-in/key"))}
    assert head.browser.post("/sign-in/key", data=given).status_code == 422
    assert not head.is_in()


def test_a_key_that_somebody_has_is_not_set_up_for_another(
    app: Flask, database: Database, district: District, head: Person, key: SoftKey
) -> None:
    other = Person.at(app, database, head.clock, district.other_head)
    other.sign_in()
    assert _set_up(other, key) == 422


@pytest.mark.parametrize(
    ("name", "told"),
    [("", "The key has no name."), ("Blue KEY", "You have a key called"), ("x" * 65, "65 characters")],
)
def test_a_key_needs_a_name_of_its_own(head: Person, key: SoftKey, name: str, told: str) -> None:
    head.sign_in()
    given = {"key": SoftKey().make(_ask(head.browser, "/factors/key")), "name": name}
    answer = head.browser.post("/factors/key", data=given)
    assert answer.status_code == 422
    assert told in said(answer)


def test_who_has_left_is_not_let_in_by_a_key(head: Person, key: SoftKey) -> None:
    with head.database.work() as session:
        session.get_one(Staff, head.staff_id).active = False
    assert _alone(head.browser, key) == 422


def test_a_key_confirms_that_it_is_they(head: Person, key: SoftKey) -> None:
    _alone(head.browser, key)
    head.clock.wait(minutes=11)
    assert head.browser.get("/account/email").status_code == 302
    given = {"key": key.show(_ask(head.browser, "/confirm/key"))}
    assert head.browser.post("/confirm/key?next=/account/email", data=given).headers["Location"] == "/account/email"
    assert head.browser.get("/account/email").status_code == 200
    head.clock.wait(minutes=11)
    key.flags = PRESENT
    given = {"key": key.show(_ask(head.browser, "/confirm/key"))}
    assert head.browser.post("/confirm/key", data=given).status_code == 422, "a touch does not say whose finger it is"


def test_what_a_browser_is_told_names_no_keys_before_it_is_known_who_asks(head: Person, key: SoftKey) -> None:
    told = json.loads(head.browser.post("/sign-in/passkey/options").data)
    assert told["allowCredentials"] == []
    assert (told["userVerification"], told["rpId"]) == ("required", "localhost")


def test_of_many_who_give_one_answer_at_once_one_is_let_in(head: Person, key: SoftKey, database: Database) -> None:
    crowd, party = 8, relying_party(HERE)
    assert party is not None
    challenge = new_challenge("sign in", head.clock.now)
    answer, together = key.show(challenge.random), Barrier(crowd)

    def give(_: int) -> bool:
        together.wait()
        try:
            with database.work() as session:
                key_shown(session, answer, challenge, party, head.clock.now, alone=True)
        except KeyRefused:
            return False
        return True

    with ThreadPoolExecutor(crowd) as pool:
        assert sum(pool.map(give, range(crowd))) == 1


@pytest.mark.parametrize(
    ("address", "host", "origin"),
    [
        ("https://comms.example", "comms.example", "https://comms.example"),
        ("https://comms.example:8443", "comms.example", "https://comms.example:8443"),
        ("http://127.0.0.1:8000", "localhost", "http://localhost:8000"),
        ("http://[::1]:8000", "localhost", "http://localhost:8000"),
        ("http://192.0.2.7:8000", None, None),
    ],
)
def test_keys_answer_to_the_name_the_service_is_reached_by(address: str, host: str | None, origin: str | None) -> None:
    party = relying_party(address)
    assert (party.host if party else None, party.origin if party else None) == (host, origin)


def test_a_page_opened_at_another_address_says_where_keys_work(app: Flask, head: Person, key: SoftKey) -> None:
    head.give_password()
    page = said(head.browser.get("/sign-in/code"))
    assert "Use my passkey" not in page
    assert f"Passkeys and hardware keys work at {HERE}, not at this address." in page


def test_keys_are_kept_by_their_public_half_alone(head: Person, key: SoftKey, database: Database) -> None:
    with database.reading() as session:
        kept = session.scalars(select(StaffKey)).one()
        assert kept.credential_id == key.name
        assert key.secret.private_numbers().private_value.to_bytes(32) not in kept.public_key


def test_who_guesses_passwords_in_a_school_keeps_nobody_there_from_signing_in_with_a_key(
    head: Person, key: SoftKey
) -> None:
    guess = {"email": "nobody@fenedge.example", "password": "a wrong guess"}
    answers = [head.browser.post("/sign-in", data=guess).status_code for _ in range(410)]
    assert answers[-1] == 429
    assert head.give_password().status_code == 429
    assert _alone(head.browser, key) == 303
    assert head.is_in()


def test_who_guesses_codes_with_a_stolen_password_does_not_use_up_the_tries_of_a_key(
    head: Person, key: SoftKey
) -> None:
    head.give_password()
    answers = [head.browser.post("/sign-in/code", data={"code": "no code"}).status_code for _ in range(6)]
    assert answers[-1] == 429
    given = {"key": key.show(_ask(head.browser, "/sign-in/key"))}
    assert head.browser.post("/sign-in/key", data=given).status_code == 303


def test_what_is_no_answer_of_a_key_is_sent_so_often_and_no_more(head: Person, key: SoftKey) -> None:
    answers = [head.browser.post("/sign-in/passkey", data={"passkey": "{}"}).status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]
    head.give_password()
    answers = [head.browser.post("/sign-in/key", data={"key": "{}"}).status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]
