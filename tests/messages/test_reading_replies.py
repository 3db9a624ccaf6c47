"""A table of replies in every language, as people type them, and how each is read."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from comms.messages.reading import Meaning, Reading, read_text
from comms.messages.reading.lexicon import every_tag

WEDNESDAY = date(2026, 12, 2)
REPLIES: dict[str, list[tuple[str, str, str]]] = tomllib.loads(
    (Path(__file__).parent / "replies.toml").read_text(encoding="utf-8")
)
ALWAYS_A_PERSON = {Meaning.DANGER, Meaning.MAYBE_STOP, Meaning.UNREAD, Meaning.EMPTY}


def in_short(reading: Reading) -> str:
    """A reading as the table writes it."""
    if reading.meaning in {*ALWAYS_A_PERSON, Meaning.STOP}:
        return str(reading.meaning)
    words = [reading.option if reading.meaning is Meaning.OPTION else str(reading.meaning)]
    if reading.hour is not None:
        words.append(f"{reading.hour}:{reading.minute:02}" if reading.minute else str(reading.hour))
    if reading.day:
        words.append(f"{reading.day.day} {reading.day:%b}")
    if reading.back_on:
        words.append(f"back {reading.back_on.day} {reading.back_on:%b}")
    return " ".join(words if reading.sure else [*words, "?"])


@pytest.mark.parametrize(
    ("tag", "asked", "body", "expected"),
    [(tag, *reply) for tag, replies in REPLIES.items() for reply in replies],
)
def test_a_reply_is_read_as_it_was_meant(tag: str, asked: str, body: str, expected: str) -> None:
    reading = read_text(body, asked, [tag], WEDNESDAY)
    assert in_short(reading) == expected
    if reading.meaning in ALWAYS_A_PERSON:
        assert not reading.sure


def test_the_table_has_every_language_and_most_of_those_written_most() -> None:
    assert set(REPLIES) == set(every_tag())
    for tag, replies in REPLIES.items():
        assert len(replies) >= (25 if tag in {"pl", "lt", "ro", "ar", "ur"} else 10)
