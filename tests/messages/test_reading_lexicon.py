"""The words of each language: complete, without contradiction, and harmless words are not words of danger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comms.foundation.languages import LANGUAGES
from comms.messages import reading
from comms.messages.reading import Meaning, read_text
from comms.messages.reading.body import take_apart, words_of
from comms.messages.reading.danger import has_danger
from comms.messages.reading.lexicon import EVERYWHERE, WORDS, _answers, _content, _split, every_tag

FOLDER = Path(reading.__file__).parent / "lexicon"
TODAY = date(2026, 12, 2)
ITS_OWN = {"ambiguous", "ordinal", "thumb_up", "thumb_down", "am", "pm", "numbered"}
# Written in Latin letters by many who speak it.
ALSO_LATIN = ("ar", "bg", "bn", "fa", "pa-Guru", "ru", "uk", "ur")
NAMES = """
    Anna Beata Katarzyna Grzegorz Zbigniew Musa Mohammed Muhammad Ahmed Khalid Fatima Zahra Maryam Amina Hassan
    Hussein Mindaugas Vytautas Rasa Daiva Giedrius Ilze Janis Liga Andris Violeta Viorel Ion Mihai Marian Doina
    Elena Florin Beatrice Harmony Viola Hitchin Palmer Helen Helena Killian Guntis Guna Gunars Nazim Nazir Mara
    Marek Marta Morten Mateus Matilde Joao Bruno Tiago Faisal Sami Sana Noor Aisha Bilal Usman Iqbal Rehman
    Begum Khatun Miah Uddin Rahman Singh Kaur Gurpreet Harjit Mehmet Ayse Emine Kaan Yilmaz Demir Olena Oksana
    Taras Bohdan Dmytro Svetlana Ivan Todor Boyko Plamen Krasimir Elif Baran Robina Madad Sultan Qasim Omid Reza
    Shirin Soraya Darius Jahangir Shah Polly Stanley Rose
"""


def test_every_language_that_letters_are_written_in_has_its_words() -> None:
    assert set(every_tag()) == {
        "ar", "bg", "bn", "en", "fa", "lt", "lv", "pa-Guru", "pl", "pt", "ro", "ru", "tr", "uk", "ur",
    }  # fmt: skip
    assert set(every_tag()) <= set(LANGUAGES)


@pytest.mark.parametrize("tag", every_tag())
def test_a_language_has_every_kind_of_word(tag: str) -> None:
    content = _content(tag)
    needed = {*WORDS, "maybe_stop", "danger", "danger_if_theirs", "weekdays", "months", "hours"} - ITS_OWN
    assert needed - set(content) == set()
    listed = needed - {"danger_if_theirs", "weekdays", "months", "hours"}
    assert [kind for kind in listed if not _split(content[kind])] == []
    assert (len(content["weekdays"]), len(content["months"])) == (7, 12)
    assert set(content["hours"]) >= {str(hour) for hour in range(1, 13)}
    assert len(_split(content["danger"])) >= 90
    assert len(_split(content["maybe_stop"])) >= 25


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_a_file_says_where_it_comes_from_and_what_it_leaves_out(path: Path) -> None:
    head = " ".join(path.read_text(encoding="utf-8").partition("\ndanger = ")[0].replace("#", " ").split())
    assert "Source: " in head
    assert "2026" in head
    assert "left out on purpose" in head.lower()


@pytest.mark.parametrize("tag", ALSO_LATIN)
def test_a_language_in_other_letters_has_its_latin_spellings_too(tag: str) -> None:
    for kind in ("yes", "no", "after", "danger", "maybe_stop", "polite"):
        assert any(phrase.isascii() for phrase in _split(_content(tag)[kind])), kind


@pytest.mark.parametrize("tag", every_tag())
def test_no_word_of_a_language_says_two_things_that_exclude_each_other(tag: str) -> None:
    kinds: dict[tuple[str, ...], set[str]] = {}
    for phrase, kind in _answers(_content(tag)):
        kinds.setdefault(words_of(phrase), set()).add(kind.partition(":")[0])
    for one, other in (("yes", "no"), ("after", "before"), ("no", "polite"), ("yes", "before"), ("weekdays", "months")):
        assert [words for words, of in kinds.items() if {one, other} <= of] == []
    assert [words for words, of in kinds.items() if len(of & {"weekdays", "months", "figure"}) > 1] == []


@pytest.mark.parametrize("tag", [*every_tag(), EVERYWHERE])
def test_no_word_of_an_answer_is_a_word_of_danger_in_any_language(tag: str) -> None:
    content = _content(tag)
    phrases = [phrase for phrase, _ in _answers(content)]
    phrases += _split(content.get("maybe_stop", ""))
    assert [phrase for phrase in phrases if has_danger(take_apart(phrase), {tag})] == []


def test_a_name_is_no_word_of_danger() -> None:
    assert [name for name in NAMES.split() if has_danger(take_apart(name), {"en"})] == ["Madad"]  # "help", in Urdu


@pytest.mark.parametrize("tag", [tag for tag in every_tag() if tag != "en"])
def test_a_stem_is_long_enough_to_mean_something(tag: str) -> None:
    for phrase in _split(_content(tag)["danger"]):
        first = words_of(phrase)[0]
        if "*" in first:
            assert len(first.strip("*")) >= 2
            assert len("".join(words_of(phrase)).strip("*")) >= 3


@pytest.mark.parametrize("tag", [tag for tag in every_tag() if tag != "en"])
def test_stop_words_of_a_language_ask_a_person_and_never_stop_by_themselves(tag: str) -> None:
    for phrase in _split(_content(tag)["maybe_stop"]):
        reading = read_text(phrase, "missed_call", [tag], TODAY)
        expected = {Meaning.STOP} if phrase.casefold() == "stop" else {Meaning.MAYBE_STOP}
        assert reading.meaning in expected, phrase


@pytest.mark.parametrize("tag", every_tag())
@pytest.mark.parametrize(("kind", "meaning"), [("yes", Meaning.YES), ("no", Meaning.NO)])
def test_a_yes_is_a_yes_and_a_no_a_no_or_nobody_is_sure(tag: str, kind: str, meaning: Meaning) -> None:
    for phrase in _split(_content(tag)[kind]):
        reading = read_text(phrase, "reminder", [tag], TODAY)
        opposite = Meaning.NO if meaning is Meaning.YES else Meaning.YES
        assert reading.meaning is not opposite, phrase
