"""TMX files that other programs wrote."""

from __future__ import annotations

import pytest
from translation.exchange_made import CHILD, MISSED, MISSED_PL, NOW, RING, a_sentence, rows_of, three, told

from comms.foundation.errors import BadInput
from comms.foundation.languages import language
from comms.translation.exchange.files import read, written
from comms.translation.exchange.report import SAID_FINAL
from comms.translation.exchange.sentence import Scope

MISSING = [a_sentence(CHILD), a_sentence(MISSED), a_sentence(RING)]
HEADER = (
    '<header creationtool="OmegaT" segtype="sentence" o-tmf="OmegaT TMX" adminlang="EN-US" srclang="{}" '
    'datatype="plaintext"/>'
)


def _memory(*units: str, before: str = "", source: str = "EN-GB", version: str = "1.4") -> bytes:
    inside = f"{HEADER.format(source)}<body>{''.join(units)}</body>"
    return f'<?xml version="1.0"?>{before}<tmx version="{version}">{inside}</tmx>'.encode()


def _unit(*variants: tuple[str, str], more: str = "", about: str = "") -> str:
    spoken = "".join(f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in variants)
    return f"<tu{about}>{more}{spoken}</tu>"


def test_a_memory_of_another_program_gives_words_for_every_sentence_of_that_english() -> None:
    twice = [*MISSING, a_sentence(("L01", RING[1], None))]
    content = _memory(
        _unit(("EN-GB", RING[1]), ("PL-PL", "Prosimy o telefon")), before='<!DOCTYPE tmx SYSTEM "tmx11.dtd">'
    )
    rows = rows_of(content, twice)
    assert {(row.outcome.value, row.context, row.given) for row in rows} == {
        ("new", "phrase", ("Prosimy o telefon",)), ("new", "L01", ("Prosimy o telefon",)),
    }  # fmt: skip


def test_a_use_narrows_it_to_the_one_sentence() -> None:
    twice = [*MISSING, a_sentence(("L01", RING[1], None))]
    unit = _unit(("en", RING[1]), ("pl", "Prosimy o telefon"), more='<prop type="x-use">L01</prop>')
    assert [row.context for row in rows_of(_memory(unit), twice)] == ["L01"]


def test_of_several_languages_the_one_wanted_comes_in() -> None:
    unit = _unit(
        ("de", "Bitte rufen Sie an"), ("en-US", RING[1]), ("pl-PL", "Prosimy o telefon"), ("uk", "Телефонуйте")
    )
    assert [row.given for row in rows_of(_memory(unit, source="*all*"), MISSING)] == [("Prosimy o telefon",)]
    assert [row.given for row in rows_of(_memory(unit), [a_sentence(RING, tag="uk")], "uk")] == [("Телефонуйте",)]


def test_a_unit_in_other_languages_alone_is_refused_and_one_without_english_is_none() -> None:
    [(outcome, why)] = told(_memory(_unit(("en", RING[1]), ("de", "Bitte"))), MISSING)
    assert (outcome, "another language (“de”), not in Polish" in why) == ("refused", True)
    with pytest.raises(BadInput, match="holds no translation"):
        read(_memory(_unit(("de", "Bitte"), ("pl", "Prosimy"))), "pl")


def test_the_old_attribute_of_a_language_is_read_too() -> None:
    unit = _unit(("en", RING[1]), ("pl", "Prosimy o telefon")).replace("xml:lang", "lang")
    assert [outcome for outcome, _ in told(_memory(unit, version="1.1"), MISSING)] == ["new"]


def test_gaps_come_back_from_elements_and_from_plain_text() -> None:
    marks = '<ph x="1">**</ph><ph x="2">{child}</ph><ph x="3">**</ph>'
    english = f'{marks} was not in school on <ph x="4">{{day}}</ph>.'
    for text in (
        f'{marks}: dnia <ph x="4">{{day}}</ph>', '<ph x="1"/><ph x="2"/><ph x="3"/>: dnia <ph x="4"/>',
        "**{child}**: dnia {day}", f"<hi>{marks}</hi>: dnia {{day}}",
    ):  # fmt: skip
        [row] = rows_of(_memory(_unit(("en", english), ("pl", text))), MISSING)
        assert (row.outcome.value, row.given) == ("new", ("**{child}**: dnia {day}",))


def test_plural_forms_are_known_by_their_names_and_not_without() -> None:
    content = written([a_sentence(MISSED, *MISSED_PL)], language("pl"), "tmx", NOW, Scope.ALL)
    assert [(row.outcome.value, row.given) for row in rows_of(content, MISSING)] == [("new", MISSED_PL)]
    without = content.decode().replace(" tuid=", " changeid=").replace('"x-use"', '"x-other"').encode()
    assert {outcome for outcome, _ in told(without, MISSING)} == {"refused"}
    assert "does not say which of them this is" in told(without, MISSING)[0][1]


def test_words_said_to_be_approved_wait_for_an_approver() -> None:
    sentences = three(draft=False)
    content = written(sentences, language("pl"), "tmx", NOW)
    assert {why for _, why in told(content, MISSING)} == {SAID_FINAL}
    assert told(content, sentences) == [("the same", "")] * 3


def test_a_sentence_translated_in_two_ways_is_refused() -> None:
    units = [_unit(("en", RING[1]), ("pl", text)) for text in ("Prosimy o telefon", "Dzwoń")]
    assert told(_memory(*units), MISSING) == [("refused", "The file says this sentence in several ways.")] * 2


def test_a_version_to_come_is_refused() -> None:
    with pytest.raises(BadInput, match="TMX 2.0"):
        read(_memory(_unit(("en", "A"), ("pl", "B")), version="2.0"), "pl")
