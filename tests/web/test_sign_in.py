"""Signing in: with a password and a second factor, without a word about who exists, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from signing_in_made import PASSWORD, Person, token_in
from sqlalchemy import select

from comms.agencies.signing_in.staff_session import StaffSession, hash_of
from comms.agencies.staff import Staff
from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database
from comms.web.signing_in.browser_session import TOKEN


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


def test_with_password_and_code_the_day_begins(head: Person) -> None:
    first = head.give_password()
    assert (first.status_code, first.headers["Location"]) == (303, "/sign-in/code")
    assert "Show that it is you" in said(head.browser.get("/sign-in/code"))
    second = head.give_code()
    assert (second.status_code, second.headers["Location"]) == (303, "/")
    assert "What needs doing today" in said(head.browser.get("/"))


def test_the_address_may_be_written_in_capitals(head: Person) -> None:
    head.email = head.email.upper()
    assert head.give_password().status_code == 303


def test_a_password_typed_on_another_keyboard_is_the_same(app: Flask, head: Person) -> None:
    assert head.give_password(PASSWORD.replace(" ", "\N{NO-BREAK SPACE}")).status_code == 303


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(app: Flask, head: Person) -> None:
    wrong = head.give_password("not this one")
    given = {"email": "nobody@fenedge.example", "password": "not this one"}
    unknown = app.test_client().post("/sign-in", data=given)
    assert wrong.status_code == unknown.status_code == 422
    assert "The e-mail address and the password do not belong together." in said(wrong)
    bodies = [_without_what_was_typed(wrong.text, head.email)]
    bodies.append(_without_what_was_typed(unknown.text, "nobody@fenedge.example"))
    assert bodies[0] == bodies[1]
    assert {name for name, _ in wrong.headers} == {name for name, _ in unknown.headers}


def _without_what_was_typed(body: str, email: str) -> str:
    return re.sub(r'(nonce|value)="[^"]*"', "", body.replace(email, "…"))


def test_the_password_is_never_shown_again(head: Person) -> None:
    answer = head.give_password("not this one")
    assert "not this one" not in answer.text
    assert f'value="{head.email}"' in answer.text


@pytest.mark.parametrize(
    "data",
    [
        {}, {"email": ""}, {"email": "a@b.example"}, {"email": "<script>", "password": "\x00"},
        {"email": "a\x00b@c.example", "password": "x" * 100_000},
    ],
)  # fmt: skip
def test_half_a_form_is_no_way_in(head: Person, visitor: FlaskClient, data: dict[str, str]) -> None:
    answer = visitor.post("/sign-in", data=data)
    assert answer.status_code == 422
    assert "You are not signed in" in said(answer)
    assert "<script>alert" not in answer.text


def test_after_signing_in_one_comes_where_one_was_going(head: Person) -> None:
    first = head.browser.get("/families?open=1")
    assert first.status_code == 302
    page = head.browser.get(first.headers["Location"]).text
    action = re.search(r'<form action="([^"]+)"', page)
    assert action
    then = head.give_password(address=action[1].replace("&amp;", "&")).headers["Location"]
    assert head.give_code(address=then).headers["Location"] == "/families?open=1"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "https:evil.example", "/\\evil.example", "/\t/evil.example", "evil"],
)
def test_nobody_is_led_to_another_site(head: Person, elsewhere: str) -> None:
    head.give_password()
    answer = head.browser.post("/sign-in/code", query_string={"next": elsewhere}, data={"code": head.code()})
    assert answer.headers["Location"] == "/"


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(head: Person) -> None:
    answer = head.browser.get("/families", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


def test_who_has_left_is_told_whom_to_ask(head: Person) -> None:
    with head.database.work() as session:
        session.get_one(Staff, head.staff_id).active = False
    assert "You may not sign in any more." in said(head.give_password())
    assert "do not belong together" in said(head.give_password("not this one"))


def test_signing_out_ends_it(head: Person) -> None:
    head.sign_in()
    assert head.browser.get("/sign-out").status_code == 405
    with head.browser.session_transaction() as cookie:
        token = cookie[TOKEN]
    head.browser.post("/sign-out")
    assert not head.is_in()
    with head.browser.session_transaction() as cookie:
        cookie[TOKEN] = token
    assert not head.is_in(), "the token a browser kept opens nothing any more"


def test_the_pages_work_without_javascript(head: Person) -> None:
    page = head.browser.get("/sign-in").text
    assert '<label class="govuk-label" for="email">' in page
    assert '<label class="govuk-label" for="password">' in page
    assert 'autocomplete="current-password"' in page
    assert re.search(r'<button type="submit"[^>]*>\s*Sign in', page)
    head.give_password()
    page = head.browser.get("/sign-in/code").text
    assert '<label class="govuk-label govuk-label--s" for="code">' in page
    assert 'autocomplete="one-time-code"' in page


def test_a_forged_form_is_refused_at_each_step(app: Flask, head: Person) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    given = {"email": head.email, "password": PASSWORD}
    assert head.browser.post("/sign-in", data=given).status_code == 400
    given["csrf_token"] = token_in(head.browser.get("/sign-in").text)
    assert head.browser.post("/sign-in", data=given).status_code == 303
    code = {"code": head.code()}
    assert head.browser.post("/sign-in/code", data=code).status_code == 400
    before = given["csrf_token"]
    assert head.browser.post("/sign-in/code", data=code | {"csrf_token": before}).status_code == 400
    code["csrf_token"] = token_in(head.browser.get("/sign-in/code").text)
    assert head.browser.post("/sign-in/code", data=code).status_code == 303
    assert head.browser.post("/sign-out").status_code == 400


def test_what_the_cookie_holds_is_nowhere_in_the_database(head: Person, database: Database) -> None:
    head.sign_in()
    with head.browser.session_transaction() as cookie:
        token = cookie[TOKEN]
    with database.reading() as session:
        rows = session.scalars(select(StaffSession)).all()
        assert hash_of(token) in {row.token_hash for row in rows}
        for row in rows:
            assert token.encode() not in row.token_hash
            assert token not in repr(vars(row))


def test_each_step_is_noted_with_whose_account_it_was_and_never_with_what_was_typed(
    head: Person, database: Database
) -> None:
    head.give_password("Canary words")
    head.give_password()
    head.give_code("123456" if head.code() != "123456" else "654321")
    head.give_code()
    head.browser.post("/sign-out")
    head.browser.post("/sign-in", data={"email": "canary@fenedge.example", "password": "Canary words"})
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        steps = [(one.action, one.actor_kind) for one in entries if one.subject_kind == "staff"][2:]
        whose = [one.subject_id for one in entries if one.action == "fail sign in"]
        told = " ".join(f"{one.detail} {one.role}" for one in entries)
    assert steps == [
        ("fail sign in", "visitor"), ("give the password", "staff"), ("fail second factor", "visitor"),
        ("sign in", "staff"), ("end session", "staff"), ("fail sign in", "visitor"),
    ]  # fmt: skip
    assert whose == [head.staff_id, None]
    assert "anary" not in told
    assert head.email not in told
