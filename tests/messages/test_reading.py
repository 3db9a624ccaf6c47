"""What holds for every text, whatever somebody writes: danger is never answered by a machine, and nothing raises."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.messages.reading import Meaning, read_text
from comms.messages.reading.body import MOST_LETTERS
from comms.messages.reading.lexicon import DANGER, _content, _split, every_tag
from comms.messages.reading.options import ASK_FOR_AN_HOUR, OFFERED

TODAY = date(2026, 12, 2)
CARRIERS_OWN = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
DANGER_WORDS = sorted((tag, phrase.replace("*", "")) for tag in every_tag() for phrase in _split(_content(tag)[DANGER]))

asked = st.sampled_from(["", "thanks", *OFFERED, *sorted(ASK_FOR_AN_HOUR)])
languages = st.lists(st.sampled_from([*every_tag(), "pa", "syl", "prs", "pt-BR", "so", "xx", "", "?"]), max_size=3)
days = st.dates(date(2026, 1, 1), date(2031, 12, 31))
# What people write, and what they do not: any character at all, and the words and figures that mean something here.
words = st.lists(
    st.sampled_from(("1", "2", "4", "18", "6", "18:30", "12.1", "po", "tak", "no", "pm", "jutro", "stop", "bas", "?")),
    max_size=6,
).map(" ".join)
bodies = st.one_of(st.text(max_size=80), words, st.tuples(st.text(max_size=10), words).map(" ".join))


@given(bodies, asked, languages, days)
def test_any_text_is_read_without_fault_and_within_its_bounds(
    body: str, asked: str, languages: list[str], today: date
) -> None:
    reading = read_text(body, asked, languages, today)
    assert reading.hour is None or 0 <= reading.hour <= 23
    assert 0 <= reading.minute <= 59
    assert reading.danger == (reading.meaning is Meaning.DANGER)
    for day in (reading.day, reading.back_on):
        assert day is None or today <= day <= today + timedelta(days=2 * 366)
    if reading.sure:
        assert reading.meaning in {Meaning.STOP, Meaning.START, Meaning.OPTION, Meaning.YES, Meaning.NO, Meaning.TIME}
    if reading.meaning is Meaning.OPTION and reading.sure:
        assert reading.option in OFFERED[asked].values()
    assert reading == read_text(body, asked, languages, today)


@given(bodies, asked, languages)
def test_only_the_carriers_own_word_alone_is_a_stop(body: str, asked: str, languages: list[str]) -> None:
    reading = read_text(body, asked, languages, TODAY)
    alone = "".join(one for one in body.casefold() if one.isalpha())
    if reading.meaning is Meaning.STOP:
        assert alone in CARRIERS_OWN
        assert reading.sure
    if reading.meaning is Meaning.MAYBE_STOP:
        assert not reading.sure


@pytest.mark.parametrize("word", sorted(CARRIERS_OWN))
def test_the_carriers_words_are_a_stop_in_any_case(word: str) -> None:
    for written in (word, word.upper(), f" {word.title()}\n", f"{word}.", f'"{word}!"'):
        assert read_text(written, "reminder", ["pl"], TODAY).meaning is Meaning.STOP
    assert read_text(f"{word} 5", "reminder", ["pl"], TODAY).meaning is not Meaning.STOP


@given(st.sampled_from(DANGER_WORDS), bodies, bodies, asked, languages)
def test_a_word_of_danger_is_danger_whatever_stands_around_it(
    word: tuple[str, str], before: str, after: str, asked: str, languages: list[str]
) -> None:
    reading = read_text(f"{before} {word[1]} {after}", asked, languages, TODAY)
    assert reading.meaning is Meaning.DANGER
    assert reading.danger
    assert not reading.sure


@given(st.sampled_from(DANGER_WORDS), st.sampled_from([str.upper, str.title, str.lower]))
def test_a_word_of_danger_is_danger_in_capitals_too(word: tuple[str, str], written: object) -> None:
    assert callable(written)
    assert read_text(f"1 18, {written(word[1])}!", "missed_call", [word[0]], TODAY).danger


def test_a_word_of_danger_is_found_in_a_text_that_is_too_long() -> None:
    filler = "mama " * MOST_LETTERS
    assert read_text(f"help {filler}", "", ["pl"], TODAY).danger
    assert read_text(f"{filler} help", "", ["pl"], TODAY).danger


@pytest.mark.parametrize("body", ["h e l p", "h.e.l.p", "heeeelp", "HELP", "p o m o c y", "#help", "1 18 🆘", "999"])
def test_a_word_of_danger_is_found_where_it_is_hidden_or_shouted(body: str) -> None:
    assert read_text(body, "missed_call", ["pl"], TODAY).danger


def test_a_childs_english_is_danger_too_where_the_family_speaks_another_language() -> None:
    for tag in every_tag():
        assert read_text("1 but he hit me", "missed_call", [tag], TODAY).danger


def test_what_else_a_text_of_danger_says_is_still_shown() -> None:
    reading = read_text("1 po 18, boję się", "missed_call", ["pl"], TODAY)
    assert (reading.meaning, reading.hour, reading.sure) == (Meaning.DANGER, 18, False)


@pytest.mark.parametrize("body", ["", " ", "\n\n", "\u200b", "\u202a\u202c"])
def test_a_text_without_anything_in_it_is_empty(body: str) -> None:
    assert read_text(body, "missed_call", ["pl"], TODAY).meaning is Meaning.EMPTY


@pytest.mark.parametrize("body", ["?", "???", "😭", "https://example.com/a", "...", "+44 7700 900123"])
def test_what_nobody_can_read_is_for_a_person(body: str) -> None:
    reading = read_text(body, "missed_call", ["pl"], TODAY)
    assert (reading.meaning, reading.sure) == (Meaning.UNREAD, False)


def test_a_word_that_two_of_their_languages_read_differently_is_not_believed() -> None:
    # "Tak" is yes in Polish; "no" is no in English, and a lively yes in Polish.
    assert read_text("no", "reminder", ["pl"], TODAY).meaning is Meaning.UNREAD
    assert read_text("no", "reminder", ["lt"], TODAY).meaning is Meaning.NO
    # "Ja" is yes in Latvian and "I" in Polish; "la" is no in Arabic and "at" in Romanian.
    assert read_text("ja", "reminder", ["lv"], TODAY).meaning is Meaning.YES
    assert not read_text("ja", "reminder", ["pl"], TODAY).sure
    assert read_text("la", "reminder", ["ar"], TODAY).meaning is Meaning.NO
    assert read_text("la 18", "you_rang", ["ro"], TODAY).hour == 18


def test_a_language_that_is_not_on_record_is_read_and_never_sure() -> None:
    reading = read_text("да", "reminder", ["pl"], TODAY)
    assert (reading.meaning, reading.sure) == (Meaning.YES, False)
    assert read_text("tak", "reminder", ["lt"], TODAY).sure is False


def test_a_number_that_nobody_is_known_by_is_read_in_every_language() -> None:
    assert read_text("1 18", "missed_call", [], TODAY).sure
    assert read_text("haan ji", "reminder", [], TODAY).meaning is Meaning.YES
    assert read_text("muša", "", [], TODAY).danger


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("1 po 18", "pl"), ("jutro po 17", "pl"), ("after 6pm", "en"), ("haan ji", "ur"), ("18", ""), ("👍", ""),
        ("nie rozumiem tej wiadomości", "pl"), ("да", "ru"),
    ],
)  # fmt: skip
def test_the_language_is_that_of_the_words(body: str, language: str) -> None:
    mine = {"ur": ["ur"], "ru": ["ru"]}.get(language, ["pl"])
    assert read_text(body, "missed_call", mine, TODAY).language == language


def test_a_familys_own_tag_names_its_language() -> None:
    assert read_text("sim obrigado", "reminder", ["pt-BR"], TODAY).language == "pt-BR"
    # Sylheti and Pothwari are spoken; what their speakers text is Bengali and Urdu.
    assert read_text("জি", "reminder", ["syl"], TODAY).language == "bn"
    assert read_text("haan ji", "reminder", ["phr"], TODAY).language == "ur"
    assert read_text("ਹਾਂ ਜੀ", "reminder", ["pa"], TODAY).language == "pa-Guru"


@pytest.mark.parametrize(
    ("body", "asked", "hour", "minute", "sure"),
    [
        ("18", "you_rang", 18, 0, True), ("18:45", "you_rang", 18, 45, True), ("1845", "you_rang", 18, 45, True),
        ("18h", "you_rang", 18, 0, True), ("18h45", "you_rang", 18, 45, True), ("6pm", "you_rang", 18, 0, True),
        ("6 p.m.", "you_rang", 18, 0, True), ("6.30pm", "you_rang", 18, 30, True), ("9am", "you_rang", 9, 0, True),
        ("09:00", "you_rang", 9, 0, True), ("9", "you_rang", 9, 0, False), ("6", "you_rang", 18, 0, False),
        ("12", "you_rang", 12, 0, True), ("12am", "you_rang", 12, 0, False), ("0", "you_rang", 0, 0, False),
        ("24", "you_rang", 0, 0, False), ("25", "you_rang", None, 0, False), ("18:75", "you_rang", 18, 0, False),
        ("18 20", "you_rang", 18, 0, False), ("18-20", "you_rang", 18, 0, False), ("2027", "you_rang", None, 0, False),
        ("118", "missed_call", 18, 0, False), ("1.18", "missed_call", 18, 0, True),
        ("1:18", "missed_call", 18, 0, True), ("1/18", "missed_call", 18, 0, True),
        ("1-18", "missed_call", 18, 0, True),
        ("1.12", "missed_call", 12, 0, False),
        ("1.30", "missed_call", 13, 30, False), ("1 18 2", "missed_call", 18, 0, False),
        ("3 pm", "missed_call", 15, 0, True),
        ("1 12.1", "missed_call", None, 0, False),
        ("1️⃣ 18", "missed_call", 18, 0, True),
        ("①  18", "missed_call", 18, 0, True),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(body: str, asked: str, hour: int | None, minute: int, sure: bool) -> None:
    reading = read_text(body, asked, ["pl"], TODAY)
    assert (reading.hour, reading.minute, reading.sure) == (hour, minute, sure)


@pytest.mark.parametrize(
    ("body", "back_on"),
    [
        ("4", None), ("4 12.1", date(2027, 1, 12)), ("4 12/01/27", date(2027, 1, 12)),
        ("4 12.01.2027", date(2027, 1, 12)),
        ("4 12 stycznia", date(2027, 1, 12)), ("4 do 20 grudnia", date(2026, 12, 20)), ("4 20.12", date(2026, 12, 20)),
        ("4 2.12", TODAY), ("4 w niedzielę", date(2026, 12, 6)), ("4 jutro", date(2026, 12, 3)),
        ("4 12", date(2026, 12, 12)), ("4 1", date(2027, 1, 1)), ("4 30.2", None), ("4 1.12.2026", None),
    ],
)  # fmt: skip
def test_a_day_of_return_is_the_next_such_day(body: str, back_on: date | None) -> None:
    reading = read_text(body, "missed_call", ["pl"], TODAY)
    assert (reading.option, reading.back_on, reading.hour, reading.day) == ("abroad", back_on, None, None)


def test_a_day_of_return_that_does_not_exist_or_has_passed_is_not_sure() -> None:
    for body in ("4 30.2", "4 1.12.2026"):
        assert not read_text(body, "missed_call", ["pl"], TODAY).sure


def test_a_weekday_on_that_very_day_may_be_today_or_next_week() -> None:
    reading = read_text("w środę po 17", "missed_call", ["pl"], TODAY)
    assert (reading.day, reading.sure) == (date(2026, 12, 9), False)


def test_only_the_carriers_own_word_lets_texts_begin_again() -> None:
    for body in ("START", "start.", "Unstop"):
        reading = read_text(body, "missed_call", ["pl"], TODAY)
        assert (reading.meaning, reading.sure) == (Meaning.START, True)
    assert read_text("start at 18", "missed_call", ["pl"], TODAY).meaning is not Meaning.START
    assert read_text("старт", "missed_call", ["ru"], TODAY).meaning is Meaning.UNREAD


@pytest.mark.parametrize(
    ("tag", "body", "hour", "minute", "sure"),
    [
        ("ar", "18 1", 18, 0, True), ("ur", "18 1", 18, 0, True), ("fa", "18 1", 18, 0, True),
        ("ar", "١٨ ١", 18, 0, True), ("ur", "۱۸ ۱", 18, 0, True), ("fa", "۱۸ ۱", 18, 0, True),
        ("ar", "بعد 18 1", 18, 0, True), ("fa", "18:30 1", 18, 30, True), ("ur", "19 1 شکریہ", 19, 0, True),
        ("ar", "09 1", 9, 0, True), ("ur", "12 1", 12, 0, True),
        # Which of them is the hour is plain, and whether it is of the morning is not.
        ("ar", "6 1", 18, 0, False), ("fa", "9 1", 9, 0, False),
        # The other way round it is read as before.
        ("ar", "1 18", 18, 0, True), ("fa", "1 18:30", 18, 30, True),
    ],
)  # fmt: skip
def test_where_words_run_from_right_to_left_the_hour_may_stand_before_its_answer(
    tag: str, body: str, hour: int, minute: int, sure: bool
) -> None:
    reading = read_text(body, "missed_call", [tag], TODAY)
    assert (reading.option, reading.hour, reading.minute, reading.sure) == ("after_work", hour, minute, sure)


@pytest.mark.parametrize("tag", ["ar", "ur", "fa"])
@pytest.mark.parametrize("body", ["2 1", "3 1", "4 1", "5 1", "18.1", "18/1", "18 2", "18 1 2", "18 20 1", "1 1"])
def test_figures_that_may_mean_another_answer_are_not_turned_round(tag: str, body: str) -> None:
    reading = read_text(body, "missed_call", [tag], TODAY)
    assert not reading.sure, reading
    assert reading.option != "after_work" or body == "1 1"


@pytest.mark.parametrize("tag", ["ar", "ur", "fa"])
def test_a_figure_before_its_answer_is_turned_round_only_where_our_text_offered_it(tag: str) -> None:
    assert read_text("18 1", "again", [tag], TODAY).option == "after_work"
    for asked in ("not_there", "you_rang", "reminder", ""):
        assert not read_text("18 1", asked, [tag], TODAY).sure


def test_where_words_run_from_left_to_right_nothing_is_turned_round() -> None:
    assert not read_text("18 1", "missed_call", ["pl"], TODAY).sure
    assert read_text("4 1", "missed_call", ["pl"], TODAY).sure
