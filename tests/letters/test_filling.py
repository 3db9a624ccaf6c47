from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_samples import REFERENCE, VALUES, a_letter

from comms.channels.paper import Part, Run, paper_as_json, paper_from_json
from comms.foundation.errors import NotFound
from comms.foundation.writing import BIDI_CONTROLS
from comms.letters.templates.source import letter_kinds
from comms.letters.text.filling import fill
from comms.letters.text.sentence_writer import WordsMissing
from comms.letters.text.values import BadValue, read_values
from comms.translation.catalogues import Catalogue, Words, english, missing_words

COMPLETE = ["pl", "lt", "ro", "ar", "ur"]
HOSTILE = '#panic() {{7*7}} {child} **x** <script>alert(1)</script> =1+1 "q" \\ `'


def text(part: Part) -> list[str]:
    return ["".join(run.text for run in block.runs) for block in part.blocks]


def values_in(part: Part) -> list[Run]:
    return [run for block in part.blocks for run in block.runs if run.value]


@pytest.mark.parametrize("kind", list(VALUES))
@pytest.mark.parametrize("language", COMPLETE)
def test_every_letter_is_written_in_every_complete_language(kind: str, language: str) -> None:
    paper = a_letter(kind, language, language_in_english=language).paper
    assert [part.language for part in paper.parts] == [language, "en"]
    own, english_part = paper.parts
    assert [block.kind for block in own.blocks] == [block.kind for block in english_part.blocks]
    assert all(line.strip() for line in text(own) + text(english_part))
    answers = paper.slip.answers if paper.slip else ()
    assert [len(answer.texts) for answer in answers] == [2] * len(letter_kinds()[kind].slip)


def test_a_reader_of_english_gets_one_part_without_notices() -> None:
    written = a_letter("L02", "en")
    assert [part.language for part in written.paper.parts] == ["en"]
    assert written.paper.parts[0].notice == ()
    assert not written.draft
    assert written.paper.slip is not None
    assert written.paper.slip.titles == ("Reply slip",)


def test_a_letter_from_drafts_says_so_in_both_languages() -> None:
    def as_draft(context: str, source: str, plural: str | None = None) -> Words:
        return with_draft(Catalogue.of("lt").look_up(context, source, plural), draft=True)

    def approved(context: str, source: str, plural: str | None = None) -> Words:
        return with_draft(Catalogue.of("lt").look_up(context, source, plural), draft=False)

    own, english_part = a_letter("L02", "lt", as_draft).paper.parts
    assert len(own.notice) == 2
    assert len(english_part.notice) == 1
    assert "qualified translator" in english_part.notice[0]
    own, english_part = a_letter("L02", "lt", approved).paper.parts
    assert len(own.notice) == 1
    assert english_part.notice == ()
    assert not a_letter("L02", "lt", approved).draft


def with_draft(words: Words, *, draft: bool) -> Words:
    return Words(
        words.language, words.context, words.source, words.source_plural, words.text,
        draft=draft, source_hash=words.source_hash, translation_hash=words.translation_hash,
    )  # fmt: skip


def test_one_draft_word_on_the_slip_alone_makes_the_letter_a_draft() -> None:
    def look_up(context: str, source: str, plural: str | None = None) -> Words:
        words = Catalogue.of("lt").look_up(context, source, plural)
        return with_draft(words, draft=context == "slip" and source == "My child was ill.")

    assert a_letter("L02", "lt", look_up).draft
    assert len(a_letter("L02", "lt", look_up).paper.parts[0].notice) == 2
    assert not a_letter("L12", "lt", look_up).draft


def test_names_dates_and_numbers_stand_as_they_went_in() -> None:
    own, english_part = a_letter("L02", "lt").paper.parts
    assert "Ona Kazlauskienė" in text(own)[1]
    assert "Łukasz" in text(own)[2]
    assert any("2026 m. rugsėjo 7 d." in line for line in text(own))
    assert any("7 September 2026" in line for line in text(english_part))
    assert any("07700\u00a0900821" in line for line in text(own))
    assert any("pirmadienis" in line for line in text(own))
    assert any("Monday" in line for line in text(english_part))


def test_plural_forms_follow_the_count() -> None:
    def said(absent: int) -> str:
        return next(line for line in text(a_letter("L02", "pl", absent=absent).paper.parts[0]) if f" {absent} " in line)

    assert len({said(1).replace("1", ""), said(2).replace("2", ""), said(5).replace("5", "")}) == 3


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_values_among_right_to_left_words_are_kept_apart(language: str) -> None:
    own = a_letter("L02", language).paper.parts[0]
    assert own.direction == "rtl"
    for run in values_in(own):
        inside = run.text[1:-1]
        rtl = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in inside)
        assert run.text[0] == ("\u2068" if rtl else "\u2066")
        assert run.text[-1] == "\u2069"
        assert not set(inside) & BIDI_CONTROLS


def test_among_left_to_right_words_only_a_right_to_left_value_is_kept_apart() -> None:
    own = a_letter("L02", "lt").paper.parts[0]
    texts = [run.text for run in values_in(own)]
    assert "\u2068بيان\u2069" in texts
    assert "Łukasz" in texts


def test_the_name_of_the_language_stays_english_and_says_so() -> None:
    own, english_part = a_letter("L02", "ur", language_in_english="ur").paper.parts
    assert [(run.text, run.lang, run.strong) for run in values_in(own)][-1] == ("\u2066Urdu\u2069", "en", True)
    assert values_in(english_part)[-1].lang is None


def test_hostile_text_is_printed_as_it_stands_and_never_becomes_a_mark() -> None:
    for part in a_letter("L02", "lt", contact=HOSTILE).paper.parts:
        run = next(run for run in values_in(part) if "panic" in run.text)
        assert run.text == HOSTILE
        assert not run.strong


@given(st.text(min_size=1, max_size=200).filter(lambda name: any(letter.isalnum() for letter in name)))
def test_no_name_can_change_the_sentences_around_it(name: str) -> None:
    plain, changed = (a_letter("L00", "ar", recipient=who).paper.parts[0] for who in ("Ona", name))
    for before, after in zip(plain.blocks, changed.blocks, strict=True):
        fixed = [(run.text, run.strong) for run in before.runs if not run.value]
        assert [(run.text, run.strong) for run in after.runs if not run.value] == fixed
    run = values_in(changed)[0]
    assert not set(run.text[1:-1]) & BIDI_CONTROLS


def test_what_has_no_value_is_left_out() -> None:
    full = a_letter("L02", "lt").paper.parts[0]
    kind = letter_kinds()["L02"]
    given_values = {name: value for name, value in VALUES["L02"].items() if name not in {"pattern", "contact"}}
    shorter = fill(kind, read_values(kind, given_values), "lt", Catalogue.of("lt").look_up, draft_notice=False).part
    assert len(full.blocks) - len(shorter.blocks) == 2


def test_a_letter_is_refused_with_everything_its_language_lacks() -> None:
    def gaps(context: str, source: str, plural: str | None = None) -> Words:
        if context in {"slip", "phrase"}:
            return missing_words("lt", context, source, plural)
        return Catalogue.of("lt").look_up(context, source, plural)

    with pytest.raises(WordsMissing) as caught:
        a_letter("L02", "lt", gaps)
    lacking = {words.source for words in caught.value.missing}
    assert "My child was ill." in lacking
    assert "We can look for a way to make the journey to school easier." in lacking
    assert "Lithuanian" in caught.value.message


def test_a_language_without_words_or_formats_is_refused() -> None:
    for language in ("so", "rom"):
        with pytest.raises(WordsMissing):
            a_letter("L00", language)
    with pytest.raises(NotFound):
        a_letter("L00", "xx")


def test_the_record_names_each_message_once_with_its_hashes() -> None:
    written = a_letter("L02", "lt")
    own = [words for words in written.words if words.language == "lt"]
    assert len({(words.context, words.source) for words in own}) == len(own)
    assert all(len(words.source_hash) == len(words.translation_hash) == 64 for words in own)
    assert {"L02", "shared", "frame", "slip", "phrase"} == {words.context for words in own}


def test_a_letter_whose_number_is_not_its_own_is_refused() -> None:
    assert a_letter("L00", "lt").paper.reference == REFERENCE
    with pytest.raises(BadValue, match=REFERENCE):
        a_letter("L00", "lt", reference="K7M3-92QY")


def test_the_same_letter_is_the_same_paper_and_can_be_read_back() -> None:
    first, second = (paper_as_json(a_letter("L07", "ar").paper) for _ in range(2))
    assert first == second
    assert paper_from_json(first) == a_letter("L07", "ar").paper


def test_a_part_alone_can_be_filled_for_a_preview() -> None:
    kind = letter_kinds()["L12"]
    filled = fill(kind, read_values(kind, VALUES["L12"]), "en", english, draft_notice=True)
    assert filled.part.notice[0].startswith("A qualified translator")
    assert any("81.3%" in line for line in text(filled.part))
    assert filled.words[0].language == "en"
    assert date(2026, 12, 11) in {value.content for sentence in filled.sentences for value in sentence.values}
