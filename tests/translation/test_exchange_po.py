"""PO files that other programs wrote."""

from __future__ import annotations

import codecs

import pytest
from translation.exchange_made import (
    CHILD,
    CHILD_PL,
    MISSED,
    MISSED_PL,
    RING,
    RING_PL,
    a_sentence,
    rows_of,
    three,
    told,
)

from comms.foundation.errors import BadInput
from comms.translation.exchange.entry import Said
from comms.translation.exchange.files import read
from comms.translation.exchange.plural_order import in_order, plural_order
from comms.translation.exchange.report import SAID_FINAL

PL = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset={charset}\\n"\n'
    '"Plural-Forms: {plural}\\n"\n\n'
)
RING_PO = '#, fuzzy\nmsgctxt "phrase"\nmsgid "Please ring us"\nmsgstr "{}"\n'


def _po(body: str, language: str = "pl", charset: str = "utf-8", plural: str = PL) -> bytes:
    return (HEADER.format(language=language, charset=charset, plural=plural) + body).encode(
        charset if charset != "CHARSET" else "utf-8"
    )


def _missed(*forms: str) -> str:
    lines = [f'msgctxt "{MISSED[0]}"', f'msgid "{MISSED[1]}"', f'msgid_plural "{MISSED[2]}"']
    return "\n".join([*lines, *(f'msgstr[{number}] "{form}"' for number, form in enumerate(forms)), ""])


MISSING = [a_sentence(CHILD), a_sentence(MISSED), a_sentence(RING)]


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-2", "windows-1250", "CHARSET"])
def test_the_encoding_is_the_one_the_header_says(charset: str) -> None:
    [row] = rows_of(_po(RING_PO.format("Proszę zadzwonić"), charset=charset), MISSING)
    assert (row.outcome.value, row.given) == ("new", ("Proszę zadzwonić",))


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_byte_order_mark_says_more_than_the_header(mark: bytes) -> None:
    encoding = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[mark]
    content = mark + _po(RING_PO.format("Proszę zadzwonić")).decode().encode(encoding)
    assert [row.given for row in rows_of(content, MISSING)] == [("Proszę zadzwonić",)]


@pytest.mark.parametrize("charset", ["klingon", "ascii", "rot13"])
def test_an_encoding_that_is_none_or_is_not_the_files_is_refused(charset: str) -> None:
    content = _po(RING_PO.format("Proszę")).replace(b"utf-8", charset.encode())
    with pytest.raises(BadInput, match=f"says it is in {charset}"):
        read(content, "pl")


def test_a_file_as_other_programs_write_it_is_read() -> None:
    body = (
        "# A translator’s remark\n#. {child}: a name\n#: src/a.md:3 src/\u2068b.md\n#, fuzzy,   python-brace-format\n"
        'msgctxt   "L02"\nmsgid""\n  "**{child}** was not in school "\n\t"on {day}."\nmsgstr ""\n'
        '"**{child}**: nieobecność "\n"w szkole dnia {day}."\n\n#~ msgid "old"\n#~ msgstr stary\n\n#| msgctxt "x"\n'
        + RING_PO.format("Proszę dzwonić")
    )
    content = _po(body).replace(b"\n", b"\r\n")
    assert [(row.outcome.value, row.given) for row in rows_of(content, MISSING)] == [
        ("new", (CHILD_PL,)), ("new", ("Proszę dzwonić",)),
    ]  # fmt: skip


def test_the_line_of_a_message_is_told() -> None:
    [row] = rows_of(_po(RING_PO.format("Proszę dzwonić")), MISSING)
    assert row.line == 9


def test_what_is_not_fuzzy_waits_for_an_approver_all_the_same() -> None:
    content = _po(RING_PO.format("Proszę dzwonić").replace("#, fuzzy\n", ""))
    assert told(content, MISSING) == [("new", SAID_FINAL)]
    assert told(_po(RING_PO.format("Proszę dzwonić")), MISSING) == [("new", "")]


@pytest.mark.parametrize("previous", ['#| msgid "Ring us"\n', '#|msgid "Ring us"\n'])
def test_words_carried_over_from_an_earlier_english_do_not_come_in(previous: str) -> None:
    body = RING_PO.format("Dzwonić").replace("msgctxt", f"{previous}msgctxt")
    [(outcome, why)] = told(_po(body), MISSING)
    assert outcome == "refused"
    assert "carried these words over from an earlier English" in why
    assert told(_po(body.replace("#, fuzzy\n", "")), MISSING) == [("new", SAID_FINAL)]


def test_plural_forms_come_in_together() -> None:
    [row] = rows_of(_po(_missed(*MISSED_PL)), MISSING)
    assert (row.outcome.value, row.given, row.english) == ("new", MISSED_PL, MISSED[1:])


@pytest.mark.parametrize(
    ("forms", "why"),
    [
        (MISSED_PL[:2], "It has 2 of the language's 3 plural forms."),
        (MISSED_PL[:1], "It has 1 of the language's 3 plural forms."),
        ((*MISSED_PL[:1], "", MISSED_PL[2]), "Write every form"),
        ((*MISSED_PL, "{days}"), "It has 4 of the language's 3 plural forms."),
        (("", "", ""), "The file leaves it empty. The words here stay."),
    ],
)
def test_another_number_of_plural_forms_is_refused(forms: tuple[str, ...], why: str) -> None:
    [(outcome, what)] = told(_po(_missed(*forms), plural="nplurals=2; plural=n!=1;"), three())
    assert (outcome, why in what) == ("refused", True), what


def test_forms_in_another_order_are_put_into_ours() -> None:
    other = "nplurals=4; plural=n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 0 : n==1 ? 2 : n!=n/1 ? 3 : 1;"
    few, many, one = MISSED_PL[1], MISSED_PL[2], MISSED_PL[0]
    [row] = rows_of(_po(_missed(few, many, one, "{days} dnia"), plural=other), three())
    assert row.outcome.value == "the same"


def test_forms_counted_by_another_rule_are_refused() -> None:
    [(outcome, why)] = told(_po(_missed(*MISSED_PL), plural="nplurals=3; plural=n%3;"), MISSING)
    assert (outcome, "counts its plural forms by another rule" in why) == ("refused", True)


@pytest.mark.parametrize("rule", ["nplurals=3; plural=n/0;", "nplurals=3; plural=__import__;", "n", "nplurals=9"])
def test_a_rule_that_cannot_be_read_orders_nothing(rule: str) -> None:
    assert plural_order(rule, "pl") is None


def test_the_order_of_forms_is_told_from_the_rules_alone() -> None:
    assert plural_order("", "pl") == (0, 1, 2)
    assert plural_order(PL, "pl") == (0, 1, 2)
    assert plural_order("nplurals=2; plural=n!=1;", "pl") is None, "two of our forms would be one"
    backwards = "n==0 ? 5 : n==1 ? 4 : n==2 ? 3 : n%100>=3 && n%100<=10 ? 2 : n%100>=11 ? 0 : 1"
    assert plural_order(f"nplurals=6; plural=({backwards});", "ar") == (5, 4, 3, 2, 1, 0)
    assert in_order(("a", "b"), (1, 0, 2)) == ("b", "a", "")


def test_a_file_for_another_language_is_refused_and_one_with_its_region_is_not() -> None:
    body = RING_PO.format("Proszę dzwonić")
    for said in ("pl_PL", "pl-PL", "pl_PL.UTF-8", "PL", ""):
        assert [outcome for outcome, _ in told(_po(body, language=said), MISSING)] == ["new"], said
    for said in ("de", "cs_CZ", "Polish", "pl_Cyrl", "x", "пл"):
        [(outcome, why)] = told(_po(body, language=said), MISSING)
        assert (outcome, f"another language (“{said}”), not in Polish" in why) == ("refused", True), said


def test_a_message_without_its_use_is_every_sentence_of_that_english() -> None:
    twice = [*MISSING, a_sentence(("L01", RING[1], None))]
    rows = rows_of(_po(RING_PO.format("Proszę dzwonić").replace('msgctxt "phrase"\n', "")), twice)
    assert {(row.outcome.value, row.context) for row in rows} == {("new", "phrase"), ("new", "L01")}
    assert [row.context for row in rows_of(_po(RING_PO.format("Proszę dzwonić")), twice)] == ["phrase"]


def test_the_same_message_twice_counts_once_and_told_in_two_ways_is_refused() -> None:
    body = RING_PO.format("Proszę dzwonić")
    assert told(_po(body + "\n" + body), MISSING) == [("new", "")]
    rows = told(_po(body + "\n" + RING_PO.format("Prosimy o telefon")), MISSING)
    assert rows == [("refused", "The file says this sentence in several ways.")] * 2


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("msgstr Proszę", "Line 10 of the file is no line of a PO file"),
        ('msgstr "Proszę', "Line 10 of the file is no line of a PO file"),
        ('msgstr "Proszę" dzwonić', "Line 10 of the file is no line of a PO file"),
        ('mgstr "Proszę"', "Line 10 of the file is no line of a PO file"),
        ('msgstr[99999999] "Proszę"', "Line 10 of the file is no line of a PO file"),
        ('msgstr[50] "Proszę"', None),
        ("", "no complete PO"),
    ],
)
def test_a_file_that_is_damaged_says_where(line: str, wrong: str | None) -> None:
    body = RING_PO.replace('msgstr "{}"', line)
    if wrong is None:
        assert told(_po(body), MISSING) != []
        return
    with pytest.raises(BadInput, match=wrong):
        read(_po(body), "pl")


def test_a_file_without_a_header_is_read_as_ours() -> None:
    entries = read((RING_PO.format(RING_PL) + "\n" + _missed(*MISSED_PL)).encode(), "pl")
    assert [(entry.forms, entry.said, entry.language) for entry in entries] == [
        ((RING_PL,), Said.DRAFT, ""), (MISSED_PL, Said.FINAL, ""),
    ]  # fmt: skip
