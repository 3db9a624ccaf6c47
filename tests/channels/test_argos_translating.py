"""Translating with real, tiny packages: many texts at once, several wordings, missing directions, and memory."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_engine.corpus import sentences
from tiny_engine.zipping import said_to_be, unzipped, write_zip

from comms.channels.argos import ArgosTranslator, install, remove
from comms.channels.argos.engine import Engine
from comms.channels.argos.translating import NOT_WHOLE
from comms.channels.translating import NO_ENGINE, Hypotheses, NotTranslated, Translated, translator_for
from comms.foundation.settings import Settings, check_settings

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
NO_WORDS = ("", " ", "\n\n", "15:40", "£160.00!", "🙂", "\x00\u202e")


@pytest.fixture(scope="module")
def folder(tiny_packages: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both directions installed; only to be used."""
    made = tmp_path_factory.mktemp("translation")
    for file in tiny_packages.values():
        install(made, file, NOW)
    return made


@pytest.fixture(scope="module")
def translator(folder: Path) -> ArgosTranslator:
    return ArgosTranslator(folder)


def _texts(answers: object) -> list[str]:
    assert isinstance(answers, list)
    return [answer.text if isinstance(answer, Translated) else f"NOT: {answer.why}" for answer in answers]


@pytest.mark.parametrize("english_first", [False, True])
def test_what_the_package_learned_it_translates(translator: ArgosTranslator, english_first: bool) -> None:
    pairs = [(english, polish) if english_first else (polish, english) for polish, english in sentences()]
    source, target = ("en", "pl") if english_first else ("pl", "en")
    made = _texts(translator.translate([given for given, _ in pairs], source, target))
    right = sum(one == wanted for one, (_, wanted) in zip(made, pairs, strict=True))
    assert right >= 0.95 * len(pairs)


def test_a_name_a_time_or_a_sum_it_never_saw_comes_out_wrong_as_with_any_small_package(
    translator: ArgosTranslator,
) -> None:
    texts = ["Krzysztof spóźni się dzisiaj.", "Przyjdę w środę o 17:45.", "Kara wynosi £85."]
    made = _texts(translator.translate(texts, "pl", "en"))
    assert not any(fact in one for fact, one in zip(("Krzysztof", "17:45", "£85"), made, strict=True))


def test_the_answers_stand_in_the_order_of_the_texts(translator: ArgosTranslator) -> None:
    texts = [
        "Tak.", "Proszę zadzwonić w środę po 15:40. Dziękuję.", "", "Dziękuję.\n\nProszę o tłumacza.", "15:40", "Tak.",
    ]  # fmt: skip
    assert translator.translate(texts, "pl", "en") == [
        Translated(text, "pl_en 1.0")
        for text in (
            "Yes.", "Please ring on Wednesday after 15:40. Thank you.", "", "Thank you.\n\nI ask for an interpreter.",
            "15:40", "Yes.",
        )
    ]  # fmt: skip


def test_a_text_is_translated_the_same_alone_and_among_many(translator: ArgosTranslator) -> None:
    texts = [polish for polish, _ in sentences()][:60:3]
    together = translator.translate(texts, "pl", "en")
    assert together == [translator.translate([text], "pl", "en")[0] for text in texts]


@pytest.mark.parametrize("text", NO_WORDS)
def test_what_holds_no_word_stays_as_it_is(translator: ArgosTranslator, text: str) -> None:
    (answer,) = translator.translate([text], "pl", "en")
    assert answer == Translated(text.replace("\x00", "").replace("\u202e", ""), "pl_en 1.0")


def test_several_wordings_are_different_and_the_first_is_the_translation(translator: ArgosTranslator) -> None:
    texts = ["Proszę zadzwonić w środę po 15:40.", "Tak. Nie mogę przyjść w piątek.", "15:40"]
    several = translator.hypotheses(texts, "pl", "en", 4)
    assert all(isinstance(one, Hypotheses) for one in several)
    wordings = [one.texts for one in several if isinstance(one, Hypotheses)]
    assert [len(set(one)) for one in wordings] == [4, 4, 1]
    assert [one[0] for one in wordings] == _texts(translator.translate(texts, "pl", "en"))


def test_more_wordings_than_the_search_is_wide_can_be_asked_for(folder: Path) -> None:
    narrow = ArgosTranslator(folder, beam=1)
    (answer,) = narrow.hypotheses(["Dziękuję."], "pl", "en", 6)
    assert isinstance(answer, Hypotheses)
    assert answer.texts[0] == "Thank you."
    assert 1 < len(answer.texts) <= 6


def test_ten_thousand_letters_are_translated_to_their_end(translator: ArgosTranslator) -> None:
    text = "Nie mogę przyjść w piątek. " * 370 + "Dziękuję."
    (answer,) = translator.translate([text], "pl", "en")
    assert answer == Translated("I cannot come on Friday. " * 370 + "Thank you.", "pl_en 1.0")


def test_ten_thousand_letters_without_an_end_or_a_space_are_answered_too(translator: ArgosTranslator) -> None:
    for text in ("przyjdę jutro, " * 660, "ż" * 10_000, "a, b " * 2_000):
        (answer,) = translator.translate([text], "pl", "en")
        assert isinstance(answer, Translated) or answer == NotTranslated(NOT_WHOLE)


def test_a_sentence_that_the_engine_does_not_end_is_not_shown(
    translator: ArgosTranslator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comms.channels.argos.engine.MOST_WRITTEN", 3)
    answers = translator.translate(["Tak. Proszę zadzwonić w środę po 15:40.", "Tak."], "pl", "en")
    assert answers[0] == NotTranslated(NOT_WHOLE)


@settings(max_examples=150)
@given(st.lists(st.text(max_size=120), max_size=5), st.integers(-1, 5))
def test_no_text_breaks_it(translator: ArgosTranslator, texts: list[str], count: int) -> None:
    answers = translator.hypotheses(texts, "pl", "en", count)
    assert len(answers) == len(texts)
    for answer in answers:
        if isinstance(answer, Hypotheses):
            assert 1 <= len(answer.texts) <= max(count, 1)
        else:
            assert answer == NotTranslated(NOT_WHOLE)


def test_a_lone_half_of_a_character_breaks_nothing(translator: ArgosTranslator) -> None:
    assert translator.translate(["Dziękuję.\ud800"], "pl", "en") == [Translated("Thank you.", "pl_en 1.0")]


def test_a_direction_without_a_package_is_not_gone_through_a_third_language(
    tiny_packages: Mapping[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "translation"
    install(folder, tiny_packages["pl_en"], NOW)
    install(folder, said_to_be(tiny_packages["en_pl"], tmp_path / "one.argosmodel", to_code="lt"), NOW)
    translator = ArgosTranslator(folder)
    assert [(pair.source, pair.target) for pair in translator.pairs()] == [("en", "lt"), ("pl", "en")]
    missing = NotTranslated("There is no translation package from Polish to Lithuanian here.")
    assert translator.translate(["Tak.", "Nie."], "pl", "lt") == [missing] * 2
    assert translator.hypotheses(["Tak."], "lt", "pl", 3)[0] != missing
    assert translator.translate(["Tak."], "pl", "pl") == [
        NotTranslated("There is no translation package from Polish to Polish here.")
    ]
    assert translator.loaded() == []


def test_packages_are_seen_replaced_and_missed_by_whoever_has_held_the_translator_all_along(
    tiny_packages: Mapping[str, Path], tmp_path: Path
) -> None:
    home = Settings(home=tmp_path)
    translator = translator_for(home)
    assert translator.translate(["Tak."], "pl", "en") == [NotTranslated(NO_ENGINE)]
    install(home.translation_folder, tiny_packages["pl_en"], NOW)
    assert translator.translate(["Tak."], "pl", "en") == [Translated("Yes.", "pl_en 1.0")]
    assert [pair.by for pair in translator.pairs()] == ["pl_en 1.0"]
    # The model of the newer version is another one: it writes Polish.
    newer = said_to_be(tiny_packages["en_pl"], tmp_path / "2", from_code="pl", to_code="en", package_version="2.0")
    install(home.translation_folder, newer, NOW + timedelta(hours=1))
    assert translator.translate(["Yes."], "pl", "en") == [Translated("Tak.", "pl_en 2.0")]
    install(home.translation_folder, tiny_packages["pl_en"], NOW + timedelta(hours=2), older=True)
    assert translator.translate(["Tak."], "pl", "en") == [Translated("Yes.", "pl_en 1.0")]
    remove(home.translation_folder, "pl_en")
    assert translator.translate(["Tak."], "pl", "en") == [NotTranslated(NO_ENGINE)]
    assert translator_for(home) is translator


def test_packages_lie_where_the_setting_says(tiny_packages: Mapping[str, Path], tmp_path: Path) -> None:
    home = Settings(home=tmp_path / "home", translation_dir=str(tmp_path / "elsewhere"))
    install(tmp_path / "elsewhere", tiny_packages["pl_en"], NOW)
    assert [pair.by for pair in translator_for(home).pairs()] == ["pl_en 1.0"]
    assert not home.home.exists()
    assert check_settings(home) == []
    faults = check_settings(Settings(translation_beam=0, translation_memory_mb=0))
    assert [fault.split(" is ")[0] for fault in faults] == ["COMMS_TRANSLATION_BEAM", "COMMS_TRANSLATION_MEMORY_MB"]


def test_packages_beyond_the_memory_leave_it_and_come_back_when_needed(
    tiny_packages: Mapping[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "translation"
    sizes = [
        install(folder, said_to_be(tiny_packages["pl_en"], tmp_path / code, from_code=code), NOW).package.size
        for code in ("pl", "lt", "lv")
    ]
    two = ArgosTranslator(folder, memory=sizes[0] + sizes[1])
    for code in ("pl", "lt"):
        assert two.warm(code, "en")
    assert two.loaded() == ["pl_en 1.0", "lt_en 1.0"]
    assert _texts(two.translate(["Tak."], "pl", "en")) == ["Yes."]
    assert two.warm("lv", "en")
    assert two.loaded() == ["pl_en 1.0", "lv_en 1.0"]
    assert _texts(two.translate(["Tak."], "lt", "en")) == ["Yes."]
    assert two.loaded() == ["lv_en 1.0", "lt_en 1.0"]
    none = ArgosTranslator(folder, memory=1)
    assert [none.warm(code, "en") for code in ("pl", "lt", "ro")] == [True, True, False]
    assert none.loaded() == ["lt_en 1.0"]


def test_a_package_that_was_removed_leaves_the_memory_with_the_next_text(
    tiny_packages: Mapping[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "translation"
    for file in tiny_packages.values():
        install(folder, file, NOW)
    translator = ArgosTranslator(folder)
    assert translator.warm("pl", "en")
    remove(folder, "pl_en")
    assert translator.warm("en", "pl")
    assert translator.loaded() == ["en_pl 1.0"]


def test_a_package_that_was_spoiled_where_it_lies_is_told_and_not_raised(
    tiny_packages: Mapping[str, Path], tmp_path: Path
) -> None:
    package = install(tmp_path / "translation", tiny_packages["pl_en"], NOW).package
    (package.content / "model" / "model.bin").write_bytes(b"spoiled")
    translator = ArgosTranslator(tmp_path / "translation")
    broken = NotTranslated("The translation package pl_en 1.0 cannot be used. Install its file again.")
    assert translator.translate(["Tak.", ""], "pl", "en") == [broken, broken]
    assert not translator.warm("pl", "en")


def test_a_package_that_is_replaced_just_as_it_is_loaded_hands_on_to_the_new_one(
    tiny_packages: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "translation"
    install(folder, tiny_packages["pl_en"], NOW)
    newer = said_to_be(tiny_packages["pl_en"], tmp_path / "newer", package_version="1.1")

    def replaced(self: Engine, content: Path) -> None:
        monkeypatch.setattr(Engine, "__init__", as_before)
        install(folder, newer, NOW + timedelta(hours=1))
        as_before(self, content)

    as_before = Engine.__init__
    monkeypatch.setattr(Engine, "__init__", replaced)
    assert ArgosTranslator(folder).translate(["Tak."], "pl", "en") == [Translated("Yes.", "pl_en 1.1")]


def test_a_process_that_was_forked_translates_with_an_engine_of_its_own(translator: ArgosTranslator) -> None:
    assert translator.warm("pl", "en")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, "|".join(_texts(translator.translate(["Tak."], "pl", "en"))).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        assert said.read() == "Yes."
    os.waitpid(child, 0)


def test_a_package_with_pieces_of_words_of_the_other_kind_is_read(
    tiny_packages: Mapping[str, Path], tmp_path: Path
) -> None:
    inside = unzipped(tiny_packages["pl_en"])
    del inside["pl_en/sentencepiece.model"]
    file = write_zip(tmp_path / "bpe.argosmodel", inside | {"pl_en/bpe.model": b"#version: 0.2\n"})
    install(tmp_path / "translation", file, NOW)
    (answer,) = ArgosTranslator(tmp_path / "translation").translate(["Tak."], "pl", "en")
    assert isinstance(answer, Translated)


def test_nothing_of_a_text_reaches_a_log_or_the_terminal(
    tiny_packages: Mapping[str, Path],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("argostranslate", "argostranslate.utils"):
        caplog.set_level(logging.DEBUG, logger=name)
    folder = tmp_path / "translation"
    package = install(folder, tiny_packages["pl_en"], NOW).package
    translator = ArgosTranslator(folder)
    text = "Zofia jest dzisiaj chory. Krzysztof Wiśniewski, 07700 900123"
    assert isinstance(translator.hypotheses([text], "pl", "en", 4)[0], Hypotheses)
    logging.getLogger("argostranslate.utils").info("paragraphs: %s", text)
    shutil.rmtree(package.content / "model")
    assert isinstance(ArgosTranslator(folder).translate([text], "pl", "en")[0], NotTranslated)
    shown = caplog.text + "".join(capfd.readouterr())
    assert not any(word in shown for word in ("Zofia", "Krzysztof", "07700", "ill today", "chory"))
    assert "A package cannot be used." in shown
