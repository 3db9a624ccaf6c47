"""Every character prints, or is named; no text is ever more than text."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from channels.papers import CHILD, FAMILY, paper, with_values
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from comms.channels.pdf import Unprintable, can_print, print_pdf, unprintable
from comms.channels.pdf.fonts import families_of, packaged_families
from comms.channels.pdf.sheet import clean
from comms.foundation.languages import LANGUAGES

HOSTILE = ["#panic()", "{{7*7}}", "<script>alert(1)</script>", '=HYPERLINK("x")', "*a* _b_ $c$ @d <e> `f` \\n // /*"]


def _words(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


@pytest.mark.parametrize("tag", ["en", *FAMILY])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_prints_as_it_stands(tag: str, text: str) -> None:
    words = _words(print_pdf(with_values(paper(tag), text)).content)
    assert text in words


def test_hostile_text_prints_wherever_it_may_be_filled_in() -> None:
    letter = paper("en")
    text = '#panic("x")'
    sender = replace(letter.sender, name=text, address=(text,), telephone=text, email=text)
    words = _words(print_pdf(replace(letter, title=text, reference=text, sender=sender, addressee=(text,))).content)
    assert words.count(text) >= 6


@pytest.mark.parametrize("tag", ["pl", "ur"])
def test_three_thousand_characters_without_a_space_are_all_printed(tag: str) -> None:
    words = _words(print_pdf(with_values(paper(tag), "qx" * 1500)).content)
    assert words.count("q") == 1500


def test_bidi_controls_do_not_turn_around_what_follows_them() -> None:
    letter = with_values(paper("pl"), "\u202eabc", "\u2066\u2067abc", "\u2069\u2069abc", CHILD)
    words = _words(print_pdf(letter).content)
    assert words.count("abc") == 3
    assert CHILD in words


def test_control_characters_and_line_breaks_become_nothing_and_spaces() -> None:
    assert clean("a\x00b\x1b\x7fc\r\nd\u2028e\u202ef") == "abc d ef"
    assert clean("\u2066020\u2069 \u2068بيان\u2069") == "\u2066020\u2069 \u2068بيان\u2069"
    assert clean("\u2069x\u2066") == "x"


@given(st.text(), st.sampled_from(sorted(FAMILY)))
def test_cleaning_twice_is_cleaning_once(text: str, tag: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert set(unprintable(clean(text), tag)) <= set(unprintable(text, tag))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("中文", r"part in Polish.*U\+4E2D CJK UNIFIED IDEOGRAPH-4E2D, U\+6587"),
        ("\ue000", r"U\+E000 CHARACTER WITHOUT A NAME"),
        ("\U0001f600", r"U\+1F600 GRINNING FACE"),
    ],
)
def test_a_missing_glyph_names_the_character_and_where_it_stands(text: str, named: str) -> None:
    with pytest.raises(Unprintable, match=named):
        print_pdf(with_values(paper("pl"), text))


def test_a_missing_glyph_in_the_address_is_said_to_be_there() -> None:
    with pytest.raises(Unprintable, match=r"In the addressee there is .* U\+2603 SNOWMAN"):
        print_pdf(replace(paper(), addressee=("Mrs \u2603", "TS4 2AB")))


def test_unprintable_characters_are_told_once_each_in_order() -> None:
    assert unprintable("a中b文c中 \u2066\u00a0\n", "pl") == ["中", "文"]
    assert unprintable("\x00\ufffe", "ur") == ["\x00", "\ufffe"]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("pl", "Łódź Zażółć gęślą jaźń"),
        ("lt", "Kazlauskienė įžūųšč"),
        ("lv", "Ģirts Ķīlis Žņļ"),
        ("ro", "Ștefan Țăîâ"),
        ("vi", "Nguyễn Thị Mỹ Ường"),
        ("tr", "İğdır ışık"),
        ("uk", "Її ґанок Євген"),
        ("ar", "بيان عبد الرحمٰن"),
        ("fa", "پگاه ژاله گیتی"),
        ("ckb", "ڕێژین گوڵ"),
        ("ps", "ښځه ډېر ټول"),
        ("ur", "ٹھنڈا ڑ گھر ے ہ"),
        ("pa-Guru", "ਗੁਰਪ੍ਰੀਤ"),
        ("bn", "কৃষ্ণ ৎ ঁ"),
        ("hi", "श्रीमती क्षमा"),
        ("gu", "શ્રીમતી"),
        ("ta", "தமிழ்ச்செல்வி"),
        ("ti", "ትግርኛ"),
        ("so", "Cabdullaahi"),
        ("he", "שלום"),
        ("el", "Ελένη"),
        ("hy", "Հայերեն"),
        ("ka", "ქართული"),
        ("th", "ภาษาไทย"),
    ],
)
def test_each_languages_own_letters_print(tag: str, text: str) -> None:
    assert unprintable(text, tag) == []
    assert can_print(tag)
    assert not set(text) & set(unprintable(text, "en")), "a name must print in an English part, too"


def test_every_font_the_registry_names_is_packaged_or_its_language_is_said_not_to_print() -> None:
    packaged = packaged_families()
    for tag, known in LANGUAGES.items():
        assert can_print(tag) == bool(known.fonts and known.fonts[0] in packaged)
        assert families_of(tag)[-1] in packaged


def test_a_letter_in_a_language_without_a_packaged_font_is_refused_by_its_name() -> None:
    letter = paper("pl")
    chinese = replace(letter.parts[0], language="zh-Hans")
    with pytest.raises(Unprintable, match=r"No packaged font prints .*Chinese"):
        print_pdf(replace(letter, parts=(chinese, letter.parts[1])))
