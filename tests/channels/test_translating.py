"""Machine translation before there is a package: what is not translated says so, text by text."""

from __future__ import annotations

from pathlib import Path

from comms.channels.translating import NO_ENGINE, Hypotheses, NoEngine, NotTranslated, Translated, first_of, no_package
from comms.channels.translating import translator_for as translator_of
from comms.foundation.settings import Settings


def test_without_a_package_each_text_comes_back_untranslated_and_says_why(tmp_path: Path) -> None:
    for translator in (translator_of(Settings(home=tmp_path)), NoEngine()):
        assert list(translator.pairs()) == []
        assert translator.translate(["dziękuję", "", "po 18"], "pl", "en") == [NotTranslated(NO_ENGINE)] * 3
        assert translator.hypotheses(["dziękuję"], "pl", "en", 4) == [NotTranslated(NO_ENGINE)]
    assert NO_ENGINE.endswith(".")


def test_nothing_to_translate_is_no_fault(tmp_path: Path) -> None:
    assert NoEngine().translate([], "pl", "en") == []
    assert translator_of(Settings(home=tmp_path)).translate([], "pl", "en") == []


def test_asking_makes_no_folder(tmp_path: Path) -> None:
    translator_of(Settings(home=tmp_path)).pairs()
    assert list(tmp_path.iterdir()) == []


def test_the_likeliest_wording_is_the_translation_and_a_reason_stays_one() -> None:
    assert first_of(Hypotheses(("Thank you.", "Thanks."), "pl_en 1.9")) == Translated("Thank you.", "pl_en 1.9")
    assert first_of(NotTranslated("No.")) == NotTranslated("No.")


def test_a_missing_direction_is_named_in_words() -> None:
    assert no_package("pl", "en").why == "There is no translation package from Polish to English here."
    assert no_package("zh-Hant", "xx").why.endswith("to xx here.")
