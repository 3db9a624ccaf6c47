"""Checking a record on the public page: by its file and a key, without an account, and with nothing kept."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Any
from uuid import UUID

import pytest
from browsers import District
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient
from kept_exhibits import a_kept_key, a_kept_record, another_version, sealed
from letter_browsing import heading
from screens import said
from sealed_exhibits import SEALED_AT, a_signing_key, an_exhibit
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from comms.agencies.viewer import viewer_of
from comms.cautions.exhibits.caution_record import CautionRecord
from comms.cautions.exhibits.key import SealingKey
from comms.cautions.exhibits.public_key import pem_of
from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database
from comms.web.cautions import verifying
from comms.web.uploads import UPLOADS

KEY = a_signing_key()
PUBLIC = KEY.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

# What is asked of the database here is one list.
pytestmark = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser that nobody signed in with."""
    return app.test_client()


@pytest.fixture
def published(database: Database, district: District, now: datetime) -> str:
    """The key of the exhibit, published by the district's school; its name."""
    with database.work() as session:
        return a_kept_key(session, viewer_of(session.merge(district.head)), now).name


def check(visitor: FlaskClient, content: bytes, name: str = "record.pdf", **given: Any) -> TestResponse:
    return visitor.post("/verify", data={"file": (io.BytesIO(content), name), **given})


def test_a_record_is_whole_by_the_file_and_a_published_key_alone(
    visitor: FlaskClient, database: Database, published: str
) -> None:
    answer = check(visitor, an_exhibit())
    assert (answer.status_code, heading(answer)) == (200, "This record is whole")
    words = said(answer)
    assert "since Fenland Police, Marlingfen sealed it on 28 November 2026, 18:20." in words
    assert "with a key published here" in words
    assert published in words
    with database.reading() as session:
        assert (
            session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.actor_kind == "visitor")) == 0
        )


def test_one_changed_byte_is_said_with_what_fails_and_what_it_means(visitor: FlaskClient, published: str) -> None:
    changed = bytearray(an_exhibit())
    changed[100] ^= 1
    answer = check(visitor, bytes(changed))
    assert (answer.status_code, heading(answer)) == (200, "This file does not hold")
    assert "The content was changed after it was sealed" in said(answer)
    assert "ask the agency for the exhibit again" in said(answer)
    assert "This record is whole" not in answer.text


@pytest.mark.parametrize(
    ("pasted", "file"),
    [(PUBLIC.decode(), b""), (KEY.private.public_key().public_bytes_raw().hex(), b""), ("", KEY.certificate)],
)
def test_a_key_that_was_brought_along_needs_none_published_and_is_said_to_be_ones_own(
    visitor: FlaskClient, pasted: str, file: bytes
) -> None:
    answer = check(visitor, an_exhibit(), key=pasted, key_file=(io.BytesIO(file), "key"))
    assert heading(answer) == "This record is whole"
    assert "be sure that you have it from the agency itself" in said(answer)
    # Anybody can make a key in an agency's name: what is said large does not repeat the name as if it were known.
    assert "Not one byte has changed since it was sealed on" in said(answer)


def test_an_earlier_version_is_whole_and_is_said_to_have_been_corrected_since(
    visitor: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    one = sealed("lt")
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        first = a_kept_record(session, viewer, now)
        session.add(CautionRecord(
            id=UUID(one.record["record"]["id"]), session_id=first.session_id, version=2, record=first.record,
            pdf=one.pdf, copy=None, record_sha256=first.record_sha256, pdf_sha256=first.pdf_sha256,
            key_id=first.key_id, sealed_at=now, sealed_by=first.sealed_by,
        ))  # fmt: skip
    assert "Since then the record was corrected" not in said(check(visitor, one.pdf))
    with database.work() as session:
        another_version(session, viewer, first.session_id, now)
    answer = check(visitor, one.pdf)
    assert heading(answer) == "This record is whole"
    assert "This is version 2. Since then the record was corrected: version 3 is the newest." in said(answer)


def test_a_key_that_was_retired_before_it_sealed_is_said_to_be_so(
    visitor: FlaskClient, database: Database, published: str
) -> None:
    assert "retired this key" not in said(check(visitor, an_exhibit()))
    with database.work() as session:
        session.execute(update(SealingKey).values(retired_at=SEALED_AT - timedelta(days=1)))
    answer = check(visitor, an_exhibit())
    assert heading(answer) == "This record is whole"
    assert "The agency retired this key on 27 November 2026, 18:20, before this was sealed." in said(answer)


def test_another_key_is_said_to_be_another(visitor: FlaskClient, published: str) -> None:
    answer = check(visitor, an_exhibit(), key=a_signing_key(2).private.public_key().public_bytes_raw().hex())
    assert heading(answer) == "This file does not hold"
    assert f"was sealed with the key {published}" in said(answer)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "This file is empty."),
        (b"\xff\xd8\xff\xe0 photo", "A photograph of the paper does not carry the seal."),
        (b"PK\x03\x04 word", "take the PDF out first"),
        (b'{"record": 1}', "the seal is on the PDF"),
        (PUBLIC, "It belongs into the field for the key."),
        (b"MZ whatever", "This is not a PDF."),
    ],
)
def test_a_wrong_file_is_refused_kindly_and_keeps_the_key_that_was_pasted(
    visitor: FlaskClient, content: bytes, told: str
) -> None:
    answer = check(visitor, content, "paper", key="pasted")
    assert answer.status_code == 422
    assert told in said(answer)
    assert 'id="file-error"' in answer.text
    assert ">pasted</textarea>" in answer.text


def test_a_key_that_is_none_and_a_service_without_keys_are_said_at_the_field(visitor: FlaskClient) -> None:
    broken = check(visitor, an_exhibit(), key="not a key")
    assert broken.status_code == 422
    assert "There is no key in it that can be read." in said(broken)
    none = check(visitor, an_exhibit())
    assert none.status_code == 422
    assert "This service has published no key." in said(none)
    nothing = visitor.post("/verify")
    assert "Choose the PDF file of the record." in said(nothing)


def send_large(visitor: FlaskClient, size: int) -> TestResponse:
    # Written by hand: a client of tests would put so much into a file of its own, and leave it open.
    head = b'--part\r\nContent-Disposition: form-data; name="file"; filename="record.pdf"\r\n\r\n%PDF-1.7'
    body = head + bytes(size) + b"\r\n--part--\r\n"
    return visitor.post("/verify", data=body, content_type="multipart/form-data; boundary=part")


def test_a_file_with_recordings_fits_and_a_larger_one_is_said_to_be_too_large(
    visitor: FlaskClient, published: str
) -> None:
    large = send_large(visitor, 5_000_000)
    assert (large.status_code, heading(large)) == (200, "This file does not hold")
    too_large = send_large(visitor, UPLOADS["verifying.check"].most)
    assert too_large.status_code == 413
    assert "larger than this page takes, which is 12 MB" in said(too_large)


def test_only_so_many_files_with_keys_of_their_own_are_checked_at_once(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_APART", BoundedSemaphore(1))
    with verifying._APART:
        answer = check(visitor, an_exhibit(), key=PUBLIC.decode())
    assert answer.status_code == 429
    assert "Choose yours again in a minute." in said(answer)


def test_published_keys_can_be_listed_and_kept(visitor: FlaskClient, published: str) -> None:
    listed = visitor.get("/verify/keys")
    assert "Fen Edge Academy" in said(listed)
    assert published in said(listed)
    kept = visitor.get(f"/verify/keys/{published}.pem")
    assert kept.data == pem_of((KEY.certificate,))
    assert f"sealing-key-{published}.pem" in kept.headers["Content-Disposition"]
    assert visitor.get("/verify/keys/0123456789abcdef.pem").status_code == 404


def test_the_form_asks_for_the_file_first_and_hides_the_key_where_one_is_published(
    visitor: FlaskClient, published: str
) -> None:
    page = visitor.get("/verify")
    assert page.status_code == 200
    assert "You need no account." in said(page)
    assert '<details class="govuk-details">' in page.text
    assert page.headers["Cache-Control"] == "no-store"
