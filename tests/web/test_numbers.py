"""The page of a person's numbers: corrected, added, said to reach them no more; from their page and from a task."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from browsers import District
from flask.testing import FlaskClient
from screens import Family, a_family, said

from comms.families.contact_point import ContactFault, ReadBy, Safety
from comms.families.find import contact_points
from comms.foundation.work import Database
from comms.tasks.actions import TaskWanted, open_task
from comms.tasks.find import tasks_about
from comms.tasks.task import TaskKind, TaskState


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    return a_family(database, district, now)


@pytest.fixture
def point_id(database: Database, family: Family, now: datetime) -> UUID:
    """The mother's mobile: safe, hers alone, and by now out of use."""
    with database.work() as session:
        [point] = contact_points(session, family.viewer, family.mother.id)
        point.safety, point.read_by = Safety.SAFE, ReadBy.ONLY_THEY
        point.fault, point.fault_at, point.reachable = ContactFault.DEAD, now, False
        return point.id


def _address(family: Family) -> str:
    return f"/families/{family.mother.id}/numbers"


def _numbers(database: Database, family: Family) -> list[tuple[str, str, bool]]:
    with database.reading() as session:
        found = contact_points(session, family.viewer, family.mother.id)
        return [(one.value, one.safety, one.reachable) for one in found]


def test_a_number_is_corrected_from_the_task_that_asks_for_it(
    client: FlaskClient, family: Family, database: Database, point_id: UUID, now: datetime
) -> None:
    with database.work() as session:
        wanted = TaskWanted(TaskKind.CORRECT_NUMBER, family.mother.id, "wrong number", "Ask for it.", now.date())
        task_id = open_task(session, family.viewer, wanted, now).id
    task = client.get(f"/tasks/{task_id}")
    assert f'href="{_address(family)}"' in task.text
    assert "the number is not in use: ask them for the right one" in said(task)
    assert "nobody said it is safe" not in said(task)
    assert 'value="07700 900821"' in client.get(_address(family)).text
    answer = client.post(f"{_address(family)}/{point_id}", data={f"to-{point_id}": "07700 900899"})
    assert answer.status_code == 303
    page = said(client.get(answer.headers["Location"]))
    assert "Corrected. Nobody has asked yet whether it is safe" in page
    assert "07700 900899" in page
    assert _numbers(database, family) == [("07700 900899", Safety.NOT_ASKED, True)]
    assert "The number is corrected." in said(client.get(f"/tasks/{task_id}"))


def test_the_same_number_in_another_spelling_leaves_the_task_open(
    client: FlaskClient, family: Family, database: Database, point_id: UUID, now: datetime
) -> None:
    with database.work() as session:
        wanted = TaskWanted(TaskKind.CORRECT_NUMBER, family.mother.id, "wrong number", "Ask for it.", now.date())
        open_task(session, family.viewer, wanted, now)
    client.post(f"{_address(family)}/{point_id}", data={f"to-{point_id}": "+44 7700 900821"})
    with database.reading() as session:
        [task] = tasks_about(session, family.viewer, family.mother.id)
        assert task.state == TaskState.OPEN


def test_a_number_is_added_from_their_page(
    client: FlaskClient, family: Family, database: Database, point_id: UUID
) -> None:
    assert f'href="{_address(family)}"' in client.get(f"/families/{family.mother.id}").text
    assert client.post(_address(family), data={"new": "rasa@example.org"}).status_code == 303
    assert ("rasa@example.org", Safety.NOT_ASKED, True) in _numbers(database, family)


def test_a_number_that_does_not_reach_them_is_not_offered_to_be_rung_until_it_does_again(
    client: FlaskClient, family: Family, database: Database, point_id: UUID
) -> None:
    person, way = f"/families/{family.mother.id}", f"{_address(family)}/{point_id}/reaches"
    assert client.post(way, data={"reaches": "yes"}).status_code == 303
    assert 'href="tel:07700900821"' in client.get(person).text
    assert client.post(way, data={"reaches": "no"}).status_code == 303
    page = client.get(person)
    assert "It does not reach them any more." in said(page)
    assert "tel:07700900821" not in page.text
    assert "It reaches them again" in said(client.get(_address(family)))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("call the aunt", "“call the aunt” cannot be a telephone number."), ("", "The number or address is empty."),
        ("rasa@example.org", "A number does not become an e-mail address"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_shown_again_as_it_was_typed(
    client: FlaskClient, family: Family, database: Database, point_id: UUID, typed: str, message: str
) -> None:
    answer = client.post(f"{_address(family)}/{point_id}", data={f"to-{point_id}": typed})
    assert answer.status_code == 422
    assert message in said(answer)
    assert f'href="#to-{point_id}"' in answer.text
    assert f'value="{typed}"' in answer.text or not typed
    assert _numbers(database, family) == [("07700 900821", Safety.SAFE, False)]


def test_one_they_have_already_is_not_added(
    client: FlaskClient, family: Family, database: Database, point_id: UUID
) -> None:
    answer = client.post(_address(family), data={"new": "+44 7700 900821"})
    assert answer.status_code == 422
    assert "This is on record for them already." in said(answer)
    assert 'value="+44 7700 900821"' in answer.text


def test_the_other_parents_number_is_not_among_hers(client: FlaskClient, family: Family, point_id: UUID) -> None:
    assert "900444" not in client.get(_address(family)).text
    with_fathers = f"/families/{family.father.id}/numbers/{point_id}"
    assert client.post(with_fathers, data={f"to-{point_id}": "07700 900899"}).status_code == 404
