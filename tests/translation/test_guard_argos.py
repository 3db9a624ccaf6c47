"""The fact guard with a real, tiny engine: values it never saw come out equal, or the text is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from translation.guard_texts import Said, Written, what_is_wrong

from comms.channels.argos import ArgosTranslator, install
from comms.channels.translating import Translated
from comms.translation.guard import translate_guarded

NAMES = ("Krzysztof", "Włodzimierz", "Zażółć", "Bolek")
TIMES = ("17:45", "7.55", "23:59")
SUMS = ("£85", "£99.99", "145 zł")
DATES = (("30 kwietnia", "30 April"), ("1.02.2027", "1 February 2027"))
PHONES = ("07700 900821", "+48 600 100 200")


@pytest.fixture(scope="module")
def translator(tiny_packages: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> ArgosTranslator:
    folder = tmp_path_factory.mktemp("translation")
    install(folder, tiny_packages["pl_en"], datetime(2026, 11, 28, 12, tzinfo=UTC))
    return ArgosTranslator(folder)


def unseen() -> list[Written]:
    """Sentences like those the engine learned, with names, times, dates, sums and phone numbers that it did not."""
    made = []
    for name, time in product(NAMES, TIMES):
        said = Said("name", name, name), Said("time", time, time.replace(".", ":"))
        made.append(Written(f"Spotkanie z {name} jest o {time}.", "pl", "en", said))
    for name, (date, expected) in product(NAMES, DATES):
        said = Said("name", name, name), Said("date", date, expected)
        made.append(Written(f"{name} wróci do szkoły {date}.", "pl", "en", said))
    made += [Written(f"Kara wynosi {amount}.", "pl", "en", (Said("sum", amount, amount),)) for amount in SUMS]
    made += [Written(f"Proszę zadzwonić pod {phone}.", "pl", "en", (Said("phone", phone, phone),)) for phone in PHONES]
    return made


def test_values_the_engine_never_saw_come_out_equal_or_are_refused(translator: ArgosTranslator) -> None:
    texts = unseen()
    answers = translate_guarded(translator, [one.text for one in texts], "pl", "en", NAMES)
    translated = [
        (one, answer.text) for one, answer in zip(texts, answers, strict=True) if isinstance(answer, Translated)
    ]
    assert [what_is_wrong(one, text) for one, text in translated if what_is_wrong(one, text)] == []
    assert len(translated) >= 0.8 * len(texts)


def test_without_the_guard_hardly_any_of_them_would_be_right(translator: ArgosTranslator) -> None:
    texts = unseen()
    answers = translator.translate([one.text for one in texts], "pl", "en")
    assert all(isinstance(answer, Translated) for answer in answers)
    plain = [answer.text for answer in answers if isinstance(answer, Translated)]
    assert sum(not what_is_wrong(one, text) for one, text in zip(texts, plain, strict=True)) <= 0.2 * len(texts)


def test_a_weekday_and_a_name_it_learned_are_kept_in_its_own_words(translator: ArgosTranslator) -> None:
    [answer] = translate_guarded(translator, ["Kuba ma wizytę u lekarza w środę o 15:40."], "pl", "en", ["Kuba Lis"])
    assert answer == Translated("Kuba has a doctor's appointment on Wednesday at 15:40.", "pl_en 1.0")
