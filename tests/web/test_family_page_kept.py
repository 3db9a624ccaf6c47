"""What somebody wrote for longer than the half hour: it goes through the gate with them, and nothing of it is lost."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from browsers import District
from family_pages import Family, last_code
from family_telephones import MOST_BYTES, RIGHT, Telephone, a_family_at_school, telephone_of, weight
from flask import Flask
from screens import said
from sqlalchemy import select
from werkzeug.test import TestResponse

from comms.agencies.viewer import viewer_of
from comms.families.actions import record_safe_contact
from comms.follow_ups.family_page.answering import LONGEST_WORDS
from comms.follow_ups.family_page.family_link import FamilyLink
from comms.follow_ups.family_page.opening import MOST_CODES, MOST_TRIES
from comms.follow_ups.family_page.page_words import PageWords, page_words
from comms.foundation.clock import utc_now
from comms.foundation.work import Database
from comms.web.family.carried import MOST_TYPED, MOST_WORDS

WORDS = 'Mam zadzwonić "jutro" <do szkoły> & nic więcej.\n\nTo wszystko.'
BEGINNING = "Mam zadzwonić"


class Slow:
    """The mother, who writes for longer than the page stays open. ``minutes`` have passed on the clock of the house."""

    def __init__(self, telephone: Telephone, clock: pytest.MonkeyPatch) -> None:
        self.telephone, self.clock, self.minutes = telephone, clock, 0

    def wait(self, minutes: int) -> None:
        """Let time pass."""
        self.minutes += minutes
        at = utc_now() + timedelta(minutes=self.minutes)
        self.clock.setattr("comms.web.door.utc_now", lambda: at)

    def send(self, name: str, **more: str) -> TestResponse:
        """Send an answer after the half hour is over, as the form of the page does."""
        self.wait(31)
        return self.telephone.browser.post(f"{self.telephone.path}/answer", data={"answer": name} | more)

    def press(self, page: TestResponse, end: str, **typed: str) -> TestResponse:
        """Press a button of a page, which sends whatever lies in its form."""
        fields = self.telephone.sent_along(page) | typed
        return self.telephone.browser.post(f"{self.telephone.path}/{end}", data=fields)

    def code(self) -> str:
        """The code that came last."""
        with self.telephone.database.reading() as session:
            return last_code(session)

    def through_the_gate(self, gate: TestResponse) -> TestResponse:
        """Ask for a code and type it with the birth date; nothing else is typed."""
        asked = self.press(gate, "code")
        assert asked.status_code == 200, said(asked)
        return self.press(asked, "open", **RIGHT, code=self.code())


@pytest.fixture
def family(database: Database, district: District) -> Family:
    """A Polish mother of the district's school, with a letter."""
    return a_family_at_school(database, district)


@pytest.fixture
def mother(app: Flask, database: Database, district: District, family: Family, monkeypatch: pytest.MonkeyPatch) -> Slow:
    """The mother, who has opened her page and read the letter."""
    telephone = telephone_of(app, database, district, family)
    telephone.opened()
    telephone.answer("READ")
    return Slow(telephone, monkeypatch)


@pytest.fixture
def words(database: Database, mother: Slow) -> PageWords:
    """The words of her page."""
    with database.reading() as session:
        return page_words(session, "pl", session.scalars(select(FamilyLink)).one().agency_id)


def _textarea(page: TestResponse) -> str:
    [filled] = [one for one in re.findall(r"(?s)<textarea[^>]*>(.*?)</textarea>", page.text) if one]
    return filled.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_own_words_come_back_as_they_were_left_and_wait_to_be_sent_again(mother: Slow, words: PageWords) -> None:
    gate = mother.send("OWN_WORDS", words=WORDS)
    assert gate.status_code == 200
    assert words.own["kept"] in said(gate)
    assert words.own["danger"] in said(gate)
    assert "Zofia" not in gate.text
    page = mother.through_the_gate(gate)
    assert page.status_code == 200
    assert "Zofia" in page.text
    assert _textarea(page) == WORDS
    assert words.own["send_again"] in said(page)
    assert '<a href="#OWN_WORDS">' in page.text
    # Who opened it may be somebody else at the same telephone: nothing was taken yet.
    assert mother.telephone.answers() == [("READ", "")]
    sent = mother.telephone.answer("OWN_WORDS", words=_textarea(page))
    assert words.own["thanks"] in said(sent)
    assert mother.telephone.answers()[-1] == ("OWN_WORDS", WORDS)


def test_a_reason_with_its_date_and_its_words_comes_back(mother: Slow) -> None:
    reason = {"why": "abroad", "back_day": "12", "back_month": "1", "back_year": "2099", "words": "Jestem u mamy."}
    page = mother.through_the_gate(mother.send("WHY", **reason))
    assert re.search(r'id="why_abroad"[^>]* checked', page.text)
    for part, value in (("day", "12"), ("month", "1"), ("year", "2099")):
        assert re.search(rf'id="back_{part}"[^>]*value="{value}"', page.text), part
    assert _textarea(page) == "Jestem u mamy."
    assert mother.telephone.sent_along(page).keys() == set()


def test_a_day_and_an_hour_come_back(mother: Slow) -> None:
    days = re.findall(r'<option value="(\d{4}-\d\d-\d\d)"', mother.telephone.look().text)
    page = mother.through_the_gate(mother.send("TIME", on_day=days[2], after="18"))
    assert re.findall(r'<option value="([^"]+)"[^>]* selected', page.text) == [days[2], "18"]
    assert 'href="#on_day"' in page.text


def test_a_day_that_is_offered_no_longer_is_not_changed_for_another(mother: Slow, words: PageWords) -> None:
    page = mother.through_the_gate(mother.send("TIME", on_day="2026-01-05", after="3"))
    assert page.text.count('<option value="" selected></option>') == 2
    sent = mother.telephone.answer("TIME", on_day="", after="")
    assert sent.status_code == 422
    assert words.own["choose_when"] in said(sent)


@pytest.mark.parametrize("name", ["CANNOT_READ", "WANT_INTERPRETER", "READ"])
def test_an_answer_of_one_tap_is_asked_for_again_and_stands_out(mother: Slow, words: PageWords, name: str) -> None:
    before = len(mother.telephone.answers())
    page = mother.through_the_gate(mother.send(name))
    assert words.own["send_again"] in said(page)
    assert f'<a href="#{name}">' in page.text
    assert re.findall(r'<button name="answer" value="(\w+)" id="\w+" class="">', page.text) == [name]
    assert len(mother.telephone.answers()) == before


def test_what_was_typed_stands_in_no_address_and_no_cookie(mother: Slow) -> None:
    gate = mother.send("OWN_WORDS", words=WORDS)
    asked = mother.press(gate, "code")
    page = mother.press(asked, "open", **RIGHT, code=mother.code())
    for answer in (gate, asked, page):
        assert "Location" not in answer.headers
        assert "Mam" not in str(answer.headers)
        assert answer.headers["Cache-Control"] == "no-store"
        assert not re.search(r'(?:action|href)="[^"]*Mam', answer.text)


def test_it_is_hidden_on_the_gate_and_can_break_out_of_nothing(mother: Slow) -> None:
    bad = "\"><script>alert(1)</script><input name='x"
    gate = mother.send("OWN_WORDS", words=bad)
    assert "<script>" not in gate.text
    assert "alert" not in said(gate)
    assert mother.telephone.sent_along(gate) == {"answer": "OWN_WORDS", "words": bad}
    page = mother.through_the_gate(gate)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_what_is_wrong_at_the_gate_loses_nothing(mother: Slow) -> None:
    asked = mother.press(mother.send("OWN_WORDS", words=WORDS), "code")
    for typed in ({**RIGHT, "day": "5", "code": mother.code()}, {**RIGHT, "code": ""}, {"code": "12"}):
        wrong = mother.press(asked, "open", **typed)
        assert wrong.status_code == 422
        assert mother.telephone.sent_along(wrong) == {"answer": "OWN_WORDS", "words": WORDS}
    again = mother.press(wrong, "code")
    assert _textarea(mother.press(again, "open", **RIGHT, code=mother.code())) == WORDS


def test_a_birth_date_stays_when_a_new_code_is_asked_for(mother: Slow) -> None:
    asked = mother.press(mother.send("OWN_WORDS", words=WORDS), "code")
    mother.wait(11)
    over = mother.press(asked, "open", **RIGHT, code=mother.code())
    assert over.status_code == 422
    again = mother.press(over, "code")
    for name, value in RIGHT.items():
        assert re.search(rf'id="{name}"[^>]*value="{value}"', again.text), name


def test_after_too_many_tries_what_was_written_can_be_read_out(mother: Slow, words: PageWords) -> None:
    asked = mother.press(mother.send("OWN_WORDS", words=WORDS), "code")
    for _ in range(MOST_TRIES):
        closed = mother.press(asked, "open", **RIGHT | {"day": "5"}, code=mother.code())
    assert closed.status_code == 410
    assert words.own["not_sent"] in said(closed)
    assert BEGINNING in said(closed)
    assert "Zofia" not in closed.text


def test_where_no_code_can_go_any_more_what_was_written_can_be_read_out(mother: Slow, words: PageWords) -> None:
    gate = mother.send("OWN_WORDS", words=WORDS)
    for _ in range(MOST_CODES - 1):
        asked = mother.press(gate, "code")
        mother.wait(2)
    still = mother.press(asked, "code")
    assert still.status_code == 422
    assert words.own["no_code"].partition("{")[0] in said(still)
    assert mother.telephone.sent_along(still)["words"] == WORDS
    mother.wait(11)
    none = mother.press(asked, "code")
    assert none.status_code == 410
    for expected in (words.own["no_code"].partition("{")[0], "01632 960100", words.own["not_sent"], BEGINNING):
        assert expected in said(none)


def test_a_page_that_is_over_meanwhile_gives_the_words_back(
    mother: Slow, words: PageWords, database: Database, district: District, family: Family
) -> None:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        record_safe_contact(session, viewer, family.mother.id, flagged=True, post_is_safe=None, said="", now=utc_now())
    for name in ("OWN_WORDS", "WHY"):
        closed = mother.telephone.answer(name, words=WORDS)
        assert closed.status_code == 410
        assert BEGINNING in said(closed)
        assert words.own["not_sent"] in said(closed)
        assert "Zofia" not in closed.text


def test_the_same_once_more_shows_the_page_still_filled_in(mother: Slow) -> None:
    asked = mother.press(mother.send("OWN_WORDS", words=WORDS), "code")
    typed = {**RIGHT, "code": mother.code()}
    for _ in range(2):
        page = mother.press(asked, "open", **typed)
        assert page.status_code == 200
        assert _textarea(page) == WORDS


def test_a_browser_that_has_forgotten_us_keeps_what_was_typed(app: Flask, mother: Slow, words: PageWords) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    path = f"{mother.telephone.path}/answer"
    typed = {"answer": "OWN_WORDS", "words": WORDS}
    page = mother.telephone.browser.post(path, data=typed)
    assert page.status_code == 400
    assert words.own["send_again"] in said(page)
    assert _textarea(page) == WORDS
    mother.wait(31)
    gate = mother.telephone.browser.post(path, data=typed)
    assert gate.status_code == 400
    assert mother.telephone.sent_along(gate) == typed
    assert mother.telephone.answers() == [("READ", "")]


def test_another_site_puts_no_words_into_their_mouth(app: Flask, mother: Slow) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    typed, elsewhere = {"answer": "OWN_WORDS", "words": WORDS}, {"Sec-Fetch-Site": "cross-site"}
    answer = mother.telephone.browser.post(f"{mother.telephone.path}/answer", data=typed, headers=elsewhere)
    assert answer.status_code == 400
    assert BEGINNING not in answer.text


def test_what_is_no_answer_of_the_page_is_not_carried(mother: Slow) -> None:
    gate = mother.send("SHOUT", words=WORDS, other="x")
    assert mother.telephone.sent_along(gate) == {}
    known = mother.send("OWN_WORDS", words=WORDS, other="x")
    assert mother.telephone.sent_along(known).keys() == {"answer", "words"}


def test_the_longest_that_can_be_typed_comes_through_whole_and_light(mother: Slow, words: PageWords) -> None:
    # Bangla letters have three bytes each, and some become two when they are tidied.
    long = "ড়" * MOST_TYPED
    gate = mother.send("OWN_WORDS", words=long)
    assert weight(mother.telephone, gate) < MOST_BYTES
    page = mother.through_the_gate(gate)
    assert len(_textarea(page)) == 2 * MOST_TYPED
    assert weight(mother.telephone, page) < MOST_BYTES
    sent = mother.telephone.answer("OWN_WORDS", words=_textarea(page))
    assert sent.status_code == 422
    assert words.own["too_long"] in said(sent)
    assert len(_textarea(sent)) == 2 * MOST_TYPED
    assert f'maxlength="{MOST_TYPED}"' in sent.text
    assert MOST_TYPED > LONGEST_WORDS


def test_nothing_longer_than_that_goes_along(mother: Slow) -> None:
    gate = mother.send("WHY", words="a" * (MOST_WORDS + 1000), why="b" * 1000, back_year="9" * 1000)
    along = mother.telephone.sent_along(gate)
    assert {name: len(value) for name, value in along.items()} == {
        "answer": 3, "words": MOST_WORDS, "why": 20, "back_year": 10,
    }  # fmt: skip


def test_a_date_that_is_none_is_asked_for_again_and_not_dropped(mother: Slow, words: PageWords) -> None:
    for day, month, year in (("31", "2", "2099"), ("12", "1", ""), ("1", "1", str(date.today().year - 1))):  # noqa: DTZ011
        given = {"why": "abroad", "back_day": day, "back_month": month, "back_year": year}
        answer = mother.telephone.answer("WHY", **given)
        assert answer.status_code == 422, given
        assert words.own["no_date"] in said(answer)
        assert re.search(rf'id="back_day"[^>]*value="{day}" aria-invalid="true"', answer.text)
