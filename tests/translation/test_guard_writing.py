"""How a fact is written in another language: in its way, and so that it is read there as the same fact."""

from __future__ import annotations

import pytest
from translation.guard_engines import Engine, says_in

from comms.channels.translating import NotTranslated, Pair, Translated
from comms.foundation.languages import LANGUAGES
from comms.translation.guard import facts_in, translate_guarded

WRITTEN = [
    ("pl", "en", "24 listopada 2026", "24 November 2026"),
    ("pl", "en", "24.11.2026", "24 November 2026"),
    ("pl", "en", "15.40", "15:40"),
    ("pl", "en", "9:05", "9:05"),
    ("pl", "en", "160 zł", "160 zł"),
    ("pl", "en", "160 funtów", "£160"),
    ("pl", "en", "12,50 funta", "£12.50"),
    ("pl", "en", "1,500", "1.500"),
    ("pl", "en", "1,5", "1,5"),
    ("pl", "en", "12.10", "12.10"),
    ("pl", "en", "24.11.89", "24.11.89"),
    ("pl", "en", "07700 900821", "07700 900821"),
    ("pl", "en", "PN-2026/014", "PN-2026/014"),
    ("pl", "en", "{child}", "{child}"),
    ("en", "pl", "24 November 2026", "24 listopada 2026"),
    ("en", "pl", "3.40 pm", "15:40"),
    ("en", "pl", "Wednesday 24 November", "środa 24 listopada"),
    ("en", "pl", "1,500", "1500"),
    ("en", "pl", "50p", "£0,50"),
    ("en", "pl", "3rd", "3"),
    ("en", "lt", "24 November 2026", "2026 m. lapkričio 24 d."),
    ("en", "lv", "24 November", "24. novembris"),
    ("en", "ro", "24 May 2026", "24 mai 2026"),
    ("en", "bg", "24 November 2026", "24 ноември 2026\u00a0г."),
    ("en", "tr", "24 November 2026", "24 Kasım 2026"),
    ("en", "pt", "24 November 2026", "24 de novembro de 2026"),
    ("en", "de", "24 November 2026", "24. November 2026"),
    ("en", "zh-Hans", "24 November 2026", "2026年11月24日"),
    ("en", "ar", "24 November 2026", "24 نوفمبر 2026"),
    ("en", "ur", "24 November 2026", "24 نومبر، 2026"),
    ("en", "ur", "07700 900821", "\u206607700 900821\u2069"),
    ("en", "ar", "£160", "\u2066£160\u2069"),
    ("ur", "en", "۲۴ نومبر، ۲۰۲۶", "24 November 2026"),
    ("ar", "en", "١٥:٤٠", "15:40"),
    ("bn", "en", "৫০ পাউন্ড", "£50"),
    ("ro", "en", "160 lei", "160 RON"),
    ("fa", "en", "۳ آذر ۱۴۰۵", "3 آذر 1405"),
    ("tr", "en", "%50", "50%"),
    ("en", "kmr", "24 November 2026", "24 mijdar 2026"),
    ("en", "aii", "24 November 2026", "2026-11-24"),
]


@pytest.mark.parametrize(("source", "target", "text", "expected"), WRITTEN)
def test_a_fact_is_written_in_the_targets_way_or_as_it_stands(
    source: str, target: str, text: str, expected: str
) -> None:
    engine = Engine(says_in({}))
    engine.known = [Pair(source, target, "tiny 1.0")]
    assert translate_guarded(engine, [text], source, target) == [Translated(expected, "tiny 1.0")]
    assert engine.asked == [], "there are no words to translate"


WRITABLE = sorted(tag for tag, one in LANGUAGES.items() if one.can_be_written)


@pytest.mark.parametrize("target", WRITABLE)
def test_a_date_is_read_as_the_same_in_every_language(target: str) -> None:
    engine = Engine(says_in({}))
    engine.known = [Pair("en", target, "tiny 1.0")]
    texts = [
        f"{day} {month} {year}" for month in ("January", "May", "October") for day, year in ((1, 2026), (24, 1999))
    ]
    for text, answer in zip(texts, translate_guarded(engine, texts, "en", target), strict=True):
        assert isinstance(answer, Translated)
        assert facts_in(answer.text, target) == facts_in(text, "en")


def test_what_the_target_would_read_as_something_else_is_refused_before_any_engine_sees_it() -> None:
    engine = Engine(says_in({}))
    # Nobody knows here what November is in Romani, so that a day without a year cannot be checked.
    [answer] = translate_guarded(engine, ["Come on 24 November."], "en", "rom")
    assert answer == NotTranslated(
        "It holds a date or a weekday that would be read as something else in Romany. Read the original."
    )
    assert engine.asked == []
