"""What is wrong on a family's page is said in the language of the page, wherever that is known."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from browsers import District
from factories import an_agency
from family_telephones import RIGHT, Telephone, a_family_at_school, telephone_for_follow_up, telephone_of
from flask import Flask
from screens import said
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from comms.families.contact_point import ContactPoint
from comms.families.find import contact_hash
from comms.follow_ups.family_page.answering import LONGEST_WORDS
from comms.follow_ups.family_page.family_link import FamilyLink
from comms.follow_ups.family_page.opening import MOST_CODES, MOST_TRIES
from comms.follow_ups.family_page.page_words import PageWords, page_words
from comms.foundation.clock import utc_now
from comms.foundation.limits import LimitUse
from comms.foundation.work import Database
from comms.web.family import page as screens

LANGUAGES = ("ar", "bg", "bn", "fa", "lt", "lv", "pa-Guru", "pl", "pt", "ro", "ru", "tr", "uk", "ur")
WORDS = "Mam zadzwonić <jutro>."


@pytest.fixture
def telephone(app: Flask, database: Database, district: District) -> Telephone:
    """A Polish mother's telephone, with the link to her letter in a text."""
    return telephone_of(app, database, district, a_family_at_school(database, district))


def _words(database: Database, tag: str) -> PageWords:
    with database.reading() as session:
        return page_words(session, tag, session.scalars(select(FamilyLink)).one().agency_id)


def _own(page: TestResponse) -> str:
    """What the page says in its own language: without the English beneath, and with its title."""
    title = re.findall(r"<title>(.*?)</title>", page.text)
    beside = re.sub(r'(?s)<span class="en" lang="en" dir="ltr">.*?</span>', " ", page.text)
    shown = re.sub(r"(?s)<details>.*?</details>|<(script|style|head)\b.*?</\1>", " ", beside)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", " ".join([*title, shown]))).split())


def _check(page: TestResponse, words: PageWords, key: str, number: str = "") -> None:
    """The page says this in its own language, in its title too, and nothing of its own in English."""
    own = _own(page)
    expected = " ".join(words.own[key].replace("{number}", number).split())
    assert own.count(expected) >= 2, (words.language.tag, key, own)
    assert f'<html lang="{words.language.tag}"' in page.text
    for english in words.english.values():
        for sentence in re.split(r"(?<=[.?:]) |\{\w+\}", english):
            # A single short word may be the same in both, as "Code" nearly is.
            if len(sentence.split()) > 2:
                assert sentence not in own, (words.language.tag, sentence)


def _faults(telephone: Telephone) -> Iterator[tuple[str, TestResponse]]:
    """Each thing that can be wrong, one after the other, with the key of the words for it."""
    browser, path = telephone.browser, telephone.path
    code = telephone.ask_for_code()
    yield "no_date", telephone.open(day="31", month="2", code=code)
    yield "six_figures", telephone.open(code="12")
    yield "wrong", telephone.open(day="5", code=code)
    assert telephone.open(code=code).status_code == 303
    yield "choose_one", telephone.answer("WHY", why="", words=WORDS)
    yield "no_date", telephone.answer("WHY", why="abroad", back_day="31", back_month="2", back_year="2099")
    yield "too_long", telephone.answer("WHY", why="work", words="a" * (LONGEST_WORDS + 1))
    yield "choose_when", telephone.answer("TIME", on_day="2020-01-06", after="any")
    yield "choose_when", telephone.answer("TIME", on_day="2099-01-05", after="")
    yield "write_first", telephone.answer("OWN_WORDS", words=" ")
    yield "wrong", telephone.answer("SHOUT", words=WORDS)
    yield "too_long", browser.post(f"{path}/answer", data={"answer": "WHY", "words": "a" * 600_000})
    yield "bad_link", browser.get(f"{path[:-4]}AAAA")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_fault_is_said_in_their_language(app: Flask, database: Database, district: District, tag: str) -> None:
    telephone = telephone_for_follow_up(app, database, district, tag)
    words = _words(database, tag)
    for key, page in _faults(telephone):
        assert page.status_code in {404, 413, 422}, (key, page.status_code)
        _check(page, words, key)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_page_that_is_closed_says_so_in_their_language(
    app: Flask, database: Database, district: District, tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    telephone = telephone_for_follow_up(app, database, district, tag)
    words, code = _words(database, tag), telephone.ask_for_code()
    over = utc_now() + timedelta(minutes=11)
    monkeypatch.setattr("comms.web.door.utc_now", lambda: over)
    _check(telephone.open(code=code), words, "code_over")
    for later in range(1, 2 * (MOST_CODES - 1), 2):
        at = over + timedelta(minutes=later)
        monkeypatch.setattr("comms.web.door.utc_now", lambda at=at: at)
        code = telephone.ask_for_code()
    after = at + timedelta(minutes=11)
    monkeypatch.setattr("comms.web.door.utc_now", lambda: after)
    none_left = telephone.browser.post(f"{telephone.path}/code")
    assert none_left.status_code == 410
    _check_closed(none_left, words, "no_code")
    # The clock goes back to where the last code held; what was counted on the page stands later than that.
    with database.work() as session:
        session.execute(delete(LimitUse))
    monkeypatch.setattr("comms.web.door.utc_now", lambda: at)
    for _ in range(MOST_TRIES):
        closed = telephone.open(day="5", code=code)
    assert closed.status_code == 410
    _check_closed(closed, words, "closed")


def _check_closed(page: TestResponse, words: PageWords, key: str) -> None:
    _check(page, words, key, number="01632 960100")


def test_what_is_wrong_leads_to_its_field_and_is_named_there(telephone: Telephone) -> None:
    telephone.opened()
    telephone.answer("READ")
    for name, given, field in (
        ("OWN_WORDS", {"words": ""}, "OWN_WORDS"),
        ("TIME", {"on_day": "", "after": "any"}, "on_day"),
        ("WHY", {"why": "", "words": WORDS}, "why_work"),
        ("WHY", {"why": "abroad", "back_day": "40"}, "back_day"),
        ("WHY", {"why": "work", "words": "a" * (LONGEST_WORDS + 1)}, "WHY"),
    ):
        page = telephone.answer(name, **given)
        assert page.status_code == 422
        assert f'<a href="#{field}">' in page.text
        tag = re.search(rf'<(?:input|select|textarea)[^>]* id="{field}"[^>]*>', page.text)
        assert tag, field
        assert f'aria-invalid="true" aria-describedby="wrong-{field}"' in tag[0]
        assert page.text.count(f'id="wrong-{field}"') == 1


def test_at_the_gate_a_missing_date_and_a_short_code_are_both_named(telephone: Telephone, database: Database) -> None:
    telephone.ask_for_code()
    page, words = telephone.open(day="", code="12"), _words(database, "pl")
    assert words.own["no_date"] in said(page)
    assert words.own["six_figures"] in said(page)
    with database.reading() as session:
        assert session.scalars(select(FamilyLink)).one().wrong == 0


def test_a_date_and_a_code_that_could_be_right_are_never_told_apart(telephone: Telephone, database: Database) -> None:
    code, words = telephone.ask_for_code(), _words(database, "pl")
    other = "111111" if code != "111111" else "222222"
    for typed in ({"day": "5", "code": code}, {"code": other}, {"day": "5", "code": other}):
        page = telephone.open(**typed)
        shown = re.findall(r'(?s)<div class="told told--wrong" id="wrong" role="alert">(.*?)</div>', page.text)
        assert len(shown) == 1
        assert words.own["wrong"] in html.unescape(shown[0])
        assert page.text.count('aria-invalid="true"') == 4


@pytest.mark.parametrize("cut", [lambda path: path[:-4] + "AAAA", lambda path: path[:30], lambda path: path + ".)"])
def test_a_link_that_was_broken_on_the_way_is_answered_in_its_language(
    telephone: Telephone, database: Database, cut: object
) -> None:
    path = cut(telephone.path)  # type: ignore[operator]
    for method, end in (("GET", ""), ("POST", "/code"), ("POST", "/open"), ("POST", "/answer")):
        page = telephone.browser.open(path + end, method=method, data=RIGHT)
        assert page.status_code == 404
        _check(page, _words(database, "pl"), "bad_link")
        assert "01632 960100" in said(page)
        for personal in ("Zofia", "Wójcik", "Fen Edge"):
            assert personal not in page.text


def test_a_link_to_a_number_that_was_corrected_tells_only_that_it_does_not_work(
    telephone: Telephone, database: Database
) -> None:
    telephone.opened()
    with database.work() as session:
        [point] = session.scalars(select(ContactPoint)).all()
        point.value_hash = contact_hash(session, "07700 900822")
    page = telephone.look()
    assert page.status_code == 404
    _check(page, _words(database, "pl"), "bad_link")
    assert "Zofia" not in page.text
    assert telephone.answer("READ").status_code == 404
    assert telephone.answers() == []


@pytest.mark.parametrize("path", ["/m/", "/m/x", "/m/" + "A" * 40, "/m/x/answer", "/m/ä"])
def test_where_nothing_is_known_it_is_english_with_the_number_of_the_only_agency(
    app: Flask, database: Database, now: datetime, path: str
) -> None:
    with database.work() as session:
        an_agency(session, now)
    page = app.test_client().get(path, follow_redirects=True)
    assert page.status_code == 404
    assert '<html lang="en" dir="ltr">' in page.text
    text = said(page)
    assert "This link does not work. Please open the link in the text message again." in text
    assert "You can also ring us: 01632 960 100" in text
    assert "home page" not in text


def test_of_several_agencies_none_is_named(app: Flask, district: District) -> None:
    page = app.test_client().get("/m/x")
    assert page.status_code == 404
    assert "You can also ring the office that wrote to you." in said(page)
    assert "01632" not in page.text


@pytest.mark.parametrize("end", ["/", "/code", "/open", "/answer", "/anything/else"])
def test_where_only_forms_go_a_browser_is_led_back_to_the_page(telephone: Telephone, end: str) -> None:
    telephone.opened()
    page = telephone.browser.get(telephone.path + end, follow_redirects=True)
    assert page.status_code == 200
    assert "Zofia" in page.text


def test_a_fault_of_ours_is_said_in_their_language_and_their_words_are_there_to_send(
    telephone: Telephone, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    telephone.opened()
    telephone.answer("READ")
    with monkeypatch.context() as broken:

        def breaks(*_: object) -> None:
            raise RuntimeError

        broken.setattr(screens, "take_page_answer", breaks)
        page = telephone.answer("OWN_WORDS", words=WORDS)
    assert page.status_code == 500
    _check(page, _words(database, "pl"), "trouble")
    assert WORDS in said(page)
    assert telephone.answers() == [("READ", "")]
    again = telephone.browser.post(f"{telephone.path}/answer", data=telephone.sent_along(page))
    assert again.status_code == 303
    assert telephone.answers()[-1] == ("OWN_WORDS", WORDS)


def test_where_even_the_language_cannot_be_found_it_is_english(
    telephone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(screens, "link_by_token", breaks)
    monkeypatch.setattr("comms.web.family.lost.link_named", breaks)
    page = telephone.look()
    assert page.status_code == 500
    assert "Something went wrong on our side. Please try again." in said(page)
    assert '<html lang="en"' in page.text


def test_a_fault_of_the_staffs_screens_looks_as_before(app: Flask, telephone: Telephone) -> None:
    page = app.test_client().get("/nowhere")
    assert page.status_code == 404
    assert "Go to the home page" in said(page)
