"""XLIFF files that other programs wrote."""

from __future__ import annotations

import re

import pytest
from translation.exchange_made import CHILD, MISSED, MISSED_PL, NOW, RING, a_sentence, rows_of, three, told

from comms.foundation.errors import BadInput
from comms.foundation.languages import language
from comms.translation.exchange.files import read, written
from comms.translation.exchange.report import SAID_FINAL

MISSING = [a_sentence(CHILD), a_sentence(MISSED), a_sentence(RING)]
KEY = MISSING[2].words.source_hash
FILE = (
    '<?xml version="1.0" encoding="utf-8"?><xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">'
    '<file original="x" source-language="en-GB" target-language="{language}" datatype="plaintext"><body>{body}</body>'
    "</file></xliff>"
)


def _file(body: str, language: str = "pl") -> bytes:
    return FILE.format(body=body, language=language).encode()


def _unit(target: str, key: str = KEY, english: str = RING[1], more: str = "") -> str:
    return f'<trans-unit id="{key}"{more}><source>{english}</source>{target}</trans-unit>'


def _exported(translated: str = "") -> str:
    """Our own file of three sentences, as a program has it before it changes it."""
    return (
        written(three(), language("pl"), "xliff", NOW)
        .decode()
        .replace("Prosimy zadzwonić", translated or "Prosimy zadzwonić")
    )


def test_a_file_that_a_program_has_worked_over_changes_only_what_was_translated() -> None:
    text = _exported("Prosimy o telefon")
    text = text.replace("<body>", '<body xmlns:okp="okapi-framework:xliff-extensions">').replace(
        "<trans-unit ", '<trans-unit okp:x="1" '
    )
    text = text.replace(' equiv-text="{day}"', "").replace(
        "<target ", '<seg-source><mrk mtype="seg" mid="0">x</mrk></seg-source><target '
    )
    text = re.sub(r"(<target [^>]*>)(.*?)(</target>)", r'\1<mrk mtype="seg" mid="0">\2</mrk>\3', text)
    text = text.replace(
        "</trans-unit>",
        '<alt-trans match-quality="80"><source>Ring</source><target>Dzwoń</target></alt-trans></trans-unit>',
    )
    files = re.findall(r"<file .*?</file>", text, re.DOTALL)
    content = text.replace("".join(f"{file}\n" for file in files), "\n".join(reversed(files)) + "\n").encode("utf-16")
    content = content.decode("utf-16").replace("UTF-8", "UTF-16").encode("utf-16")
    rows = rows_of(content, three())
    assert sorted((row.outcome.value, row.context) for row in rows) == [
        ("changed", "phrase"), ("the same", "L02"), ("the same", "L02"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "state", "outcome", "why"),
    [
        ("", ' state="final"', "new", SAID_FINAL),
        ("", ' state="signed-off"', "new", SAID_FINAL),
        (' approved="yes"', "", "new", SAID_FINAL),
        ("", ' state="translated"', "new", ""),
        ("", ' state="needs-review-translation"', "new", ""),
        ("", ' state="x-reviewed"', "new", ""),
        (' approved="no"', "", "new", ""),
        ("", ' state="needs-translation"', "refused", "The file says that it is still to be translated."),
        ("", ' state="new"', "refused", "The file says that it is still to be translated."),
    ],
)
def test_a_state_is_what_the_file_says_and_no_approval(attributes: str, state: str, outcome: str, why: str) -> None:
    content = _file(_unit(f"<target{state}>Prosimy o telefon</target>", more=attributes))
    assert told(content, MISSING) == [(outcome, why)]


@pytest.mark.parametrize(
    "target", ["", "<target/>", "<target> </target>", '<target state="needs-translation"></target>']
)
def test_an_empty_target_changes_nothing(target: str) -> None:
    assert told(_file(_unit(target)), MISSING) == [("the same", "Still missing.")]
    [(outcome, why)] = told(_file(_unit(target)), three())
    assert (outcome, why) == ("refused", "The file leaves it empty. The words here stay.")


def test_a_proposal_beside_a_sentence_is_no_translation_of_it() -> None:
    proposal = "<alt-trans><source>Ring</source><target>Dzwoń</target></alt-trans>"
    assert told(_file(_unit(proposal)), MISSING) == [("the same", "Still missing.")]


@pytest.mark.parametrize(
    "marks",
    [
        '<ph id="1">**</ph><ph id="2">{child}</ph><ph id="3">**</ph>: dnia <ph id="4">{day}</ph>',
        '<x id="1"/><x id="2"/><x id="3"/>: dnia <x id="4"/>',
        '<ph id="1"/><ph id="2"/><ph id="3"/>: dnia <x id="9" equiv-text="{day}"/>',
        '<g id="7"><ph id="1">**</ph><ph id="2">{child}</ph><ph id="3">**</ph></g>: dnia {day}',
        "**{child}**: dnia {day}",
    ],
)
def test_gaps_come_back_however_a_program_writes_their_elements(marks: str) -> None:
    text = _exported()
    pattern = r"(<target [^>]*>)<ph id=\"1\".*?</target>"
    [row] = [one for one in rows_of(re.sub(pattern, rf"\1{marks}</target>", text, count=1).encode(), three())
             if one.english[0] == CHILD[1]]  # fmt: skip
    assert (row.outcome.value, row.given) == ("changed", ("**{child}**: dnia {day}",))


def test_a_gap_that_was_taken_out_is_refused() -> None:
    text = re.sub(r'(<target [^>]*>.*?)<ph id="4"[^>]*>\{day\}</ph>', r"\1", _exported(), count=1)
    refused = [row for row in rows_of(text.encode(), three()) if row.outcome.value == "refused"]
    assert [row.what for row in refused] == ["{day} stands in it 0 times, and in the English 1 times."]


def test_an_english_that_is_another_now_is_refused_with_both() -> None:
    [(outcome, why)] = told(_file(_unit("<target>Dzwoń</target>", english="Please call us")), MISSING)
    assert outcome == "refused"
    assert why == "The English has changed. In the file: “Please call us”. Here: “Please ring us”."


def test_a_sentence_that_no_letter_says_any_more_is_refused_with_the_one_it_resembles() -> None:
    [(outcome, why)] = told(_file(_unit("<target>Dzwoń</target>", key="0" * 64, english="Please ring us now")), MISSING)
    assert (outcome, why) == (
        "refused", "No letter says this sentence any more. It resembles “Please ring us” (phrase).",
    )  # fmt: skip
    [(_, why)] = told(_file(_unit("<target>Pies</target>", key="", english="The dog sleeps")), MISSING)
    assert why == "No letter says this sentence."


def test_a_unit_that_a_program_named_itself_is_told_by_its_use_and_its_english() -> None:
    context = '<context-group><context context-type="x-gettext-msgctxt">phrase</context></context-group>'
    twice = [*MISSING, a_sentence(("L01", RING[1], None))]
    unit = _unit("<target>Prosimy o telefon</target>" + context, key="17")
    assert [row.context for row in rows_of(_file(unit), twice)] == ["phrase"]
    assert len(rows_of(_file(unit.replace(context, "")), twice)) == 2


def _plural_group(*units: str, group: str = "") -> bytes:
    return _file(f'<group restype="x-gettext-plurals" id="{group}">{"".join(units)}</group>')


def test_plural_forms_are_told_by_their_names_in_any_order_and_else_by_their_place() -> None:
    key = MISSING[1].words.source_hash
    english = (MISSED[1], MISSED[2], MISSED[2])
    units = [
        _unit(f"<target>{form}</target>", f"{key}[{number}]", english[number]) for number, form in enumerate(MISSED_PL)
    ]
    for content in (
        _plural_group(*units), _plural_group(*reversed(units)), _file("".join(units)),
        _plural_group(*(re.sub(r' id="[^"]*"', ' id="7"', unit, count=1) for unit in units), group=key),
        _plural_group(*(re.sub(r' id="[^"]*"', ' id="7"', unit, count=1) for unit in units)),
    ):  # fmt: skip
        assert [(row.outcome.value, row.given) for row in rows_of(content, MISSING)] == [("new", MISSED_PL)]
    [(outcome, why)] = told(_plural_group(*units[:2]), MISSING)
    assert (outcome, why) == ("refused", "It has 2 of the language's 3 plural forms.")
    [(outcome, why)] = told(_plural_group(*units, units[0].replace("Dziecko", "Twoje dziecko")), MISSING)
    assert (outcome, why) == ("refused", "The file gives plural form 0 in two ways.")


def test_one_plural_form_alone_is_refused() -> None:
    [(outcome, why)] = told(_file(_unit("<target>{days} dni</target>", "5", MISSED[2])), MISSING)
    assert outcome == "refused"
    assert "has plural forms, and the file does not say which of them this is" in why


def test_lines_broken_by_a_program_are_no_line_breaks_of_the_sentence() -> None:
    [row] = rows_of(
        _file(_unit("<target>\n   Prosimy\n   o telefon\n</target>", english="Please ring\n   us")), MISSING
    )
    assert (row.outcome.value, row.given) == ("new", ("Prosimy o telefon",))


def test_the_language_of_the_target_counts_before_that_of_the_file() -> None:
    unit = _unit('<target xml:lang="{}">Prosimy o telefon</target>')
    assert [outcome for outcome, _ in told(_file(unit.format("pl-PL"), "de"), MISSING)] == ["new"]
    [(outcome, why)] = told(_file(unit.format("de-DE"), "pl"), MISSING)
    assert (outcome, "another language (“de-DE”)" in why) == ("refused", True)


def test_a_later_version_is_refused_with_what_to_do() -> None:
    later = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en"><file id="1"/></xliff>'
    with pytest.raises(BadInput, match="XLIFF 2.0") as refused:
        read(later.encode(), "pl")
    assert refused.value.remedy == "Save it as XLIFF 1.2."
