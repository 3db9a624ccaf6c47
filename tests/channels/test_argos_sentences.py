"""Splitting texts into sentences and joining them again."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comms.channels.argos.sentences import joined, parts_of, short_enough


def _sentences(text: str) -> list[str]:
    return [part.text for part in parts_of(text) if part.words]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dziękuję. Przyjdę jutro.", ["Dziękuję.", "Przyjdę jutro."]),
        ("Czy mogę przyjść? Tak! No…", ["Czy mogę przyjść?", "Tak!", "No…"]),
        ("Nie wiem... Może jutro", ["Nie wiem...", "Może jutro"]),
        ("He said “Come in.” We did.", ["He said “Come in.”", "We did."]),
        ("شكرا. هل يمكنني الحضور؟ نعم", ["شكرا.", "هل يمكنني الحضور؟", "نعم"]),
        ("شکریہ۔ میں کل آؤں گا۔", ["شکریہ۔", "میں کل آؤں گا۔"]),
        ("ਧੰਨਵਾਦ। ਮੈਂ ਕੱਲ੍ਹ ਆਵਾਂਗਾ।", ["ਧੰਨਵਾਦ।", "ਮੈਂ ਕੱਲ੍ਹ ਆਵਾਂਗਾ।"]),
        ("谢谢。我明天来！好吗？", ["谢谢。", "我明天来！", "好吗？"]),
        ("አመሰግናለሁ። ነገ እመጣለሁ።", ["አመሰግናለሁ።", "ነገ እመጣለሁ።"]),
        ("Thank you\nSee you on Monday", ["Thank you", "See you on Monday"]),
    ],
)
def test_a_text_is_split_where_its_sentences_end(text: str, sentences: list[str]) -> None:
    assert _sentences(text) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Nowak and Dr. Hughes will come.",
        "St. Mary's School is at 5 High St. Marlingfen",
        "I pay £1.50 a day, at 16.30 in room 2.4 today",
        "Przyjdę o godz. 9 na ul. Szkolną",
        "J. Kowalski is here",
        "Come on 16. December please",
        "It is e.g. Monday, i.e. tomorrow",
        "Write to office@school.example or www.school.example today",
        "No. 5 is our house",
        "1. Come at nine",
        "Tel. 01632 960 100",
        "und so weiter usw. und mehr",
    ],
)
def test_a_full_stop_in_the_middle_ends_no_sentence(text: str) -> None:
    assert _sentences(text) == [text]


def test_an_answer_of_one_word_is_a_sentence() -> None:
    assert _sentences("No. Thank you.") == ["No.", "Thank you."]


@given(st.text(alphabet=st.sampled_from('ab.A1!? \n\t。।,؟()"…é'), max_size=60))
@example(" \n . a.\n\nB ")
@example(".")
def test_the_parts_of_a_text_are_the_text(text: str) -> None:
    parts = parts_of(text)
    assert "".join(part.text for part in parts) == text
    assert all(part.text == part.text.strip() != "" for part in parts if part.words)
    assert "".join(joined(parts, [part.text for part in parts], spaced=True).split()) == "".join(text.split())


def test_line_breaks_stay_and_sentences_are_set_apart_as_the_language_does() -> None:
    chinese = parts_of("谢谢。我明天来。\n\n好吗？")
    said = {"谢谢。": "Thank you.", "我明天来。": "I come tomorrow.", "好吗？": "All right?"}
    english = joined(chinese, [said.get(part.text, part.text) for part in chinese], spaced=True)
    assert english == "Thank you. I come tomorrow.\n\nAll right?"
    back = {words: one for one, words in said.items()}
    parts = parts_of(english)
    assert (
        joined(parts, [back.get(part.text, part.text) for part in parts], spaced=False) == "谢谢。我明天来。\n\n好吗？"
    )


@given(st.text(alphabet="abc, ;\u0301", max_size=400), st.integers(1, 50))
def test_a_long_sentence_is_cut_into_pieces_that_fit_and_nothing_is_lost(text: str, most: int) -> None:
    pieces = short_enough(text, lambda piece: len(piece) <= most)
    assert "".join(pieces) == text
    assert all(len(piece) <= most for piece in pieces)


def test_a_long_sentence_is_cut_after_a_comma_before_it_is_cut_between_words() -> None:
    pieces = short_enough("one two three, four five six seven", lambda piece: len(piece) < 25)
    assert pieces == ["one two three, ", "four five six seven"]
