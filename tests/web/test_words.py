"""Words: reading every sentence beside its translation, and approving it in one's own name."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said

from comms.foundation.clock import utc_now
from comms.foundation.work import Database
from comms.translation.find import approvals

Approver = Callable[[str], FlaskClient]


@pytest.fixture
def approver(app: Flask, database: Database, district: District) -> Approver:
    """A browser of somebody who approves translations, with that qualification on record."""

    def sign_in(qualification: str) -> FlaskClient:
        with database.work() as session:
            school, roles = session.merge(district.school), ("translation approver",)
            staff = a_staff_member(session, school, utc_now(), roles=roles, name="Jurgita Petraitė")
            staff.qualification = qualification
            staff.qualified_in = ["lt"]
        return signed_in(app, staff)

    return sign_in


def _drafts(browser: FlaskClient, address: str = "/words/lt/L12") -> list[str]:
    return re.findall(r'name="shown" value="([^"]+)"', browser.get(address).text)


def _approved(database: Database, tag: str = "lt") -> int:
    with database.work() as session:
        return len(approvals(session, tag))


def test_the_overview_says_how_far_each_letter_has_come_in_each_language(client: FlaskClient) -> None:
    page = client.get("/words").text
    assert "languages wait for somebody qualified to approve words" in page
    assert 'lang="ur" dir="rtl">اردو</bdi>' in page
    assert re.search(r"\d+\u00a0drafts", page)


def test_whoever_approves_a_language_is_led_to_it_with_how_far_it_has_come(
    client: FlaskClient, approver: Approver
) -> None:
    browser = approver("DPSI Lithuanian, 2019")
    page = said(browser.get("/words"))
    found = re.search(r"You approve words in Lithuanian ?: (\d+) drafts\.", page)
    assert found
    assert "You approve words" not in client.get("/words").text
    every = re.findall(r"(\d+) drafts", said(browser.get("/words/lt")))
    assert int(found[1]) < sum(map(int, every)), "what several uses say counts once"


def test_each_sentence_stands_beside_its_translation_in_its_own_direction(client: FlaskClient) -> None:
    page = client.get("/words/ur/L02").text
    assert "Your child was not in school some of the time." in page
    assert '<div class="letters-words__theirs" lang="ur" dir="rtl">' in page
    assert '<span class="letters-gap" lang="en" dir="ltr">recipient</span>' in page
    assert "/letter-samples/L02/ur/page-1.png" in page


def test_every_plural_form_is_shown(client: FlaskClient) -> None:
    page = client.get("/words/pl/L07").text
    assert re.search(r'lang="pl" dir="ltr"><ol class="govuk-list govuk-list--number">(<li>.*?</li>){3,4}</ol>', page)


def test_phrases_have_a_page_of_their_own(client: FlaskClient) -> None:
    assert "The school nurse can talk with you" in client.get("/words/lt/phrases").text


def test_whoever_may_not_approve_is_told_what_would_let_them(client: FlaskClient, approver: Approver) -> None:
    assert "Approving needs the permission" in client.get("/words/lt/L12").text
    unqualified = approver("")
    assert "once your qualification for this language is on record" in unqualified.get("/words/lt/L12").text
    assert not _drafts(unqualified)


def test_an_approver_without_a_recorded_qualification_is_refused(
    client: FlaskClient, database: Database, approver: Approver
) -> None:
    keys = _drafts(approver("DPSI Law, Lithuanian"))
    assert approver("").post("/words/lt/L12", data={"which": "all", "shown": keys}).status_code == 409
    assert client.post("/words/lt/L12", data={"which": "all", "shown": keys}).status_code == 403
    assert _approved(database) == 0


def test_a_qualification_for_one_language_approves_no_other(database: Database, approver: Approver) -> None:
    browser = approver("DPSI Law, Lithuanian")
    assert "once your qualification for this language is on record" in browser.get("/words/ur/L12").text
    keys = re.findall(r'name="shown" value="([^"]+)"', browser.get("/words/ur/L12").text) or ["0:0"]
    assert browser.post("/words/ur/L12", data={"which": "all", "shown": keys}).status_code in {409, 422}
    assert _approved(database) == 0


def test_the_ticked_sentences_are_approved_in_the_approvers_own_name(database: Database, approver: Approver) -> None:
    browser = approver("DPSI Law, Lithuanian")
    keys = _drafts(browser)
    page = browser.post(
        "/words/lt/L12", data={"which": "ticked", "words": keys[:2], "shown": keys}, follow_redirects=True
    )
    assert "2 sentences are approved in your name." in page.text
    assert "by Jurgita Petraitė, DPSI Law, Lithuanian, on" in page.text
    assert _approved(database) == 2


def test_a_whole_letter_can_be_approved_at_once(approver: Approver) -> None:
    browser = approver("DPSI Law, Lithuanian")
    keys = _drafts(browser)
    page = browser.post("/words/lt/L12", data={"which": "all", "shown": keys}, follow_redirects=True).text
    assert f"all {len(keys)} approved" in page
    assert "Approved words" in browser.get("/letter-samples/L12/lt").text


def test_approving_without_a_tick_says_so(database: Database, approver: Approver) -> None:
    browser = approver("DPSI Law, Lithuanian")
    page = browser.post("/words/lt/L12", data={"which": "ticked", "shown": _drafts(browser)})
    assert page.status_code == 422
    assert "Tick the sentences you have read and approve." in page.text
    assert _approved(database) == 0


@pytest.mark.parametrize("key", ["0:0", "<script>", "'; DROP TABLE letter; --"])
def test_words_that_are_not_on_the_page_any_more_are_not_approved(
    database: Database, approver: Approver, key: str
) -> None:
    browser = approver("DPSI Law, Lithuanian")
    keys = _drafts(browser)
    page = browser.post("/words/lt/L12", data={"which": "ticked", "words": [keys[0], key]})
    assert page.status_code == 422
    assert "Some words have changed since you opened this page." in page.text
    assert _approved(database) == 0


@pytest.mark.parametrize("address", ["/words/en", "/words/en/L02", "/words/xx", "/words/de", "/words/lt/L99"])
def test_no_other_words_are_there(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404
