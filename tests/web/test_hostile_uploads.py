"""Whatever is uploaded is judged by its content: it is refused in words, in time, and nothing of it is kept."""

from __future__ import annotations

import ast
import io
import time
from importlib import import_module
from pathlib import Path

import hostile_files as made
import openpyxl
import pytest
from booking_factories import an_interpreter
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from sqlalchemy import func, select
from werkzeug.test import TestResponse

import comms.web
from comms.agencies.agency import Agency
from comms.agencies.viewer import viewer_of
from comms.foundation.clock import utc_now
from comms.foundation.stored_file import StoredFile
from comms.foundation.work import Database
from comms.web.uploads import MEGABYTE, SMALL_UPLOAD, UPLOADS

# On a busy machine; what takes longest is given up after five seconds of a processor.
AT_MOST = 60

TRIED: dict[str, tuple[str, dict[str, made.Make]]] = {
    "imports.upload": ("files", made.WORKBOOKS | made.OTHER_KINDS),
    "register_import.take_in": ("file", made.WORKBOOKS | made.OTHER_KINDS),
    "words_exchange.upload": ("file", made.TRANSLATIONS | made.OTHER_KINDS),
    "agency.change_letterhead": ("logo", made.PICTURES | made.OTHER_KINDS),
    "interpreter_calendar.upload": ("calendar", made.CALENDARS | made.OTHER_KINDS),
    "verifying.check": ("file", made.RECORDS | made.OTHER_KINDS),
}
# The sharer of a hostile name hopes that it is used: as a path, as a header, as a page.
NAME = '../../../etc/cron.d/"x\r\nSet-Cookie: a=b;<script>.xlsx'


@pytest.fixture
def everyone(database: Database, district: District) -> District:
    """The district, with somebody at the school who may upload everything."""
    with database.work() as session:
        school = session.merge(district.school)
        roles = ("head teacher", "administrator", "attendance officer", "interpreter coordinator", "translator")
        district.head = a_staff_member(session, school, utc_now(), roles=roles)
    return district


@pytest.fixture
def addresses(database: Database, everyone: District) -> dict[str, str]:
    """Where each kind of file is uploaded."""
    with database.work() as session:
        one = an_interpreter(session, viewer_of(session.merge(everyone.head)), utc_now())
        return {
            "imports.upload": "/import",
            "register_import.take_in": "/interpreters/import",
            "words_exchange.upload": "/words/lt/exchange",
            "agency.change_letterhead": "/agency/letterhead",
            "interpreter_calendar.upload": f"/interpreters/{one.id}/calendar/file",
            "verifying.check": "/verify",
        }


@pytest.mark.parametrize("endpoint", TRIED)
def test_a_hostile_file_is_refused_in_time_and_nothing_of_it_is_kept(
    app: Flask, database: Database, everyone: District, addresses: dict[str, str], endpoint: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("comms.channels.calendars.busy_times.LONGEST_READING", 4)
    browser, (field, files) = signed_in(app, everyone.head), TRIED[endpoint]
    for what, make in files.items():
        content, began = make(), time.monotonic()
        answer = _send(browser, addresses[endpoint], field, content)
        assert time.monotonic() - began < AT_MOST, what
        _is_refused(answer, endpoint, what)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
        assert session.scalars(select(Agency.logo).where(Agency.logo.is_not(None))).all() == []
    assert not Path("/tmp/slipped.xml").exists()


def _is_refused(answer: TestResponse, endpoint: str, what: str) -> None:
    """It is said what is wrong. Of a record that does not hold that is the answer, and no fault of a form."""
    refused = answer.status_code == 422 or (endpoint == "verifying.check" and "does not hold" in said(answer))
    assert refused, (what, answer.status_code, said(answer)[-400:])
    assert not any("a=b" in value for value in answer.headers.getlist("Set-Cookie")), what
    assert "<script>.xlsx" not in answer.text, what


def _send(browser: FlaskClient, address: str, field: str, content: bytes, name: str = NAME) -> TestResponse:
    """Written by hand: a client of tests would put a large file into one of its own, and leave it open."""
    part = b'--part\r\nContent-Disposition: form-data; name="%s"'
    called = name.replace('"', "%22").replace("\r\n", "%0D%0A").encode()
    body = part % b"kind" + b"\r\n\r\npupils\r\n" + part % field.encode()
    body += b'; filename="%s"\r\nContent-Type: image/png\r\n\r\n' % called + content + b"\r\n--part--\r\n"
    return browser.post(address, data=body, content_type="multipart/form-data; boundary=part")


def test_every_screen_that_takes_files_says_how_large_they_may_be_and_where_they_are_judged(app: Flask) -> None:
    folder = Path(comms.web.__file__).parent
    reads = {
        ".".join(("comms.web", *path.relative_to(folder).with_suffix("").parts))
        for path in folder.rglob("*.py")
        if any(
            isinstance(node, ast.Attribute) and node.attr == "files" and ast.unparse(node.value) == "request"
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
        )
    }
    assert reads == {app.view_functions[endpoint].__module__ for endpoint in UPLOADS}
    assert set(UPLOADS) == set(TRIED)
    for upload in UPLOADS.values():
        assert upload.what
        for judge in upload.judged_by:
            module, _, name = judge.partition(":")
            assert callable(getattr(import_module(module), name))


def test_what_is_larger_than_a_page_takes_is_refused_before_it_is_read(
    app: Flask, everyone: District, addresses: dict[str, str]
) -> None:
    browser = signed_in(app, everyone.head)
    for endpoint, (field, _) in TRIED.items():
        most = UPLOADS[endpoint].most
        if most > 12 * MEGABYTE:
            continue
        answer = _send(browser, addresses[endpoint], field, bytes(most))
        assert answer.status_code == 413, endpoint
        assert f"{most // MEGABYTE} MB" in said(answer)
    other = _send(browser, "/places/new", "file", bytes(SMALL_UPLOAD))
    assert other.status_code == 413


def test_a_length_that_lies_lets_nothing_more_in(app: Flask, everyone: District) -> None:
    browser = signed_in(app, everyone.head)
    huge = {"CONTENT_LENGTH": str(10**12), "wsgi.input": io.BytesIO(b"x")}
    assert browser.post("/import", environ_overrides=huge).status_code == 413


def test_workbooks_are_read_by_a_reader_that_follows_no_entities() -> None:
    # openpyxl takes the careful reader where it is installed, and says here whether it did.
    assert openpyxl.DEFUSEDXML
