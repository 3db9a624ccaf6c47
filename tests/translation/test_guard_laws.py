"""Whatever an engine answers: every fact of a text comes out equal, or the text is refused.

The texts are made of facts that are known from the start, and what comes out is compared with a table of how each is
written, by a few lines that know nothing of the guard.
"""

from __future__ import annotations

import os
import re
from random import Random

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from translation.guard_engines import Engine, Saboteur, word_by_word
from translation.guard_texts import (
    NAMES,
    WORDS,
    Said,
    Written,
    inventions,
    texts,
    what_is_wrong,
    words_of,
    written_date,
)

from comms.channels.translating import NotTranslated, Translated
from comms.translation.guard import Asked, translate_each_guarded, translate_guarded

EXAMPLES = int(os.environ.get("COMMS_GUARD_EXAMPLES", "300"))
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)

# What a saboteur does is drawn evenly from a seed: Hypothesis would prefer the first ways of spoiling to the last.
seeds = st.integers(0, 2**63)


def guarded(written: Written, engine: Engine) -> Translated | NotTranslated:
    [answer] = translate_guarded(engine, [written.text], written.source, written.target, NAMES)
    return answer


@many
@given(texts(), seeds)
def test_every_fact_comes_out_equal_or_the_text_is_refused(written: Written, seed: int) -> None:
    well = word_by_word(WORDS[written.target].split(), words_of(written))
    answer = guarded(written, Engine(Saboteur(well, Random(seed), inventions(written))))
    event(type(answer).__name__)
    if isinstance(answer, Translated):
        assert what_is_wrong(written, answer.text) == "", (written, answer.text)


@many
@given(texts())
def test_an_engine_that_keeps_the_facts_is_not_refused(written: Written) -> None:
    answer = guarded(written, Engine(word_by_word(WORDS[written.target].split(), words_of(written))))
    assert isinstance(answer, Translated), (written, answer)
    assert what_is_wrong(written, answer.text) == ""


@many
@given(texts(), st.lists(st.text(max_size=80), min_size=1, max_size=8))
def test_an_engine_that_answers_anything_at_all_changes_no_fact(written: Written, answers: list[str]) -> None:
    answer = guarded(written, Engine(lambda text, number: answers[(len(text) + number) % len(answers)]))
    if isinstance(answer, Translated):
        assert what_is_wrong(written, answer.text) == "", (written, answer.text)


@many
@given(texts())
def test_an_engine_that_gives_everything_back_as_it_was_changes_no_fact(written: Written) -> None:
    answer = guarded(written, Engine(lambda text, number: text))
    if isinstance(answer, Translated):
        assert what_is_wrong(written, answer.text) == "", (written, answer.text)


@many
@given(
    st.lists(st.text(max_size=60), max_size=4),
    seeds,
    st.sampled_from(["en", "pl", "ur", "zh-Hans"]),
)
def test_any_text_gets_one_answer_and_no_engine_sees_a_figure_of_it(
    given_texts: list[str], seed: int, source: str
) -> None:
    engine = Engine(Saboteur(lambda text, number: text, Random(seed), ["Monday", "Jakub"]))
    asked = [Asked(text, NAMES) for text in given_texts]
    answers = translate_each_guarded(engine, asked, source, "lt")
    assert len(answers) == len(given_texts)
    for seen, _ in engine.asked:
        for text in seen:
            outside = re.sub(r"X[A-Z][0-9]+", " ", text)
            assert not re.search(r"\d|[²½①Ⅷ£€$]", outside), text


def test_the_checker_of_these_tests_sees_what_it_is_there_for() -> None:
    said = (Said("date", "24.11.2026", "24 November 2026"), Said("name", "Jakub", "Jakub"), Said("number", "3", "3"))
    written = Written("", "pl", "en", said)
    assert what_is_wrong(written, "Jakub came 24 November 2026, 3 times") == ""
    for wrong in (
        "Jakub came 25 November 2026, 3 times", "Jakub came 24 November 2026", "Jakub, 24 November 2026, 3 or 4",
        "came 24 November 2026, 3 times", "Jakub came 24 November 2026, 3 times, Jakub", "Jakub, 24 November 2026, £3 ",
        "Jakub came on Monday 24 November 2026, 3 times",
    ):  # fmt: skip
        assert what_is_wrong(written, wrong) != "", wrong


@pytest.mark.parametrize("target", ["en", "pl"])
def test_the_checker_of_these_tests_sees_two_dates_that_changed_places(target: str) -> None:
    first, second = (
        Said("date", "", written_date(target, 2026, 1, 2)),
        Said("date", "", written_date(target, 2026, 3, 4)),
    )
    written = Written("", "lt", target, (first, second))
    assert what_is_wrong(written, f"x {first.expected} y {second.expected}") == ""
    assert what_is_wrong(written, f"x {second.expected} y {first.expected}") != ""
