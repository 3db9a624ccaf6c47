"""Our line: its number, what texts call us, who is told, and what happens where there is no carrier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from sqlalchemy import select
from text_factories import WITH_ACCOUNT, a_line

from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.messages.line import Line

GIVEN = {
    "number": "07700 900100", "short_name": "Fen Edge", "alias": "Office", "ring_number": "01632 960100",
    "segments_a_second": "10",
}  # fmt: skip


@pytest.fixture
def with_carrier(app: Flask, installation: Installation) -> Iterator[None]:
    """An installation with an account, to which nothing is said here."""
    app.extensions["comms"] = replace(installation, settings=replace(installation.settings, **WITH_ACCOUNT))
    yield
    app.extensions["comms"] = installation


@pytest.fixture
def second(database: Database, district: District) -> Staff:
    with database.work() as session:
        return a_staff_member(session, session.merge(district.school), utc_now(), ("reception",), "Sam Okafor")


def line(database: Database) -> dict[str, Any]:
    with database.reading() as session:
        row = session.scalars(select(Line)).one()
        return {name: getattr(row, name) for name in ("number", "short_name", "alias", "night_cover", "duty")}


def test_without_a_line_the_page_says_what_that_means(client: FlaskClient) -> None:
    page = said(client.get("/agency/line"))
    assert "We have no line yet" in page
    assert "texts to interpreters are sent by hand, and none is written to families" in page
    assert "This installation has no carrier." in page


def test_a_line_is_set_with_its_duty_list_in_order(
    client: FlaskClient, database: Database, district: District, second: Staff
) -> None:
    duty = {"duty_1": str(second.id), "duty_3": str(district.head.id), "duty_4": str(second.id)}
    assert client.post("/agency/line", data=GIVEN | duty | {"night_cover": "yes"}).status_code == 303
    assert line(database) == {
        "number": "+447700900100", "short_name": "Fen Edge", "alias": "Office", "night_cover": True,
        "duty": [str(second.id), str(district.head.id)],
    }  # fmt: skip
    page = said(client.get("/agency/line"))
    assert "Texts are written, and not sent" in page
    assert "Somebody reads what comes at night." in page


def test_with_a_carrier_the_page_says_from_where_texts_go(client: FlaskClient, with_carrier: None) -> None:
    client.post("/agency/line", data=GIVEN)
    page = said(client.get("/agency/line"))
    assert "Texts and calls go from +447700900100" in page
    assert "no carrier" not in page
    assert "Nobody reads what comes at night, and the first text to each number says so, with 999." in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("short_name", "Fen Edge Academy Trust", "1 to 16 letters"),
        ("number", "12", "cannot be a telephone number"),
        ("alias", "Fen-Edge Academy", "at most 11 letters"),
        ("segments_a_second", "many", "as a number"),
        ("segments_a_second", "0", "1 to 1000 parts a second"),
    ],
)
def test_what_cannot_be_comes_back_at_its_field_with_everything_else(
    client: FlaskClient, field: str, value: str, words: str
) -> None:
    answer = client.post("/agency/line", data=GIVEN | {field: value})
    assert answer.status_code == 422
    assert words in said(answer)
    assert f'href="#{field}"' in answer.text
    assert 'value="01632 960100"' in answer.text


def test_a_line_that_the_carrier_stopped_is_let_go_on(
    client: FlaskClient, database: Database, district: District
) -> None:
    with database.work() as session:
        made = a_line(session, viewer_of(session.merge(district.head)), utc_now())
        made.stopped_why = "The carrier refuses the account."
    page = said(client.get("/agency/line"))
    assert "Our line is stopped" in page
    assert "No text goes. The carrier refuses the account." in page
    assert client.post("/agency/line/go-on").status_code == 303
    assert "stopped" not in said(client.get("/agency/line"))
    assert client.post("/agency/line/go-on").status_code == 409


def test_only_whoever_manages_the_agency_sees_the_line(app: Flask, second: Staff) -> None:
    browser = signed_in(app, second)
    assert browser.get("/agency/line").status_code == 403
    assert browser.post("/agency/line", data=GIVEN).status_code == 403
