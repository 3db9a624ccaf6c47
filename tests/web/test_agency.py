"""Our agency: what letters say of it, when it writes, who works here."""

from __future__ import annotations

import base64
import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said

from comms.agencies.agency import Agency
from comms.foundation.work import Database
from comms.letters.triggers import trigger_facts

LETTERHEAD = {
    "address": "Ramnoth Road\r\nWisbech\r\nPE13 2XX",
    "telephone": "01632 960 100",
    "email": "office@fenedge.example",
    "contact_name": "Ms Żaneta O’Brien",
    "hours": "hours.every_day",
    "opens": "8:15",
    "closes": "17:30",
    "interpreter_line": "0800 496 0000, code 12",
    "support": ["support.travel", "support.breakfast"],
}
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
    b'<rect width="40" height="20" fill="#14506b"/></svg>'
)


def png(width: int = 8, height: int = 8, *, rows: bytes | None = None) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    drawn = zlib.compress(b"".join(b"\x00" + b"\x14\x50\x6b" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", drawn if rows is None else rows)
        + chunk(b"IEND", b"")
    )


def change(client: FlaskClient, logo: bytes | None = None, **answers: Any) -> Any:
    data: dict[str, Any] = LETTERHEAD | answers
    if logo is not None:
        data["logo"] = (BytesIO(logo), "logo.png")
    return client.post("/agency/letterhead", data=data, content_type="multipart/form-data")


def agency_now(database: Database, district: District) -> dict[str, Any]:
    with database.reading() as session:
        agency = session.get_one(Agency, district.school.id)
        names = ("address", "hours", "opens", "closes", "contact_name", "letter_settings", "logo")
        return {name: getattr(agency, name) for name in names}


def test_what_letters_say_of_us_can_be_changed(client: FlaskClient, database: Database, district: District) -> None:
    assert change(client).status_code == 303
    page = said(client.get("/agency"))
    assert "Saved. Letters from now on say this" in page
    assert "Ms Żaneta O’Brien" in page
    assert "every day, from 08:15 to 17:30" in page
    assert "We can look for a way to make the journey to school easier." in page
    kept = agency_now(database, district)
    assert kept["address"] == ["Ramnoth Road", "Wisbech", "PE13 2XX"]
    assert kept["letter_settings"]["support"] == ["support.travel", "support.breakfast"]


def test_what_is_missing_is_said_with_what_it_stops(client: FlaskClient) -> None:
    change(client, telephone="", address="")
    page = said(client.get("/agency"))
    assert "Letters need your address and your telephone number first." in page
    assert "not set: letters that ask parents to ring are held" in page


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("telephone", "ring us", "Give the number with digits and spaces"),
        ("email", "office", "Give an e-mail address like"),
        ("opens", "morning", "from which somebody answers, like 08:30."),
        ("opens", "25:99", "from which somebody answers, like 08:30."),
        ("closes", "08:00", "You close before you open."),
        ("hours", "whenever", "Choose on which days somebody answers."),
        ("address", "\n".join("abcdefgh"), "Letters have room for 6."),
        ("address", "x" * 3000, "Keep each to 60 characters."),
        ("contact_name", "y" * 3000, "Shorten it to 200."),
    ],
)
def test_what_cannot_stand_on_a_letter_is_shown_again(
    client: FlaskClient, database: Database, district: District, field: str, value: str, message: str
) -> None:
    given: dict[str, Any] = {field: value}
    answer = change(client, **given)
    assert answer.status_code == 422
    assert message in said(answer)
    assert f'href="#{field}"' in answer.text
    assert "0800 496 0000, code 12" in answer.text
    assert agency_now(database, district)["contact_name"] == ""


@pytest.mark.parametrize(("content", "kind"), [(png(), "image/png"), (SVG, "image/svg+xml")], ids=["png", "svg"])
def test_a_logo_is_known_by_its_content(client: FlaskClient, content: bytes, kind: str) -> None:
    assert change(client, content).status_code == 303
    answer = client.get("/agency/logo")
    assert (answer.data, answer.mimetype) == (content, kind)
    assert "/agency/logo" in client.get("/agency").text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"GIF89a" + b"x" * 50, "neither a PNG nor an SVG"),
        (b"\xff\xd8\xff" + b"x" * 50, "neither a PNG nor an SVG"),
        (b"<html><svg/></html>", "neither a PNG nor an SVG"),
        (b"", "neither a PNG nor an SVG"),
        (png()[:-4], "not whole"),
        (png().replace(b"IDAT", b"IDAX"), "damaged"),
        (png(5000, 1), "Make it at most 4000"),
        (SVG + b" " * 200_001, "at most 200 kB"),
        (SVG.replace(b"<rect", b"<script>alert(1)</script><rect"), "does more than draw"),
        (SVG.replace(b"<rect", b'<rect onclick="x()"'), "does more than draw"),
        (SVG.replace(b"<rect", b'<image href="https://x.example/y.png"/><rect'), "loads something from elsewhere"),
        (SVG.replace(b"#14506b", b"url(https://x.example/y)"), "loads something from elsewhere"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "declares a document type"),
        (png(rows=b"no rows at all"), "cannot be printed"),
    ],
    ids=[
        "gif",
        "jpeg",
        "html",
        "empty",
        "cut",
        "changed",
        "wide",
        "heavy",
        "script",
        "handler",
        "link",
        "fill",
        "entities",
        "unreadable",
    ],
)
def test_a_file_that_is_no_harmless_logo_is_refused(
    client: FlaskClient, database: Database, district: District, content: bytes, message: str
) -> None:
    answer = change(client, content)
    assert answer.status_code == 422
    assert message in said(answer)
    assert agency_now(database, district)["logo"] is None


def test_a_logo_can_be_taken_off(client: FlaskClient) -> None:
    change(client, png())
    assert change(client, remove_logo="yes").status_code == 303
    assert client.get("/agency/logo").status_code == 404


def test_each_setting_says_its_reason_and_only_what_differs_is_kept(
    client: FlaskClient, database: Database, district: District
) -> None:
    page = said(client.get("/agency/letter-settings"))
    for fact in trigger_facts():
        assert fact.reason in page
    change(client)
    answer = client.post("/agency/letter-settings", data={"l02_missed_sessions": "8", "reply_days": "14"})
    assert answer.status_code == 303
    kept = agency_now(database, district)["letter_settings"]
    assert kept["triggers"] == {"l02_missed_sessions": 8}
    assert kept["support"] == ["support.travel", "support.breakfast"]
    assert "8 sessions (usually 6)" in said(client.get("/agency"))


@pytest.mark.parametrize("value", ["0", "5000", "-1", "six", "6.5", "٦"])
def test_a_setting_out_of_range_is_shown_again(client: FlaskClient, value: str) -> None:
    answer = client.post("/agency/letter-settings", data={"l02_missed_sessions": value, "reply_days": "21"})
    assert answer.status_code == 422
    assert "Give a whole number of sessions from 1 to 100." in said(answer)
    assert 'value="21"' in answer.text


def test_settings_that_contradict_each_other_are_refused(client: FlaskClient) -> None:
    answer = client.post("/agency/letter-settings", data={"l02_below_percent": "95", "l12_percent": "90"})
    assert answer.status_code == 422
    assert "one attendance would bring both worry and thanks" in said(answer)


def test_an_attendance_officer_may_not_change_the_agency(
    app: Flask, database: Database, district: District, client: FlaskClient
) -> None:
    with database.work() as session:
        officer = a_staff_member(session, session.merge(district.school), district.school.made_at)
    browser = signed_in(app, officer)
    for path in ("", "/letterhead", "/letter-settings", "/staff", "/roles", "/logo"):
        assert browser.get(f"/agency{path}").status_code == 403


# A white square of 8 pixels, as a camera's picture is stored.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////"
    "////////////////////wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAI"
    "AQEAAD8Aa//Z"
)


def jpeg(width: int = 8) -> bytes:
    """A whole JPEG, which says that it is so many pixels wide."""
    frame = JPEG.index(b"\xff\xc0")
    return JPEG[: frame + 7] + width.to_bytes(2, "big") + JPEG[frame + 9 :]


def sign(client: FlaskClient, signature: bytes, **answers: Any) -> Any:
    data: dict[str, Any] = LETTERHEAD | {"signature": (BytesIO(signature), "signature.jpg")} | answers
    return client.post("/agency/letterhead", data=data, content_type="multipart/form-data")


@pytest.mark.parametrize(("content", "kind"), [(png(), "image/png"), (jpeg(), "image/jpeg")], ids=["png", "jpeg"])
def test_a_signature_stands_over_who_signs_and_replies_have_an_address_of_their_own(
    client: FlaskClient, content: bytes, kind: str
) -> None:
    answers = {"signed_by": "Helen Marsh, Headteacher", "reply_address": "PO Box 12\r\nWisbech\r\nPE13 9ZZ"}
    assert sign(client, content, **answers).status_code == 303
    answer = client.get("/agency/signature")
    assert (answer.data, answer.mimetype) == (content, kind)
    page = said(client.get("/agency"))
    assert "Helen Marsh, Headteacher" in page
    assert "PO Box 12 Wisbech PE13 9ZZ" in page
    assert sign(client, b"", remove_signature="yes").status_code == 303
    assert client.get("/agency/signature").status_code == 404


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (SVG, "neither a PNG nor a JPEG"),
        (jpeg()[:-2], "not whole"),
        (jpeg()[:20] + b"\x00" + jpeg()[20:], "damaged"),
        (jpeg(4001), "at most 4000 by 4000"),
        (png()[:-4], "not whole"),
        (jpeg() + b"\xff\xd9" * 150_000, "at most 200 kB"),
        (b"\xff\xd8\xff\xd9", "damaged"),
    ],
    ids=["svg", "cut", "moved", "wide", "cut png", "heavy", "empty"],
)
def test_a_signature_that_is_no_picture_is_refused_and_nothing_else_typed_is_lost(
    client: FlaskClient, content: bytes, message: str
) -> None:
    answer = sign(client, content, signed_by="Helen Marsh", reply_address="PO Box 12")
    assert answer.status_code == 422
    assert message in said(answer)
    assert 'href="#signature"' in answer.text
    for kept in ("Helen Marsh", "PO Box 12", "Ms Żaneta O’Brien"):
        assert kept in answer.text
    assert client.get("/agency/signature").status_code == 404


def test_the_address_book_of_formats_says_whom_to_ask(
    client: FlaskClient, database: Database, district: District
) -> None:
    given = {"braille_who": "Fen Formats", "braille_telephone": "01632 960 555", "braille_days": "10"}
    assert client.post("/agency/formats", data=given).status_code == 303
    with database.reading() as session:
        known = session.get_one(Agency, district.school.id).formats
    assert known == {"braille": {"who": "Fen Formats", "telephone": "01632 960 555", "email": "", "days": "10"}}
    assert 'value="Fen Formats"' in client.get("/agency/formats").text
    assert "other formats: braille" in said(client.get("/agency"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("audio_who", ""),
        ("audio_telephone", "ring"),
        ("audio_email", "office"),
        ("audio_days", "ten"),
        ("audio_days", "٣"),
    ],
)
def test_what_cannot_stand_in_the_address_book_is_shown_again(client: FlaskClient, field: str, value: str) -> None:
    given = {"audio_who": "Fen Formats", "audio_days": "3", "braille_who": "Dots"} | {field: value}
    answer = client.post("/agency/formats", data=given)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert 'value="Dots"' in answer.text
