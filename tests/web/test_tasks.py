"""Tasks: one with all it takes, and saying what was done."""

from __future__ import annotations

from datetime import datetime

import pytest
from browsers import District, signed_in
from factories import a_need
from flask import Flask
from flask.testing import FlaskClient
from screens import Family, a_family, a_task, said
from sqlalchemy import select

from comms.families.actions import StatusGiven, record_child_status, record_safe_contact
from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database
from comms.tasks.find import task as find_task
from comms.tasks.task import Task, TaskKind, TaskState


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    return a_family(database, district, now)


@pytest.fixture
def ring(database: Database, family: Family, now: datetime) -> Task:
    with database.work() as session:
        why = "The letter is held. Nobody has asked which language this parent reads."
        return a_task(session, family.viewer, family.mother, now, child_id=family.child.id, why=why)


def state_of(database: Database, family: Family, task: Task) -> str:
    with database.reading() as session:
        return find_task(session, family.viewer, task.id).state


def test_whoever_rings_has_the_telephone_interpreters_number_before_them(
    client: FlaskClient, database: Database, district: District, ring: Task
) -> None:
    with database.work() as session:
        session.merge(district.school).interpreter_line = "01632 960999, code 4417"
    assert "01632 960999, code 4417" in said(client.get(f"/tasks/{ring.id}"))


def test_a_ring_task_has_all_it_takes(client: FlaskClient, ring: Task) -> None:
    answer = client.get(f"/tasks/{ring.id}")
    page = said(answer)
    assert "Ring Rasa Kazlauskienė, about Ugnė Kazlauskaitė" in page
    assert "Nobody has asked which language this parent reads." in page
    assert "Ask Rasa: “Do you read Lithuanian (lietuvių)?”" in page
    assert "07700 900821" in page
    assert 'href="tel:07700900821"' in answer.text
    assert "900444" not in page


def test_where_there_is_a_danger_no_number_nobody_asked_about_is_shown(
    client: FlaskClient, database: Database, family: Family, ring: Task, now: datetime
) -> None:
    with database.work() as session:
        record_safe_contact(session, family.viewer, family.mother.id, flagged=True, post_is_safe=None, said="", now=now)
    page = said(client.get(f"/tasks/{ring.id}"))
    assert "900821" not in page
    assert "No number here may be used." in page
    assert "Ask the designated safeguarding lead" in page


def test_without_a_number_it_says_what_to_do(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    with database.work() as session:
        task = a_task(session, family.viewer, family.child, now, TaskKind.CHECK_IMPORT)
    assert "No number is on record." in said(client.get(f"/tasks/{task.id}"))


def test_a_task_is_done_when_somebody_says_what_they_did(
    client: FlaskClient, database: Database, family: Family, ring: Task
) -> None:
    answer = client.post(f"/tasks/{ring.id}", data={"outcome": "Rang; she will come on Friday.", "then": "home"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Done, and on record: “ring the parent”, Rasa." in said(client.get("/"))
    assert state_of(database, family, ring) == TaskState.DONE
    page = said(client.get(f"/tasks/{ring.id}"))
    assert "by Jo Marsh Rang; she will come on Friday." in page
    assert "What did you do?" not in page


def test_after_a_talk_the_language_is_recorded_at_once(client: FlaskClient, family: Family, ring: Task) -> None:
    answer = client.post(f"/tasks/{ring.id}", data={"outcome": "She reads Lithuanian.", "then": "language"})
    assert answer.headers["Location"] == f"/families/{family.mother.id}/language"
    assert "Now record what Rasa told you about their language." in said(client.get(answer.headers["Location"]))


def test_silence_closes_nothing(client: FlaskClient, database: Database, family: Family, ring: Task) -> None:
    answer = client.post(f"/tasks/{ring.id}", data={"outcome": "  "})
    assert answer.status_code == 422
    assert "It does not say what was done." in said(answer)
    assert state_of(database, family, ring) == TaskState.OPEN


def test_a_task_that_is_done_is_not_done_twice(client: FlaskClient, ring: Task) -> None:
    client.post(f"/tasks/{ring.id}", data={"outcome": "Rang."})
    answer = client.post(f"/tasks/{ring.id}", data={"outcome": "Rang again."})
    assert answer.status_code == 409
    assert "This task is finished already." in said(answer)


def test_telling_the_social_worker_shows_who_that_is(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    with database.work() as session:
        given = StatusGiven(social_worker="Dee Carr, 01223 496 0111")
        record_child_status(session, family.viewer, family.child.id, given, now)
        task = a_task(session, family.viewer, family.child, now, TaskKind.TELL_SOCIAL_WORKER, why="She is away.")
    page = said(client.get(f"/tasks/{task.id}"))
    assert "Tell the social worker of Ugnė Kazlauskaitė" in page
    assert "Dee Carr, 01223 496 0111" in page


def test_a_social_worker_nobody_named_is_found_through_social_care(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    with database.work() as session:
        task = a_task(session, family.viewer, family.child, now, TaskKind.TELL_SOCIAL_WORKER, why="She is away.")
    assert "Ring children’s social care" in said(client.get(f"/tasks/{task.id}"))


def test_every_open_task_is_on_the_list(
    client: FlaskClient, database: Database, family: Family, ring: Task, now: datetime
) -> None:
    with database.work() as session:
        a_need(session, family.viewer, family.father, now, "ur")
        a_task(session, family.viewer, family.father, now, TaskKind.ASK_LANGUAGE)
    page = said(client.get("/tasks"))
    assert "2 things are to be done." in page
    assert "Ask which language they read: Tomas Kazlauskas Reads Urdu (اردو), not confirmed" in page


def test_with_nothing_to_do_the_list_says_so(client: FlaskClient) -> None:
    assert "Nothing is to be done." in said(client.get("/tasks"))


def test_another_schools_task_does_not_exist(app: Flask, district: District, ring: Task) -> None:
    stranger = signed_in(app, district.other_head)
    assert stranger.get(f"/tasks/{ring.id}").status_code == 404
    assert stranger.post(f"/tasks/{ring.id}", data={"outcome": "x"}).status_code == 404


def test_hostile_words_print_as_they_stand(client: FlaskClient, family: Family, ring: Task) -> None:
    client.post(f"/tasks/{ring.id}", data={"outcome": "<script>alert(1)</script>{{7*7}}\u202e" + "x" * 3000})
    answer = client.get(f"/tasks/{ring.id}")
    assert "<script>alert" not in answer.text
    assert "{{7*7}}x" in said(answer)


def test_a_page_that_comes_back_for_correction_was_seen_all_the_same(
    client: FlaskClient, database: Database, family: Family, ring: Task
) -> None:
    assert "07700 900821" in said(client.post(f"/tasks/{ring.id}", data={"outcome": ""}))
    with database.reading() as session:
        entries = session.execute(select(AuditEntry.action, AuditEntry.subject_id)).all()
    assert ("view person", family.mother.id) in entries
    assert "finish task" not in {action for action, _ in entries}
