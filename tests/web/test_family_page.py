"""A family's page through its screens: nothing before it is opened, the letter after, and what the staff see of it."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from family_pages import Family, a_link, texts, token_in
from family_telephones import (
    MOST_BYTES,
    Telephone,
    a_family_at_school,
    a_while_ago,
    telephone_for_follow_up,
    telephone_of,
    weight,
)
from flask import Flask
from flask.testing import FlaskClient
from follow_up_factories import followed_up
from screens import said
from sqlalchemy import select
from werkzeug.test import TestResponse

from comms.agencies.viewer import viewer_of
from comms.families.actions import record_safe_contact
from comms.follow_ups.family_page.family_link import FamilyAnswer, FamilyLink
from comms.follow_ups.family_page.find import answers_about
from comms.follow_ups.family_page.opening import MOST_TRIES
from comms.follow_ups.family_page.page_words import page_words
from comms.foundation.clock import utc_now
from comms.foundation.work import Database
from comms.messages.message import Message

# Those in which the letter of these tests exists.
WITH_LETTER = ("pl", "lt", "ro", "ar", "ur", "en")
OTHERS = ("lv", "ru", "uk", "bg", "fa", "bn", "pa-Guru", "pt", "tr")


@pytest.fixture
def family(database: Database, district: District) -> Family:
    """A Polish mother of the district's school, with a letter."""
    return a_family_at_school(database, district)


@pytest.fixture
def telephone(app: Flask, database: Database, district: District, family: Family) -> Telephone:
    """The mother's telephone, with the link in a text."""
    return telephone_of(app, database, district, family)


def test_before_it_is_opened_it_tells_nothing_of_anybody(telephone: Telephone) -> None:
    page = telephone.look()
    assert page.status_code == 200
    assert '<html lang="pl" dir="ltr">' in page.text
    assert "A message for you" in said(page)
    for personal in ("Zofia", "Wójcik", "Fen Edge", "01632", "77.", "school"):
        assert personal not in page.text, personal


def test_to_look_changes_nothing_however_often(telephone: Telephone, database: Database) -> None:
    for _ in range(3):
        telephone.look()
        telephone.browser.head(telephone.path)
    with database.reading() as session:
        link = session.scalars(select(FamilyLink)).one()
        assert (link.codes_sent, link.wrong, link.opened_at) == (0, 0, None)
        assert len(session.scalars(select(Message)).all()) == 1


def test_the_birth_date_and_the_code_open_the_letter_in_their_language(telephone: Telephone) -> None:
    page = telephone.opened()
    text = said(page)
    assert "Zofia" in text
    assert "Fen Edge Academy" in text
    assert re.search(r'<section class="letter-part" lang="pl" dir="ltr">', page.text)
    folded = page.text.partition("<details>")[2]
    assert '<section class="letter-part" lang="en"' in folded
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("۴", "۵", "۲۰۱۳"), ("৪", "৫", "২০১৩"), ("੪", "੫", "੨੦੧੩"), ("٤", "٥", "٢٠١٣"), ("04", " 5.", "2013")],
)
def test_figures_of_every_script_are_read(telephone: Telephone, day: str, month: str, year: str) -> None:
    code = telephone.ask_for_code()
    assert telephone.open(day=day, month=month, year=year, code=f"{code[:3]} {code[3:]}").status_code == 303


def test_one_answer_for_a_wrong_date_and_a_wrong_code(app: Flask, telephone: Telephone) -> None:
    code = telephone.ask_for_code()
    other = "111111" if code != "111111" else "222222"
    wrong_date, wrong_code = telephone.open(day="5", code=code), telephone.open(code=other)
    assert [one.status_code for one in (wrong_date, wrong_code)] == [422, 422]
    assert "That is not right. Please look at it again." in said(wrong_date)
    assert _without_values(wrong_date) == _without_values(wrong_code).replace("Tries left: 3", "Tries left: 4")


def _without_values(answer: TestResponse) -> str:
    return re.sub(r"\b3\b", "4", said(answer))


def test_what_is_no_date_costs_no_try_and_stays(telephone: Telephone, database: Database) -> None:
    code = telephone.ask_for_code()
    answer = telephone.open(day="31", month="2", code=code)
    assert answer.status_code == 422
    assert 'value="31"' in answer.text
    with database.reading() as session:
        assert session.scalars(select(FamilyLink)).one().wrong == 0
    assert telephone.open(code=code).status_code == 303


def test_five_wrong_tries_close_it_in_their_language(telephone: Telephone) -> None:
    code = telephone.ask_for_code()
    for _ in range(MOST_TRIES):
        last = telephone.open(day="5", code=code)
    assert last.status_code == 410
    closed = telephone.look()
    assert closed.status_code == 410
    assert "This page is closed. Please ring us: 01632 960100" in said(closed)
    assert telephone.open(code=code).status_code == 410
    assert "Zofia" not in closed.text


def test_another_browser_and_a_later_hour_are_asked_again(
    app: Flask, telephone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    telephone.opened()
    assert "Zofia" not in app.test_client().get(telephone.path).text
    later = utc_now() + timedelta(minutes=31)
    monkeypatch.setattr("comms.web.door.utc_now", lambda: later)
    page = telephone.look()
    assert "Zofia" not in page.text
    assert telephone.answer("READ").status_code == 200
    assert "Zofia" not in telephone.look().text


def test_a_cookie_of_one_page_opens_no_other(
    app: Flask, database: Database, district: District, family: Family, telephone: Telephone
) -> None:
    telephone.opened()
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        a_link(session, viewer, utc_now() + timedelta(minutes=3), family)
        other = f"/m/{token_in(texts(session)[-1].body)}"
    cookie = telephone.browser.get_cookie("family", path=telephone.path)
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    telephone.browser.set_cookie("family", cookie.value, path=other)
    assert "Zofia" not in telephone.browser.get(other).text


def test_it_signs_nobody_in(telephone: Telephone) -> None:
    telephone.opened()
    assert telephone.browser.get("/families").status_code == 302


def test_a_link_nobody_gave_is_not_found(app: Flask, telephone: Telephone) -> None:
    for path in ("/m/x", f"{telephone.path[:-4]}AAAA"):
        for method, end in (("GET", ""), ("POST", "/code"), ("POST", "/open"), ("POST", "/answer")):
            assert app.test_client().open(path + end, method=method).status_code == 404, (path, end)


def test_a_flag_that_comes_later_closes_it(
    telephone: Telephone, database: Database, district: District, family: Family
) -> None:
    telephone.opened()
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        record_safe_contact(session, viewer, family.mother.id, flagged=True, post_is_safe=None, said="", now=utc_now())
    assert telephone.look().status_code == 410
    assert telephone.answer("READ").status_code == 410


def test_after_they_have_read_it_one_open_question_follows(telephone: Telephone, database: Database) -> None:
    before = telephone.opened()
    assert 'value="OWN_WORDS"' not in before.text
    after = telephone.answer("READ")
    assert after.status_code == 200
    assert 'value="OWN_WORDS"' in after.text
    assert "understood" not in after.text.partition("<details>")[0].lower()
    with database.reading() as session:
        words = page_words(session, "pl", session.scalars(select(FamilyLink)).one().agency_id)
    assert words.own["thanks"] in said(after)
    assert words.own["asks_of_me"] in said(after)


def test_an_answer_that_is_not_right_loses_nothing(telephone: Telephone) -> None:
    telephone.opened()
    telephone.answer("READ")
    answer = telephone.answer("WHY", why="laziness", words="Pracuję na zmiany")
    assert answer.status_code == 422
    assert telephone.answer("OWN_WORDS", words=" ").status_code == 422
    assert telephone.answer("TIME", on_day="soon", after="18").status_code == 422


def test_a_call_after_work_is_one_tap(
    telephone: Telephone, database: Database, district: District, family: Family
) -> None:
    page = telephone.opened().text
    form = re.search(r'(?s)name="on_day" value="([^"]+)">(?:(?!</form>).)*18:00(?:(?!</form>).)*</form>', page)
    assert form, "no button for the evening"
    assert telephone.answer("TIME", on_day=form[1], after="18").status_code == 200
    with database.reading() as session:
        [answer] = answers_about(session, viewer_of(session.merge(district.head)), "letter", family.letter.id)
        assert (answer.detail["day"], answer.detail["hour"]) == (form[1], 18)


def test_the_staff_read_the_answer_in_the_original_and_that_it_is_not_translated(
    telephone: Telephone, client: FlaskClient, family: Family
) -> None:
    telephone.opened()
    telephone.answer("CANNOT_READ")
    telephone.answer("OWN_WORDS", words="Mam zadzwonić do szkoły <jutro>.")
    day = re.search(r'<option value="(\d{4}-\d\d-\d\d)"', telephone.look().text)
    assert day
    assert telephone.answer("TIME", on_day=day[1], after="18").status_code == 200
    page = client.get(f"/letters/{family.letter.id}")
    text = said(page)
    assert "They cannot read it" in text
    assert "Mam zadzwonić do szkoły <jutro>." in text
    assert "Written on their page in Polish. Not translated: no translation package is installed here." in text
    assert '<p class="govuk-inset-text" lang="pl" dir="auto">' in page.text
    assert ", after 18:00" in text
    assert "opened" in text


def test_the_button_on_the_letter_sends_a_link_and_says_why_where_none_goes(
    client: FlaskClient, database: Database, district: District, family: Family
) -> None:
    path = f"/letters/{family.letter.id}"
    assert "Send a link by text" in client.get(path).text
    told = said(client.post(f"{path}/family-link", follow_redirects=True))
    assert "A link to their own page is written, and goes by text." in told
    assert "Nobody has opened it yet." in told
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        record_safe_contact(session, viewer, family.mother.id, flagged=True, post_is_safe=None, said="", now=utc_now())
    assert "No link can be sent by text. Somebody near them may be a danger" in said(client.get(path))
    refused = said(client.post(f"{path}/family-link", follow_redirects=True))
    assert "No link was sent." in refused
    with database.reading() as session:
        assert len(session.scalars(select(FamilyLink)).all()) == 1


def test_a_follow_up_is_answered_on_its_page(
    app: Flask, client: FlaskClient, database: Database, district: District, family: Family
) -> None:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        mother = session.merge(family.mother)
        row = followed_up(session, viewer, a_while_ago(), mother, child_id=family.child.id).id
    assert "Send a link by text" in client.get(f"/follow-ups/{row}").text
    assert client.post(f"/follow-ups/{row}/family-link").status_code == 303
    with database.reading() as session:
        token = token_in(texts(session)[-1].body)
    telephone = Telephone(app, database, token)
    assert 'value="abroad"' in telephone.opened().text
    telephone.answer("WHY", why="abroad", back_day="12", back_month="1", back_year="2099")
    page = said(client.get(f"/follow-ups/{row}"))
    assert "What stood in the way: They are abroad, back on" in page
    with database.reading() as session:
        assert [one.about_kind for one in session.scalars(select(FamilyAnswer))] == ["follow_up"]


@pytest.mark.parametrize("tag", WITH_LETTER)
def test_it_is_in_their_language_and_light(app: Flask, database: Database, district: District, tag: str) -> None:
    telephone = telephone_of(app, database, district, a_family_at_school(database, district, tag))
    gate, page = telephone.look(), telephone.opened()
    assert f'<html lang="{tag}"' in gate.text
    with database.reading() as session:
        words = page_words(session, tag, session.scalars(select(FamilyLink)).one().agency_id)
    assert html.escape(words.own["have_read"], quote=False) in html.unescape(page.text)
    assert html.escape(words.own["why_two"], quote=False) in html.unescape(gate.text)
    assert f'dir="{words.language.direction}"' in gate.text.partition("<head>")[0]
    files = re.findall(r'(?:src|href)="(/(?:static|fonts)/[^"]+)"', page.text)
    assert not any("/fonts/" in one for one in files)
    assert weight(telephone, page) < MOST_BYTES


@pytest.mark.parametrize("tag", OTHERS)
def test_the_page_of_a_follow_up_needs_no_letter_in_their_language(
    app: Flask, database: Database, district: District, tag: str
) -> None:
    telephone = telephone_for_follow_up(app, database, district, tag)
    page = telephone.opened()
    assert f'<html lang="{tag}"' in page.text
    assert 'value="TIME"' in page.text


def test_every_form_on_it_carries_a_token_and_without_one_nothing_happens(
    app: Flask, telephone: Telephone, database: Database
) -> None:
    pages = [telephone.look().text, telephone.opened().text]
    forms = [form for page in pages for form in re.findall(r'(?s)<form[^>]*method="post".*?</form>', page)]
    assert len(forms) >= 3
    assert all('name="csrf_token"' in one for one in forms)
    app.config["WTF_CSRF_ENABLED"] = True
    for end in ("code", "open", "answer"):
        assert telephone.browser.post(f"{telephone.path}/{end}", data={"answer": "READ"}).status_code == 400
    with database.reading() as session:
        assert session.scalars(select(FamilyAnswer)).all() == []


def test_over_https_the_cookie_is_secure(app: Flask, telephone: Telephone) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    answer = telephone.open(code=telephone.ask_for_code())
    set_cookie = next(one for one in answer.headers.getlist("Set-Cookie") if "family=" in one)
    assert set_cookie.startswith("__Secure-family=")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", f"Path={telephone.path}", "Max-Age=1800"):
        assert flag in set_cookie


def test_who_may_not_write_to_families_has_no_button(
    app: Flask, database: Database, district: District, family: Family
) -> None:
    with database.work() as session:
        legal = a_staff_member(session, session.merge(district.school), utc_now(), roles=("court legal adviser",))
    browser = signed_in(app, legal)
    assert "Send a link by text" not in browser.get(f"/letters/{family.letter.id}").text
    assert browser.post(f"/letters/{family.letter.id}/family-link").status_code == 403
