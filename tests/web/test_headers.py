"""What every page tells the browser, and what no page holds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest
from browsers import District
from flask.testing import FlaskClient
from screens import Family, a_family, a_task, said

from comms.app import create_app
from comms.foundation.opening import Installation
from comms.foundation.work import Database


@pytest.fixture
def pages(database: Database, district: District, now: datetime) -> list[str]:
    family: Family = a_family(database, district, now)
    with database.work() as session:
        task = a_task(session, family.viewer, family.mother, now)
    mother, child = f"/families/{family.mother.id}", f"/families/{family.child.id}"
    own = ["", "/language", "/language/history", "/safe-contact"]
    agency = ["", "/letterhead", "/letter-settings", "/staff", "/roles"]
    fixed = ["/", "/families", "/tasks", f"/tasks/{task.id}", "/language-needs/to-confirm", "/language-needs/to-review"]
    return [*fixed, *(mother + end for end in own), child, f"{child}/status", *(f"/agency{end}" for end in agency)]


def test_every_page_loads_nothing_from_elsewhere_and_is_kept_nowhere(client: FlaskClient, pages: list[str]) -> None:
    for page in [*pages, "/nowhere"]:
        headers = client.get(page).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), page
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["Cache-Control"] == "no-store", page
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_no_page_holds_a_style_a_handler_or_a_script_of_its_own(client: FlaskClient, pages: list[str]) -> None:
    for page in pages:
        body = client.get(page).text
        assert not re.search(r"<[^>]+\s(style|on[a-z]+|hx-on[^=]*)=", body), page
        assert "<style" not in body
        for script in re.findall(r"<script[^>]*>", body):
            assert "nonce=" in script, page
        assert not re.search(r'(src|href)="(https?:)?//', body), page


def test_a_nonce_is_used_once(client: FlaskClient) -> None:
    assert client.get("/").headers["Content-Security-Policy"] != client.get("/").headers["Content-Security-Policy"]


def test_every_page_says_its_language_has_one_heading_and_labels_what_is_typed(
    client: FlaskClient, pages: list[str]
) -> None:
    for page in pages:
        body = client.get(page).text
        assert '<html lang="en"' in body
        assert len(re.findall(r"<h1[ >]", body)) == 1, page
        assert re.search(r"<title[^>]*>\s*\S.* – comms</title>", body), page
        ids = re.findall(r'\sid="([^"]+)"', body)
        assert len(ids) == len(set(ids)), page
        for field in re.findall(r'<(?:input|select|textarea)[^>]*\sid="([^"]+)"', body):
            assert f'for="{field}"' in body, (page, field)


def test_every_form_that_changes_something_carries_a_token(client: FlaskClient, pages: list[str]) -> None:
    for page in pages:
        for form in re.findall(r'(?s)<form[^>]*method="post".*?</form>', client.get(page).text):
            assert 'name="csrf_token"' in form, page


def test_every_link_on_a_page_leads_somewhere(client: FlaskClient, pages: list[str]) -> None:
    links = {link for page in pages for link in re.findall(r'href="(/[^"#]*)"', client.get(page).text)}
    for link in sorted(links):
        with client.get(link) as answer:
            assert answer.status_code == 200, link


def test_the_looks_of_the_screens_are_there(client: FlaskClient) -> None:
    with client.get("/static/people.css") as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_over_plain_http_a_browser_is_not_told_to_demand_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_over_https_it_is(installation: Installation) -> None:
    secure = replace(installation, settings=replace(installation.settings, public_url="https://comms.example"))
    headers = create_app(secure).test_client().get("/sign-in", base_url="https://comms.example").headers
    assert "max-age=63072000" in headers["Strict-Transport-Security"]
    assert all("Secure" in cookie for cookie in headers.getlist("Set-Cookie"))


def test_a_page_that_does_not_exist_says_so_calmly(client: FlaskClient) -> None:
    answer = client.get("/families/0")
    assert answer.status_code == 404
    assert "There is nothing at this address." in said(answer)
