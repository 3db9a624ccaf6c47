"""Sharing what we know of a family: the form, the page as they will see it, the list, the end of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from access_made import a_share
from browsers import District, signed_in
from factories import a_need, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import Family, a_family, said

from comms.families.access.find import shares_made
from comms.families.access.parts import Basis, Part
from comms.families.access.working import work_with
from comms.families.actions import record_safe_contact
from comms.foundation.work import Database
from comms.web import door


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(door, "utc_now", lambda: now)


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    found = a_family(database, district, now)
    with database.work() as session:
        a_need(session, found.viewer, found.mother, now, written="lt", interpreter="needed")
    return found


def _answers(family: Family, district: District, **others: Any) -> dict[str, Any]:
    return {
        "agency": str(district.other_school.id), "people": [str(family.mother.id)], "parts": [Part.CONTACT.value],
        "basis": Basis.HARM.value, "why": "She may move away on Friday.", "until": "21/12/2026",
    } | others  # fmt: skip


def _address(family: Family) -> str:
    return f"/families/{family.mother.id}/share"


def test_the_form_ticks_nobody_but_the_person_and_says_of_each_part_what_it_shows_and_what_not(
    client: FlaskClient, family: Family
) -> None:
    body = client.get(_address(family)).text
    assert f'value="{family.mother.id}" checked' in body
    for person in (family.child, family.father):
        assert f'value="{person.id}"' in body
        assert f'value="{person.id}" checked' not in body
    page = said(client.get(_address(family)))
    assert "Whom of the family?" in page
    assert "Not why a number is unsafe, and nobody else’s number." in page
    assert "Not the single marks, nor who changed them." in page
    assert 'value="22/2/2027"' in body  # three months from 23 November
    assert "no lawyer has checked these words yet" in page


def test_nothing_is_shared_before_somebody_has_seen_what_they_will_see(
    client: FlaskClient, family: Family, district: District, database: Database
) -> None:
    answer = client.post(_address(family), data=_answers(family, district))
    assert answer.status_code == 200
    page = said(answer)
    assert "Nothing is shared yet. This is what Other School will see" in page
    assert "07700 900821" in page
    assert "Rasa reads Lithuanian" in page
    assert "Letters, and whether they were understood" not in page
    with database.reading() as session:
        assert shares_made(session, family.viewer, family.mother.id) == []


def test_what_was_seen_is_shared_and_stands_in_the_list(
    client: FlaskClient, family: Family, district: District, database: Database
) -> None:
    answer = client.post(_address(family), data=_answers(family, district, then="share"))
    assert answer.status_code == 303
    page = said(client.get(answer.headers["Location"]))
    assert "Shared with Other School: what you chose of Rasa." in page
    assert "We share 1 page about Rasa’s family" in page
    assert "Telephone, e-mail and address." in page
    assert "Not opened yet" in page
    with database.reading() as session:
        [share] = shares_made(session, family.viewer, family.mother.id)
        assert (share.parts, share.basis, share.why) == ([Part.CONTACT], Basis.HARM, "She may move away on Friday.")
        assert share.until is not None
        assert share.until.isoformat() == "2026-12-21"


def test_each_of_the_family_who_is_ticked_is_shared_and_nobody_else(
    client: FlaskClient, family: Family, district: District, database: Database
) -> None:
    both = [str(family.mother.id), str(family.child.id)]
    client.post(_address(family), data=_answers(family, district, people=both, then="share"))
    with database.reading() as session:
        made = [
            len(shares_made(session, family.viewer, one.id)) for one in (family.mother, family.child, family.father)
        ]
    assert made == [1, 1, 0]


def test_somebody_who_is_not_of_the_family_cannot_be_slipped_in(
    client: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    other = a_family(database, district, now)
    answer = client.post(_address(family), data=_answers(family, district, people=[str(other.child.id)], then="share"))
    assert answer.status_code == 422
    with database.reading() as session:
        assert shares_made(session, family.viewer, other.child.id) == []


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("agency", "", "Choose the agency that needs to know."),
        ("people", [], "Tick at least one of them."),
        ("parts", [], "Tick at least one part."),
        ("basis", "", "Say what allows it."),
        ("why", "", "Say why they need it."),
        ("until", "23/11/2026", "Give a day from tomorrow until 23 November 2027."),
        ("until", "24/11/2027", "Give a day from tomorrow until 23 November 2027."),
        ("until", "soon", "Give a day with month and year"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, family: Family, district: District, field: str, value: Any, message: str
) -> None:
    answer = client.post(_address(family), data=_answers(family, district) | {field: value, "then": "share"})
    assert answer.status_code == 422
    assert message in said(answer)
    assert f'href="#{field}"' in answer.text
    assert "She may move away on Friday." in answer.text or field == "why"


def test_whoever_wants_to_change_something_finds_everything_as_it_was(
    client: FlaskClient, family: Family, district: District
) -> None:
    answer = client.post(_address(family), data=_answers(family, district, then="change"))
    assert answer.status_code == 200
    assert "She may move away on Friday." in answer.text
    assert f'value="{family.mother.id}" checked' in answer.text
    assert f'value="{family.father.id}" checked' not in answer.text


def test_it_is_ended_with_one_press_and_they_see_nothing_more(
    app: Flask, client: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    with database.work() as session:
        share = a_share(session, family.viewer, family.mother.id, district.other_school.id, now)
    them = signed_in(app, district.other_head)
    assert them.get(f"/shared/{share.id}").status_code == 200
    answer = client.post(f"/shared/{share.id}/end")
    assert answer.status_code == 303
    page = said(client.get(answer.headers["Location"]))
    assert "Ended. Other School sees nothing of it any more." in page
    assert "Was shared with Other School" in page
    assert them.get(f"/shared/{share.id}").status_code == 404


def test_a_share_that_lies_unread_is_told_with_its_age(
    client: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    with database.work() as session:
        a_share(session, family.viewer, family.mother.id, district.other_school.id, now - timedelta(days=6))
    assert "Not opened for 6 days" in said(client.get(f"/families/{family.mother.id}/shares"))
    assert "not opened for 6 days by Other School" in said(client.get(f"/families/{family.mother.id}"))
    assert "1 page you share was not opened for more than three days" in said(client.get("/"))


def test_what_others_know_is_told_nowhere_on_the_page(
    app: Flask, client: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    with database.work() as session:
        work_with(session, family.viewer, family.mother.id, district.other_school.id, now)
    for path in (f"/families/{family.mother.id}", f"/families/{family.mother.id}/shares"):
        assert "Other School" not in said(client.get(path))
    them = signed_in(app, district.other_head)
    theirs = said(them.get(f"/families/{family.mother.id}"))
    assert "Fen Edge Academy" not in theirs
    assert "somebody at another agency" not in theirs


def test_reception_sees_what_is_shared_and_shares_nothing(
    app: Flask, family: Family, district: District, database: Database, now: datetime
) -> None:
    with database.work() as session:
        school = session.merge(district.school)
        share = a_share(session, family.viewer, family.mother.id, district.other_school.id, now)
        reception = a_staff_member(session, school, now, roles=("reception",))
    browser = signed_in(app, reception)
    assert browser.get(_address(family)).status_code == 403
    assert browser.post(f"/shared/{share.id}/end").status_code == 403
    assert "End it now" not in said(browser.get(f"/families/{family.mother.id}/shares"))
    assert "Share what we know with another agency" not in said(browser.get(f"/families/{family.mother.id}"))


def test_a_number_goes_with_the_danger_and_without_the_note(
    client: FlaskClient, family: Family, district: District, database: Database, now: datetime
) -> None:
    with database.work() as session:
        record_safe_contact(
            session,
            family.viewer,
            family.mother.id,
            flagged=True,
            post_is_safe=False,
            said="He reads her post.",
            now=now,
        )
    page = said(client.post(_address(family), data=_answers(family, district)))
    assert "Take care: somebody in or near the home may be a danger." in page
    assert "Nobody has asked whether it is safe: do not use it." in page
    assert "He reads her post." not in page
    with_note = _answers(family, district, parts=[Part.CONTACT.value, Part.SAFE_NOTES.value])
    assert "He reads her post." in said(client.post(_address(family), data=with_note))
