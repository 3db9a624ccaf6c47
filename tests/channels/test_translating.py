"""Machine translation, before there is an engine: what is not translated says so, text by text."""

from __future__ import annotations

from comms.channels.translating import NO_ENGINE, NoEngine, NotTranslated, Translator, translator_for
from comms.foundation.settings import Settings


def test_without_an_engine_each_text_comes_back_untranslated_and_says_why() -> None:
    translator: Translator = translator_for(Settings())
    answers = translator.translate(["dziękuję", "", "po 18"], "pl", "en")
    assert answers == [NotTranslated(NO_ENGINE)] * 3
    assert NO_ENGINE.endswith(".")


def test_nothing_to_translate_is_no_fault() -> None:
    assert NoEngine().translate([], "pl", "en") == []
