"""Programs at the door: who is let in with which key, how often, and what may be sent."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from api_programs import Program, Worker, a_key, header, notes
from browsers import District, signed_in
from flask import Flask
from screens import Family, a_family
from sqlalchemy import func, select

from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database
from comms.web import door
from comms.web.api import batches
from comms.web.api.reading import DEEPEST, LONGEST_TEXT, MOST_LETTERS, MOST_TEXTS

POLISH = "Dzień dobry, moja córka jest dzisiaj chora i nie przyjdzie do szkoły."


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    return a_family(database, district, now)


@pytest.mark.parametrize("key", ["", "comms_abcdef_wrong", "comms", "é"])
def test_without_a_good_key_nothing_is_told(app: Flask, api_moment: datetime, database: Database, key: str) -> None:
    stranger = Program.at(app, key)
    for answer in (stranger.get("/api/v1/languages"), stranger.get(f"/api/v1/needs/{uuid4()}")):
        assert answer.status_code == 401
        assert answer.json is not None
        assert "key" in answer.json["detail"]
        assert answer.json["remedy"]
    # Strangers must not fill the audit.
    assert notes(database, "refused") == notes(database, "use api key") == []


def test_a_key_in_the_address_or_in_another_header_opens_nothing(program: Program, app: Flask) -> None:
    stranger = Program.at(app)
    assert stranger.get(f"/api/v1/languages?api_key={program.key}").status_code == 401
    assert stranger.get("/api/v1/languages", headers={"X-Api-Key": program.key}).status_code == 401
    assert stranger.get("/api/v1/languages", headers={"Authorization": f"Basic {program.key}"}).status_code == 401


def test_a_browser_that_is_signed_in_has_no_access_and_a_key_opens_no_screen(
    app: Flask, district: District, program: Program, family: Family
) -> None:
    browser = signed_in(app, district.head)
    assert browser.get("/families").status_code == 200
    for path in ("/api/v1/languages", f"/api/v1/needs/{family.mother.id}", f"/api/v1/letters/to/{family.mother.id}"):
        assert browser.get(path).status_code == 401
    # With a key beside the cookie it is the key that counts, and neither keeps the other from writing.
    assert browser.post("/api/v1/detect", json={"texts": "Labas"}, headers=header(program.key)).status_code == 200
    screen = app.test_client(use_cookies=False).get("/families", headers=header(program.key))
    assert screen.status_code == 302
    assert "/sign-in" in screen.headers["Location"]


def test_no_other_site_is_let_in_and_no_cookie_is_set(program: Program) -> None:
    from_elsewhere = {"Origin": "https://elsewhere.example"}
    for answer in (
        program.get("/api/v1/languages", headers=from_elsewhere),
        program.client.options("/api/v1/translate", headers=from_elsewhere),
        program.get("/languages", headers=from_elsewhere),
    ):
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control") or name == "Set-Cookie"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_form_token_is_not_asked_of_programs(
    own_app: Flask, database: Database, district: District, api_moment: datetime, worker: Worker
) -> None:
    own_app.config["WTF_CSRF_ENABLED"] = True
    program = Program.at(own_app, a_key(database, district.head, api_moment))
    assert program.post("/api/v1/detect", json={"texts": POLISH}).status_code == 200
    sent = {"q": "Dzień dobry", "source": "pl", "target": "en", "api_key": program.key}
    assert program.post("/translate", data=sent).status_code == 200
    assert own_app.test_client().post("/agency/keys", data={"name": "x"}).status_code == 400


def test_a_scope_that_is_missing_is_refused_and_noted(
    app: Flask, database: Database, district: District, api_moment: datetime, family: Family
) -> None:
    narrow = Program.at(app, a_key(database, district.head, api_moment, scopes=["languages"]))
    assert narrow.get("/api/v1/languages").status_code == 200
    answer = narrow.get(f"/api/v1/needs/{family.mother.id}")
    assert answer.status_code == 403
    assert answer.json is not None
    assert "“needs”" in answer.json["detail"]
    [refused] = notes(database, "refused")
    assert refused.role.startswith("API key ")
    assert notes(database, "view language need") == []


def test_one_request_too_many_is_told_when_to_come_again(
    app: Flask, database: Database, district: District, api_moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program.at(app, a_key(database, district.head, api_moment, a_minute=3))
    answers = [program.post("/api/v1/detect", json={"texts": "Labas"}).status_code for _ in range(3)]
    assert answers == [200] * 3
    refused = program.post("/api/v1/detect", json={"texts": "Labas"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "20")
    monkeypatch.setattr(door, "utc_now", lambda: api_moment + timedelta(seconds=20))
    assert program.post("/api/v1/detect", json={"texts": "Labas"}).status_code == 200


def test_that_a_key_asked_too_often_is_noted_once_an_hour(
    app: Flask, database: Database, district: District, api_moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program.at(app, a_key(database, district.head, api_moment, a_minute=1))
    for minutes, noted in ((0, 1), (30, 1), (61, 2)):
        monkeypatch.setattr(door, "utc_now", lambda ahead=timedelta(minutes=minutes): api_moment + ahead)
        answers = [program.post("/api/v1/detect", json={"texts": "Labas"}).status_code for _ in range(4)]
        assert answers == [200, 429, 429, 429]
        entries = notes(database, "refused")
        assert len(entries) == noted
        assert json.loads(entries[-1].detail) == {"for": "detect", "why": "too often"}
        assert (entries[-1].agency_id, entries[-1].subject_kind) == (district.school.id, "api_key")
        assert entries[-1].role.startswith("API key ")


def test_an_address_that_is_none_is_answered_in_json_and_so_is_a_wrong_method(app: Flask) -> None:
    stranger = app.test_client()
    for answer, status in (
        (stranger.get("/api/v1/families"), 404),
        (stranger.get("/api/v2/languages"), 404),
        (stranger.post("/api/v1/languages"), 405),
        (stranger.get("/api/v1/needs/Ugn%C4%97"), 404),
    ):
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
        assert answer.json is not None
        assert answer.json["status"] == status
    assert "GET" in stranger.post("/api/v1/languages").headers["Allow"]
    assert stranger.get("/families/nothing").mimetype == "text/html"


def test_what_goes_wrong_inside_is_answered_in_json_without_saying_what(
    program: Program, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("Ugnė Kazlauskaitė")

    monkeypatch.setattr(batches, "translated_by_worker", broken)
    sent = {"texts": POLISH, "source": "pl", "target": "en"}
    answer = program.client.post("/api/v1/translate", json=sent, headers=header(program.key))
    assert answer.status_code == 500
    assert answer.mimetype == "application/problem+json"
    assert "Ugnė" not in answer.text
    noted = {"status": 500, "fault": "RuntimeError", "route": "api_translating.translate"}
    assert json.loads(notes(database, "failed")[0].detail) == noted


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'"Labas"', 400),
        (b'{"texts": NaN}', 400),
        (b"\xff\xfe", 400),
        (b'{"texts": ' + b"[" * DEEPEST + b"]" * DEEPEST + b"}", 400),
        (b"[" * 200_000, 400),
        (b'{"texts": "' + b"a" * (2 * 1024 * 1024) + b'"}', 413),
        (b"{}", 422),
        (b'{"texts": []}', 422),
        (b'{"texts": [1]}', 422),
        (b'{"texts": "\\ud800"}', 422),
        (b'{"texts": "Labas", "text": "Labas"}', 422),
        (b'{"texts": "Labas", "\\ud800": "Labas"}', 422),
        (b'{"texts": "Labas", "family": "lt"}', 422),
        (b'{"texts": "Labas", "family": ["xx"]}', 422),
        (b'{"texts": "Labas", "family": [["lt"]]}', 422),
    ],
)
def test_a_body_that_cannot_be_used_is_refused_in_words(program: Program, body: bytes, status: int) -> None:
    answer = program.post("/api/v1/detect", data=body, content_type="application/json")
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["detail"]
    assert answer.json["remedy"]


def test_brackets_inside_a_text_are_no_depth(program: Program) -> None:
    assert program.post("/api/v1/detect", json={"texts": '[[[["\\[[[{{'}).status_code == 200


def test_a_body_that_is_not_said_to_be_json_is_refused(program: Program) -> None:
    assert program.post("/api/v1/detect", data={"texts": "Labas"}).status_code == 415


def test_texts_are_limited_in_number_in_length_and_together(program: Program) -> None:
    fine: list[Any] = ["a" * LONGEST_TEXT, ["a"] * MOST_TEXTS, ["a" * LONGEST_TEXT] * (MOST_LETTERS // LONGEST_TEXT)]
    for texts in fine:
        assert program.post("/api/v1/detect", json={"texts": texts}).status_code == 200
    too_many = ["a" * (LONGEST_TEXT + 1), ["a"] * (MOST_TEXTS + 1), ["a" * LONGEST_TEXT] * 5 + ["a"]]
    for texts in too_many:
        assert program.post("/api/v1/detect", json={"texts": texts}).status_code == 422


def test_nothing_of_what_was_sent_stands_in_a_log(
    program: Program, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    program.post("/api/v1/translate", json={"texts": "Canary 15:40", "source": "pl", "target": "en"})
    program.post("/api/v1/needs", json={"pupil": "CANARY"})
    program.post("/api/v1/detect", json={"texts": ["Canary"], "canary": 1})
    assert "anary" not in caplog.text
    assert "CANARY" not in caplog.text
    assert program.key not in caplog.text


def test_every_request_with_a_good_key_is_noted_once(program: Program, database: Database, worker: Worker) -> None:
    program.get("/api/v1/languages")
    program.post("/api/v1/translate", json={"texts": "Dobrze", "source": "pl", "target": "en"})
    program.get(f"/api/v1/needs/{UUID(int=7)}")
    asked = [json.loads(use.detail)["for"] for use in notes(database, "use api key")]
    assert asked == ["languages", "translate", "needs"]
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEntry.detail.contains("Dobrze"))) == 0
