"""The words of a text: as much as is safe, whole, in the reader's language, its values as that language has them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from comms.channels.sms import MOST_UNITS, count_units
from comms.foundation.languages import language
from comms.messages.safety import Decision
from comms.messages.wording import (
    LONGEST_CHILD,
    LONGEST_NUMBER,
    LONGEST_SENDER,
    Composed,
    NoWords,
    compose,
    group_of,
    said,
    variants,
)
from comms.translation.catalogues import Catalogue, Words, english, missing_words
from comms.translation.short_words import TEXT, short_words

AT = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
OPEN = Decision(allowed=True, not_before=AT)
NEUTRAL = Decision(allowed=True, not_before=AT, neutral=True)
ALIAS = Decision(allowed=True, not_before=AT, alias=True)
VALUES = {"sender": "Fen Edge", "child": "Zofia", "number": "01632 960100", "day": date(2026, 12, 3),
          "time": time(14, 30), "code": "204951", "link": "https://comms.example/f/abc"}  # fmt: skip
WITH_CATALOGUES = ["pl", "lt", "lv", "ro", "ru", "uk", "bg", "ar", "ur", "fa", "bn", "pa-Guru", "pt", "tr"]
POLISH = language("pl")


def test_the_variant_that_says_most_of_what_is_safe_comes_first() -> None:
    assert variants("missed_call", OPEN, child=True, interpreter=False) == [
        "missed_call.child", "missed_call.named", "missed_call.neutral",
    ]  # fmt: skip
    assert variants("missed_call", OPEN, child=False, interpreter=False)[0] == "missed_call.named"
    assert variants("missed_call", NEUTRAL, child=True, interpreter=False) == ["missed_call.neutral"]
    assert variants("missed_call", ALIAS, child=True, interpreter=False) == ["missed_call.one_way"]
    assert variants("reminder", OPEN, child=False, interpreter=True)[:2] == ["reminder.interpreter", "reminder.named"]
    assert variants("will_ring", NEUTRAL, child=False, interpreter=True) == ["will_ring.interpreter", "will_ring.plain"]
    assert variants("will_ring", OPEN, child=False, interpreter=False) == ["will_ring.plain"]


@pytest.mark.parametrize("key", sorted({group_of(one) for one in short_words(TEXT)}) + list(short_words(TEXT)))
def test_neutral_words_name_neither_us_nor_a_child_and_another_name_of_ours_is_only_one_way(key: str) -> None:
    for interpreter in (True, False):
        for one in variants(key, NEUTRAL, child=True, interpreter=interpreter):
            assert "{sender}" not in short_words(TEXT)[one].text
            assert "{child}" not in short_words(TEXT)[one].text
        assert all(one.endswith(".one_way") for one in variants(key, ALIAS, child=True, interpreter=interpreter))


def test_a_link_has_no_words_that_would_be_neutral() -> None:
    assert variants("link", NEUTRAL, child=False, interpreter=False) == []
    assert variants("link.code", NEUTRAL, child=False, interpreter=False) == ["link.code"]


@pytest.mark.parametrize("tag", ["en", *WITH_CATALOGUES])
def test_in_every_language_every_text_has_its_values_and_no_more_than_a_text_may_have(tag: str) -> None:
    reader, look_up = language(tag), Catalogue.of(tag).look_up
    for key, entry in short_words(TEXT).items():
        found = compose(look_up, reader, [key], VALUES)
        assert isinstance(found, Composed), f"{tag} {key}: {found}"
        assert found.units.units <= MOST_UNITS
        assert "{" not in found.body, entry.key
        assert found.names_child == ("{child}" in entry.text)


@pytest.mark.parametrize("tag", ["en", *WITH_CATALOGUES])
def test_with_the_longest_names_and_day_there_may_be_nothing_gives_way(tag: str) -> None:
    reader, look_up = language(tag), Catalogue.of(tag).look_up
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]
    longest = VALUES | {
        "sender": "W" * LONGEST_SENDER, "child": "W" * LONGEST_CHILD, "number": "0" * LONGEST_NUMBER,
        "day": max(days, key=lambda day: count_units(said(day, "day", reader)).units),
    }  # fmt: skip
    for key in short_words(TEXT):
        assert isinstance(compose(look_up, reader, [key], longest), Composed), (tag, key)


def test_values_among_right_to_left_words_are_kept_apart() -> None:
    found = compose(Catalogue.of("ar").look_up, language("ar"), ["again.one_way"], VALUES)
    assert isinstance(found, Composed)
    assert "\u206601632 960100\u2069" in found.body


def test_what_is_too_long_gives_way_to_a_variant_that_says_less() -> None:
    def look_up(context: str, text: str, plural: str | None = None) -> Words:
        long = "{child}" in text
        return english(context, text + "x" * MOST_UNITS if long else text, plural)

    found = compose(look_up, POLISH, ["missed_call.child", "missed_call.named"], VALUES)
    assert isinstance(found, Composed)
    assert found.key == "missed_call.named"
    held = compose(look_up, POLISH, ["missed_call.child"], VALUES)
    assert isinstance(held, NoWords)
    assert held.code == "too_long"


def test_words_nobody_wrote_are_not_replaced_by_english() -> None:
    def look_up(context: str, text: str, plural: str | None = None) -> Words:
        return missing_words("pl", context, text, plural)

    held = compose(look_up, POLISH, ["missed_call.named"], VALUES)
    assert held == NoWords("words_missing", "These words have not been written in Polish yet.")


def test_a_gap_without_a_value_is_no_text() -> None:
    held = compose(Catalogue.of("pl").look_up, POLISH, ["again.named"], VALUES | {"number": ""})
    assert isinstance(held, NoWords)
    assert held.code == "value_missing"
    assert "number" in held.why


def test_where_nothing_is_safe_to_say_nothing_is_said() -> None:
    held = compose(Catalogue.of("pl").look_up, POLISH, [], VALUES)
    assert isinstance(held, NoWords)
    assert held.code == "says_too_much"


@pytest.mark.parametrize(
    ("value", "name", "tag", "written"),
    [
        (date(2026, 12, 3), "day", "en", "3 Dec"),
        (date(2026, 12, 3), "day", "pl", "3 gru"),
        (date(2026, 12, 3), "day", "lt", "gruod. 3 d."),
        (date(2026, 12, 3), "day", "bg", "3.12"),
        (time(14, 30), "time", "pl", "14:30"),
        (datetime(2026, 7, 3, 17, 30, tzinfo=UTC), "time", "pl", "18:30"),
        (datetime(2026, 7, 3, 23, 30, tzinfo=UTC), "day", "en", "4 Jul"),
        ("18:00", "time", "ar", "18:00"),
        (Decimal(3), "count", "pl", "3"),
    ],
)
def test_days_and_times_are_written_as_the_reader_has_them(value: object, name: str, tag: str, written: str) -> None:
    assert said(value, name, language(tag)) == written
