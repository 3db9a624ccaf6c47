"""The form about being reached safely: hours, shifts, quiet hours, who sees what comes there, and hiding who writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from browsers import District
from flask.testing import FlaskClient
from screens import Family, a_family, said

from comms.families.contact_point import ContactFault
from comms.families.find import contact_points, safe_contact
from comms.foundation.work import Database
from comms.web.people.reaching import days_in_words

ANSWERED = {"flagged": "no", "post": "yes"}
EVENINGS = {"days_1": ["0", "1", "2", "3", "4"], "from_1": "18:00", "to_1": "20:00", "week_1": ""}


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    return a_family(database, district, now)


def _address(family: Family) -> str:
    return f"/families/{family.mother.id}/safe-contact"


@dataclass(frozen=True)
class Recorded:
    """What is on record."""

    hours: list[dict[str, Any]]
    quiet_from: str | None
    alias: bool


def _recorded(database: Database, family: Family) -> Recorded:
    with database.reading() as session:
        found = safe_contact(session, family.viewer, family.mother.id)
        assert found is not None
        return Recorded(found.hours, found.quiet_from, found.alias)


def test_the_hours_somebody_named_stand_on_their_page_and_in_the_form(
    client: FlaskClient, family: Family, database: Database
) -> None:
    assert client.post(_address(family), data=ANSWERED | EVENINGS).status_code == 303
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "Monday to Friday from 18:00 to 20:00" in page
    assert "Do not ring or text outside the times they named" in page
    form = client.get(_address(family)).text
    assert 'value="18:00"' in form
    assert _recorded(database, family).hours == [{"days": [0, 1, 2, 3, 4], "from": "18:00", "to": "20:00"}]


def test_what_the_form_shows_is_recorded_again_unchanged(
    client: FlaskClient, family: Family, database: Database
) -> None:
    shifts = {"days_2": ["6"], "from_2": "22:00", "to_2": "02:00", "week_2": "1", "this_week": "1"}
    sent = ANSWERED | EVENINGS | shifts | {"quiet_from": "02:00", "quiet_to": "09:30", "alias": "yes"}
    assert client.post(_address(family), data=sent).status_code == 303
    first = _recorded(database, family)
    # This Monday, 23 November, is in the second week: a first week began on the 16th.
    assert first.hours[1:] == [{"days": [6], "from": "22:00", "to": "02:00", "week": 1}, {"anchor": "2026-11-16"}]
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "Sunday from 22:00 to 02:00, in the second week of their shifts" in page
    assert "This week is the second of their shifts." in page
    assert "from 02:00 to 09:30, as they asked" in page
    assert "never say who writes" in page
    assert client.post(_address(family), data=sent).status_code == 303
    again = _recorded(database, family)
    assert (again.hours, again.quiet_from, again.alias) == (first.hours, "02:00", True)


def test_midnight_is_the_end_of_the_day(client: FlaskClient, family: Family, database: Database) -> None:
    until_midnight = EVENINGS | {"to_1": "00:00"}
    assert client.post(_address(family), data=ANSWERED | until_midnight).status_code == 303
    assert _recorded(database, family).hours[0]["to"] == "24:00"
    all_day = EVENINGS | {"from_1": "00:00", "to_1": "24:00"}
    assert client.post(_address(family), data=ANSWERED | all_day).status_code == 303
    assert _recorded(database, family).hours[0] == {"days": [0, 1, 2, 3, 4], "from": "00:00", "to": "24:00"}


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        (EVENINGS | {"days_1": []}, "days_1", "Choose the days on which this time holds."),
        (EVENINGS | {"from_1": "six"}, "from_1", "Give a time like 09:00 or 17:30."),
        (EVENINGS | {"to_1": ""}, "to_1", "Give a time like 09:00 or 17:30."),
        (EVENINGS | {"to_1": "18:00"}, "to_1", "begins and ends at once"),
        (EVENINGS | {"week_1": "7"}, "week_1", "Say in which weeks this time holds."),
        (EVENINGS | {"week_1": "0"}, "this_week", "Say which of their two weeks this week is."),
        ({"quiet_from": "20:00"}, "quiet_from", "The quiet hours are given by half."),
        (EVENINGS | {"quiet_from": "17:00", "quiet_to": "21:00"}, "quiet_from", "leave no time to reach them"),
    ],
)
def test_a_time_that_cannot_be_is_shown_again_with_everything_that_was_typed(
    client: FlaskClient, family: Family, database: Database, sent: dict[str, str], field: str, message: str
) -> None:
    answer = client.post(_address(family), data=ANSWERED | {"note": "Alone until 15:00."} | sent)
    assert answer.status_code == 422
    assert message in said(answer)
    assert f'href="#{field}"' in answer.text
    assert "Alone until 15:00." in answer.text
    with database.reading() as session:
        assert safe_contact(session, family.viewer, family.mother.id) is None


def test_who_sees_what_comes_to_a_number_stands_beside_it(
    client: FlaskClient, family: Family, database: Database
) -> None:
    with database.reading() as session:
        [number] = [str(point.id) for point in contact_points(session, family.viewer, family.mother.id)]
    data = ANSWERED | {number: "safe", f"read-{number}": "others too"}
    assert client.post(_address(family), data=data).status_code == 303
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "They said it is safe. Others see what comes there: a text does not say who we are" in page
    wrong = client.post(_address(family), data=data | {f"read-{number}": "the neighbours"})
    assert wrong.status_code == 422
    assert "Say who reads what comes there" in said(wrong)


def test_a_number_that_is_not_in_use_is_no_number_to_ring(
    client: FlaskClient, family: Family, database: Database, now: datetime
) -> None:
    with database.work() as session:
        [point] = contact_points(session, family.viewer, family.mother.id)
        point.fault, point.fault_at, point.reachable = ContactFault.DEAD, now - timedelta(days=1), False
    answer = client.get(f"/families/{family.mother.id}")
    assert "When we last tried, the number is not in use: ask them for the right one." in said(answer)
    assert 'href="tel:' not in answer.text


def test_a_landline_can_still_be_rung(
    client: FlaskClient, family: Family, database: Database, now: datetime
) -> None:  # fmt: skip
    with database.work() as session:
        [point] = contact_points(session, family.viewer, family.mother.id)
        point.fault, point.fault_at, point.reachable = ContactFault.LANDLINE, now, True
    answer = client.get(f"/families/{family.mother.id}")
    assert "it takes no texts" in said(answer)
    assert 'href="tel:' in answer.text


def test_where_nobody_asked_the_usual_quiet_hours_are_said(client: FlaskClient, family: Family) -> None:
    page = said(client.get(f"/families/{family.mother.id}"))
    assert "Do not ring or text from 20:00 to 08:00: the usual quiet hours" in page


def test_days_are_said_as_people_say_them() -> None:
    assert days_in_words(range(7)) == "Every day"
    assert days_in_words([4, 0, 1, 2, 3]) == "Monday to Friday"
    assert days_in_words([0, 3]) == "Monday and Thursday"
    assert days_in_words([5, 6]) == "Saturday and Sunday"
    assert days_in_words([0, 2, 4]) == "Monday, Wednesday and Friday"
    assert days_in_words([6]) == "Sunday"


def test_the_form_asks_for_one_time_more_than_it_holds(client: FlaskClient, family: Family) -> None:
    assert 'name="from_2"' in client.get(_address(family)).text
    assert 'name="from_3"' not in client.get(_address(family)).text
    second = {"days_2": ["5"], "from_2": "10:00", "to_2": "12:00", "week_2": ""}
    client.post(_address(family), data=ANSWERED | EVENINGS | second)
    assert 'name="from_3"' in client.get(_address(family)).text
