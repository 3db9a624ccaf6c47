"""A form that another site, another browser or nobody's page sends in somebody's name changes nothing."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from browsers import District, signed_in
from every_route import address
from flask import Flask
from flask.testing import FlaskClient
from swept import Everything, every_request, everything_of_one, over_https, rows_of_all_tables
from werkzeug.routing import Rule

from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.web.api.routes import KEYED
from comms.web.screens import SIGNED

# What is refused before the database is asked does not depend on it.
pytestmark = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)

# Where no browser's form goes: the carrier signs what it sends, and programs show a key. No cookie carries either.
BY_OTHER_MEANS = {blueprint.name for blueprint in (*SIGNED, *KEYED)}
TOLD = "Please do this again"


@pytest.fixture
def guarded(installation: Installation) -> Flask:
    """The application with its protection against forged forms, over https."""
    app = over_https(installation)
    app.config["WTF_CSRF_ENABLED"] = True
    return app


@pytest.fixture
def mine(database: Database, district: District, now: datetime) -> Everything:
    """One of everything."""
    return everything_of_one(database, district, now)


def _changing(app: Flask) -> list[Rule]:
    return [rule for rule, method in every_request(app) if method == "POST"]


def _token(app: Flask, everybody: Everything) -> tuple[FlaskClient, str]:
    """A signed-in browser, and the token that stands in its forms."""
    browser = signed_in(app, everybody.staff)
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/places/new").text)
    assert found
    return browser, found[1]


def test_no_route_takes_another_method(app: Flask) -> None:
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert methods <= {"GET", "HEAD", "OPTIONS", "POST"}


def test_without_its_token_no_form_is_taken_whatever_it_is_called_from(
    guarded: Flask, database: Database, mine: Everything
) -> None:
    browser, _ = _token(guarded, mine)
    _, foreign = _token(guarded, mine)
    before, refused, other = rows_of_all_tables(database), 0, 0
    for rule in _changing(guarded):
        for headers, form in (
            ({}, {}),
            ({"HX-Request": "true", "X-Requested-With": "XMLHttpRequest"}, {}),
            ({"Origin": "https://evil.example", "Referer": "https://evil.example/"}, {}),
            ({"X-CSRFToken": foreign}, {"csrf_token": foreign}),
            ({}, {"csrf_token": ""}),
        ):
            answer = browser.post(address(rule, mine.ids), headers=headers, data=form)
            if rule.endpoint.split(".")[0] in BY_OTHER_MEANS:
                assert answer.status_code in {400, 401, 403, 415}, (rule.rule, answer.status_code)
                other += 1
                continue
            # A family whose link is not good is told so first, and that alone.
            told = {404} if rule.endpoint.startswith("family_page.") else {400}
            assert answer.status_code in told, (rule.rule, headers, answer.status_code)
            refused += 1
    assert rows_of_all_tables(database) == before
    assert refused > 700, (refused, other)
    assert other > 40


@pytest.mark.parametrize("how", ["in the form", "in the header, as htmx sends it"])
def test_with_its_token_each_form_is_looked_at_also_without_a_referrer(
    guarded: Flask, mine: Everything, how: str
) -> None:
    browser, token = _token(guarded, mine)
    header = how != "in the form"
    for rule in _changing(guarded):
        if rule.endpoint.split(".")[0] in BY_OTHER_MEANS:
            continue
        headers, form = ({"X-CSRFToken": token}, {}) if header else ({}, {"csrf_token": token})
        answer = browser.post(address(rule, {}), headers=headers | {"Sec-Fetch-Site": "same-origin"}, data=form)
        assert TOLD not in answer.text, rule.rule
        if "Set-Cookie" in answer.headers:
            # Whoever signs in or out, or changes a factor, goes on with another session.
            browser, token = _token(guarded, mine)


def test_a_token_of_another_browser_is_worth_nothing_here(guarded: Flask, mine: Everything, district: District) -> None:
    browser, token = _token(guarded, mine)
    thief = signed_in(guarded, district.other_head)
    assert TOLD in thief.post("/places/new", data={"csrf_token": token, "name": "Ours now"}).text
    assert TOLD not in browser.post("/places/new", data={"csrf_token": token, "name": ""}).text


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything else"])
def test_a_form_from_another_site_is_refused_even_with_its_token(guarded: Flask, mine: Everything, site: str) -> None:
    browser, token = _token(guarded, mine)
    form = {"csrf_token": token, "name": ""}
    assert TOLD in browser.post("/places/new", data=form, headers={"Sec-Fetch-Site": site}).text
    assert TOLD not in browser.post("/places/new", data=form, headers={"Sec-Fetch-Site": "same-origin"}).text
    # Looking is not changing: a link in an e-mail leads here too.
    assert browser.get("/places/new", headers={"Sec-Fetch-Site": site}).status_code == 200
