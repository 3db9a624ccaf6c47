"""Translating: from the memory, then what was answered lately, then the engine; each answer says whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace

import pytest
from factories import a_staff_member
from sqlalchemy.orm import Session
from tabled_engine import BROKEN, ILL, LETTER, POLISH, RING, THANKS, TabledEngine

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.channels.translator import NO_ENGINE, NoEngine, Pair, Translated
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.settings import Settings
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import words_hash
from comms.translation.guard import Asked
from comms.translation.machine import APPROVED, MARK, Answer
from comms.translation.machine import engine as warming
from comms.translation.machine.lately import Key, Lately
from comms.translation.machine.translating import BROKE, by_machine, pair_of, translate_here

HELP = "We can help you with this."


@pytest.fixture
def approved(session: Session, school: Agency, now: datetime) -> str:
    """What somebody approved in Polish for a sentence."""
    who, theirs = a_staff_member(session, school, now), "Możemy w tym pomóc."
    session.add(
        TranslationApproval(
            language="pl", context="phrase", source=HELP, forms=[theirs], source_hash=words_hash("phrase", (HELP,)),
            translation_hash=words_hash("phrase", (theirs,)), approved_by=who.id, approver_name=who.name,
            qualification="DPSI", approved_at=now,
        )
    )  # fmt: skip
    session.flush()
    return theirs


def test_a_machines_answer_carries_its_package_its_version_and_the_mark() -> None:
    [made] = translate_here(None, None, TabledEngine(), [LETTER], "pl", "en")
    assert made == Answer(POLISH[LETTER], "pl_en 1.9", "", from_memory=False)
    assert made.mark == MARK == "machine translation, not checked"


def test_approved_words_come_before_any_engine_and_without_the_mark(
    session: Session, viewer: Viewer, approved: str
) -> None:
    engine = TabledEngine()
    made = translate_here(session, viewer, engine, [HELP, "we can help you with  this", LETTER], "en", "pl")
    assert made[0] == made[1] == Answer(approved, APPROVED, "", from_memory=True)
    assert made[0].mark == ""
    assert made[2].text is None
    assert HELP not in engine.texts_asked


def test_approved_words_are_not_turned_round(session: Session, viewer: Viewer, approved: str) -> None:
    engine = TabledEngine({approved: "We are able to help."})
    [made] = translate_here(session, viewer, engine, [approved], "pl", "en")
    assert (made.text, made.from_memory) == ("We are able to help.", False)


def test_what_is_refused_says_why_and_the_others_are_translated() -> None:
    first, second, third = translate_here(
        None, None, TabledEngine(), [LETTER, "Zupełnie nieznane zdanie.", ILL], "pl", "en"
    )
    assert (first.text, third.text) == (POLISH[LETTER], POLISH[ILL])
    assert (second.text, second.why, second.mark) == (None, "I do not know it.", "")


def test_a_text_on_which_the_engine_breaks_is_refused_alone_and_its_words_are_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    texts = [LETTER, ILL, BROKEN, THANKS, RING]
    made = translate_here(None, None, TabledEngine(), texts, "pl", "en")
    assert [one.text for one in made] == [POLISH.get(text) for text in texts]
    assert made[2].why == BROKE
    assert "RuntimeError" in {getattr(record, "fault", "") for record in caplog.records}
    assert "Silnik" not in caplog.text


def test_without_a_package_each_text_says_so() -> None:
    assert [one.why for one in translate_here(None, None, NoEngine(), [LETTER, ILL], "pl", "en")] == [NO_ENGINE] * 2
    [made] = translate_here(None, None, TabledEngine(), ["Labas rytas"], "lt", "en")
    assert made.why == "There is no translation package from Lithuanian to English here."


@pytest.mark.parametrize("text", ["", "   ", "18:30", "👍", "+44 7700 900123"])
def test_what_has_no_words_stays_as_it_is_and_no_engine_is_asked(text: str) -> None:
    engine = TabledEngine()
    [made] = translate_here(None, None, engine, [text], "pl", "en")
    assert (made.text, made.by, made.mark) == (text, "", "")
    assert engine.asked == []


def test_the_same_text_is_asked_once_in_a_batch_and_not_again_after() -> None:
    engine = TabledEngine()
    first = translate_here(None, None, engine, [LETTER, LETTER, ILL], "pl", "en")
    assert engine.texts_asked.count(LETTER) == 1
    asked = len(engine.asked)
    assert translate_here(None, None, engine, [LETTER, ILL, LETTER], "pl", "en") == [first[0], first[2], first[0]]
    assert len(engine.asked) == asked


def test_a_new_version_of_the_package_and_other_names_are_asked_anew() -> None:
    engine = TabledEngine()
    translate_here(None, None, engine, [LETTER], "pl", "en")
    translate_here(None, None, engine, [LETTER], "pl", "en", ["Ugnė"])
    assert engine.texts_asked.count(LETTER) == 2
    engine.by = "pl_en 2.0"
    [made] = translate_here(None, None, engine, [LETTER], "pl", "en")
    assert (made.by, engine.texts_asked.count(LETTER)) == ("pl_en 2.0", 3)


def test_what_was_refused_is_asked_again() -> None:
    engine = TabledEngine({})
    assert translate_here(None, None, engine, [LETTER], "pl", "en")[0].text is None
    engine.known = POLISH
    assert translate_here(None, None, engine, [LETTER], "pl", "en")[0].text == POLISH[LETTER]


def test_an_engine_that_nothing_can_be_kept_beside_still_translates() -> None:
    class Slotted(TabledEngine):
        __hash__ = None  # type: ignore[assignment]

    [made] = by_machine(Slotted(), [Asked(LETTER)], "pl", "en")
    assert made.text == POLISH[LETTER]


def test_a_regions_words_are_translated_with_the_languages_package() -> None:
    class Portuguese(TabledEngine):
        def pairs(self) -> Sequence[Pair]:
            return [Pair("pt", "en", self.by)]

    assert pair_of(Portuguese(), "pt-BR", "en") == Pair("pt", "en", "pl_en 1.9")
    assert pair_of(TabledEngine(), "pt-BR", "en") is None


def test_a_worker_reads_as_many_packages_as_it_keeps_before_its_first_text_those_of_families_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine, packages = TabledEngine(), [("en", "pl", 30), ("pl", "en", 40), ("lt", "en", 50), ("ro", "en", 60)]
    monkeypatch.setattr(warming, "translator_for", lambda settings: engine)
    monkeypatch.setattr(
        warming, "installed_packages",
        lambda folder: [SimpleNamespace(source=a, target=b, size=size * warming.MEGABYTE) for a, b, size in packages],
    )  # fmt: skip
    read: list[tuple[str, str]] = []
    monkeypatch.setattr(engine, "translate", lambda texts, source, target: read.append((source, target)))
    warming.warm_up(Settings(translation_memory_mb=100))
    assert read == [("pl", "en"), ("lt", "en")]


def test_a_package_that_breaks_stops_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(settings: Settings) -> None:
        raise OSError("private")

    monkeypatch.setattr(warming, "installed_packages", broken)
    warming.warm_up(Settings())


@pytest.mark.parametrize(("source", "target", "fault"), [("pl", "PL", BadInput), ("pl", "zzz", NotFound)])
def test_languages_that_cannot_be_meant_are_refused(source: str, target: str, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        translate_here(None, None, TabledEngine(), [LETTER], source, target)


def _key(text: str) -> Key:
    return "pl", "en", "pl_en 1.9", text, ()


def test_what_was_answered_lately_is_bounded_in_number_letters_and_time() -> None:
    seconds = 0.0
    kept = Lately(most_answers=3, most_letters=20, watch=lambda: seconds)
    for text in "abc":
        kept.keep(_key(text), Translated("one", "pl_en 1.9"))
    assert kept.get(_key("a")) is not None
    kept.keep(_key("d"), Translated("one", "pl_en 1.9"))
    assert (kept.get(_key("b")), len(kept)) == (None, 3), "the one used longest ago goes first"
    kept.keep(_key("e"), Translated("f" * 14, "pl_en 1.9"))
    assert kept.letters <= 20
    assert kept.get(_key("e")) is not None
    kept.keep(_key("e"), Translated("g", "pl_en 1.9"))
    assert kept.get(_key("e")) == Translated("g", "pl_en 1.9")
    seconds = 3600.0
    assert kept.get(_key("e")) is None
    kept.keep(_key("h"), Translated("i" * 30, "pl_en 1.9"))
    assert kept.get(_key("h")) is None
    assert (len(kept), kept.letters) == (1, 4), "what is longer than all that may be kept drives nothing out"
