"""What is sent along with a form and does not belong to it is not looked at, whatever it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from browsers import District, signed_in
from flask import Flask, request
from forms_on_pages import Form, Page
from sqlalchemy import JSON, DateTime, Integer, LargeBinary, String, Uuid, func, select
from swept import Everything, asked, every_request, everything_of_one

from comms.agencies.staff import Staff
from comms.foundation.db import Record
from comms.foundation.work import Database
from comms.web.door import work
from comms.web.viewing import public

# What is planted. None of it is anything that a form here would ask for.
PLANTED_ID = UUID("deadbeef-dead-4ead-8ead-deadbeefdead")
PLANTED_WORD = "planted-word"
PLANTED_NUMBER = 770_066_077
PLANTED_MOMENT = datetime(2001, 1, 2, 3, 4, 5, tzinfo=UTC)
TOLD = (str(PLANTED_ID), PLANTED_WORD, str(PLANTED_NUMBER))

# Columns that only the house itself fills in, by the ends of their names. What people type has other names.
OURS = ("_id", "_by", "_at", "_hash", "_key", "_state", "_token", "_uniquifier", "_locked")
OURS_ALONE = {
    "id", "state", "token", "attempts", "active", "approved", "sha256", "size", "version", "roles", "scopes",
    "permissions", "agency", "password", "link", "outcome", "wrapped", "sealed", "revoked", "used", "read", "machine",
    "checked",
}  # fmt: skip
# What else one might try.
TRIED = ("is_admin", "role", "permission", "viewer", "_method")


def _planted(other_agency: UUID) -> dict[str, str]:
    """Every column of every table that only the house fills in, with something in it; the agency is another's."""
    found = dict.fromkeys(TRIED, PLANTED_WORD)
    for table in Record.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith(OURS) or column.name in OURS_ALONE:
                found[column.name] = _value(column.type)
    return found | {"agency_id": str(other_agency)}


def _value(kind: object) -> str:
    if isinstance(kind, Uuid):
        return str(PLANTED_ID)
    if isinstance(kind, Integer):
        return str(PLANTED_NUMBER)
    if isinstance(kind, JSON):
        return f'["{PLANTED_WORD}"]'
    is_moment = isinstance(kind, DateTime) or isinstance(getattr(kind, "impl", None), DateTime)
    return PLANTED_MOMENT.isoformat() if is_moment else PLANTED_WORD


@pytest.fixture
def mine(database: Database, district: District, now: datetime) -> Everything:
    """One of everything."""
    return everything_of_one(database, district, now)


def _every_form(app: Flask, mine: Everything) -> list[Form]:
    """Every form there is on any page, once for each address and set of fields."""
    browser, found = signed_in(app, mine.staff), {}
    for rule, method in every_request(app):
        if method == "GET":
            with asked(browser, rule, method, mine.ids) as answer:
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    for form in Page(answer.text).forms:
                        form.action = form.action or answer.request.path
                        found[form.action, frozenset(form.names)] = form
    return [form for form in found.values() if form.method == "post"]


def _send_all(app: Flask, mine: Everything, forms: Iterable[Form], extra: dict[str, str]) -> tuple[int, list[str]]:
    """Send each form as it stands, with what is planted. How many were taken, and which broke."""
    taken, broken = 0, []
    for form in forms:
        sent = {name: value for name, value in extra.items() if name not in form.names} | form.as_it_stands
        # Signing out, or ending sessions, is a form too: each is sent by somebody who has just signed in.
        with signed_in(app, mine.staff).post(form.action, data=sent) as answer:
            taken += answer.status_code == 303
            if answer.status_code >= 500:
                broken.append(f"{form.action}: {answer.status_code}")
    return taken, broken


def _planted_anywhere(database: Database) -> list[str]:
    """The columns that hold something that was planted."""
    found = set()
    with database.reading() as session:
        for table in Record.metadata.sorted_tables:
            columns = [column for column in table.columns if not isinstance(column.type, LargeBinary)]
            for row in session.execute(select(*columns)):
                for column, value in zip(columns, row, strict=True):
                    if value == PLANTED_MOMENT or any(one in str(value) for one in TOLD):
                        found.add(f"{table.name}.{column.name}")
    return sorted(found)


def _of_other(database: Database, district: District) -> dict[str, int]:
    """How many rows of each kind another agency has."""
    with database.reading() as session:
        return {
            table.name: session.scalar(
                select(func.count()).select_from(table).where(table.c.agency_id == district.other_school.id)
            )
            or 0
            for table in Record.metadata.sorted_tables
            if "agency_id" in table.c
        }


def test_nothing_that_is_planted_beside_a_form_comes_to_stand_anywhere(
    app: Flask, database: Database, mine: Everything, district: District
) -> None:
    forms, extra = _every_form(app, mine), _planted(district.other_school.id)
    assert len(extra) > 100
    before = _of_other(database, district)
    taken, broken = _send_all(app, mine, forms, extra)
    assert broken == []
    assert len(forms) > 100
    assert taken > 50
    assert _planted_anywhere(database) == []
    assert _of_other(database, district) == before


# What somebody might do who saves themselves the work of reading a form field by field, and how it is found.
CARELESS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "copies every word into a record": (lambda column: isinstance(column.type, String), "stands somewhere"),
    "copies whose a record is": (lambda column: column.name == "agency_id", "is another agency's"),
    "copies everything as it comes": (lambda _: True, "broke"),
}


@pytest.mark.parametrize("carelessly", CARELESS)
def test_a_route_that_copies_a_form_into_a_record_is_found(
    own_app: Flask, database: Database, mine: Everything, district: District, carelessly: str
) -> None:
    copies, way = CARELESS[carelessly]

    @own_app.post("/careless")
    @public("it shows that a route is found which takes whatever is sent")
    def careless() -> tuple[str, int]:
        staff = work().get_one(Staff, mine.staff.id)
        for column in Staff.__table__.columns:
            if column.name in request.form and copies(column):
                given = request.form[column.name]
                setattr(staff, column.name, UUID(given) if isinstance(column.type, Uuid) else given)
        return "", 303

    before = _of_other(database, district)
    forms = [Form("/careless", "post", {"name": "Ona"})]
    _, broken = _send_all(own_app, mine, forms, _planted(district.other_school.id))
    found = {
        "broke": broken != [],
        "stands somewhere": _planted_anywhere(database) != [],
        "is another agency's": _of_other(database, district) != before,
    }
    assert [said for said, is_so in found.items() if is_so] == [way]
