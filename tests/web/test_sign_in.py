"""Signing in: with a password, without a word about who exists, and without JavaScript."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from browsers import District
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from screens import said

from comms.agencies.staff import Staff
from comms.foundation.work import Database

PASSWORD = "correct horse battery staple"


@pytest.fixture
def email(app: Flask, database: Database, district: District, now: datetime) -> str:
    with database.work() as session, app.app_context():
        staff = session.get_one(Staff, district.head.id)
        staff.password = hash_password(PASSWORD)
        return staff.email


@pytest.fixture
def visitor(app: Flask, district: District) -> FlaskClient:
    return app.test_client()


def sign_in(visitor: FlaskClient, email: str, password: str, address: str = "/sign-in") -> tuple[int, str, str]:
    answer = visitor.post(address, data={"email": email, "password": password})
    return answer.status_code, answer.headers.get("Location", ""), said(answer)


def test_with_the_right_password_the_day_begins(visitor: FlaskClient, email: str) -> None:
    status, place, _ = sign_in(visitor, email, PASSWORD)
    assert (status, place) == (302, "/")
    assert "What needs doing today" in said(visitor.get("/"))


def test_the_address_may_be_written_in_capitals(visitor: FlaskClient, email: str) -> None:
    assert sign_in(visitor, email.upper(), PASSWORD)[0] == 302


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(visitor: FlaskClient, email: str) -> None:
    wrong = visitor.post("/sign-in", data={"email": email, "password": "not this one"})
    unknown = visitor.post("/sign-in", data={"email": "nobody@fenedge.example", "password": "not this one"})
    assert wrong.status_code == unknown.status_code
    assert "The e-mail address and the password do not belong together." in said(wrong)
    assert _without_what_was_typed(wrong.text, email) == _without_what_was_typed(unknown.text, "nobody@fenedge.example")


def _without_what_was_typed(body: str, email: str) -> str:
    return re.sub(r'nonce="[^"]*"', "", body.replace(email, "…"))


def test_the_password_is_never_shown_again(visitor: FlaskClient, email: str) -> None:
    answer = visitor.post("/sign-in", data={"email": email, "password": "not this one"})
    assert "not this one" not in answer.text
    assert f'value="{email}"' in answer.text


@pytest.mark.parametrize(
    "data", [{}, {"email": ""}, {"email": "a@b.example"}, {"email": "<script>", "password": "\x00"}]
)
def test_half_a_form_is_no_way_in(visitor: FlaskClient, data: dict[str, str]) -> None:
    answer = visitor.post("/sign-in", data=data)
    assert answer.status_code < 500
    assert "You are not signed in" in said(answer)
    assert "<script>alert" not in answer.text


def test_after_signing_in_one_comes_where_one_was_going(visitor: FlaskClient, email: str) -> None:
    first = visitor.get("/families")
    assert first.status_code == 302
    page = visitor.get(first.headers["Location"]).text
    action = re.search(r'<form action="([^"]+)"', page)
    assert action
    assert sign_in(visitor, email, PASSWORD, action[1].replace("&amp;", "&"))[1] == "/families"


def test_nobody_is_led_to_another_site(visitor: FlaskClient, email: str) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example/", "https:evil.example"):
        _, place, _ = sign_in(visitor, email, PASSWORD, f"/sign-in?next={elsewhere}")
        assert "evil.example" not in place
        visitor.post("/sign-out")


def test_who_has_left_is_told_whom_to_ask(
    visitor: FlaskClient, email: str, database: Database, district: District
) -> None:
    with database.work() as session:
        session.get_one(Staff, district.head.id).active = False
    assert "You may not sign in any more." in sign_in(visitor, email, PASSWORD)[2]
    assert "do not belong together" in sign_in(visitor, email, "not this one")[2]


def test_signing_out_ends_it(visitor: FlaskClient, email: str) -> None:
    sign_in(visitor, email, PASSWORD)
    assert visitor.get("/sign-out").status_code == 405
    visitor.post("/sign-out")
    assert visitor.get("/").status_code == 302


def test_the_page_works_without_javascript(visitor: FlaskClient) -> None:
    page = visitor.get("/sign-in").text
    assert '<label class="govuk-label" for="email">' in page
    assert '<label class="govuk-label" for="password">' in page
    assert 'autocomplete="current-password"' in page
    assert re.search(r'<button type="submit"[^>]*>\s*Sign in', page)


def test_a_forged_form_is_refused(app: Flask, visitor: FlaskClient, email: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert visitor.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 400
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get("/sign-in").text)
    assert token
    data = {"email": email, "password": PASSWORD, "csrf_token": token[1]}
    assert visitor.post("/sign-in", data=data).status_code == 302
