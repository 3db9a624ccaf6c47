"""Which language a short text is in: right or unsure, hardly ever wrong, and never from figures and signs."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.languages import LANGUAGES
from comms.translation.detection import SURE, Detected, detect
from comms.translation.profiles import profiles

TEXTS: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "short_texts.toml").read_text(encoding="utf-8")
)
# A language that is nobody's in a measurement of texts from a family with another one on record.
OTHER = {"lt": "pl"}


def measured(part: str, family: dict[str, list[str]]) -> tuple[int, int, int]:
    """How many texts of a part are named rightly, wrongly, and left unsure."""
    right = wrong = unsure = 0
    for tag, texts in TEXTS[part].items():
        for text in texts:
            found = detect(text, family[tag]).language
            right += found == tag
            unsure += found is None
            wrong += found not in {tag, None}
    return right, wrong, unsure


@pytest.mark.parametrize("part", ["own", "after"])
def test_a_text_in_a_language_on_record_is_named_rightly_or_left_unsure(part: str) -> None:
    right, wrong, unsure = measured(part, {tag: [tag] for tag in TEXTS[part]})
    assert wrong <= 0.01 * (right + wrong + unsure)
    assert right >= 0.95 * (right + wrong + unsure)


@pytest.mark.parametrize("part", ["own", "after"])
@pytest.mark.parametrize("known", [True, False])
def test_a_text_in_a_language_that_is_not_on_record_is_seldom_named_wrongly(part: str, *, known: bool) -> None:
    family = {tag: [OTHER.get(tag, "lt")] if known else [] for tag in TEXTS[part]}
    right, wrong, unsure = measured(part, family)
    assert wrong <= 0.03 * (right + wrong + unsure)
    assert right >= 0.8 * (right + wrong + unsure)


@pytest.mark.parametrize("part", ["latin", "latin_after"])
def test_a_language_in_letters_that_are_not_its_own_is_unsure(part: str) -> None:
    for tag, texts in TEXTS[part].items():
        for text in texts:
            assert detect(text, [tag]).language is None, text
    named = [text for texts in TEXTS[part].values() for text in texts if detect(text, []).language]
    assert len(named) <= 1


def test_there_are_enough_texts_of_every_language_to_say_so() -> None:
    assert len(TEXTS["own"]) == 15
    assert all(len(texts) >= 15 for texts in TEXTS["own"].values())
    assert set(TEXTS["own"]) == set(TEXTS["after"])


def test_it_says_in_words_that_urdu_was_typed_in_latin_letters() -> None:
    found = detect("mujhe english nahi aati tarjuman chahiye", [])
    assert found.language is None
    assert found.why == "It looks like Urdu in Latin letters."


signs = st.text(st.characters(categories=["Nd", "Po", "So", "Sm", "Zs", "Pd", "Sc"]), max_size=60)


@given(signs, st.sampled_from([[], ["pl"], ["ur", "en"]]))
def test_figures_and_signs_are_no_language(text: str, family: list[str]) -> None:
    assert detect(text, family) == Detected(None, 0.0, "There are too few letters to tell a language.")


@pytest.mark.parametrize(
    "text",
    [
        "", "18", "1 18:30", "👍👍", "❤️🙏", "https://example.com/szkola/rodzice", "www.example.com/dziekuje-bardzo",
        "ok", "jan.kowalski@example.com", "+44 7700 900123", "ha", "t.example/abcdefgh?x=prosze",
    ],
)  # fmt: skip
def test_what_is_not_words_is_unsure(text: str) -> None:
    assert detect(text, ["pl"]).language is None


@given(
    st.text(max_size=120),
    st.lists(st.sampled_from(["pl", "pa", "ku", "", "zz", "PT_br", "zh", "bfi", "sr-Cyrl", "?"]), max_size=3),
)
def test_any_text_has_an_answer_and_always_the_same(text: str, family: list[str]) -> None:
    found = detect(text, family)
    assert 0 <= found.probability <= 1 + 1e-9
    assert found.why
    assert found.language is None or found.probability >= SURE
    assert found == detect(text, family)


def test_every_language_it_can_name_is_in_the_registry() -> None:
    assert set(profiles(marked=True).tags) <= set(LANGUAGES)
    assert profiles(marked=True).tags == profiles(marked=False).tags


@pytest.mark.parametrize(
    ("family", "text", "named"),
    [
        (["pt-BR"], "pode ligar depois das seis da tarde", "pt-BR"),
        (["pt"], "pode ligar depois das seis da tarde", "pt"),
        (["pa"], "ਸ਼ਾਮ ਛੇ ਵਜੇ ਤੋਂ ਬਾਅਦ ਫੋਨ ਕਰਨਾ ਜੀ", "pa-Guru"),
        (["pa"], "مجھے انگریزی نہیں آتی ترجمان چاہیے", "ur"),
        (["phr"], "مجھے انگریزی نہیں آتی ترجمان چاہیے", "ur"),
        (["syl"], "আমি ইংরেজি বুঝি না দোভাষী লাগবে", "bn"),
        (["prs"], "لطفا بعد از ساعت شش زنگ بزنید", "fa"),
        (["PT_br"], "pode ligar depois das seis da tarde", "pt-BR"),
    ],
)
def test_a_language_is_named_by_the_familys_own_tag_or_what_it_is_written_in(
    family: list[str], text: str, named: str
) -> None:
    assert detect(text, family).language == named


@pytest.mark.parametrize("text", ["ez li kar bûm min nebihîst", "ji kerema xwe piştî saet şeşan telefon bikin"])
def test_a_language_that_no_profile_knows_is_not_taken_for_another(text: str) -> None:
    assert detect(text, ["kmr"]).language is None
    assert detect("من لە کار بووم گوێم لە تەلەفۆن نەبوو", ["ckb"]).language is None
    # Panjabi in Arabic letters cannot be told from Urdu.
    assert detect("مجھے انگریزی نہیں آتی ترجمان چاہیے", ["pa-Arab"]).language is None


@pytest.mark.parametrize(
    "text",
    [
        "زموږ ماشوم پرون په لوبغالي کې خپله پښه خوږه کړه", "تەنها ئێواران دەتوانم وەڵام بدەمەوە",
        "ew hejmara mêrê min e, jê re nebêjin", "гэты нумар належыць майму мужу, яму не кажыце",
        "Men inglizcha bilmayman, menga tarjimon kerak", "Zəngi görmədim, işdə idim",
    ],
)  # fmt: skip
@pytest.mark.parametrize("family", [[], ["lt"], ["ur"]])
def test_what_has_letters_and_words_that_its_neighbour_does_not_is_not_named_after_it(
    text: str, family: list[str]
) -> None:
    assert detect(text, family).language is None


def test_a_foreign_name_makes_english_or_a_language_on_record_no_other() -> None:
    assert detect("Łukasz is ill today and will stay at home", ["pl"]).language == "en"
    assert detect("Sveiki, Łukasz šiandien serga ir neateis", ["lt"]).language == "lt"


def test_capitals_and_missing_marks_change_nothing() -> None:
    for text in ("Proszę zadzwonić po osiemnastej, pracuję", "PROSZĘ ZADZWONIĆ PO OSIEMNASTEJ, PRACUJĘ",
                 "prosze zadzwonic po osiemnastej pracuje"):  # fmt: skip
        assert detect(text, ["pl"]).language == "pl"
