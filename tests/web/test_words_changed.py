"""A sentence of an agency's own letter changes: what it said before stands beside it, and a typo may keep the words."""

from __future__ import annotations

import re

import pytest
from browsers import District, signed_in
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import heading
from screens import said
from words_browsing import browser_of, drafts_on, key_of, page_of

from comms.agencies.staff import Role
from comms.foundation.work import Database
from comms.letters.templates.source import packaged_body

OLD = "This letter is not a fine, and it is not a warning."
CORRECTED = "This letter is not a fine, and it is no warning."
OTHERWISE = "This letter is not a fine, and it is not a warning. Nobody is cross with you."
IN_LITHUANIAN = "Šis laiškas nėra bauda ir nėra įspėjimas."


@pytest.fixture
def first(app: Flask, database: Database, district: District) -> FlaskClient:
    """Who approved the words as they were."""
    browser = browser_of(app, database, district.school, "Rimas Jonaitis", "lt")
    browser.post("/words/lt/L02", data={"which": "all", "shown": drafts_on(browser, "/words/lt/L02")})
    return browser


@pytest.fixture
def second(app: Flask, database: Database, district: District) -> FlaskClient:
    """Another approver of Lithuanian."""
    return browser_of(app, database, district.school, "Jūratė Petrauskienė", "lt")


def _change(client: FlaskClient, new: str) -> None:
    body = packaged_body("L02").replace(OLD, new)
    saved = client.post("/our-letters/L02/usual", data={"body": body, "base": "0"}).headers["Location"]
    assert client.post(f"{saved}/in-force").status_code == 303


def test_the_old_english_and_its_translation_stand_beside_the_changed_sentence(
    client: FlaskClient, first: FlaskClient
) -> None:
    _change(client, CORRECTED)
    page = client.get("/words/lt/L02")
    assert "1 missing" in heading(page)
    text = said(page)
    assert "1 sentence has changed in English since the words were written." in text
    assert "The English has changed. Before: approved by Rimas Jonaitis on" in text
    assert text.index(CORRECTED) < text.index(OLD) < text.index(IN_LITHUANIAN)


def test_a_second_person_says_that_it_was_a_typo_and_the_letter_goes_again(
    client: FlaskClient, first: FlaskClient, second: FlaskClient
) -> None:
    _change(client, CORRECTED)
    own = first.get(page_of(first, CORRECTED, "/words/lt/L02")).text
    assert "You approved these words. Another qualified person can say" in own
    assert "Typo only" not in own
    page = second.get(page_of(second, CORRECTED, "/words/lt/L02"))
    assert "Typo only: the meaning is unchanged" in page.text
    key = key_of(page.text)
    assert first.post("/words/lt/L02/typo", data={"sentence": key}).status_code == 409
    kept = second.post("/words/lt/L02/typo", data={"sentence": key}, follow_redirects=True)
    assert "Approved by Jūratė Petrauskienė, DPSI Lithuanian, 2019" in said(kept)
    assert "only a typo in the English was corrected" in kept.text
    assert re.search(r"all \d+ approved", heading(client.get("/words/lt/L02")))
    assert IN_LITHUANIAN in client.get("/letter-samples/L02/lt/sample.html").text


def test_whoever_changed_the_english_may_not_say_so(
    app: Flask, database: Database, district: District, client: FlaskClient, first: FlaskClient
) -> None:
    with database.work() as session:
        head = session.merge(district.head)
        head.roles.append(session.get(Role, "translation approver") or Role(name="translation approver"))
        head.qualification, head.qualified_in = "DPSI Lithuanian, 2016", ["lt"]
    _change(client, CORRECTED)
    browser = signed_in(app, district.head)
    page = browser.get(page_of(browser, CORRECTED, "/words/lt/L02")).text
    assert "You changed the English. Another qualified person can say" in page
    key = next(one for one in re.findall(r"words=([0-9a-f]+)", page_of(browser, CORRECTED, "/words/lt/L02")))
    assert browser.post("/words/lt/L02/typo", data={"sentence": key}).status_code == 409


def test_more_than_a_typo_is_translated_and_approved_anew(
    client: FlaskClient, first: FlaskClient, second: FlaskClient
) -> None:
    _change(client, OTHERWISE)
    where = page_of(second, OTHERWISE, "/words/lt/L02")
    page = second.get(where).text
    assert "More than a typo has changed, so the sentence is translated and approved anew." in page
    assert IN_LITHUANIAN in page
    key = next(iter(re.findall(r"words=([0-9a-f]+)", where)))
    assert second.post("/words/lt/L02/typo", data={"sentence": key}).status_code == 409
    text = "Šis laiškas nėra bauda ir nėra įspėjimas. Niekas ant Jūsų nepyksta."
    second.post("/words/lt/L02/translate", data={"sentence": key, "form-0": text})
    [draft] = drafts_on(first, "/words/lt/L02")
    first.post("/words/lt/L02", data={"which": "ticked", "words": draft})
    assert text in client.get("/letter-samples/L02/lt/sample.html").text


def test_a_sentence_that_has_not_changed_is_no_typo(
    client: FlaskClient, first: FlaskClient, second: FlaskClient
) -> None:
    key = key_of(first.get(page_of(first, OLD, "/words/lt/L02")).text)
    assert second.post("/words/lt/L02/typo", data={"sentence": key}).status_code == 404
