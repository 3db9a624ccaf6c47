"""Programs made for LibreTranslate work unchanged: its own client for Python, and its documented requests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.error import HTTPError

import pytest
from api_programs import Program, Worker, a_key, notes
from browsers import District
from flask import Flask
from libretranslatepy import LibreTranslateAPI
from werkzeug.serving import make_server

from comms.channels.translator import Pair
from comms.foundation.work import Database
from comms.web.api import libretranslate
from comms.web.api.reading import LONGEST_TEXT

POLISH = "Dzień dobry, moja córka jest dzisiaj chora i nie przyjdzie do szkoły."
PACKAGES = [Pair("pl", "en", "pl_en 1.9"), Pair("en", "pl", "en_pl 1.9")]


@pytest.fixture(autouse=True)
def packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two packages are installed."""
    monkeypatch.setattr(libretranslate, "pairs_of", lambda _: PACKAGES)


@pytest.fixture
def address(app: Flask, api_moment: datetime, worker: Worker, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the service listens, on this machine alone."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(address: str, database: Database, district: District, api_moment: datetime) -> LibreTranslateAPI:
    """LibreTranslate's own client for Python, as it is published, with a key of ours."""
    return LibreTranslateAPI(address, a_key(database, district.head, api_moment))


def ask(program: Program, **sent: Any) -> Any:
    """Translate with LibreTranslate's documented request, the key in the body."""
    body = {"q": "Dzień dobry", "source": "pl", "target": "en", "format": "text", "api_key": program.key} | sent
    return Program(program.client).post("/translate", json=body)


# Its own client.


def test_its_client_translates(client: LibreTranslateAPI, worker: Worker) -> None:
    assert client.translate("Dzień dobry,\r\nPani", "pl", "en") == "DZIEŃ DOBRY,\nPANI"
    assert client.translate(POLISH, "auto", "en") == POLISH.upper()


def test_its_client_detects(client: LibreTranslateAPI) -> None:
    [found] = client.detect(POLISH)
    assert found["language"] == "pl"
    assert found["confidence"] > 90


def test_its_client_lists_the_languages_with_and_without_a_key(client: LibreTranslateAPI, address: str) -> None:
    expected = [
        {"code": "en", "name": "English", "targets": ["pl"]},
        {"code": "pl", "name": "Polish", "targets": ["en"]},
    ]
    assert client.languages() == expected
    assert LibreTranslateAPI(address).languages() == expected


@pytest.mark.parametrize(("text", "code"), [("REFUSE 15:40", 400), ("", 400)])
def test_its_client_is_told_of_a_text_that_was_refused(client: LibreTranslateAPI, text: str, code: int) -> None:
    with pytest.raises(HTTPError) as fault:
        client.translate(text, "pl", "en")
    with fault.value as answer:
        assert answer.code == code
        assert b'"error"' in answer.read()


def test_its_client_with_a_wrong_key_is_refused(address: str) -> None:
    with pytest.raises(HTTPError) as fault:
        LibreTranslateAPI(address, "wrong").detect("Labas")
    with fault.value as answer:
        assert answer.code == 403


# Its documented requests.


def test_one_text_is_answered_by_one(program: Program, worker: Worker) -> None:
    assert ask(program).json == {
        "translatedText": "DZIEŃ DOBRY",
        "mark": {"package": "pl_en", "version": "1.9", "said": "machine translation, not checked"},
        "refused": "",
    }


def test_a_list_is_answered_by_a_list_each_text_from_its_own_language(program: Program, worker: Worker) -> None:
    lithuanian = "Laba diena, mano dukra šiandien serga ir neateis į mokyklą."
    answer = ask(program, q=[POLISH, lithuanian, "12:30"], source="auto", alternatives=3).json
    assert answer["translatedText"] == [POLISH.upper(), lithuanian.upper(), "12:30"]
    assert [one["language"] for one in answer["detectedLanguage"]] == ["pl", "lt", "und"]
    assert answer["alternatives"] == [[], [], []]
    assert answer["refused"][:2] == ["", ""]
    assert answer["refused"][2]
    assert answer["mark"][2] is None


def test_a_list_of_one_is_still_a_list(program: Program, worker: Worker) -> None:
    assert ask(program, q=["Dobrze"]).json["translatedText"] == ["DOBRZE"]


def test_in_a_form_several_texts_are_a_list(program: Program, worker: Worker) -> None:
    sent = {"q": ["Dobrze", "Dzień\r\ndobry"], "source": "pl", "target": "en", "api_key": program.key}
    answer = Program(program.client).post("/translate", data=sent).json
    assert answer is not None
    assert answer["translatedText"] == ["DOBRZE", "DZIEŃ\nDOBRY"]
    multipart = Program(program.client).post("/translate", data=sent, content_type="multipart/form-data").json
    assert multipart == answer


def test_a_refused_text_among_others_stands_as_its_original_and_says_why(program: Program, worker: Worker) -> None:
    answer = ask(program, q=["REFUSE 15:40", "Dobrze"]).json
    assert answer["translatedText"] == ["REFUSE 15:40", "DOBRZE"]
    assert answer["refused"] == ["The translation lost a date, so it was refused.", ""]
    assert answer["mark"][0] is None


def test_a_detected_language_is_said_beside_the_translation(program: Program, worker: Worker) -> None:
    answer = ask(program, q=POLISH, source="auto").json
    assert answer["detectedLanguage"]["language"] == "pl"
    assert answer["detectedLanguage"]["confidence"] > 90


def test_a_language_that_is_unsure_is_not_guessed(program: Program, worker: Worker) -> None:
    answer = ask(program, q="12:30", source="auto")
    assert answer.status_code == 400
    assert "Say which language" in answer.json["error"]
    found = Program(program.client).post("/detect", json={"q": "12:30", "api_key": program.key}).json
    assert found is not None
    assert (found[0]["language"], found[0]["confidence"]) == ("und", 0)
    assert worker.asked == []


def test_the_same_language_is_answered_by_the_text_itself(program: Program, worker: Worker) -> None:
    assert ask(program, target="pl").json["translatedText"] == "Dzień dobry"
    assert worker.asked == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"q": ""}, "missing q parameter"),
        ({"q": []}, "missing q parameter"),
        ({"q": None}, "missing q parameter"),
        ({"source": ""}, "missing source parameter"),
        ({"target": None}, "missing target parameter"),
        ({"source": "xx"}, "“xx”"),
        ({"target": "auto"}, "“auto”"),
        ({"alternatives": "many"}, "not a number"),
        ({"alternatives": 11}, "<= 10"),
        ({"alternatives": "11"}, "<= 10"),
        ({"alternatives": True}, "not a number"),
        ({"alternatives": -1}, "not a number"),
        ({"api_key": 5}, "api_key parameter is not a text"),
        ({"format": False}, "format is not supported"),
        ({"format": "html"}, "html format is not supported"),
        ({"format": "odt"}, "format is not supported"),
        ({"q": ["a"] * 101}, "101 texts"),
        ({"q": "a" * (LONGEST_TEXT + 1)}, "10001 characters"),
        ({"q": {"a": "b"}}, "“q”"),
    ],
)
def test_what_cannot_be_used_is_an_error_as_it_says_them(
    program: Program, worker: Worker, sent: dict[str, Any], said: str
) -> None:
    answer = ask(program, **sent)
    assert answer.status_code == 400
    assert set(answer.json) == {"error"}
    assert said in answer.json["error"]
    assert worker.asked == []


def test_a_number_without_end_is_no_number_of_alternatives(program: Program, worker: Worker) -> None:
    body = b'{"q": "Labas", "source": "lt", "target": "en", "alternatives": 1e400}'
    answer = program.post("/translate", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert "not a number" in answer.text


def test_without_a_key_and_with_one_in_the_address_nothing_is_translated(program: Program, worker: Worker) -> None:
    assert ask(program, api_key=None).status_code == 400
    assert ask(program, api_key="comms_wrong").status_code == 403
    in_address = Program(program.client).post(f"/translate?api_key={program.key}", data={"q": "a"})
    assert in_address.status_code == 400
    assert worker.asked == []


def test_a_key_may_stand_in_the_header_and_its_scopes_hold_here_too(
    app: Flask, database: Database, district: District, api_moment: datetime, worker: Worker
) -> None:
    only_detects = Program.at(app, a_key(database, district.head, api_moment, ["detect"]))
    assert only_detects.post("/detect", json={"q": POLISH}).status_code == 200
    assert only_detects.post("/translate", json={"q": "a", "source": "pl", "target": "en"}).status_code == 403
    assert [use.role for use in notes(database, "refused")] == [notes(database, "use api key")[0].role]


def test_one_request_too_many_is_told_when_to_come_again(
    app: Flask, database: Database, district: District, api_moment: datetime
) -> None:
    program = Program.at(app, a_key(database, district.head, api_moment, a_minute=1))
    assert program.post("/detect", json={"q": "Labas"}).status_code == 200
    refused = program.post("/detect", json={"q": "Labas"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")


def test_where_the_worker_is_late_the_program_is_told_so(program: Program, worker: Worker) -> None:
    worker.late = True
    answer = ask(program)
    assert answer.status_code == 503
    assert "worker" in answer.json["error"]


def test_what_it_asks_before_a_form_is_shown_needs_no_key(program: Program) -> None:
    answer = Program(program.client).get("/frontend/settings").json
    assert answer is not None
    assert answer["keyRequired"] is True
    assert answer["charLimit"] == LONGEST_TEXT
    assert answer["language"]["target"]["code"] == "en"
