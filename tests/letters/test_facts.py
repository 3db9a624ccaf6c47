from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_samples import a_letter

from comms.letters.text.facts import FactsDiffer, Sentence, compare_facts
from comms.letters.text.values import Value
from comms.translation.catalogues import Catalogue, Words, english

RING = "Ring {telephone} before {day}, on 2 days"
VALUES = st.one_of(
    st.builds(Value, st.just("count"), st.integers(0, 200)),
    st.builds(Value, st.just("date"), st.dates()),
    st.builds(Value, st.just("name"), st.text(max_size=10)),
)


def sentence(form: str, *values: Value, language: str = "lt") -> Sentence:
    words = english("L00", RING)
    own = Words(language, words.context, RING, None, form, draft=False, source_hash="", translation_hash="")
    return Sentence(own, form, values)


NUMBER, DAY = Value("telephone", "07700\u00a0900821"), Value("date", date(2026, 11, 23))


def test_the_same_values_in_another_order_are_the_same_facts() -> None:
    own = sentence("Iki {day} 2 dienas skambinkite {telephone}", DAY, NUMBER)
    compare_facts([own], [sentence(RING, NUMBER, DAY, language="en")])


def test_another_amount_is_another_fact() -> None:
    own, english = (sentence("Pay {full}", Value("money", amount)) for amount in ("£80", "£160"))
    with pytest.raises(FactsDiffer):
        compare_facts([own], [english])
    compare_facts([english], [english])


@pytest.mark.parametrize(
    "own",
    [
        sentence("Iki {day} 2 dienas skambinkite {telephone}", NUMBER),
        sentence("Iki {day} 2 dienas skambinkite {telephone}", DAY, DAY, NUMBER),
        sentence("Iki {day} 2 dienas skambinkite {telephone}", Value("date", date(2026, 11, 24)), NUMBER),
        sentence("Iki {day} 3 dienas skambinkite {telephone}", DAY, NUMBER),
        sentence("Iki {day} skambinkite {telephone}", DAY, NUMBER),
        sentence("Iki {day} 2 dienas skambinkite {telephone} {child}", DAY, NUMBER),
    ],
)
def test_a_lost_doubled_or_changed_fact_is_refused_and_the_sentence_named(own: Sentence) -> None:
    with pytest.raises(FactsDiffer) as caught:
        compare_facts([own], [sentence(RING, NUMBER, DAY, language="en")])
    assert caught.value.sentence == RING
    assert "lt" in caught.value.message


def test_a_sentence_that_only_one_part_has_is_refused() -> None:
    own = sentence("Iki {day} 2 dienas skambinkite {telephone}", DAY, NUMBER)
    with pytest.raises(FactsDiffer):
        compare_facts([own, own], [sentence(RING, NUMBER, DAY, language="en")])
    with pytest.raises(FactsDiffer):
        compare_facts([], [sentence(RING, NUMBER, DAY, language="en")])


def changed(source: str, form: str) -> Catalogue:
    """The Lithuanian catalogue with one translation spoilt."""
    real = Catalogue.of("lt")
    messages = dict(real.messages)
    key = next(key for key in messages if key[1] == source and key[0] in {"L02", "shared", "slip"})
    words = messages[key]
    messages[key] = Words(
        "lt", words.context, source, None, form, draft=False, source_hash=words.source_hash, translation_hash="f" * 64
    )
    return Catalogue("lt", messages)


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ("Child: {child}", "Vaikas"),
        ("Child: {child}", "Vaikas: {recipient}"),
        ("Child: {child}", "Vaikas: {child} {child}"),
        ("Please answer by this day: {reply_by}", "Prašome atsakyti per 7 dienas iki {reply_by}"),
        ("Please answer by this day: {reply_by}", "Prašome atsakyti: **{reply_by}** {horse}"),
        ("Please answer by this day: {reply_by}", "Prašome atsakyti iki **{reply_by}"),
        ("My child was ill.", "Mano vaikas sirgo 3 dienas."),
    ],
)
def test_no_letter_leaves_with_a_translation_whose_facts_differ(source: str, form: str) -> None:
    with pytest.raises(FactsDiffer) as caught:
        a_letter("L02", "lt", changed(source, form).look_up)
    assert caught.value.sentence == source


@given(st.lists(VALUES, max_size=6), st.randoms(use_true_random=False))
def test_any_order_of_the_same_values_passes(values: list[Value], random: object) -> None:
    mixed = list(values)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    compare_facts([sentence("a", *mixed)], [sentence("b", *values, language="en")])


@given(st.lists(VALUES, max_size=5), VALUES)
def test_a_value_more_or_less_never_passes(values: list[Value], extra: Value) -> None:
    shorter, longer = sentence("a", *values), sentence("a", *values, extra)
    for own, theirs in ((shorter, longer), (longer, shorter)):
        with pytest.raises(FactsDiffer):
            compare_facts([own], [theirs])


@given(st.integers(0, 99), st.integers(0, 99))
def test_a_number_in_the_words_passes_only_when_it_is_the_same(mine: int, theirs: int) -> None:
    own, other = sentence(f"po {mine} dienų"), sentence(f"after {theirs} days", language="en")
    if mine == theirs:
        compare_facts([own], [other])
    else:
        with pytest.raises(FactsDiffer):
            compare_facts([own], [other])
