"""The glossary: what a term means, where it stands in a sentence, and whether a translation holds its agreed word."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.languages import language
from comms.foundation.packaged import packaged
from comms.translation.catalogues import Catalogue, catalogue_files, forms_of
from comms.translation.glossary import Term, glossary, holds, terms_in
from comms.translation.glossary.term import read_glossary

TAGS = sorted(path.parent.parent.name.replace("_", "-") for path in catalogue_files())
BY_KEY = {term.key: term for term in glossary()}
# A text of 134 characters has no room for both words of an interpreter.
SHORT_OF_ROOM = {"text"}


# Agreed where cautions are translated, and not before: nobody can say it without the sentences it stands in.
OF_CAUTIONS = "caution_instead_of_court"


def _says_cautions(tag: str) -> bool:
    words = Catalogue.of(tag).messages.values()
    return any(OF_CAUTIONS in _keys(one.source) for one in words if one.context == "caution" and not one.missing)


def _keys(sentence: str) -> set[str]:
    return {one.term.key for one in terms_in(sentence)}


def _found(sentence: str) -> list[str]:
    return [sentence[one.start : one.end] for one in terms_in(sentence)]


def test_every_term_says_what_it_means_and_where_that_is_from_and_has_a_word_in_every_packaged_language() -> None:
    assert len(TAGS) == 14
    for term in glossary():
        assert term.meaning.endswith("."), term.key
        assert term.source
        assert any(letter.isdigit() for letter in term.dated), term.key
        assert set(term.agreed) <= set(TAGS), term.key
        without = {tag for tag in TAGS if not term.in_language(tag)}
        assert not without or (term.key == OF_CAUTIONS and not any(map(_says_cautions, without))), term.key
        assert all(word == unicodedata.normalize("NFC", word.strip()) and word for word in term.agreed.values())


def test_the_file_says_that_every_agreed_word_is_a_draft() -> None:
    head = (packaged("letter_templates") / "glossary.toml").read_text("utf-8").partition("\n[")[0]
    assert "They are drafts" in head
    assert "checked by nobody qualified" in head


def test_no_english_name_stands_for_two_terms() -> None:
    names = [name.casefold() for term in glossary() for name in term.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("tag", TAGS)
def test_the_catalogues_say_the_agreed_words(tag: str) -> None:
    missing = [
        (words.source, found.term.in_language(tag))
        for words in Catalogue.of(tag).messages.values()
        if not words.missing and words.context not in SHORT_OF_ROOM
        for found in terms_in(words.source)
        if not holds(forms_of(words), found.term.in_language(tag))
    ]
    assert missing == []


def test_of_two_terms_that_overlap_the_longer_one_is_found() -> None:
    found = terms_in("An unauthorised absence may bring a penalty notice, a fine or a parenting order of the court.")
    assert [one.term.key for one in found] == [
        "unauthorised_absence", "penalty_notice", "fine", "parenting_order", "court",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Sessions missed: {absent}", ["Sessions"]),
        ("Two FINES and a Fine.", ["FINES", "Fine"]),
        ("We refine, define and finely court-martial nobody.", ["court"]),
        ("The headteacher asks the council.", ["headteacher", "council"]),
        ("There is nothing of it in here.", []),
        ("", []),
    ],
)
def test_a_term_is_found_as_a_whole_word_in_any_case_and_in_the_plural(sentence: str, found: list[str]) -> None:
    assert _found(sentence) == found


@given(st.text(max_size=80), st.sampled_from(list(glossary())), st.text(max_size=80))
def test_what_is_found_is_always_a_name_of_the_term_and_never_overlaps(before: str, term: Term, after: str) -> None:
    sentence = f"{before} {term.english} {after}"
    found = terms_in(sentence)
    assert any(sentence[one.start : one.end].casefold().startswith(one.term.english[:1]) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for one in found:
        said = sentence[one.start : one.end].casefold()
        assert said in {form for name in one.term.names for form in (name.casefold(), f"{name.casefold()}s")}


@pytest.mark.parametrize(
    ("translation", "agreed", "is_held"),
    [
        ("Szukamy tłumaczy ustnych.", "tłumacz ustny", True),
        ("Szukamy tłumacza.", "tłumacz ustny", False),
        ("Nie ma kary pieniężnej.", "kara pieniężna", True),
        ("عليكم الحضور إلى المحكمة", "محكمة", True),
        ("", "sąd", False),
        ("W sądzie.", "sąd", True),
        ("{court}", "court", False),
    ],
)
def test_the_agreed_word_is_looked_for_by_its_stems(translation: str, agreed: str, *, is_held: bool) -> None:
    assert holds((translation,), agreed) is is_held


def test_any_plural_form_may_hold_the_agreed_word() -> None:
    assert holds(("nic", "trzy sesje"), "sesja")


def test_a_language_that_takes_its_words_from_another_takes_its_agreed_words_too() -> None:
    assert BY_KEY["court"].in_language(language("ro-MD").tag) == BY_KEY["court"].in_language("ro")
    assert BY_KEY["court"].in_language("de") == ""


def test_a_glossary_of_ones_own_is_read_like_the_packaged_one(tmp_path: Path) -> None:
    text = """
        [cab]
        english = "cab"
        meaning = "It drives."
        source = "us"
        dated = "1 May 2026"
        agreed = { lt = "taksi" }
    """
    (tmp_path / "glossary.toml").write_text(text, "utf-8")
    terms = read_glossary(tmp_path)
    assert [one.term.in_language("lt") for one in terms_in("Two cabs, one cab", terms)] == ["taksi", "taksi"]
    assert terms_in("A court", terms) == []
