"""The screen on which words go out to be translated elsewhere and come back."""

from __future__ import annotations

import csv
import html
import io
import re
from uuid import uuid4

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from comms.agencies.actions import add_staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.clock import utc_now
from comms.foundation.stored_file import Upload, store_file
from comms.foundation.work import Database
from comms.letters.own.actions import PhraseEdit, write_phrase
from comms.translation.actions import approve_words
from comms.translation.catalogues import Catalogue
from comms.translation.find import approvals, written_here

ADDRESS = "/words/lt/exchange"
OURS = "We can lend your child a bicycle."
TALK, CHANGED = "We can talk with you about what would help.", "We can talk with you about what could help you."


@pytest.fixture
def translator(app: Flask, database: Database, district: District) -> FlaskClient:
    """A browser of somebody of the school who translates."""
    return signed_in(app, _staff(database, district, "translator"))


def _staff(database: Database, district: District, role: str):  # noqa: ANN202 - what signed_in takes
    with database.work() as session:
        return a_staff_member(
            session, session.merge(district.school), utc_now(), roles=(role,), name="Jurgita Petraitė"
        )


def _as_head(session: Session, district: District) -> Viewer:
    return viewer_of(session.merge(district.head))


def _written(database: Database, district: District) -> int:
    with database.reading() as session:
        return len(written_here(session, _as_head(session, district), "lt"))


def _file(browser: FlaskClient, file_format: str = "po", more: str = "") -> TestResponse:
    return browser.get(f"{ADDRESS}/file?format={file_format}{more}")


def _upload(browser: FlaskClient, content: bytes, name: str = "lt.po") -> TestResponse:
    data = {"file": (io.BytesIO(content), name)}
    return browser.post(ADDRESS, data=data, content_type="multipart/form-data", follow_redirects=True)


def _hidden(page: TestResponse) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(file|seen)" value="([^"]*)">', page.text)
    return {name: html.unescape(value) for name, value in found}


def _translated(po: bytes) -> bytes:
    """The file with one sentence in other words, one with a lost gap, and one as it was."""
    text = po.decode()
    text = re.sub(r'(msgid "This letter is for: \{recipient\}"\nmsgstr )"[^"]*"', r'\1"Laiško gavėjas:"', text, count=1)
    return re.sub(
        r'(msgid "Please ring us"\nmsgstr )"[^"]*"', r'\1"Prašome mums paskambinti šiandien"', text, count=1
    ).encode()


@pytest.mark.parametrize(
    ("file_format", "begins", "name"),
    [
        ("po", "# Lithuanian translations", "words-lt.po"),
        ("xliff", "<?xml", "words-lt.xlf"),
        ("tmx", "<?xml", "words-lt.tmx"),
    ],
)
def test_the_words_of_a_language_are_downloaded(client: FlaskClient, file_format: str, begins: str, name: str) -> None:
    answer = _file(client, file_format)
    assert answer.status_code == 200
    assert answer.text.startswith(begins)
    assert f'filename="{name}"' in answer.headers["Content-Disposition"]


def test_a_use_and_how_far_it_has_come_can_be_chosen(client: FlaskClient) -> None:
    whole, one = _file(client).text, _file(client, more="&use=L02&only=drafts")
    assert "words-lt-L02-drafts.po" in one.headers["Content-Disposition"]
    assert 'msgctxt "L02"' in one.text
    assert 'msgctxt "L03"' in whole
    assert 'msgctxt "L03"' not in one.text
    assert "msgctxt" not in _file(client, more="&only=approved").text


@pytest.mark.parametrize("query", ["", "?format=doc", "?format=po&use=L99", "?format=po&only=good"])
def test_no_other_file_is_there(client: FlaskClient, query: str) -> None:
    assert client.get(f"{ADDRESS}/file{query}").status_code == 404
    assert client.get("/words/en/exchange").status_code == 404
    assert client.get("/words/de/exchange/file?format=po").status_code == 404


def test_the_page_of_a_language_leads_there_and_says_who_may_take_words_in(
    client: FlaskClient, translator: FlaskClient
) -> None:
    assert 'href="/words/lt/exchange"' in client.get("/words/lt").text
    assert "needs the permission “write a translation”" in said(client.get(ADDRESS))
    assert "needs the permission" not in said(translator.get(ADDRESS))


def test_a_file_is_shown_before_anything_is_written_and_then_comes_in_as_drafts(
    database: Database, district: District, translator: FlaskClient
) -> None:
    page = _upload(translator, _translated(_file(translator).data))
    assert page.request.path == f"{ADDRESS}/check"
    assert "To be taken in as drafts: 1 changed" in said(page)
    assert "1 refused" in said(page)
    assert "{recipient} stands in it 0 times, and in the English 1 times." in said(page)
    assert "Prašome mums paskambinti šiandien" in said(page)
    assert _written(database, district) == 0
    done = translator.post(f"{ADDRESS}/check", data=_hidden(page), follow_redirects=True)
    assert done.request.path == f"{ADDRESS}/done"
    assert "Taken in as drafts: 1 changed" in said(done)
    with database.reading() as session:
        [row] = written_here(session, _as_head(session, district), "lt")
        assert (row.context, row.forms) == ("L00", ["Prašome mums paskambinti šiandien"])
        assert approvals(session, "lt") == []


def test_the_report_is_downloaded_before_and_after(translator: FlaskClient) -> None:
    page = _upload(translator, _translated(_file(translator).data))
    before = _report(translator, page)
    after = _report(translator, translator.post(f"{ADDRESS}/check", data=_hidden(page), follow_redirects=True))
    assert before == after
    assert {line[0] for line in before[1:]} == {"changed", "refused", "the same"}


def _report(browser: FlaskClient, page: TestResponse) -> list[list[str]]:
    answer = browser.get(html.unescape(re.findall(r'href="([^"]*report\.csv[^"]*)"', page.text)[0]))
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_taking_the_same_in_again_brings_nothing(translator: FlaskClient) -> None:
    content = _translated(_file(translator).data)
    translator.post(f"{ADDRESS}/check", data=_hidden(_upload(translator, content)))
    again = _upload(translator, content)
    assert "Nothing new" in said(again)
    assert "Take these in" not in again.text


def test_words_that_changed_since_the_page_was_opened_are_shown_again(
    database: Database, district: District, translator: FlaskClient
) -> None:
    content = _translated(_file(translator).data)
    first, second = (
        _upload(translator, content),
        _upload(translator, content.replace("paskambinti šiandien".encode(), b"paskambinti rytoj")),
    )
    translator.post(f"{ADDRESS}/check", data=_hidden(second))
    refused = translator.post(f"{ADDRESS}/check", data=_hidden(first))
    assert refused.status_code == 422
    assert "Some words have changed since you opened this page." in said(refused)
    assert _written(database, district) == 1
    assert translator.post(f"{ADDRESS}/check", data=_hidden(refused)).status_code == 303
    assert _written(database, district) == 2


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "Choose the file that came back."),
        (b"UPN,Name\n", "no line of a PO file"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><tmx version="1.4"/>', "declares entities"),
        (b"<html/>", "no XLIFF and no TMX"),
        (b"<tmx>", "no complete XML"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(translator: FlaskClient, content: bytes, wrong: str) -> None:
    page = _upload(translator, content)
    assert (page.status_code, wrong in said(page)) == (422, True)
    assert "<title>Error: " in page.text
    assert translator.post(ADDRESS).status_code == 422


def test_a_memory_larger_than_a_form_is_read(translator: FlaskClient) -> None:
    content = _file(translator, "tmx", "&only=all").data.replace(b"<body>", b"<body>" + b" " * 3 * 1024 * 1024)
    assert "Nothing new" in said(_upload(translator, content, "lt.tmx"))


def test_files_of_others_and_other_files_are_not_there(
    app: Flask, database: Database, district: District, translator: FlaskClient
) -> None:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.other_head))
        theirs = store_file(session, viewer.actor, viewer.agency_id, Upload("words", "x.po", b"x"), utc_now()).id
        ours = _as_head(session, district)
        pupils = store_file(session, ours.actor, ours.agency_id, Upload("pupils", "x.csv", b"x"), utc_now()).id
    mine = _hidden(_upload(translator, _translated(_file(translator).data)))
    for file in (theirs, pupils, uuid4(), "", "x", mine["file"]):
        assert translator.get(f"{ADDRESS}/done?file={file}").status_code == 404
    for file in (theirs, pupils, uuid4(), ""):
        assert translator.get(f"{ADDRESS}/check?file={file}").status_code == 404
        assert translator.get(f"{ADDRESS}/report.csv?file={file}").status_code == 404
        assert translator.post(f"{ADDRESS}/check", data={"file": file}).status_code == 404
    report = translator.post(f"{ADDRESS}/check", data=mine).headers["Location"].partition("file=")[2]
    assert translator.get(f"{ADDRESS}/done?file={report}").status_code == 200
    assert translator.get(f"/words/pl/exchange/done?file={report}").status_code == 404
    assert signed_in(app, district.head).get(f"{ADDRESS}/check?file={mine['file']}").status_code == 403


def test_a_file_of_another_language_is_refused_sentence_by_sentence(translator: FlaskClient) -> None:
    page = _upload(translator, translator.get("/words/pl/exchange/file?format=xliff&use=card").data, "pl.xlf")
    assert "Nothing new" in said(page)
    assert "The file has it in another language (“pl”), not in Lithuanian." in said(page)


def test_a_sentence_whose_english_changed_goes_out_with_its_earlier_words_and_brings_none_back(
    database: Database, district: District, translator: FlaskClient
) -> None:
    now = utc_now()
    with database.work() as session:
        school = session.merge(district.school)
        approver = add_staff(session, school, "Rimas", "rimas@fenedge.example", ["translation approver"], now=now,
                             qualification="DPSI Lithuanian, 2019", qualified_in=["lt"])  # fmt: skip
        head, packaged = _as_head(session, district), Catalogue.of("lt").look_up("phrase", TALK)
        approve_words(session, viewer_of(approver), [packaged], now)
        write_phrase(session, head, PhraseEdit("support.talk", CHANGED), now)
    po = _file(translator, more="&use=phrases&only=missing")
    assert f'#| msgid "{TALK}"\nmsgctxt "phrase"\nmsgid "{CHANGED}"\nmsgstr "{packaged.text}"' in po.text
    page = _upload(translator, po.data)
    assert "Nothing new" in said(page)
    assert "refused" not in said(page)
    assert f"<target>{packaged.text}</target></alt-trans>" in _file(translator, "xliff", "&use=phrases").text


def test_an_agencys_own_phrase_goes_out_with_what_to_know_and_comes_back(
    database: Database, district: District, translator: FlaskClient
) -> None:
    with database.work() as session:
        write_phrase(session, _as_head(session, district), PhraseEdit("support.new", OURS), utc_now())
    text = _file(translator, more="&use=phrases&only=missing").text
    assert f'#. support.own_1\nmsgctxt "phrase"\nmsgid "{OURS}"\nmsgstr ""' in text
    page = _upload(
        translator, text.replace(f'"{OURS}"\nmsgstr ""', f'"{OURS}"\nmsgstr "Galime paskolinti dviratį."').encode()
    )
    assert "1 new" in said(page)
    translator.post(f"{ADDRESS}/check", data=_hidden(page))
    assert 'state="translated">Galime paskolinti dviratį.</target>' in _file(translator, "xliff", "&use=phrases").text
