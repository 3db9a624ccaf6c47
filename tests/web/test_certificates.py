"""Signing off a whole letter with one certificate, on the screens."""

from __future__ import annotations

import re

import pytest
from browsers import District, signed_in
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import audited
from screens import said
from words_browsing import browser_of, drafts_on, key_of, page_of

from comms.foundation.work import Database
from comms.letters.templates.extraction import messages
from comms.letters.templates.source import packaged_body
from comms.translation.uses import CAUTION

STATEMENT = "I have read each sentence."


@pytest.fixture
def approver(app: Flask, database: Database, district: District) -> FlaskClient:
    """A browser of somebody who approves Lithuanian."""
    return browser_of(app, database, district.school, "Rimas Jonaitis", "lt")


def _sign(browser: FlaskClient, use: str = "L12", statement: str = STATEMENT) -> str:
    """Sign off a letter; the address of its certificate."""
    address = f"/words/lt/{use}/sign-off"
    answer = browser.post(address, data={"shown": drafts_on(browser, address), "statement": statement})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_a_whole_letter_is_signed_off_with_one_certificate(
    app: Flask, database: Database, district: District, approver: FlaskClient
) -> None:
    letter = approver.get("/words/lt/L12").text
    assert "Sign off the whole letter with a certificate" in said(approver.get("/words/lt/L12"))
    assert 'href="/words/lt/L12/sign-off"' in letter
    form = approver.get("/words/lt/L12/sign-off")
    assert "The translation says what the English says." in form.text
    where = _sign(approver)
    page = said(approver.get(where))
    assert "Attendance is better: thank you, in Lithuanian lietuvių" in page
    assert "Signed off by Rimas Jonaitis, Fen Edge Academy Qualification DPSI Lithuanian, 2019" in page
    assert f"“{STATEMENT}”" in page
    assert re.search(r"Digest SHA-256 [0-9a-f]{64} ", page)
    assert "Your agency’s letter says exactly these words." in page
    assert re.search(r"all \d+ approved", approver.get("/words/lt/L12").text)
    assert f'href="{where}"' in approver.get("/words/lt/L12").text, "each approval leads to it"
    assert "give certificate" in audited(database)
    other = signed_in(app, district.other_head)
    assert "Rimas Jonaitis" in other.get(where).text
    assert "Withdraw" not in said(other.get(where))
    assert re.search(r"all \d+ approved", other.get("/words/lt/L12").text)
    assert f'href="{where}"' in other.get("/words/certificates").text


def test_the_list_says_when_there_is_none(client: FlaskClient) -> None:
    assert "There is none yet." in client.get("/words/certificates").text
    assert 'href="/words/certificates"' in client.get("/words").text


def test_a_statement_is_needed_and_what_was_typed_stays(approver: FlaskClient) -> None:
    address = "/words/lt/L12/sign-off"
    keys = drafts_on(approver, address)
    empty = approver.post(address, data={"shown": keys, "statement": " "})
    assert empty.status_code == 422
    assert "Say what you sign." in empty.text
    assert "There is none yet." in approver.get("/words/certificates").text


def test_words_that_changed_since_the_page_was_opened_are_not_signed_off(
    app: Flask, database: Database, district: District, approver: FlaskClient
) -> None:
    address = "/words/lt/L12/sign-off"
    keys = drafts_on(approver, address)
    translator = browser_of(app, database, district.school, "Jurgita Petraitė")
    sentence = key_of(translator.get(page_of(translator)).text).partition(":")[0]
    translator.post("/words/lt/L12/translate", data={"sentence": sentence, "form-0": "Mieli tėvai ar globėjai,"})
    page = approver.post(address, data={"shown": keys, "statement": STATEMENT})
    assert page.status_code == 422
    assert "Some words have changed since you opened this page." in page.text
    assert "Mieli tėvai ar globėjai," in page.text
    assert _sign(approver)


def test_what_keeps_a_letter_from_being_signed_off_is_said(approver: FlaskClient) -> None:
    key = key_of(approver.get(page_of(approver)).text)
    approver.post("/words/lt/L12/review/sent-back", data={"sentence": key, "wrong": "Too cold."})
    assert "1 draft was sent back." in approver.get("/words/lt/L12/sign-off").text
    own = {"sentence": key.partition(":")[0], "form-0": "Mieli tėvai ar globėjai,"}
    approver.post("/words/lt/L12/translate", data=own)
    page = approver.get("/words/lt/L12/sign-off").text
    assert "1 draft is your own: somebody else approves it first." in page
    assert "<textarea" not in page


def test_a_letter_with_a_missing_sentence_is_not_signed_off(app: Flask, database: Database, district: District) -> None:
    browser = browser_of(app, database, district.school, "Nino Beridze", "tr")
    assert "no translation yet" in browser.get("/words/tr/caution/sign-off").text
    assert browser.post("/words/tr/caution/sign-off", data={"statement": STATEMENT}).status_code == 422


def test_whoever_is_not_qualified_for_the_language_signs_nothing(
    app: Flask, database: Database, district: District, client: FlaskClient
) -> None:
    browser = browser_of(app, database, district.school, "Nino Beridze", "pl")
    page = browser.get("/words/lt/L12/sign-off").text
    assert "once your qualification for this language is on record" in page
    assert "<textarea" not in page
    keys = drafts_on(browser, "/words/lt/L12/sign-off")
    assert browser.post("/words/lt/L12/sign-off", data={"shown": keys, "statement": STATEMENT}).status_code in {
        409,
        422,
    }
    assert client.get("/words/lt/L12/sign-off").status_code == 403
    assert "Sign off the whole letter" not in said(client.get("/words/lt/L12"))


def test_a_certificate_is_withdrawn_with_a_reason_and_stays_to_be_read(
    database: Database, approver: FlaskClient
) -> None:
    where = _sign(approver)
    empty = approver.post(f"{where}/withdraw")
    assert empty.status_code == 422
    assert "Say why it is withdrawn." in empty.text
    page = said(approver.post(f"{where}/withdraw", data={"why": "The greeting is wrong."}, follow_redirects=True))
    assert "Withdrawn on" in page
    assert "“The greeting is wrong.”" in page
    assert "drafts" in approver.get("/words/lt/L12").text
    assert "Withdrawn" in said(approver.get("/words/certificates"))
    assert approver.post(f"{where}/withdraw", data={"why": "Again."}).status_code == 409
    assert "withdraw certificate" in audited(database)


def test_words_with_legal_effect_wait_for_a_second_certificate(
    app: Flask, database: Database, district: District, approver: FlaskClient
) -> None:
    assert "once a second person has signed them off too" in approver.get("/words/lt/caution/sign-off").text
    page = approver.get(_sign(approver, "caution"))
    count = sum(one.context == CAUTION for one in messages())
    assert f"{count} of the sentences have legal effect." in page.text
    assert "Approved by one of two" in approver.get("/words/lt/caution").text
    second = browser_of(app, database, district.school, "Jūratė Petrauskienė", "lt")
    _sign(second, "caution")
    assert f"all {count} approved" in second.get("/words/lt/caution").text


def test_a_sentence_that_changed_later_is_not_on_the_certificate(client: FlaskClient, approver: FlaskClient) -> None:
    where = _sign(approver)
    body = packaged_body("L12").replace("we are glad.", "we are very glad.")
    saved = client.post("/our-letters/L12/usual", data={"body": body, "base": "0"}).headers["Location"]
    client.post(f"{saved}/in-force")
    assert "Your agency’s letter has 1 sentence that this certificate is not for." in approver.get(where).text
