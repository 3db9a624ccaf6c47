"""What a password must be: long, on no list, not easily guessed, and nothing that others know of one."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comms.agencies.signing_in.password_rule import (
    LONGEST,
    SHORTEST,
    KnownOfThem,
    WeakPassword,
    check_password,
    normal,
)

KNOWN = KnownOfThem("Jo Marsh-Öztürk", "jo.marsh@fenedge.example", "Fen Edge Academy")
GOOD = (
    "wet pebble orchid tramline", "Zw9vR2qLm4Ts", "ключ озеро фонарь гитара", "ładny  zielony  wóz", "tr4mline-orchid",
)  # fmt: skip
# From lists of leaked passwords, all of twelve characters or more, and made from such as people make them.
COMMON = (
    "password1234", "qwertyuiop12", "123456789012", "1q2w3e4r5t6y", "iloveyou1234", "qwerty123456", "letmein letmein",
    "P@ssw0rd1234", "Password123!", "passwordpassword", "leavemealone", "abcdefghijkl", "aaaaaaaaaaaa", "football2026!",
    "correct horse battery staple", "trustno1trustno1", "liverpool1892", "1234567890ab", "zaq12wsxcde3", "qazwsxedcrfv",
    "!QAZ2wsx#EDC", "welcome12345", "changeme1234", "manchesterunited", "princess1234", "sunshine2026",
)  # fmt: skip


@pytest.mark.parametrize("password", GOOD)
def test_a_long_password_that_nobody_would_try_is_taken_whatever_it_is_made_of(password: str) -> None:
    check_password(password, KNOWN)


@pytest.mark.parametrize("password", COMMON)
def test_a_common_one_is_refused_though_it_is_long(password: str) -> None:
    with pytest.raises(WeakPassword, match="used often|easily guessed"):
        check_password(password, KNOWN)


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("the wet MARSH of november", "marsh"), ("orchid jo.marsh tramline", "jomarsh|marsh"),
        ("öztürk orchid tramline", "öztürk"), ("OZTÜRK orchid", None), ("fen edge academy pebble", "fenedgeacademy"),
        ("Comms pebble orchid", "comms"), ("c-o-m-m-s pebble orchid", "comms"),
    ],
)  # fmt: skip
def test_what_others_know_of_one_is_refused(password: str, told: str | None) -> None:
    if told is None:
        check_password(password, KNOWN)
        return
    with pytest.raises(WeakPassword, match=told):
        check_password(password, KNOWN)


def test_a_short_word_of_a_name_may_stand_in_it() -> None:
    check_password("jovial fennel orchid", KNOWN)


@pytest.mark.parametrize("length", [0, 1, SHORTEST - 1, LONGEST + 1, 5000])
def test_too_short_and_too_long_is_refused_with_how_long_it_is(length: int) -> None:
    letters = "qz7!mK2vXw9$Lp4"
    with pytest.raises(WeakPassword, match=f"has {length} characters"):
        check_password((letters * (length // len(letters) + 1))[:length], KNOWN)


def test_the_longest_is_taken() -> None:
    check_password(("wet pebble orchid tramline " * 5)[:LONGEST], KNOWN)


@settings(max_examples=300)
@given(st.text(max_size=200))
@example("\x00" * 20)
@example("\n" * 20)
@example("a\nb" * 8)
@example("\ud800" * 15)
def test_whatever_is_typed_is_taken_or_refused_in_words(password: str) -> None:
    with suppress(WeakPassword):
        check_password(password, KNOWN)
        assert SHORTEST <= len(normal(password)) <= LONGEST
