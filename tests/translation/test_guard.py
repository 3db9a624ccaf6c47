"""The fact guard: what an engine may change in a text, what is refused, and what is tried before that."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from translation.guard_engines import Engine, says_in

from comms.channels.translating import NO_ENGINE, Hypotheses, NoEngine, NotTranslated, Pair, Translated
from comms.translation.guard import Asked, translate_each_guarded, translate_guarded

JAKUB = ("Jakub Nowak",)
POLISH = "Jakub nie przyjdzie 24.11.2026 o 15.40."
MASKED = "XN1 nie przyjdzie XD2 o XT3."
ENGLISH = "Jakub will not come on 24 November 2026 at 15:40."


def wordings(*given: str) -> Engine:
    """An engine with these wordings for every text of several words, the last one again where more are asked for; of a
    piece it has none."""

    def says(text: str, number: int) -> str:
        return given[min(number, len(given) - 1)] if "X" in text else ""

    return Engine(says)


def guarded(engine: Engine, text: str, source: str = "pl", target: str = "en") -> Translated | NotTranslated:
    [answer] = translate_guarded(engine, [text], source, target, JAKUB)
    return answer


def why(engine: Engine, text: str, source: str = "pl", target: str = "en") -> str:
    answer = guarded(engine, text, source, target)
    assert isinstance(answer, NotTranslated), answer
    return answer.why


def test_facts_go_round_the_engine_and_come_out_in_the_targets_way() -> None:
    engine = Engine(says_in({MASKED: "XN1 will not come on XD2 at XT3."}))
    assert guarded(engine, POLISH) == Translated(ENGLISH, "tiny 1.0")
    assert engine.asked == [([MASKED], 1)]


def test_word_order_may_change_within_a_sentence() -> None:
    assert guarded(wordings("On XD2 at XT3 XN1 will not come."), POLISH) == Translated(
        "On 24 November 2026 at 15:40 Jakub will not come.", "tiny 1.0"
    )


DATES_LOST = "The machine lost, changed or moved a date or a weekday. Read the original."
NAMES_LOST = "The machine lost, changed or moved a name. Read the original."
ADDED = "The machine put in a figure or a sign that the original does not have. Read the original."
CUT = "The machine left something out, or said it again and again. Read the original."
NOT_ENGLISH = "The machine's words are not in English. Read the original."
REFUSED = [
    ("XN1 will not come at XT3.", DATES_LOST),
    ("XN1 will not come on XD2 or XD2 at XT3.", DATES_LOST),
    ("XN1 will not come on XD1 at XT3.", DATES_LOST),
    ("XN1 will not come on xd2 at XT3.", DATES_LOST),
    ("XN1 will not come on X D2 at XT3.", DATES_LOST),
    ("XN1 will not come on ХD2 at XT3.", DATES_LOST),
    ("XN1 will not come on XD٢ at XT3.", DATES_LOST),
    ("XN1 will not come on XD2nd at XT3.", DATES_LOST),
    ("XN1 will not come on XD2 at XT3, XD4.", ADDED),
    ("Jakub XN1 will not come on XD2 at XT3.", NAMES_LOST),
    ("XN1 will not come on Monday, XD2, at XT3.", DATES_LOST),
    ("XN1 will not come on XD2 at XT3 tomorrow.", DATES_LOST),
    ("XN1 will not come on XD2 at XT3, 2 days.", ADDED),
    ("XN1 will not come on XD2 at XT3, ٢ days.", ADDED),
    ("XN1 will not come on XD2 at XT3, ½ day.", ADDED),
    ("XN1 will not come on XD2 at XT3 for £.", ADDED),
    ("XN1 will not come on XD2 at XT3 for PLN.", ADDED),
    ("XN1 will not come on XD2 at XT3 {time}.", ADDED),
    ("XN1 XN will not come on XD2 at XT3.", ADDED),
    ("XN1 will not come on XD2 at XT3 pm.", ADDED),
    ("XN1 XD2 XT3.", CUT),
    ("XN1 no no no no XD2 at XT3.", CUT),
    ("XN1 will not come on XD2 at XT3 because he is ill and his mother is ill and everybody else is ill as well.", CUT),
    ("", NAMES_LOST),
    (MASKED, "The machine gave the words back as they were. Read the original."),
    ("XN1 niestety nie da rady dzisiaj do nas przyjść XD2 o XT3.", NOT_ENGLISH),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), REFUSED)
def test_an_answer_with_other_facts_is_refused_with_the_reason(answer: str, expected: str) -> None:
    assert why(wordings(answer), POLISH) == expected


def test_two_dates_that_changed_places_are_refused() -> None:
    text = "Od 24 listopada do 3 grudnia chorujemy."
    assert isinstance(guarded(wordings("We are ill from XD1 to XD2."), text), Translated)
    assert why(wordings("We are ill until XD2, from XD1."), text) == DATES_LOST


def test_a_fact_that_went_into_another_sentence_is_refused() -> None:
    text = "Jakub jest chory. Proszę dzwonić 24.11.2026."
    assert isinstance(guarded(wordings("XN1 is ill. Please call on XD2."), text), Translated)
    assert why(wordings("On XD2 somebody is ill. Please call XN1."), text) == NAMES_LOST


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "Wizyta o godz. 15.40 z Jakubem."
    assert guarded(wordings("The appointment with XN2 is at XT1."), text) == Translated(
        "The appointment with Jakubem is at 15:40.", "tiny 1.0"
    )


def test_a_number_in_words_that_became_a_figure_is_refused_and_the_next_wording_taken() -> None:
    text = "Jakub ma dwie siostry."
    assert why(wordings("XN1 has 2 sisters."), text) == ADDED
    assert guarded(wordings("XN1 has 2 sisters.", "XN1 has two sisters."), text) == Translated(
        "Jakub has two sisters.", "tiny 1.0"
    )


def test_a_weekday_is_left_to_the_engine_and_compared_afterwards() -> None:
    engine = Engine(says_in({"W środę nie przyjdziemy.": "We will not come on Wednesday."}))
    assert guarded(engine, "W środę nie przyjdziemy.") == Translated("We will not come on Wednesday.", "tiny 1.0")
    assert (
        why(Engine(says_in({"W środę nie przyjdziemy.": "We will not come."})), "W środę nie przyjdziemy.")
        == DATES_LOST
    )


def test_a_weekday_that_comes_out_as_another_is_written_from_the_table_and_the_words_around_it_translated() -> None:
    said = {
        "W środę nie przyjdziemy.": "On Thursday we will not come.",
        "W": "On",
        "nie przyjdziemy": "We will not come.",
    }
    engine = Engine(says_in(said))
    assert guarded(engine, "W środę nie przyjdziemy.") == Translated("On Wednesday we will not come.", "tiny 1.0")
    assert [count for _, count in engine.asked] == [1, 4, 4]
    assert engine.asked[-1][0] == ["W", "nie przyjdziemy"]


def test_a_word_that_may_be_a_fact_is_neither_demanded_nor_forbidden() -> None:
    text = "Copilul are două luni."
    assert guarded(Engine(says_in({text: "The child is two months old."})), text, "ro") == Translated(
        "The child is two months old.", "tiny 1.0"
    )
    assert isinstance(guarded(Engine(says_in({"Venim luni.": "We come on Monday."})), "Venim luni.", "ro"), Translated)
    assert why(Engine(says_in({"Venim luni.": "We come on Tuesday."})), "Venim luni.", "ro") == DATES_LOST


def test_a_part_of_the_day_may_become_pm_and_pm_does_not_come_from_nowhere() -> None:
    said = {"Dzwonić o XT1 wieczorem.": "Call at XT1 pm.", "Dzwonić o XT1.": "Call at XT1 pm."}
    assert guarded(Engine(says_in(said)), "Dzwonić o 6:30 wieczorem.") == Translated("Call at 6:30 pm.", "tiny 1.0")
    assert why(wordings("Call at XT1 pm."), "Dzwonić o 6:30.") == ADDED


def test_an_inflected_name_is_only_copied_and_a_short_one_left_to_the_engine() -> None:
    said = {"Nie będzie XN1.": "XN1 will not be there.", "Nie będzie Anny.": "Anna will not be there."}
    assert guarded(Engine(says_in(said)), "Nie będzie Jakuba.") == Translated("Jakuba will not be there.", "tiny 1.0")
    [answer] = translate_guarded(Engine(says_in(said)), ["Nie będzie Anny."], "pl", "en", ["Anna Lis"])
    assert answer == Translated("Anna will not be there.", "tiny 1.0")


def test_a_capitalised_word_that_is_nobodys_on_record_is_no_reason_to_refuse() -> None:
    engine = Engine(says_in({"Jutro jedziemy do Londynu.": "Tomorrow we go to London."}))
    assert isinstance(guarded(engine, "Jutro jedziemy do Londynu."), Translated)


def test_a_name_that_is_a_word_too_may_begin_a_sentence_and_names_nobody() -> None:
    engine = Engine(says_in({"Przyjdzie Pani?": "Will you come?", "Czy XN1 przyjdzie?": "Is she coming?"}))
    answers = translate_guarded(engine, ["Przyjdzie Pani?", "Czy Will przyjdzie?"], "pl", "en", ["Will Smith"])
    assert answers[0] == Translated("Will you come?", "tiny 1.0")
    assert isinstance(answers[1], NotTranslated)


def test_text_split_around_its_facts_reads_on_as_one_sentence() -> None:
    pieces = {"nie przyjdzie": "Will not come.", "o": "At"}
    assert guarded(Engine(says_in(pieces)), POLISH) == Translated(
        "Jakub will not come 24 November 2026 at 15:40.", "tiny 1.0"
    )


def test_a_text_too_short_to_tell_its_language_is_not_refused_for_it() -> None:
    assert guarded(Engine(says_in({"Tak, XN1.": "Yes, XN1."})), "Tak, Jakub.") == Translated("Yes, Jakub.", "tiny 1.0")


def test_marks_of_direction_in_an_answer_are_taken_out() -> None:
    answer = "XN1 will not come \u202eon XD2\u202c at X\u2066T3."
    assert guarded(wordings(answer), POLISH) == Translated(ENGLISH, "tiny 1.0")


def test_arabic_puts_and_right_before_a_fact() -> None:
    engine = Engine(says_in({"XN1 is ill and XN2 too.": "XN1 مريض وXN2 أيضا مريض."}))
    [answer] = translate_guarded(engine, ["Jakub is ill and Anna too."], "en", "ar", ["Jakub", "Anna"])
    assert answer == Translated("\u2066Jakub\u2069 مريض و\u2066Anna\u2069 أيضا مريض.", "tiny 1.0")


def test_all_texts_are_asked_together_and_only_those_refused_again() -> None:
    said = {MASKED: "XN1 will not come on XD2 at XT3.", "Jest XQ1 dzieci.": "There are some children."}
    engine = Engine(says_in(said))
    answers = translate_guarded(engine, [POLISH, "Jest 5 dzieci.", "Jest 7 dzieci."], "pl", "en", JAKUB)
    assert [type(answer) for answer in answers] == [Translated, NotTranslated, NotTranslated]
    assert [asked for asked, _ in engine.asked] == [
        [MASKED, "Jest XQ1 dzieci."],
        ["Jest XQ1 dzieci."],
        ["Jest", "dzieci"],
    ]


def test_each_text_is_read_with_the_names_of_its_own_family() -> None:
    engine = Engine(says_in({"Jakub i XN1.": "Jakub and XN1.", "XN1 i Anna.": "XN1 and Anna."}))
    asked = [Asked("Jakub i Anna.", ["Anna"]), Asked("Jakub i Anna.", ["Jakub"])]
    assert translate_each_guarded(engine, asked, "pl", "en") == [Translated("Jakub and Anna.", "tiny 1.0")] * 2


class Without(Engine):
    """An engine that has no package for the languages it is asked for."""

    def hypotheses(
        self, texts: Sequence[str], source: str, target: str, count: int = 1
    ) -> Sequence[Hypotheses | NotTranslated]:
        super().hypotheses(texts, source, target, count)
        return [NotTranslated("There is no translation package from Polish to English here.") for _ in texts]


def test_what_an_engine_does_not_translate_is_said_in_its_own_words_and_asked_once() -> None:
    engine = Without(says_in({}))
    answers = translate_guarded(engine, [POLISH, "15:40"], "pl", "en", JAKUB)
    assert answers == [NotTranslated("There is no translation package from Polish to English here.")] * 2
    assert len(engine.asked) == 1
    assert translate_guarded(NoEngine(), ["Tak."], "pl", "en") == [NotTranslated(NO_ENGINE)]


class Miscounting(Engine):
    """An engine that answers to one text less than it was asked."""

    def hypotheses(
        self, texts: Sequence[str], source: str, target: str, count: int = 1
    ) -> Sequence[Hypotheses | NotTranslated]:
        return super().hypotheses(texts, source, target, count)[1:]


def test_an_engine_that_answers_to_fewer_texts_is_believed_in_none() -> None:
    answers = translate_guarded(Miscounting(says_in({})), ["Tak.", "Nie."], "pl", "en")
    assert answers == [NotTranslated("The machine answered otherwise than it was asked. Read the original.")] * 2


def test_a_text_without_words_is_written_without_the_engine() -> None:
    engine = Engine(says_in({}))
    engine.known = [Pair("pl", "en", "pl_en 1.9")]
    texts = ["24.11.2026, 15.40!", "", "🙂"]
    expected = ["24 November 2026, 15:40!", "", "🙂"]
    assert translate_guarded(engine, texts, "pl", "en") == [Translated(text, "pl_en 1.9") for text in expected]
    assert engine.asked == []


def test_nothing_asked_is_nothing_answered() -> None:
    engine = Engine(says_in({}))
    assert translate_guarded(engine, [], "pl", "en") == []
    assert engine.asked == []


def test_no_reason_names_a_fact_or_a_name() -> None:
    said = [why(wordings(answer), POLISH) for answer, _ in REFUSED]
    for told in ("Jakub", "24", "15", "Nowak", "listopad"):
        assert not any(told in one for one in said)
