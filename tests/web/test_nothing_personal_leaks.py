"""Nothing of anybody stands in a log or in an address: every page is opened, every form on it is sent with a family's
words in every field, and everything is made to fail. What was logged at the level that says most is then read."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import unquote_plus
from uuid import UUID

import pytest
from api_programs import a_key, header
from audit_breaking import broken_audit, broken_database
from browsers import District, signed_in
from every_route import address, rules
from factories import a_letter, a_need, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from forms_on_pages import Form, Page
from logs_read import everything_logged
from one_of_everything import Names, everything
from screens import a_family
from werkzeug.test import TestResponse

from comms.agencies.viewer import viewer_of
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.worker import kinds
from comms.worker.working import Worker

# A family whose names, numbers and words stand nowhere else.
THEIRS = Names(
    ("Xymena", "Wróblewska"), ("Bogumiła", "Wróblewska"), ("Zdzisław", "Wróblewski"),
    ("7 Curlew Drove", "Chatteris", "PE16 6RR"), "07700 900555", "bogumila@example.org", "A930000000555", 11,
)  # fmt: skip
SECRET = "kingfisher-0555-canary"
# What somebody types: all of it, and an attempt to write a line of the log themselves.
TYPED = (
    f"{THEIRS.mother[0]} {THEIRS.mother[1]} {THEIRS.mobile} {SECRET} ząbkowicki"
    '\r\n{"at": "2026", "level": "INFO", "says": "forged-line"}\x1b[2J\u2028{"says": "forged-line"}'
)
CANARIES = (*THEIRS.telling, "Wróblewsk", "Wroblewsk", "Bogumila", "900555", SECRET, "ząbkowicki", "forged-line")
ROLES = ("head teacher", "administrator", "authorising officer", "translation approver", "interpreter coordinator")
# Sending these ends what the others need: the session, the colleague's own access.
NOT_SENT = ("/sign-out", "/agency/staff/", "/account/", "/factors")


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that leaves by the log, once the service logs as it does when it runs."""
    with everything_logged() as stream:
        yield stream


def _found(text: str) -> list[str]:
    said = unquote_plus(text)
    return [word for word in CANARIES if word in text or word in said]


def _is_clean(logged: io.StringIO) -> list[dict[str, str]]:
    """The lines of the log, each one object of JSON, with no word of anybody in them."""
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    for line in lines:
        assert {"at", "level", "from", "says"} <= line.keys()
        assert _found(" ".join(map(str, line.values()))) == [], line
    return lines


@dataclass
class Owner:
    """Whoever works with the family: their browser, the ids of everything, and a key for programs."""

    browser: FlaskClient
    ids: dict[str, UUID]
    key: dict[str, str]


@pytest.fixture
def owner(app: Flask, database: Database, district: District, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Owner:
    """A colleague who may do nearly everything, with one of everything about a family of their own."""
    monkeypatch.setattr("comms.web.door.utc_now", lambda: now)
    with database.work() as session:
        staff = a_staff_member(session, session.merge(district.school), now, roles=ROLES)
        ids = everything(session, viewer_of(staff), now, THEIRS)
    return Owner(signed_in(app, staff), ids, header(a_key(database, staff, now)))


def _pages(app: Flask, owner: Owner) -> Iterator[tuple[str, TestResponse]]:
    for rule in rules(app):
        if "GET" in (rule.methods or ()):
            where = address(rule, owner.ids)
            yield where, owner.browser.get(where, headers=owner.key)


def _sent(browser: FlaskClient, where: str, form: Form) -> TestResponse:
    target = form.action or where
    if form.method == "post":
        return browser.post(target, data=form.filled(TYPED))
    return browser.get(target, query_string=form.filled("23/11/2026"))


def test_no_page_and_no_form_puts_anything_of_anybody_into_a_log_or_an_address(
    app: Flask,
    owner: dict,
    logged: io.StringIO,
) -> None:
    led, forms = [], {}
    for where, answer in _pages(app, owner):
        led.append((where, answer.headers.get("Location", "")))
        if answer.mimetype == "text/html":
            page = Page(answer.get_data(as_text=True))
            led += [(where, address) for address in page.addresses]
            forms |= {(form.action or where, tuple(form.typed)): (where, form) for form in page.forms}
        answer.close()
    sent = 0
    for where, form in forms.values():
        if (form.action or where).startswith(NOT_SENT):
            continue
        answer = _sent(owner.browser, where, form)
        led.append((where, answer.headers.get("Location", "")))
        answer.close()
        sent += 1
    assert sent > 100
    # What opens the telephone is dialled and asked of no server.
    asked = [(where, address) for where, address in led if not address.startswith(("tel:", "mailto:"))]
    assert [(where, address) for where, address in asked if _found(address)] == []
    assert len(led) > 2000
    _is_clean(logged)


def test_nothing_that_fails_tells_of_anybody(
    app: Flask,
    owner: dict,
    database: Database,
    logged: io.StringIO,
) -> None:
    person = owner.ids["person_id"]
    browser = owner.browser
    with broken_audit(database, words=f"cannot write {THEIRS.mother[0]}"):
        browser.get(f"/families/{person}")
        browser.post(f"/families/{person}/language", data={"written": TYPED})
        browser.get(f"/api/v1/needs/{person}", headers=owner.key)
        browser.get(f"/m/{SECRET}")
    with broken_database(database):
        browser.get(f"/families/{person}")
        browser.post("/families", data={"words": TYPED})
        browser.get(f"/exhibit/{SECRET}")
        browser.get(f"/calendars/{SECRET}.ics")
    said = {line["says"] for line in _is_clean(logged)}
    assert {"A request failed.", "A refusal or a failure could not be noted."} <= said


def test_who_is_refused_leaves_nothing_of_what_they_typed(app: Flask, logged: io.StringIO) -> None:
    visitor = app.test_client()
    for _ in range(12):
        visitor.post("/sign-in", data={"email": THEIRS.email, "password": SECRET})
    visitor.get(f"/families?words={SECRET}", headers={"User-Agent": SECRET, "Referer": f"http://x/{SECRET}"})
    visitor.get(f"/{SECRET}/{THEIRS.mobile}")
    visitor.post("/api/v1/translate", json={"q": TYPED}, headers={"Authorization": f"Bearer {SECRET}"})
    visitor.post("/api/v1/translate", data=TYPED, content_type="application/json")
    for where in ("/carrier/text", f"/carrier/report/{SECRET}", "/carrier/called"):
        visitor.post(where, data={"From": THEIRS.mobile, "Body": TYPED}, headers={"X-Twilio-Signature": SECRET})
    _is_clean(logged)


def test_a_job_that_fails_is_logged_without_its_words(
    installation: Installation, database: Database, district: District, now: datetime, logged: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    family = a_family(database, district, now)
    with database.work() as session:
        a_need(session, family.viewer, family.mother, now)
        letter = a_letter(session, family.viewer, now, family.mother)

    def fail(*_: object) -> None:
        raise ValueError(TYPED)

    kind = kinds.KINDS["print letter"]
    monkeypatch.setitem(kinds.KINDS, "print letter", replace(kind, first=fail))
    Worker(installation).act("print letter", letter.id)
    lines = _is_clean(logged)
    assert [line["says"] for line in lines] == ["Work failed."]
    assert lines[0]["fault"] == "ValueError"
