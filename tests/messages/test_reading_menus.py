"""What our own texts offer as answers, in each language's own words: whoever answers with the word in place of the
figure is understood too."""

from __future__ import annotations

import re
from datetime import date

import pytest

from comms.messages.reading import read_text
from comms.messages.reading.options import OFFERED, OTHER
from comms.messages.wording import group_of
from comms.translation.catalogues import Catalogue
from comms.translation.short_words import TEXT, short_words

LANGUAGES = ["ar", "bg", "bn", "fa", "lt", "lv", "pa-Guru", "pl", "pt", "ro", "ru", "tr", "uk", "ur", "en"]
MENUS = [key for key in short_words(TEXT) if group_of(key) in {"missed_call", "not_there", "reminder"}]
TODAY = date(2026, 12, 2)
# "2 tłumacz ustny," and "5 inne" at the end; in "1 18 = …" the figure has an hour, and no word of its own.
CHOICE = re.compile(r"(?<![\d:])([1-5]) (?!18)([^,،.=\d]+?)(?=[,،.]|$)")


def choices(tag: str, key: str) -> list[tuple[int, str]]:
    """The figures of a menu in a language, each with its words."""
    said = Catalogue.of(tag).look_up(TEXT, short_words(TEXT)[key].text, None).text
    assert isinstance(said, str)
    return [(int(figure), words.strip()) for figure, words in CHOICE.findall(said)]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_word_of_the_menu_alone_is_read_as_its_option(tag: str) -> None:
    wrong = []
    for key in MENUS:
        asked, found = group_of(key), choices(tag, key)
        offered = OFFERED[asked]
        if not key.endswith("one_way"):
            assert {figure for figure, _ in found} >= set(offered) - ({1} if asked == "missed_call" else set()), key
        for figure, words in found:
            # That there is another reason says nothing that could be read: a person listens to it.
            if offered[figure] == OTHER:
                continue
            reading = read_text(words, asked, [tag], TODAY)
            if (reading.option, reading.danger) != (offered[figure], False):
                wrong.append((key, words, offered[figure], str(reading.meaning), reading.option))
    assert wrong == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_figure_with_the_words_of_the_menu_is_read_for_certain(tag: str) -> None:
    for key in MENUS:
        for figure, words in choices(tag, key):
            option = OFFERED[group_of(key)][figure]
            reading = read_text(f"{figure} {words}", group_of(key), [tag], TODAY)
            assert reading.option == option, (key, words)
            assert reading.sure or option == OTHER, (key, words)
