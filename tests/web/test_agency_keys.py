"""Keys on the screen: shown once, listed by how they begin, revoked, and made with what a program needs."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from api_programs import Program, a_key, notes
from browsers import District, signed_in
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from sqlalchemy import select

from comms.agencies.api_key import ApiKey
from comms.foundation.work import Database

ASKED = {"name": "Attendance system", "scopes": ["languages", "needs"], "a_minute": "30", "last_day": "2027-07-31"}


def make(client: FlaskClient, **answers: Any) -> Any:
    return client.post("/agency/keys", data=ASKED | answers)


def shown(page: str) -> str:
    """The key a page shows."""
    found = re.search(r'value="(comms_[a-z2-7]{6}_[\w-]{43})"', page)
    assert found is not None
    return found[1]


@pytest.fixture(autouse=True)
def _at_the_moment(api_moment: datetime) -> None:
    """Every request comes at the same moment."""


def test_a_key_is_made_shown_once_and_opens_what_it_is_for(client: FlaskClient, app: Flask) -> None:
    answer = make(client)
    assert answer.status_code == 200
    assert "Copy this key now" in said(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    key = shown(answer.text)
    assert Program.at(app, key).get("/api/v1/languages").status_code == 200
    assert Program.at(app, key).post("/api/v1/detect", json={"texts": "Labas"}).status_code == 403
    page = client.get("/agency/keys")
    assert key not in page.text
    assert key[:12] in page.text
    read = said(page)
    assert "1 key lets another program ask this service" in read
    assert "Attendance system, until 31 July 2027" in read
    assert "languages, needs" in read
    assert "30 times a minute" in read
    assert "Last used 23 November 2026" in read
    assert "by Jo Marsh" in read
    assert f"Revoke {key[:12]}" in read


def test_the_agencys_page_leads_to_its_keys(client: FlaskClient) -> None:
    assert 'href="/agency/keys"' in client.get("/agency").text
    assert "No other program can ask this service" in said(client.get("/agency/keys"))


def test_a_revoked_key_opens_nothing_and_is_still_listed(client: FlaskClient, app: Flask, database: Database) -> None:
    key = shown(make(client).text)
    with database.reading() as session:
        key_id = session.scalars(select(ApiKey.id)).one()
    answer = client.post(f"/agency/keys/{key_id}/revoke", follow_redirects=True)
    assert "The key of “Attendance system” opens nothing any more." in said(answer)
    assert "Attendance system: revoked on 23 November 2026" in said(answer)
    assert Program.at(app, key).get("/api/v1/languages").status_code == 401
    # Twice is once.
    assert client.post(f"/agency/keys/{key_id}/revoke").status_code == 303
    assert len(notes(database, "revoke api key")) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "The key has no name."),
        ({"name": "a" * 81}, "Shorten it to 80."),
        ({"scopes": []}, "Choose what the program needs, and no more."),
        ({"scopes": ["audit"]}, "A key cannot be used for “audit”."),
        ({"a_minute": "often"}, "Give a whole number from 1 to 600."),
        ({"a_minute": "999"}, "A key cannot be used 999 times a minute."),
        ({"last_day": "soon"}, "Give the day, like 2027-07-31."),
        ({"last_day": "2026-11-22"}, "Give a day from today on."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(
    client: FlaskClient, database: Database, wrong: dict[str, Any], words: str
) -> None:
    answer = make(client, **wrong)
    assert answer.status_code == 422
    assert words in said(answer)
    [field] = wrong
    assert f'href="#{field}"' in answer.text
    assert 'value="needs"' in answer.text
    with database.reading() as session:
        assert session.scalars(select(ApiKey)).all() == []


def test_another_agencys_keys_are_not_shown(
    app: Flask, client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    begins = a_key(database, district.other_head, now)[:12]
    assert begins not in client.get("/agency/keys").text
    assert begins in signed_in(app, district.other_head).get("/agency/keys").text
