"""“Yes” alone is no answer, in any language; whatever says something of its own is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.cautions.yes_alone import is_yes_alone

ALONE = [
    "yes", "Yes.", "YES!!", "yeees", "yes yes", "no", "ok", "OK, fine", "I understand", "yes, I understand", "I do",
    "I don't understand", "All clear, thank you", "right", "taip", "Taip, supratau.", "ne", "aišku", "viskas aišku",
    "tak", "Tak, rozumiem", "jasne", "да", "да, понял", "всё понятно", "так", "розумію", "da", "am înțeles", "Bine, da",
    "да, разбирам", "sim", "Sim, entendi", "evet", "Evet, anladım", "نعم", "نعم فهمت", "بله فهمیدم", "ہاں ٹھیک ہے",
    "ਹਾਂ ਠੀਕ ਹੈ", "হ্যাঁ বুঝেছি", "да yes taip", "👍", "?", "", "  ",
]  # fmt: skip
ANSWERS = [
    "It stays on the police computers.", "It is not a conviction", "the police keep it", "I go to court if I say no.",
    "Yes, it stays on my record.", "No judge decides it", "a warning", "Tai įspėjimas", "Policija tai saugo.",
    "Taip, tai lieka įrašuose", "Nie ma wyroku", "Policja to zapisze", "Это предупреждение", "Суда не будет",
    "Este un avertisment", "Это остаётся в полиции, да", "هذا تحذير من الشرطة", "یہ پولیس کے پاس رہے گا",
    "این یک هشدار است", "Polis bunu saklar", "পুলিশ এটা রাখবে",
]  # fmt: skip


@pytest.mark.parametrize("text", ALONE)
def test_yes_and_i_understand_are_no_answer(text: str) -> None:
    assert is_yes_alone(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_whatever_says_something_is_an_answer(text: str) -> None:
    assert not is_yes_alone(text)


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    assert is_yes_alone(text) in {True, False}


@given(
    st.lists(st.sampled_from(["yes", "no", "ok", "I understand", "taip", "tak", "да", "نعم"]), min_size=1, max_size=8)
)
def test_yes_said_many_times_and_in_many_languages_is_still_yes(said: list[str]) -> None:
    assert is_yes_alone(", ".join(said))
    assert not is_yes_alone(", ".join([*said, "policija tai saugo"]))
