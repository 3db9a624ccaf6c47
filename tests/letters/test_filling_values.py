from __future__ import annotations

import subprocess
import sys
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_samples import VALUES, a_letter

from comms.foundation.errors import NotFound
from comms.foundation.languages import LANGUAGES, babel_locale
from comms.letters.templates.source import letter_kinds
from comms.letters.text.formats import written
from comms.letters.text.values import BadValue, MissingField, Value, read_value, read_values

SECOND = {"key": "stage.second", "full": "£160", "full_by": "2026-12-31"}
MORNING = {"key": "offence.morning", "day": "2026-09-28"}


def read(kind: str = "L02", **values: object) -> object:
    return read_values(letter_kinds()[kind], {**VALUES[kind], **values})


@pytest.mark.parametrize(
    ("kind", "field", "value", "says"),
    [
        ("L02", "absent", -1, "a whole number"),
        ("L02", "absent", "12", "a whole number"),
        ("L02", "absent", True, "a whole number"),
        ("L02", "from", "07/09/2026", "a date as year, month and day"),
        ("L02", "recipient", 7, "a name as text"),
        ("L02", "telephone", "ring me", "a telephone number"),
        ("L02", "telephone", "٠٧٧٠٠", "a telephone number"),
        ("L02", "language_in_english", "Klingon", "a language tag"),
        ("L12", "now_percent", 101, "a number from 0 to 100"),
        ("L12", "now_percent", float("nan"), "a number from 0 to 100"),
        ("L00", "reference", "K7 M3", "the letter's number"),
        ("L02", "support", "support.travel", "Give a list"),
        ("L02", "support", ["We are kind."], "Choose from: support."),
        ("L02", "support", ["hours.every_day"], "Choose from: support."),
        ("L02", "support", ["support.home", "support.home"], "Name each phrase once"),
        ("L02", "pattern", {"key": "pattern.weekday", "weekday": "someday"}, "a day of the week in English"),
        ("L02", "pattern", {"key": "pattern.mornings", "weekday": "monday"}, "Its values are: none"),
        ("L09", "stage", SECOND | {"full": "160 pounds"}, "an amount in pounds"),
        ("L09", "stage", SECOND | {"full": "£160,00"}, "an amount in pounds"),
        ("L09", "stage", SECOND | {"full": "-160"}, "an amount in pounds"),
        ("L09", "stage", SECOND | {"full": True}, "an amount in pounds"),
        ("L09", "offences", [MORNING, MORNING], "Name each phrase once"),
        ("L00", "hours", {"key": "hours.every_day", "open": "25:00", "close": "16:00"}, "a time on the 24-hour clock"),
        ("L02", "colour", "red", "Its fields are: recipient, child"),
    ],
)
def test_a_wrong_value_names_its_field_and_what_to_do(kind: str, field: str, value: object, says: str) -> None:
    with pytest.raises(BadValue) as caught:
        read(kind, **{field: value})
    assert field in caught.value.message or field in {"hours", "stage"}
    assert says in caught.value.remedy


@pytest.mark.parametrize("nothing", [None, "", " \u200b", "\u202e"])
def test_a_missing_value_is_named_with_what_it_is(nothing: object) -> None:
    with pytest.raises(MissingField, match="child \\(the child\\)") as caught:
        read("L02", child=nothing)
    assert caught.value.field == "child"


def test_all_missing_values_are_named_at_once() -> None:
    with pytest.raises(MissingField) as caught:
        read_values(letter_kinds()["L07"], {"recipient": "Ona", "child": "Jonas"})
    assert caught.value.fields[:5] == ("first_day", "last_day", "days", "information", "reply_by")
    assert "last_day (last whole day away" in caught.value.message


def test_an_offer_of_help_without_any_help_is_missing() -> None:
    with pytest.raises(MissingField, match="support"):
        read("L02", support=[])


def test_a_value_inside_a_phrase_may_not_be_missing() -> None:
    with pytest.raises(MissingField, match=r"hours\.close"):
        read("L00", hours={"key": "hours.every_day", "open": "08:30"})


def test_optional_values_may_be_left_out() -> None:
    given_values = {name: value for name, value in VALUES["L02"].items() if name not in {"pattern", "telephone"}}
    assert "pattern" not in read_values(letter_kinds()["L02"], {**given_values, "pattern": None})


@pytest.mark.parametrize(
    ("tag", "day", "percent", "weekday"),
    [
        ("en", "23 November 2026", "87.5%", "Monday"),
        ("lt", "2026 m. lapkričio 23 d.", "87,5\u00a0%", "pirmadienis"),
        ("pl", "23 listopada 2026", "87,5%", "poniedziałek"),
        ("ro", "23 noiembrie 2026", "87,5\u00a0%", "luni"),
        ("ar", "23 نوفمبر 2026", "87.5%", "الاثنين"),
        ("ur", "23 نومبر، 2026", "87.5%", "پیر"),
        ("tr", "23 Kasım 2026", "%87,5", "Pazartesi"),
    ],
)
def test_values_are_written_in_the_manner_of_the_language(tag: str, day: str, percent: str, weekday: str) -> None:
    assert written(Value("date", date(2026, 11, 23)), tag) == day
    assert written(Value("percent", Decimal("87.5")), tag) == percent
    assert written(Value("weekday", 0), tag) == weekday
    assert written(Value("time", time(15, 30)), tag) == "15:30"


@pytest.mark.parametrize(
    ("given", "printed"),
    [("£160", "£160"), ("160", "£160"), (160, "£160"), (" £80.50 ", "£80.50"), ("£80.00", "£80"), ("2,500", "£2,500"),
     (2500, "£2,500")],
)  # fmt: skip
@pytest.mark.parametrize("tag", ["en", "lt", "ar", "ur", "bn"])
def test_money_is_printed_alike_in_every_language(given: object, printed: str, tag: str) -> None:
    assert written(read_value("full", "money", given), tag) == printed


def test_two_amounts_are_the_same_fact_however_they_were_given() -> None:
    assert read_value("full", "money", 160) == read_value("full", "money", "£160.00")
    assert read_value("full", "money", 160) != read_value("full", "money", 80)


def test_a_phrase_may_stand_in_a_list_for_several_days() -> None:
    evening = MORNING | {"day": "2026-09-29"}
    values = read_values(letter_kinds()["L09"], {**VALUES["L09"], "offences": [MORNING, evening]})
    named = values["offences"]
    assert isinstance(named, tuple)
    assert [one.values["day"].content for one in named] == [date(2026, 9, 28), date(2026, 9, 29)]


def test_a_whole_percent_has_no_decimal() -> None:
    assert written(read_value("now_percent", "percent", "97.04"), "en") == "97%"
    assert written(read_value("now_percent", "percent", 97.05), "en") == "97.1%"


def test_a_telephone_number_keeps_its_digits_and_cannot_be_parted() -> None:
    assert read_value("telephone", "telephone", " 07700  900821 ").content == "07700\u00a0900821"
    assert read_value("telephone", "telephone", "+44 (0)1632-960.123").content == "+44\u00a0(0)1632-960.123"


def test_weekdays_do_not_depend_on_which_language_was_written_before() -> None:
    code = (
        "from comms.letters.text.formats import written; from comms.letters.text.values import Value\n"
        "print([written(Value('weekday', 0), tag) for tag in {tags}])"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code.format(tags=tags)], capture_output=True, text=True, check=True, encoding="utf-8"
        ).stdout.strip()
        for tags in (["ur", "ru"], ["ru", "ur"])
    ]
    assert outputs == ["['پیر', 'понедельник']", "['понедельник', 'پیر']"]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.times(), st.integers(0, 9999), st.integers(0, 1000))
def test_digits_are_latin_in_every_language(day: date, moment: time, count: int, thousandths: int) -> None:
    values = (
        Value("date", day),
        Value("time", moment),
        Value("count", count),
        Value("percent", Decimal(thousandths) / 10),
    )
    for tag in ("en", "pl", "lt", "ar", "ar-IQ", "ur", "fa", "bn", "pa-Guru", "ne", "my", "ps", "ckb"):
        for value in values:
            text = written(value, tag)
            assert not [letter for letter in text if letter.isdecimal() and not letter.isascii()]
            assert any(letter.isdecimal() for letter in text)


def test_every_language_that_can_be_written_either_has_formats_or_says_so() -> None:
    for tag, language in LANGUAGES.items():
        if not language.can_be_written:
            continue
        try:
            babel_locale(tag)
        except NotFound:
            with pytest.raises(NotFound):
                written(Value("date", date(2026, 11, 23)), tag)
        else:
            assert "2026" in written(Value("date", date(2026, 11, 23)), tag)


@pytest.mark.parametrize(
    ("tag", "wanted", "name"),
    [
        ("lt", "lt", "lietuvių"),
        ("pl", "ru", "rosyjski"),
        ("ar", "pa-Guru", "البنجابية"),
        ("ur", "ur", "اردو"),
        ("en", "lt", "Lithuanian"),
        # No word of its own is known, or only one that insults: the English name stands there, as what it is.
        ("pl", "bfi", "British Sign Language"),
        ("pl", "rom", "Romany"),
    ],
)
def test_the_interpreters_language_is_named_in_the_words_of_the_reader(tag: str, wanted: str, name: str) -> None:
    interpreter = {"key": "interpreter.in_person", "language": wanted}
    letter = a_letter("L03", tag, interpreter=interpreter, language_in_english=None)
    (run,) = [run for block in letter.paper.parts[0].blocks for run in block.runs if run.value and name in run.text]
    assert run.lang == ("en" if wanted in {"bfi", "rom"} and tag != "en" else None)
