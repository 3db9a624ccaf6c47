"""The letters of each language on the screens: which fonts a page brings, and which it leaves to the reader."""

from __future__ import annotations

import io
import re
from datetime import datetime

import pytest
from browsers import District
from flask import Flask
from flask.testing import FlaskClient
from fontTools.ttLib import TTFont
from screens import a_family

from comms.channels.pdf.fonts import FONTS, LATIN_FAMILY, font_file, own_families, packaged_families
from comms.foundation.languages import LANGUAGES
from comms.foundation.work import Database
from comms.web.bookings.now import languages_to_point_at
from comms.web.fonts import WEIGHTS, font_faces, fonts_sheet

ADDRESS = re.compile(r'url\("([^"]+)"\)')


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Somebody who is not signed in, as a parent on their own page."""
    return app.test_client()


def sheets(page: str) -> list[str]:
    return [one.replace("&amp;", "&") for one in re.findall(r'<link rel="stylesheet" href="(/fonts/[^"]+)"', page)]


def test_every_packaged_family_is_found_by_its_name_in_both_weights() -> None:
    found = {font_file(family, weight) for family in packaged_families() for weight in WEIGHTS.values()}
    assert found == set(FONTS.glob("*.ttf"))
    assert font_file("Comic Sans") is None


def test_only_a_language_in_other_letters_than_latin_brings_fonts() -> None:
    assert own_families("ur") == ("Noto Nastaliq Urdu",)
    assert own_families("pa-Guru") == ("Noto Sans Gurmukhi",)
    assert own_families("bn") == ("Hind Siliguri",)
    assert own_families("ar") == own_families("fa") == ("Amiri",)
    # Written in several ways, signed, in a family that is not packaged, or in letters that every computer has.
    for tag in ("pa", "bfi", "zh-Hans", "lt", "uk", "el"):
        assert own_families(tag) == ()
    assert not any(LATIN_FAMILY in own_families(tag) for tag in LANGUAGES)


def test_a_sheet_names_the_fonts_of_its_languages_and_no_others(visitor: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        address = fonts_sheet("ur", "lt", "ur", "bn")
        assert fonts_sheet("lt", "en", "zh-Hans") == fonts_sheet() == ""
    assert address == "/fonts/sheet.css?of=ur&of=bn"
    answer = visitor.get(address)
    assert answer.mimetype == "text/css"
    assert re.findall(r'@font-face \{ font-family: "([^"]+)"; font-weight: (\d+)', answer.text) == [
        ("Noto Nastaliq Urdu", "400"), ("Noto Nastaliq Urdu", "700"),
        ("Hind Siliguri", "400"), ("Hind Siliguri", "700"),
    ]  # fmt: skip
    assert re.findall(r":lang\((\S+)\) \{ font-family: \"([^\"]+)\"", answer.text) == [
        ("ur", "Noto Nastaliq Urdu"), ("bn", "Hind Siliguri"),
    ]  # fmt: skip
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_a_font_is_fetched_once_by_anybody_and_has_every_glyph(visitor: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        rules = font_faces("ur", "bn", "pa-Guru", "ar", "ti")
    addresses = ADDRESS.findall(rules)
    assert len(addresses) == len(set(addresses)) == 10
    for address in addresses:
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert answer.mimetype == "font/woff"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in answer.headers
        file = FONTS / address.rpartition("/")[2].partition("?")[0].replace(".woff", ".ttf")
        assert len(answer.data) < 0.62 * file.stat().st_size, (
            "a page for a telephone must not weigh more than it has to"
        )
        with TTFont(io.BytesIO(answer.data)) as sent, TTFont(file) as printed:
            assert sent.getBestCmap() == printed.getBestCmap()


@pytest.mark.parametrize("name", ["", "nothing.woff", "NotoSans_400Regular.ttf", "..%2Ffonts.py", ".stamp"])
def test_nothing_else_is_served_and_nobody_keeps_that_there_is_none(visitor: FlaskClient, name: str) -> None:
    answer = visitor.get(f"/fonts/{name}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_language_nobody_knows_has_no_sheet(visitor: FlaskClient) -> None:
    answer = visitor.get("/fonts/sheet.css?of=ur%29%7B%7D")
    assert answer.status_code == 404
    assert visitor.get("/fonts/sheet.css").text == ""
    assert ":lang(pa-Guru) {" in visitor.get("/fonts/sheet.css?of=PA_guru").text


def test_a_card_brings_its_languages_letters_and_one_in_latin_none(client: FlaskClient) -> None:
    assert sheets(client.get("/speak-cards/ur").text) == ["/fonts/sheet.css?of=ur"]
    assert sheets(client.get("/speak-cards/pa-Guru").text) == ["/fonts/sheet.css?of=pa-Guru"]
    assert sheets(client.get("/speak-cards/lt").text) == []


def test_the_list_to_point_at_brings_those_of_all_its_languages(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    family = a_family(database, district, now)
    asked = client.post(f"/families/{family.father.id}/interpreter-now", follow_redirects=True)
    for page in (client.get("/speak-cards"), asked):
        [sheet] = sheets(page.text)
        named = sheet.partition("?")[2].replace("of=", "").split("&")
        assert named == [one.tag for one in languages_to_point_at() if own_families(one.tag)]
        assert {"ur", "pa-Guru", "pa-Arab", "bn", "ar", "ti"} <= set(named)
        assert client.get(sheet).status_code == 200
