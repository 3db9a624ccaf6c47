"""Samples of letters: every kind in every language that has words."""

from __future__ import annotations

import re

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient

from comms.foundation.clock import utc_now
from comms.foundation.languages import language
from comms.foundation.work import Database
from comms.letters.templates.source import letter_kinds
from comms.web.letters.previews import worded_languages

COMPLETE = ("pl", "lt", "ro", "ar", "ur")


def test_the_index_names_every_language_in_its_own_script_and_every_kind(client: FlaskClient) -> None:
    page = client.get("/letter-samples").text
    for kind in letter_kinds().values():
        assert kind.title in page
    for tag in COMPLETE:
        assert f'lang="{tag}" dir="{language(tag).direction}">{language(tag).own_name}</bdi>' in page
        assert f"/letter-samples/L02/{tag}" in page


def test_what_does_not_exist_is_said_in_words(client: FlaskClient) -> None:
    page = client.get("/letter-samples").text
    assert "Missing" in page
    assert "Draft" in page


@pytest.mark.parametrize("tag", COMPLETE)
@pytest.mark.parametrize("kind", list(letter_kinds()))
def test_a_sample_is_shown_as_a_picture_and_as_a_web_page(client: FlaskClient, kind: str, tag: str) -> None:
    page = client.get(f"/letter-samples/{kind}/{tag}")
    assert page.status_code == 200
    assert "A sample: its names and numbers are made up." in page.text
    picture = client.get(f"/letter-samples/{kind}/{tag}/page-1.png")
    assert picture.data.startswith(b"\x89PNG")
    assert picture.headers["Cache-Control"] == "no-store"
    html = client.get(f"/letter-samples/{kind}/{tag}/sample.html")
    assert f'<html lang="{tag}" dir="{language(tag).direction}">' in html.text
    assert "'sha256-" in html.headers["Content-Security-Policy"]


def test_the_switch_of_languages_keeps_each_languages_own_name(client: FlaskClient) -> None:
    page = client.get("/letter-samples/L00/pl").text
    for one in worded_languages():
        assert re.search(rf'lang="{one.tag}" dir="{one.direction}">{re.escape(one.own_name)}</bdi>', page), one.tag


def test_a_letter_that_is_missing_in_a_language_says_what_that_means(client: FlaskClient) -> None:
    page = client.get("/letter-samples/L02/de")
    assert page.status_code == 200
    assert "does not exist in German yet" in page.text
    assert client.get("/letter-samples/L02/de/page-1.png").status_code == 404


@pytest.mark.parametrize("address", ["L99/pl", "L02/xx", "L02/<script>", "../L02/pl", "L02/en-x-'or'1"])
def test_no_other_address_leads_anywhere(client: FlaskClient, address: str) -> None:
    assert client.get(f"/letter-samples/{address}").status_code == 404


def test_a_translator_may_see_samples_and_no_letters(app: Flask, database: Database, district: District) -> None:
    with database.work() as session:
        translator = a_staff_member(session, session.merge(district.school), utc_now(), roles=("translator",))
    browser = signed_in(app, translator)
    assert browser.get("/letter-samples/L02/pl").status_code == 200
    assert browser.get("/letters").status_code == 403
