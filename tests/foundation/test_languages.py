"""The registry of languages, and what a school's language code says or leaves open."""

from __future__ import annotations

import unicodedata

import pytest
from babel import localedata
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.errors import NotFound
from comms.foundation.languages import (
    CENSUS_CODES,
    LANGUAGES,
    CensusCode,
    babel_locale,
    census_code,
    fallbacks,
    fits_gsm7,
    gettext_plural,
    language,
    plural_category,
    written_choices,
)
from comms.foundation.writing import has_rtl


@pytest.mark.parametrize(
    ("tag", "english", "own", "script", "direction", "locale"),
    [
        ("pl", "Polish", "polski", "Latn", "ltr", "pl"),
        ("lt", "Lithuanian", "lietuvių", "Latn", "ltr", "lt"),
        ("ar", "Arabic", "العربية", "Arab", "rtl", "ar"),
        ("ur", "Urdu", "اردو", "Arab", "rtl", "ur"),
        ("pt-BR", "Portuguese (Brazil)", "português (Brasil)", "Latn", "ltr", "pt_BR"),
        ("pa-Guru", "Panjabi (Gurmukhi)", "ਪੰਜਾਬੀ (ਗੁਰਮੁਖੀ)", "Guru", "ltr", "pa_Guru"),
        ("syl", "Sylheti", "সিলেটি", "Beng", "ltr", "syl"),
        ("ku", "Kurdish", "kurdî (kurmancî)", "Latn", "ltr", "ku"),
        ("ckb", "Sorani", "کوردیی ناوەندی", "Arab", "rtl", "ckb"),
        ("tg", "Tajik", "тоҷикӣ", "Cyrl", "ltr", "tg"),
        ("yi", "Yiddish", "ייִדיש", "Hebr", "rtl", "yi"),
    ],
)
def test_a_language_is_known_by_its_names_script_and_direction(
    tag: str, english: str, own: str, script: str, direction: str, locale: str
) -> None:
    found = language(tag)
    assert (found.english_name, found.own_name) == (english, own)
    assert (found.script, found.direction, found.locale) == (script, direction, locale)


def test_every_language_is_named_in_letters_of_its_own_direction() -> None:
    for tag, known in LANGUAGES.items():
        assert known.tag == tag
        assert known.english_name
        assert known.own_name != tag
        if known.can_be_written:
            assert has_rtl(known.own_name) is (known.direction == "rtl"), tag
            assert known.fonts[-1] == "Noto Sans", tag
        else:
            assert known.fonts == (), tag


def test_every_mapped_census_code_leads_to_languages_of_the_registry() -> None:
    for code in CENSUS_CODES.values():
        for tag in (code.spoken_tag, code.written_tag, *code.written_choices):
            assert tag is None or tag in LANGUAGES
        assert code.written_tag is None or language(code.written_tag).can_be_written, code


@pytest.mark.parametrize(
    ("written", "tag"), [("PT-br", "pt-BR"), ("pa_guru", "pa-Guru"), (" PL ", "pl"), ("FA_af", "fa-AF")]
)
def test_a_tag_is_found_in_any_spelling(written: str, tag: str) -> None:
    assert language(written).tag == tag


@pytest.mark.parametrize("tag", ["xx", "", "POL", "pl-XX", "lit"])
def test_an_unknown_tag_is_refused_with_the_way_to_the_known_ones(tag: str) -> None:
    with pytest.raises(NotFound, match="comms languages"):
        language(tag)


@pytest.mark.parametrize(
    ("tag", "fonts"),
    [
        ("pl", ("Noto Sans",)),
        ("ur", ("Noto Nastaliq Urdu", "Noto Sans")),
        ("fa", ("Amiri", "Noto Sans")),
        ("ckb", ("Amiri", "Noto Sans")),
        ("bn", ("Hind Siliguri", "Noto Sans")),
        ("pa-Guru", ("Noto Sans Gurmukhi", "Noto Sans")),
    ],
)
def test_a_language_lists_the_fonts_its_readers_expect(tag: str, fonts: tuple[str, ...]) -> None:
    assert language(tag).fonts == fonts


@pytest.mark.parametrize("tag", ["en", "de", "sv", "da", "so", "sw", "zu", "tl"])
def test_languages_whose_letters_all_fit_go_in_short_messages(tag: str) -> None:
    assert language(tag).sms_alphabet == "gsm7"


@pytest.mark.parametrize(
    "tag", ["pl", "lt", "ro", "ro-MD", "cs", "tr", "pt-BR", "es", "fr", "it", "el", "bg", "ar", "pa"]
)
def test_languages_with_a_letter_that_does_not_fit_are_counted_as_ucs2(tag: str) -> None:
    assert language(tag).sms_alphabet == "ucs2"


@pytest.mark.parametrize(
    ("text", "fits"),
    [("Sveiki", True), ("€5 [a]", True), ("łąka", False), ("ç", False), ("Ç", True), ("o’clock", False)],
)
def test_what_fits_the_short_alphabet_is_seen_letter_by_letter(text: str, *, fits: bool) -> None:
    assert fits_gsm7(text) is fits


def test_own_names_that_do_not_fit_belong_to_no_short_message_language() -> None:
    for known in LANGUAGES.values():
        if known.sms_alphabet == "gsm7":
            assert fits_gsm7(known.own_name), known.tag


@pytest.mark.parametrize(
    ("tag", "chain"),
    [
        ("ro-MD", ("ro",)),
        ("ar-IQ", ("ar",)),
        ("pt-BR", ("pt",)),
        ("prs", ("fa-AF", "fa")),
        ("phr", ("ur",)),
        ("syl", ("bn",)),
        ("kmr", ("ku",)),
        ("yue", ("zh-Hant",)),
        ("pl", ()),
        ("tg", ()),
        ("pa-Guru", ()),
        ("pa-Arab", ()),
        ("zh-Hans", ()),
        ("sr-Latn", ()),
        ("bfi", ()),
    ],
)
def test_words_of_another_language_stand_in_only_where_the_table_says_so(tag: str, chain: tuple[str, ...]) -> None:
    assert fallbacks(tag) == chain


def test_no_language_falls_back_to_another_script_or_to_itself() -> None:
    for tag, known in LANGUAGES.items():
        chain = fallbacks(tag)
        assert tag not in chain
        assert all(language(step).script == known.script for step in chain)


def test_a_language_written_in_two_scripts_is_put_to_the_person() -> None:
    assert written_choices("pa") == ("pa-Guru", "pa-Arab", "ur")
    assert not language("pa").can_be_written
    assert not language("zh").can_be_written
    assert not language("bfi").can_be_written


@pytest.mark.parametrize(
    ("tag", "count", "category"),
    [
        ("pl", 1, "one"),
        ("pl", 3, "few"),
        ("pl", 5, "many"),
        ("ar", 0, "zero"),
        ("ar", 2, "two"),
        ("lt", 21, "one"),
        ("tw", 1, "one"),
    ],
)
def test_plurals_follow_the_language(tag: str, count: int, category: str) -> None:
    assert plural_category(tag, count) == category


def test_catalogues_get_as_many_plural_forms_as_the_language_has() -> None:
    assert [gettext_plural(tag)[0] for tag in ("en", "pl", "lt", "ro", "ar", "ur", "fa")] == [2, 3, 3, 3, 6, 2, 1]


def test_sylheti_borrows_the_formats_of_bengali_and_krio_has_none() -> None:
    assert str(babel_locale("syl")) == "bn"
    with pytest.raises(NotFound, match="Krio"):
        babel_locale("kri")


def test_a_borrowed_format_is_one_that_babel_has() -> None:
    for known in LANGUAGES.values():
        if localedata.exists(known.locale):
            assert str(babel_locale(known.tag)) == known.locale


@pytest.mark.parametrize("code", ["ENB", "OTB", "OTH", "OTL", "NOT", "REF", "ZZZ", "", "  ", None, "\u200b"])
def test_unknown_is_never_english(code: str | None) -> None:
    found = census_code(code)
    assert found.unknown
    assert found.ask
    assert (found.spoken_tag, found.written_tag) == (None, None)


@pytest.mark.parametrize(
    ("code", "spoken", "written"),
    [
        ("POL", "pl", "pl"),
        ("lit", "lt", "lt"),
        (" Rmn ", "ro", "ro"),
        ("RMNM", "ro-MD", "ro-MD"),
        ("PNJM", "phr", "ur"),
        ("PNJG", "pa-Guru", "pa-Guru"),
        ("PRSD", "prs", "fa-AF"),
        ("KURM", "kmr", "ku"),
        ("BSL", "bfi", "en"),
        ("ENG", "en", "en"),
        ("KIR", "rn", "rn"),
        ("KGZ", "ky", "ky"),
    ],
)
def test_a_census_code_says_what_is_spoken_and_what_is_written(code: str, spoken: str, written: str) -> None:
    found = census_code(code)
    assert (found.spoken_tag, found.written_tag, found.ask, found.mapped) == (spoken, written, False, True)


@pytest.mark.parametrize("code", ["PNJ", "PNJA", "KUR", "CHI", "SCBS", "TMZ", "SIO", "RMI"])
def test_a_code_that_leaves_the_written_language_open_is_asked_about(code: str) -> None:
    found = census_code(code)
    assert found.ask
    assert found.mapped
    assert not found.unknown
    assert found.spoken_tag is not None
    assert found.written_tag is None


@pytest.mark.parametrize("code", ["PRS", "prs", "Prs"])
def test_prs_is_persian_here_whatever_iso_says(code: str) -> None:
    found = census_code(code)
    assert (found.code, found.spoken_tag, found.collision) == ("PRS", "fa", "ISO prs = Dari")


@pytest.mark.parametrize("code", ["ACL", "GLG", "SWAK", "YAO"])
def test_an_unmapped_code_is_kept_and_asked_about(code: str) -> None:
    found = census_code(code)
    assert found.code == code
    assert found.description
    assert (found.mapped, found.ask, found.unknown, found.written_tag) == (False, True, False, None)


@pytest.mark.parametrize(
    "text", ["XYZ", "Klingon", "PL", "uk", "no", "Gaelic", "Pahari", "Indonesian", "Polish?", "RON", "=1+1"]
)
def test_what_cannot_be_read_with_certainty_is_kept_as_given(text: str) -> None:
    found = census_code(f" {text} ")
    assert found == CensusCode(text, "", "", None, None, True, False, found.collision, False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pl", "POL"),
        ("ar", "ARA"),
        ("pa", "PNJ"),
        ("pt-BR", "PORB"),
        ("pt-br", "PORB"),
        ("Polish", "POL"),
        ("polish", "POL"),
        ("Farsi", "PRS"),
        ("Dari", "PRSD"),
        ("Arabic (Iraq)", "ARAI"),
        ("Swahili", "SWA"),
        ("Sylheti", "BNGS"),
        ("Cantonese", "CHIC"),
        ("Punjabi", "PNJ"),
        ("Scottish Gaelic", "GAL"),
        ("British Sign Language", "BSL"),
        ("Luo", "LUO"),
    ],
)
def test_a_tag_or_a_name_that_means_one_thing_is_recognised(text: str, code: str) -> None:
    assert census_code(text) is CENSUS_CODES[code]


def test_all_322_codes_of_the_table_are_there() -> None:
    assert len(CENSUS_CODES) == 322
    assert sum(code.mapped for code in CENSUS_CODES.values()) == 174


@given(st.one_of(st.text(), st.sampled_from(sorted(CENSUS_CODES)), st.sampled_from(sorted(LANGUAGES))))
def test_whatever_a_school_writes_there_is_either_a_written_language_or_a_question(text: str) -> None:
    found = census_code(text)
    assert found.ask is (found.written_tag is None)
    assert not (found.unknown and found.spoken_tag)
    assert unicodedata.is_normalized("NFC", found.code)
    assert census_code(found.code) == found
