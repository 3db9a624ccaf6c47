"""An audit that cannot be written stops the action: nothing is shown, nothing is changed, nobody is let in, and the
answer says no more than a reference."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from api_programs import a_key, header
from audit_breaking import SECRET, WAYS, broken_audit, broken_database
from browsers import District, signed_in
from factories import a_letter, a_need
from flask import Flask
from flask.testing import FlaskClient
from screens import Family, a_family, said
from signing_in_made import Person
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from comms.families.language_need import LanguageNeed
from comms.foundation.audit import AuditEntry
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.letters.letter import Letter, PrintedLetter
from comms.web.door import after_commit, work
from comms.worker.working import Worker

MOBILE = "07700 900821"


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("comms.web.door.utc_now", lambda: now)


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    """The family of whom something is on record."""
    return a_family(database, district, now)


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """How the audit breaks."""
    return str(request.param)


def _is_generic(answer: TestResponse, way: str) -> None:
    assert answer.status_code == (507 if way == "the disk is full" else 500)
    body = answer.get_data(as_text=True)
    assert re.search("[0-9A-F]{8}", body)
    assert [word for word in (*SECRET, "Rasa", "Kazlausk", MOBILE) if word in body] == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_page_of_somebody_is_not_shown(client: FlaskClient, database: Database, family: Family, way: str) -> None:
    with broken_audit(database, way):
        _is_generic(client.get(f"/families/{family.mother.id}"), way)
    assert "Rasa" in said(client.get(f"/families/{family.mother.id}"))


def test_what_was_sent_is_not_recorded(client: FlaskClient, database: Database, family: Family, way: str) -> None:
    form = {"written": "lt", "spoken": "lt", "source": "asked_person", "interpreter": "needed", "reads": "yes"}
    with broken_audit(database, way):
        _is_generic(
            client.post(f"/families/{family.mother.id}/safe-contact", data={"flagged": "no", "post": "safe"}), way
        )
        _is_generic(client.post(f"/families/{family.mother.id}/language", data=form), way)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LanguageNeed)) == 0


def test_a_file_is_not_handed_out(
    client: FlaskClient, database: Database, family: Family, now: datetime, way: str
) -> None:
    with database.work() as session:
        a_need(session, family.viewer, family.mother, now)
        letter = a_letter(session, family.viewer, now, family.mother)
    addresses = [f"/letters/{letter.id}/letter.txt", "/agency/audit/entries.csv?because=inspection"]
    addresses.append(f"/letters/{letter.id}/letter.pdf")
    for address in addresses:
        with broken_audit(database, way):
            answer = client.get(address)
            _is_generic(answer, way)
            assert "Content-Disposition" not in answer.headers


def test_a_program_is_told_nothing(
    app: Flask, database: Database, district: District, family: Family, now: datetime, way: str
) -> None:
    with database.work() as session:
        a_need(session, family.viewer, family.mother, now)
    key = header(a_key(database, district.head, now))
    with broken_audit(database, way):
        answer = app.test_client().get(f"/api/v1/needs/{family.mother.id}", headers=key)
    _is_generic(answer, way)
    assert answer.mimetype == "application/problem+json"
    assert "lt" not in str(answer.get_json().values())


@pytest.mark.parametrize("address", ["/letters/01a22420-20f8-761b-874b-3ac4bfe8bb70", "/own-bookings"])
def test_what_is_refused_is_a_failure_where_the_refusal_cannot_be_noted(
    client: FlaskClient, database: Database, address: str, way: str
) -> None:
    assert client.get(address).status_code in {403, 404}
    with broken_audit(database, way):
        answer = client.get(address)
    assert answer.status_code == 500
    assert "The service could not do this." in said(answer)


def test_nobody_is_let_in(head: Person, database: Database, way: str) -> None:
    with broken_audit(database, way):
        _is_generic(head.give_password(), way)
    assert "/sign-in" in head.browser.get("/").headers["Location"]
    assert head.give_password().status_code == 303
    with broken_audit(database, way):
        _is_generic(head.give_code(), way)
    assert "/sign-in" in head.browser.get("/").headers["Location"]


def test_a_job_is_not_done_and_is_done_when_it_can_be(
    installation: Installation, database: Database, family: Family, now: datetime, way: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("comms.worker.working.utc_now", lambda: now)
    with database.work() as session:
        a_need(session, family.viewer, family.mother, now)
        letter = a_letter(session, family.viewer, now, family.mother)
    worker = Worker(installation)
    with broken_audit(database, way):
        worker.act("print letter", letter.id)
    with database.work() as session:
        assert session.scalar(select(func.count()).select_from(PrintedLetter)) == 0
        row = session.get_one(Letter, letter.id)
        assert row.work_state == "waiting"
        row.next_action_at = now
    worker.act("print letter", letter.id)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PrintedLetter)) == 1


def test_where_the_database_answers_nothing_there_is_a_page_all_the_same(
    client: FlaskClient, database: Database, family: Family
) -> None:
    with broken_database(database):
        for answer in (client.get(f"/families/{family.mother.id}"), client.post("/families", data={"words": "Rasa"})):
            _is_generic(answer, "")
            assert "Something went wrong on our side" in said(answer)


def test_what_was_saved_is_not_said_to_be_unchanged_where_what_follows_fails(
    own_app: Flask, database: Database, district: District
) -> None:
    @own_app.post("/then-fail")
    def then_fail() -> str:
        def fail() -> None:
            raise RuntimeError(MOBILE)

        work()
        after_commit(fail)
        return "done"

    answer = signed_in(own_app, district.head).post("/then-fail")
    _is_generic(answer, "")
    assert "What you sent was saved, and what was to follow it failed." in said(answer)


def test_what_is_refused_is_noted_with_its_route_and_ids_and_nothing_that_was_typed(
    client: FlaskClient, database: Database, family: Family
) -> None:
    client.get("/letters/01a22420-20f8-761b-874b-3ac4bfe8bb70?name=Rasa")
    client.get("/our-letters/Rasa/Kazlauskiene")
    with database.reading() as session:
        details = list(session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "refused")))
    assert len(details) == 2
    assert '"route": "letters.show"' in details[0]
    assert '"ids": {"letter_id": "01a22420-20f8-761b-874b-3ac4bfe8bb70"}' in details[0]
    assert "Rasa" not in "".join(details)
