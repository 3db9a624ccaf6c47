"""What goes out and comes back as it was changes nothing, in every format and every packaged language."""

from __future__ import annotations

import codecs
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translation.exchange_made import (
    CHILD,
    NOW,
    RING,
    a_sentence,
    packaged_sentences,
    packaged_tags,
    rows_of,
    three,
)

from comms.foundation.languages import language
from comms.translation.exchange.files import read, written
from comms.translation.exchange.report import Outcome, figures
from comms.translation.exchange.sentence import FORMATS, Earlier, Format, Scope


@pytest.mark.parametrize("approved", [False, True], ids=["drafts", "approved"])
@pytest.mark.parametrize("tag", packaged_tags())
def test_a_file_that_comes_back_as_it_went_changes_nothing(tag: str, *, approved: bool) -> None:
    sentences = packaged_sentences(tag, approved=approved)
    worded = sum(not one.words.missing for one in sentences)
    for file_format in FORMATS:
        rows = rows_of(written(sentences, language(tag), file_format, NOW, Scope.ALL), sentences, tag)
        counted = figures(rows)
        assert (counted.new, counted.changed, counted.refused) == (0, 0, 0), file_format
        # A memory holds no sentence without words.
        assert counted.same == (worded if file_format == "tmx" else len(sentences)), file_format


@pytest.mark.parametrize("tag", packaged_tags())
def test_a_language_without_a_word_takes_the_whole_of_another_installations_file(tag: str) -> None:
    theirs = packaged_sentences(tag)
    ours = [a_sentence((one.words.context, one.words.source, one.words.source_plural), tag=tag) for one in theirs]
    worded = [one for one in theirs if not one.words.missing]
    for file_format in FORMATS:
        rows = rows_of(written(worded, language(tag), file_format, NOW, Scope.ALL), ours, tag)
        assert {row.outcome for row in rows} == {Outcome.NEW}, file_format
        assert {(row.context, row.english, row.given) for row in rows} == {
            (one.words.context, one.english, one.forms) for one in worded
        }


@pytest.mark.parametrize("file_format", FORMATS)
def test_earlier_words_to_begin_from_are_no_translation_until_somebody_takes_them(file_format: Format) -> None:
    changed = a_sentence(RING, earlier=Earlier(("Ring us",), ("Proszę dzwonić",)))
    content = written([changed, *three()[:2]], language("pl"), file_format, NOW, Scope.ALL)
    rows = [row for row in rows_of(content, [changed, *three()[:2]]) if row.context == "phrase"]
    # A memory has nothing to begin from.
    assert [(row.outcome, row.what) for row in rows] == [(Outcome.SAME, "Still missing.")] * (file_format != "tmx")
    taken = content.replace(b"#, fuzzy\n#| ", b"#  ")
    if file_format == "po":
        assert [row.outcome for row in rows_of(taken, [changed]) if row.context == "phrase"] == [Outcome.NEW]


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_same_words_are_the_same_bytes_but_for_the_day(file_format: Format) -> None:
    assert written(three(), language("pl"), file_format, NOW) == written(three(), language("pl"), file_format, NOW)


@pytest.mark.parametrize("file_format", FORMATS)
def test_line_ends_and_a_byte_order_mark_change_nothing(file_format: Format) -> None:
    content = written(three(), language("pl"), file_format, NOW, Scope.ALL)
    for other in (content.replace(b"\n", b"\r\n"), codecs.BOM_UTF8 + content, b"\n\n" + content):
        assert {row.outcome for row in rows_of(other, three())} == {Outcome.SAME}


# What XML cannot hold at all is no letter of any language either.
LETTERS = st.text(st.characters(exclude_categories=["Cc", "Cn", "Cs", "Zl", "Zp"]), max_size=20)
PARTS = st.lists(
    st.one_of(LETTERS, st.sampled_from(["{child}", "{day}", "**", " ", "<&>", '"', "]]>", "\\n"])), max_size=8
)


@given(PARTS.map("".join).filter(lambda text: bool(text.strip())))
def test_whatever_stands_in_a_sentence_comes_back_as_it_was(text: str) -> None:
    sentence = a_sentence(CHILD, text)
    for file_format in FORMATS:
        [entry] = read(written([sentence], language("pl"), file_format, NOW, Scope.ALL), "pl")
        assert (entry.english, entry.forms) == ((CHILD[1],), (normalize("NFC", text).strip(),)), file_format
