"""Home: what needs doing today."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from browsers import District, signed_in
from factories import a_need, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import a_family, a_task, said
from sqlalchemy import select

from comms.families.language_need import Source
from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database
from comms.tasks.task import TaskKind


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("comms.web.door.utc_now", lambda: now)


def test_with_nothing_to_do_it_says_so_kindly(client: FlaskClient) -> None:
    page = said(client.get("/"))
    assert "Nothing has to be done today. Nobody is waiting for a call from you." in page


def test_todays_tasks_say_whom_in_which_language_why_and_what_next(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    family = a_family(database, district, now)
    with database.work() as session:
        a_need(session, family.viewer, family.mother, now, "lt")
        a_task(session, family.viewer, family.mother, now, child_id=family.child.id, why="She must hear it in words.")
    answer = client.get("/")
    page = said(answer)
    assert "Monday 23 November. One thing to do." in page
    assert "Today Ring Rasa Kazlauskienė, about Ugnė Kazlauskaitė" in page
    assert "Reads Lithuanian (lietuvių), not confirmed" in page
    assert "She must hear it in words." in page
    assert '<span class="comms-own" lang="lt" dir="ltr">lietuvių</span>' in answer.text


def test_the_social_worker_comes_before_what_is_late_and_that_before_what_is_for_later(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    family = a_family(database, district, now)
    with database.work() as session:
        later, before = (now + timedelta(days=1)).date(), (now - timedelta(days=3)).date()
        a_task(session, family.viewer, family.father, now, why="For tomorrow.", due_on=later)
        a_task(session, family.viewer, family.mother, now, why="For Friday.", due_on=before)
        a_task(session, family.viewer, family.child, now, TaskKind.TELL_SOCIAL_WORKER, why="She is away.")
    page = said(client.get("/"))
    assert "2 things to do, 1 of them late" in page
    assert "3 days late: it was for Friday 20 November" in page
    assert page.index("She is away.") < page.index("For Friday.") < page.index("Later") < page.index("For tomorrow.")


def test_it_counts_who_was_never_asked(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    family = a_family(database, district, now)
    with database.work() as session:
        a_need(session, family.viewer, family.father, now, "lt", interpreter="needed")
    page = said(client.get("/"))
    assert "2 parents were never asked which language they read. For 1 of them" in page
    assert "even the school’s record does not say, so their letters are held." in page
    assert "1 of them was never asked whether they need an interpreter. Not asked is not “no”." in page


def test_a_parent_who_was_asked_is_not_counted(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    family = a_family(database, district, now)
    with database.work() as session:
        for parent in (family.mother, family.father):
            a_need(session, family.viewer, parent, now, "lt", source=Source.ASKED_PERSON)
    assert "never asked" not in said(client.get("/"))


def test_an_old_answer_is_to_be_asked_again(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    family = a_family(database, district, now)
    with database.work() as session:
        long_ago = now - timedelta(days=200)
        a_need(session, family.viewer, family.mother, long_ago, "lt", source=Source.ASKED_PERSON)
    assert "1 person was asked so long ago that it is time to ask again" in said(client.get("/"))
    assert "Rasa Kazlauskienė" in said(client.get("/language-needs/to-review"))


def test_another_schools_tasks_and_families_are_not_there(
    app: Flask, database: Database, district: District, now: datetime
) -> None:
    family = a_family(database, district, now)
    with database.work() as session:
        a_task(session, family.viewer, family.mother, now)
    page = said(signed_in(app, district.other_head).get("/"))
    assert "Rasa" not in page
    assert "never asked" not in page


def test_a_translator_begins_with_the_words(app: Flask, database: Database, district: District, now: datetime) -> None:
    with database.work() as session:
        translator = a_staff_member(session, session.merge(district.school), now, roles=("translator",))
    answer = signed_in(app, translator).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/words")


def test_without_signing_in_home_leads_to_the_sign_in_page(app: Flask) -> None:
    answer = app.test_client().get("/")
    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


def test_a_list_that_tells_of_people_is_noted_with_everyone_on_it(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    family = a_family(database, district, now)
    for address in ("/", "/tasks", "/language-needs/to-confirm", "/letters", "/letters/held"):
        assert client.get(address).status_code == 200
    with database.reading() as session:
        seen = [entry.detail for entry in session.scalars(select(AuditEntry).where(AuditEntry.action == "view list"))]
    assert len(seen) == 5
    assert any(str(family.mother.id) in detail for detail in seen)
