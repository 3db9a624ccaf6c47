"""Files of words that go out: drafts say so, gaps are kept whole, and each is what its format says it is."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from translation.exchange_made import (
    CHILD,
    CHILD_PL,
    MISSED,
    MISSED_PL,
    NOW,
    RING,
    a_sentence,
    packaged_sentences,
    packaged_tags,
    three,
)
from translation.exchange_structure import XLIFF, tmx_faults, xliff_faults

from comms.foundation.languages import language
from comms.translation.catalogues import Catalogue, plural_rule
from comms.translation.checks import check_catalogue
from comms.translation.exchange.files import written
from comms.translation.exchange.sentence import Earlier, Format, Scope, Sentence
from comms.translation.states import WordState

XML = "{http://www.w3.org/XML/1998/namespace}"


def _po(sentences: list[Sentence], scope: Scope = Scope.ALL, tag: str = "pl") -> str:
    return written(sentences, language(tag), "po", NOW, scope).decode()


def _units(sentences: list[Sentence]) -> list[ET.Element]:
    return list(ET.fromstring(written(sentences, language("pl"), "xliff", NOW)).iter(f"{XLIFF}trans-unit"))


def _target(unit: ET.Element) -> ET.Element:
    found = unit.find(f"{XLIFF}target")
    assert found is not None
    return found


@pytest.mark.parametrize("tag", packaged_tags())
def test_every_file_is_built_as_its_format_says(tag: str) -> None:
    before = Earlier(("The {child} was away.",), ("Nie było: {child}",))
    for sentences in (packaged_sentences(tag), packaged_sentences(tag, approved=True)):
        sentences.append(a_sentence(CHILD, tag=tag, earlier=before, notes=("{child}: the child’s name",)))
        assert xliff_faults(written(sentences, language(tag), "xliff", NOW)) == []
        assert tmx_faults(written(sentences, language(tag), "tmx", NOW, Scope.ALL)) == []
    assert xliff_faults(written([], language(tag), "xliff", NOW)) == []
    assert tmx_faults(written([], language(tag), "tmx", NOW)) == []


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ((' id="', ' no="'), "lacks id"),
        ((' state="final"', ' state="done"'), "state may not be done"),
        (("<source ", "<sauce "), "no element is called sauce"),
        (("<body>", "<body>words"), "body may hold no text"),
        ((' id="2" ', ' id="1" '), "1 is there twice"),
    ],
)
def test_the_rules_of_the_structure_find_what_is_wrong(broken: tuple[str, str], fault: str) -> None:
    content = written(three(draft=False), language("pl"), "xliff", NOW).decode().replace(*broken)
    content = content.replace("</source>", "</sauce>") if "sauce" in broken[1] else content
    assert any(fault in found for found in xliff_faults(content.encode()))


def test_a_unit_of_a_memory_without_a_language_is_found() -> None:
    content = written(three(draft=False), language("pl"), "tmx", NOW).decode().replace(' xml:lang="pl"', "")
    assert "tuv lacks xml:lang" in tmx_faults(content.encode())


@pytest.mark.parametrize("tag", packaged_tags())
def test_a_po_file_is_one_of_the_packages_own_kind(tag: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    sentences = packaged_sentences(tag)
    path = tmp_path_factory.mktemp("locales") / tag.replace("-", "_") / "LC_MESSAGES" / "letters.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(written(sentences, language(tag), "po", NOW))
    assert check_catalogue(path) == []
    again = Catalogue.of(tag, path.parent.parent.parent)
    assert {(one.source, one.text, one.draft) for one in again.messages.values()} == {
        (one.words.source, one.words.text, one.words.draft) for one in sentences
    }
    assert b"POT-Creation-Date" not in path.read_bytes()


def test_drafts_are_fuzzy_and_approved_words_are_not() -> None:
    assert _po(three()).count("#, fuzzy") == 3
    assert "fuzzy" not in _po(three(draft=False))
    assert "fuzzy" not in _po([a_sentence(CHILD)])


def test_the_use_is_the_context_and_what_to_know_stands_above() -> None:
    text = _po([a_sentence(CHILD, CHILD_PL, notes=("{child}: the child’s name", "{day}: the day"))])
    assert "#. {child}: the child’s name\n#. {day}: the day\n" in text
    assert 'msgctxt "L02"' in text


def test_a_sentence_whose_english_changed_holds_its_earlier_words_with_the_english_before() -> None:
    text = _po([a_sentence(RING, earlier=Earlier(("Ring us",), ("Proszę dzwonić",)))])
    assert '#, fuzzy\n#| msgid "Ring us"\nmsgctxt "phrase"\nmsgid "Please ring us"\nmsgstr "Proszę dzwonić"' in text
    content = written(
        [a_sentence(RING, earlier=Earlier(("Ring us",), ("Proszę dzwonić",)))], language("pl"), "xliff", NOW
    )
    [unit] = ET.fromstring(content).iter(f"{XLIFF}trans-unit")
    assert _target(unit).text is None
    [proposal] = unit.iter(f"{XLIFF}alt-trans")
    assert [one.text for one in proposal] == ["Ring us", "Proszę dzwonić"]


@pytest.mark.parametrize(
    ("sentence", "state", "approved"),
    [
        (a_sentence(CHILD), "needs-translation", "no"),
        (a_sentence(CHILD, CHILD_PL), "needs-review-translation", "no"),
        (a_sentence(CHILD, CHILD_PL, state=WordState.DRAFT_BY_PERSON), "translated", "no"),
        (a_sentence(CHILD, CHILD_PL, state=WordState.IN_REVIEW), "translated", "no"),
        (a_sentence(CHILD, CHILD_PL, state=WordState.HALF_APPROVED), "translated", "no"),
        (a_sentence(CHILD, CHILD_PL, draft=False), "final", "yes"),
    ],
)
def test_how_far_a_sentence_has_come_is_its_state(sentence: Sentence, state: str, approved: str) -> None:
    [unit] = _units([sentence])
    assert (_target(unit).get("state"), unit.get("approved")) == (state, approved)
    assert unit.get("id") == sentence.words.source_hash


def test_gaps_and_strong_marks_are_inline_elements_with_the_same_numbers_on_both_sides() -> None:
    [unit] = _units([a_sentence(CHILD, "Dnia {day} nie było w szkole: **{child}**.")])
    source, target = unit.find(f"{XLIFF}source"), _target(unit)
    assert source is not None
    numbers = {(mark.get("id"), mark.text) for mark in source}
    assert numbers == {("1", "**"), ("2", "{child}"), ("3", "**"), ("4", "{day}")}
    assert [(mark.get("id"), mark.text) for mark in target] == [
        ("4", "{day}"),
        ("1", "**"),
        ("2", "{child}"),
        ("3", "**"),
    ]
    assert "{" not in "".join([target.text or "", *(mark.tail or "" for mark in target)])


def test_each_use_is_a_file_of_its_own_and_each_sentence_stands_once() -> None:
    root = ET.fromstring(written(packaged_sentences("pl"), language("pl"), "xliff", NOW))
    uses = [file.get("original") for file in root]
    assert len(uses) == len(set(uses))
    assert {"L00", "shared", "frame", "phrase", "text"} <= set(uses)
    assert {file.get("target-language") for file in root} == {"pl"}
    names = [unit.get("id") for unit in root.iter(f"{XLIFF}trans-unit")]
    assert len(names) == len(set(names))


def test_plural_forms_are_a_group_with_a_unit_for_each_and_counts_that_take_it() -> None:
    sentence = a_sentence(MISSED, *MISSED_PL)
    root = ET.fromstring(written([sentence], language("pl"), "xliff", NOW))
    [group] = root.iter(f"{XLIFF}group")
    assert group.get("restype") == "x-gettext-plurals"
    units = list(group)
    assert [unit.get("id") for unit in units] == [f"{sentence.words.source_hash}[{form}]" for form in range(3)]
    english = ["".join(unit[0].itertext()) for unit in units]
    assert english == [MISSED[1], MISSED[2], MISSED[2]]
    assert "For a count such as 2, 3, 4, 22" in [note.text for note in units[1].iter(f"{XLIFF}note")]


@pytest.mark.parametrize("tag", packaged_tags())
def test_the_english_singular_stands_beside_the_form_that_one_takes(tag: str) -> None:
    forms, rule = plural_rule(tag)
    sentence = a_sentence(MISSED, *["{days}"] * forms, tag=tag)
    root = ET.fromstring(written([sentence], language(tag), "xliff", NOW))
    english = ["".join(unit[0].itertext()) for unit in root.iter(f"{XLIFF}trans-unit")]
    assert [text == MISSED[1] for text in english] == [form == rule(1) and forms > 1 for form in range(forms)]


def test_a_memory_holds_approved_words_alone_unless_others_are_asked_for() -> None:
    mixed = [*three(), replace(a_sentence(("L03", "Who will be there", None), "Kto będzie", draft=False))]

    def units(scope: Scope | None) -> list[tuple[str | None, ...]]:
        root = ET.fromstring(written(mixed, language("pl"), "tmx", NOW, scope))
        return [tuple(prop.text for prop in unit.iter("prop"))[:2] for unit in root.iter("tu")]

    assert units(None) == [("L03", "yes")]
    assert units(Scope.DRAFTS) == [("L02", "no")] * 4 + [("phrase", "no")]
    assert len(units(Scope.ALL)) == 6


@pytest.mark.parametrize("file_format", ["po", "xliff"])
@pytest.mark.parametrize(
    ("scope", "wanted"),
    [
        (Scope.ALL, {"missing", "draft by a machine", "approved"}),
        (Scope.OPEN, {"missing", "draft by a machine"}),
        (Scope.MISSING, {"missing"}),
        (Scope.DRAFTS, {"draft by a machine"}),
        (Scope.APPROVED, {"approved"}),
    ],
)
def test_only_what_is_asked_for_goes_out(scope: Scope, wanted: set[str], file_format: Format) -> None:
    names = {
        "Ring us": a_sentence(("L01", "Ring us", None)),
        "Dear parent": a_sentence(("L01", "Dear parent", None), "A"),
        "Thank you": a_sentence(("L01", "Thank you", None), "B", draft=False),
    }
    text = written(names.values(), language("pl"), file_format, NOW, scope).decode()
    assert {one.state.value for name, one in names.items() if name in text} == wanted


def test_panjabi_says_its_script_as_each_format_has_it() -> None:
    assert '"Language: pa_Guru\\n"' in _po(packaged_sentences("pa-Guru"), tag="pa-Guru")
    content = written(packaged_sentences("pa-Guru"), language("pa-Guru"), "xliff", NOW).decode()
    assert set(re.findall(r'target-language="([^"]+)"', content)) == {"pa-Guru"}
