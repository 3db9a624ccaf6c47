"""Every answer of every route, whoever asks and whatever comes of it, tells the browser the same things."""

from __future__ import annotations

import errno
import re
from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest
from browsers import District, signed_in
from flask import Flask
from flask.testing import FlaskClient
from swept import Everything, asked, browsers, every_request, everything_of_one, over_https
from werkzeug.test import TestResponse

from comms.app import create_app
from comms.foundation.errors import BadInput, NotAllowed, Refused, TooOften
from comms.foundation.locks import Erased
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.web.headers import KEPT

# What is said does not depend on the database.
pytestmark = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)

DIRECTIVES = {
    "default-src", "script-src", "style-src", "img-src", "font-src", "connect-src", "media-src", "form-action",
    "base-uri", "frame-ancestors",
}  # fmt: skip
# A letter's own document carries its pictures in it.
SOURCES = re.compile(r"'none'|'self'|'nonce-[\w-]{20,}'|'sha256-[\w+/=]+'|data:")
# What a browser shows by itself; whatever is of another kind is kept, and never opened here.
SHOWN = {"text/html", "application/json", "application/problem+json", "text/plain", "image/png", "image/jpeg",
         "image/svg+xml", "text/css", "text/javascript", "font/ttf", "application/pdf", "text/xml"}  # fmt: skip
# The page of one family has a cookie that is sent to this page alone. One with __Host- would go to every page.
OF_ONE_PAGE = "__Secure-family"


def check_headers(answer: TestResponse, what: object, *, endpoint: str = "") -> None:
    """Everything that every answer over https says."""
    headers = answer.headers
    _check_policy(headers["Content-Security-Policy"], what)
    assert headers["X-Content-Type-Options"] == "nosniff", what
    assert headers["Referrer-Policy"] == "no-referrer", what
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", what
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin", what
    assert headers["Permissions-Policy"].startswith("camera=(), geolocation=(), microphone="), what
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains", what
    kept = KEPT.get(endpoint, "no-store") if answer.status_code < 400 else "no-store"
    assert headers["Cache-Control"] == kept, what
    _check_kind(answer, what)
    for cookie in headers.getlist("Set-Cookie"):
        _check_cookie(cookie, what)
        assert kept == "no-store", what
    for location in headers.getlist("Location"):
        assert re.match(r"/(?!/)|https://comms\.example/", location), (what, location)


def _check_policy(policy: str, what: object) -> None:
    told = {name: sources.split() for name, _, sources in (one.strip().partition(" ") for one in policy.split(";"))}
    assert set(told) <= DIRECTIVES, what
    assert told["default-src"] == told["base-uri"] == told["frame-ancestors"] == ["'none'"], what
    assert told["form-action"] in (["'self'"], ["'none'"]), what
    for name, sources in told.items():
        assert all(SOURCES.fullmatch(source) for source in sources), (what, name, sources)
        assert "data:" not in sources or name == "img-src", what
    assert "'self'" not in told.get("script-src", []), what


def _check_kind(answer: TestResponse, what: object) -> None:
    """What is no page says what it is; what a browser does not show by itself is to be kept."""
    if answer.status_code in {204, 301, 302, 303, 304, 308} and not answer.data:
        return
    kind = answer.headers["Content-Type"]
    if kind.startswith("text/"):
        assert "charset=utf-8" in kind, (what, kind)
    disposition = answer.headers.get("Content-Disposition", "")
    if answer.mimetype not in SHOWN and not answer.mimetype.startswith("audio/"):
        assert disposition.startswith("attachment; "), (what, kind)
    if disposition:
        # One name, in quotation marks, of letters that end nothing and lead nowhere.
        assert re.fullmatch(r'(attachment|inline); filename="?[A-Za-z0-9][\w.\-]*"?', disposition), (what, disposition)


def _check_cookie(cookie: str, what: object) -> None:
    name, parts = cookie.partition("=")[0], [part.strip() for part in cookie.split(";")[1:]]
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(parts), (what, cookie)
    assert not any(part.startswith("Domain") for part in parts), (what, cookie)
    if name == OF_ONE_PAGE:
        assert any(part.startswith("Path=/m/") for part in parts), (what, cookie)
    else:
        assert name.startswith("__Host-"), (what, cookie)
        assert "Path=/" in parts, (what, cookie)


@pytest.fixture
def secure(installation: Installation) -> Flask:
    """The application over https."""
    return over_https(installation)


@pytest.fixture
def mine(database: Database, district: District, now: datetime) -> Everything:
    """One of everything."""
    return everything_of_one(database, district, now)


def test_every_answer_of_every_route_says_so(secure: Flask, mine: Everything, district: District) -> None:
    seen: Counter[int] = Counter()
    for who, browser, ids in browsers(secure, mine, district.other_head):
        for rule, method in every_request(secure):
            with asked(browser, rule, method, ids) as answer:
                check_headers(answer, (rule.rule, method, who, answer.status_code), endpoint=rule.endpoint)
                seen[answer.status_code] += 1
                if who != "signed out":
                    assert "/sign-in?" not in answer.headers.get("Location", ""), (rule.rule, method, who)
    assert sum(seen.values()) > 1_500, seen
    assert {200, 302, 303, 401, 403, 404, 409, 422} <= set(seen), seen


FAULTS = {
    400: "/sign-in", 403: NotAllowed("no"), 404: "/nowhere", 405: "/sign-out", 409: Refused("no"), 410: Erased("no"),
    413: "/places/new", 422: BadInput("no"), 429: TooOften("no", "Wait.", 60), 500: ZeroDivisionError(),
    507: OSError(errno.ENOSPC, "full"),
}  # fmt: skip


@pytest.mark.parametrize("status", FAULTS)
@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("under", ["", "/api"])
def test_every_kind_of_fault_says_so_too(
    secure: Flask, district: District, status: int, signed: bool, under: str
) -> None:
    fault = FAULTS[status]

    @secure.get(f"{under}/fails")
    def fails() -> str:
        raise fault if isinstance(fault, Exception) else AssertionError

    browser = signed_in(secure, district.head) if signed else secure.test_client()
    answer = _fails(secure, browser, status, under)
    assert answer.status_code == status
    check_headers(answer, (status, signed, under))
    assert answer.headers.get("Retry-After", "60") == "60"


def _fails(app: Flask, browser: FlaskClient, status: int, under: str) -> TestResponse:
    if status == 400:
        app.config["WTF_CSRF_ENABLED"] = True
        return browser.post("/sign-in")
    if status == 405:
        return browser.get("/sign-out") if not under else browser.get("/api/v1/translate")
    if status == 413:
        return browser.post("/sign-in", environ_overrides={"CONTENT_LENGTH": str(10**9)}, data={"x": "y"})
    return browser.get(f"{under}/nowhere" if status == 404 else f"{under}/fails")


def test_what_is_kept_by_a_browser_holds_nothing_of_anybody(secure: Flask) -> None:
    visitor = secure.test_client()
    for path, endpoint in (("/static/people.css", "static"), ("/fonts.css", "fonts.sheet")):
        with visitor.get(path) as answer:
            if answer.status_code == 404:
                continue
            check_headers(answer, path, endpoint=endpoint)
            assert answer.headers["Cache-Control"].startswith("public")
    with visitor.get("/static/nothing.css") as answer:
        check_headers(answer, "nothing", endpoint="static")
        assert answer.headers["Cache-Control"] == "no-store"


def test_over_plain_http_the_cookie_has_its_plain_name_and_the_demo_says_that_nothing_is_encrypted(
    installation: Installation, district: District
) -> None:
    settings = replace(installation.settings, mode="demo")
    visitor = create_app(replace(installation, settings=settings)).test_client()
    answer = visitor.get("/sign-in")
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert re.match(r"comms=[^;]+; HttpOnly; Path=/; SameSite=Lax$", cookie)
    assert "Strict-Transport-Security" not in answer.headers
    assert "not encrypted" in answer.text
