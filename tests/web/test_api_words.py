"""Languages, detection and translation for other programs."""

from __future__ import annotations

from typing import Any

import pytest
from api_programs import Program, Worker, a_key
from browsers import District
from flask import Flask
from tabled_engine import POLISH as POLISH_SENTENCES
from tabled_engine import RING, TabledEngine

from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.translation.machine import working
from comms.web.api import batches
from comms.worker.working import Worker as RealWorker

POLISH = "Dzień dobry, moja córka jest dzisiaj chora i nie przyjdzie do szkoły."


def test_each_language_says_what_is_possible_in_it(program: Program) -> None:
    answer = program.get("/api/v1/languages")
    assert answer.json is not None
    found = {one["tag"]: one for one in answer.json["languages"]}
    assert len(found) > 100
    english, lithuanian, urdu = found["en"], found["lt"], found["ur"]
    assert "L02" in english["letters"]["approved"]
    assert english["texts"] == "approved"
    assert (urdu["own_name"], urdu["direction"], urdu["script"]) == ("اردو", "rtl", "Arab")
    # Nobody has approved a word in this installation yet.
    assert lithuanian["letters"]["approved"] == []
    assert "L02" in lithuanian["letters"]["drafts"]
    assert lithuanian["detected"] is True
    assert found["pa"]["can_be_written"] is False
    assert found["pa"]["letters"] == {"approved": [], "drafts": []}
    assert found["bfi"]["script"] == "Zxxx"


def test_a_language_is_detected_for_each_text_and_unsure_is_never_english(program: Program) -> None:
    answer = program.post("/api/v1/detect", json={"texts": [POLISH, "12:30", "We will come tomorrow morning."]})
    assert answer.json is not None
    polish, figures, english = answer.json["detections"]
    assert (polish["language"], english["language"]) == ("pl", "en")
    assert polish["probability"] > 0.9
    assert figures["language"] is None
    assert figures["why"]


def test_what_is_on_record_for_the_family_counts_in_detection(program: Program) -> None:
    text = "Ne, negaliu"
    answer = program.post("/api/v1/detect", json={"texts": text, "family": ["LT", "en"]})
    assert answer.json is not None
    assert answer.json["detections"][0]["language"] == "lt"
    alone = program.post("/api/v1/detect", json={"texts": text})
    assert alone.json is not None
    assert alone.json["detections"][0]["language"] is None


def test_a_translation_is_marked_with_its_package_and_that_nobody_checked_it(program: Program, worker: Worker) -> None:
    sent = {"texts": "Dzień dobry", "source": "PL", "target": "en", "names": ["Ugnė"]}
    answer = program.post("/api/v1/translate", json=sent)
    assert answer.json == {
        "target": "en",
        "translations": [
            {
                "original": "Dzień dobry",
                "text": "DZIEŃ DOBRY",
                "source": "pl",
                "detected": None,
                "mark": {"package": "pl_en", "version": "1.9", "said": "machine translation, not checked"},
                "why": "",
            }
        ],
    }
    assert worker.asked == [(["Dzień dobry"], "pl", "en", ["Ugnė"])]
    [asker] = worker.askers
    assert asker is not None
    assert asker.actor.role.startswith("API key ")


def test_words_from_the_memory_are_not_marked_as_a_machines(program: Program, worker: Worker) -> None:
    answer = program.post("/api/v1/translate", json={"texts": "We will ring you.", "source": "en", "target": "pl"})
    assert answer.json is not None
    [one] = answer.json["translations"]
    assert one["mark"] == {"package": "", "version": "", "said": "approved by people"}


def test_each_text_of_a_list_is_translated_from_its_own_language(program: Program, worker: Worker) -> None:
    lithuanian = "Laba diena, mano dukra šiandien serga ir neateis į mokyklą."
    texts = [POLISH, lithuanian, "12:30", "We will come tomorrow morning.", POLISH, " "]
    answer = program.post("/api/v1/translate", json={"texts": texts, "source": "auto", "target": "en"})
    assert answer.json is not None
    first, second, figures, english, again, blank = answer.json["translations"]
    assert [one["source"] for one in (first, second, figures, english)] == ["pl", "lt", None, "en"]
    assert first["text"] == again["text"] == POLISH.upper()
    assert first["detected"]["language"] == "pl"
    assert figures["text"] is None
    assert "Say which language" in figures["why"]
    assert (english["text"], english["mark"]) == (texts[3], None)
    assert "English already" in english["why"]
    assert blank["text"] == " "
    # One question for each language, and the same text once.
    assert [asked[:2] for asked in worker.asked] == [([POLISH], "pl"), ([lithuanian], "lt")]
    assert [one["original"] for one in answer.json["translations"]] == texts


def test_a_refused_text_comes_back_with_the_original_and_why(program: Program, worker: Worker) -> None:
    sent = {"texts": ["REFUSE 15:40", "Dobrze"], "source": "pl", "target": "en"}
    answer = program.post("/api/v1/translate", json=sent)
    assert answer.json is not None
    refused, fine = answer.json["translations"]
    assert (refused["original"], refused["text"], refused["mark"]) == ("REFUSE 15:40", None, None)
    assert "lost a date" in refused["why"]
    assert fine["text"] == "DOBRZE"


@pytest.mark.parametrize(
    "wrong",
    [{"source": "xx"}, {"target": "auto"}, {"target": None}, {"source": "en"}, {"names": [""]}, {"names": ["a"] * 51}],
)
def test_a_translation_that_cannot_be_asked_for_says_why(
    program: Program, worker: Worker, wrong: dict[str, Any]
) -> None:
    sent = {"texts": "Dobrze", "source": "pl", "target": "en"} | wrong
    assert program.post("/api/v1/translate", json=sent).status_code == 422
    assert worker.asked == []


def test_where_the_worker_does_not_answer_in_time_the_program_is_told_when_to_come_again(
    program: Program, worker: Worker
) -> None:
    worker.late = True
    answer = program.post("/api/v1/translate", json={"texts": "Dobrze", "source": "pl", "target": "en"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.json is not None
    assert "worker" in answer.json["detail"]
    assert "same request again" in answer.json["remedy"]


def test_programs_that_wait_leave_room_for_people(
    program: Program, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {"texts": "Dobrze", "source": "pl", "target": "en"}
    inside: list[int] = []

    def slow(*given: Any, **named: Any) -> Any:
        # While this one waits another is asked, until there is no room.
        inside.append(program.post("/api/v1/translate", json=sent).status_code)
        return worker(*given, **named)

    monkeypatch.setattr(batches, "translated_by_worker", slow)
    assert program.post("/api/v1/translate", json=sent).status_code == 200
    assert inside == [503] + [200] * (batches.MOST_WAITING - 1)
    monkeypatch.setattr(batches, "translated_by_worker", worker)
    assert program.post("/api/v1/translate", json=sent).status_code == 200


def test_the_real_worker_answers_under_the_guard_of_facts(
    app: Flask, installation: Installation, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = "Proszę napisać do {child}."
    engine = TabledEngine({**POLISH_SENTENCES, "Wracam o 15:40.": "I come back at 16:50."})
    done = RealWorker(installation)
    monkeypatch.setattr(working, "translator_for", lambda settings: engine)
    monkeypatch.setattr(installation.database, "hint", lambda kind, row, *at: done.act(kind, row))
    program = Program.at(app, a_key(installation.database, district.head, utc_now()))
    sent = {"texts": [RING, "Wracam o 15:40.", gap], "source": "pl", "target": "en"}
    answer = program.post("/api/v1/translate", json=sent)
    assert answer.json is not None
    fine, changed, unknown = answer.json["translations"]
    assert fine["text"] == POLISH_SENTENCES[RING]
    assert fine["mark"]["said"] == "machine translation, not checked"
    for refused in (changed, unknown):
        assert refused["text"] is None
        assert refused["why"]
    assert (changed["original"], unknown["original"]) == ("Wracam o 15:40.", gap)
