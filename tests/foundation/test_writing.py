"""Names stay as people gave them, are found without their marks, and never turn round among other words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.writing import (
    BIDI_CONTROLS,
    Direction,
    fold,
    has_rtl,
    isolate,
    keep_together,
    spreadsheet_plain,
    spreadsheet_safe,
    strip_controls,
    tidy_name,
    tidy_text,
)

ANY_TEXT = st.text(st.characters())
NASTY_TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("\u202e\u2066\u2069\u200f\u200d \t\r\n'=+-@«»()نŁİß\u0301"))
)
DIRECTIONS: st.SearchStrategy[Direction] = st.sampled_from(["ltr", "rtl"])


@pytest.mark.parametrize(
    "name",
    [
        "Kazlauskienė",
        "Łukasz",
        "بيان",
        "O'Brien",
        "van der Berg",
        "McDONALD",
        "ਸਿਮਰਨ",
        "فاطمه‌زهرا",
        "#panic()",
        "{{7*7}}",
    ],
)
def test_a_name_is_kept_exactly_as_it_was_given(name: str) -> None:
    assert tidy_name(name) == name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("  Anna\t Maria \r\n", "Anna Maria"),
        ("Kazlauskiene\u0307", "Kazlauskienė"),
        ("Ali\u202eahmed\u0000", "Aliahmed"),
        ("Jan\u00a0Nowak\ufeff", "Jan Nowak"),
        ("\u200f\u061c", ""),
        ("a\ud800b\uffff\ufdd0c", "abc"),
    ],
)
def test_a_name_loses_controls_and_spare_blanks_only(given_name: str, kept: str) -> None:
    assert tidy_name(given_name) == kept


@given(NASTY_TEXT)
def test_tidying_a_name_twice_changes_nothing_more(text: str) -> None:
    once = tidy_name(text)
    assert tidy_name(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(character in BIDI_CONTROLS or unicodedata.category(character) == "Cc" for character in once)


def test_a_text_keeps_its_line_breaks_and_its_script() -> None:
    assert (
        tidy_text("\nDear all,\t\r\n\r\n#panic() <script>\u202e\u2028بيان  \r")
        == "Dear all,\n\n#panic() <script>\nبيان"
    )


@given(NASTY_TEXT)
def test_tidying_a_text_twice_changes_nothing_more(text: str) -> None:
    once = tidy_text(text)
    assert tidy_text(once) == once


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Kazlauskienė", "kazlauskiene"),
        ("Łukasz", "LUKASZ"),
        ("Đorđević", "dordevic"),
        ("Søren", "soren"),
        ("Groß", "GROSS"),
        ("Æther Œuvre", "aether oeuvre"),
        ("Iğdır", "igdir"),
        ("İstanbul", "istanbul"),
        ("Ħamrun", "hamrun"),
        ("Guðrún Þóra", "gudrun thora"),
        ("O\u2019Brien", "O'Brien"),
        ("Smith\u2013Jones", "smith-jones"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("أحمد", "احمد"),
        ("إيمان", "ايمان"),
        ("فاطمة", "فاطمه"),
        ("علی", "علي"),
        ("مصطفى", "مصطفي"),
        ("کریم", "كريم"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("ہاشم", "هاشم"),
        ("فاطمه\u200cزهرا", "فاطمهزهرا"),
        ("٠٧٧٠٠", "07700"),
        ("ｔａｎａｋａ", "tanaka"),
    ],
)
def test_a_name_is_found_with_or_without_its_marks(stored: str, typed: str) -> None:
    assert fold(stored) == fold(typed)


@pytest.mark.parametrize(("one", "another"), [("कुमार", "कमार"), ("がく", "かく"), ("সুমি", "সমি"), ("Anna", "Ana")])
def test_names_that_differ_in_letters_stay_apart(one: str, another: str) -> None:
    assert fold(one) != fold(another)


@given(NASTY_TEXT)
def test_folding_twice_gives_the_same_as_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(NASTY_TEXT)
def test_a_name_folds_the_same_before_and_after_it_is_tidied(text: str) -> None:
    assert fold(tidy_name(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("بيان", True), ("שלום", True), ("Łukasz 07700", False), ("ܣܘܪܝܬ", True)]
)
def test_right_to_left_letters_are_noticed(text: str, *, expected: bool) -> None:
    assert has_rtl(text) is expected


def test_a_phone_number_among_arabic_words_is_isolated() -> None:
    assert isolate("07700 900821", "rtl") == "\u206607700 900821\u2069"


def test_an_arabic_name_is_isolated_wherever_it_stands() -> None:
    assert isolate("بيان", "rtl") == isolate("بيان", "ltr") == "\u2068بيان\u2069"


def test_a_latin_name_among_latin_words_is_left_alone() -> None:
    assert isolate("Łukasz", "ltr") == "Łukasz"


def test_each_line_of_an_address_is_isolated_by_itself() -> None:
    assert isolate("1 Elm Road\n\nWisbech", "rtl") == "\u20661 Elm Road\u2069\n\n\u2066Wisbech\u2069"


@given(NASTY_TEXT, DIRECTIONS)
def test_isolating_never_changes_a_visible_character(text: str, direction: Direction) -> None:
    visible = "".join(character for character in text if character not in BIDI_CONTROLS)
    isolated = isolate(text, direction)
    assert "".join(character for character in isolated if character not in BIDI_CONTROLS) == visible


@given(NASTY_TEXT, DIRECTIONS)
def test_what_is_isolated_cannot_break_out(text: str, direction: Direction) -> None:
    for line in isolate(text, direction).split("\n"):
        controls = [character for character in line if character in BIDI_CONTROLS]
        assert controls in ([], ["\u2066", "\u2069"], ["\u2068", "\u2069"])
        assert not controls or (line[0] == controls[0] and line[-1] == controls[1])
    assert isolate(isolate(text, direction), direction) == isolate(text, direction)


@given(ANY_TEXT)
def test_stripping_controls_leaves_no_bidi_control_and_no_lone_surrogate(text: str) -> None:
    stripped = strip_controls(text + "\u202e\ud800")
    assert not set(stripped) & BIDI_CONTROLS
    stripped.encode("utf-8")


def test_a_phone_number_is_never_broken_over_two_lines() -> None:
    assert keep_together(" 07700  900 821 ") == "07700\u00a0900\u00a0821"


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+44 7700 900821", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =HYPERLINK(1)", "\u00a0=1", "＝1", "\ufeff=1"],
)
def test_a_formula_goes_into_a_spreadsheet_as_text(cell: str) -> None:
    assert spreadsheet_safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "07700 900821", "O'Brien", "a=b", "'tis", "Kazlauskienė", "بيان"])
def test_an_ordinary_cell_goes_into_a_spreadsheet_as_it_is(cell: str) -> None:
    assert spreadsheet_safe(cell) == cell


@given(NASTY_TEXT)
def test_no_cell_of_an_export_begins_like_a_formula(text: str) -> None:
    safe = spreadsheet_safe(text)
    assert not safe.lstrip().startswith(("=", "+", "-", "@"))
    assert not safe.startswith(("\t=", "\r"))


@given(NASTY_TEXT)
def test_an_exported_cell_can_be_read_back_exactly(text: str) -> None:
    assert spreadsheet_plain(spreadsheet_safe(text)) == text
