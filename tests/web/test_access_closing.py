"""Keeping a family closed: who is named, what everybody else sees, striking, naming, opening again; and stopping."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from access_made import a_closed_family, a_share
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import Family, a_family, a_task, said

from comms.agencies.staff import Role, Staff
from comms.agencies.viewer import viewer_of
from comms.families.access.closed.find import closed_families_of
from comms.families.access.find import closed_families, share
from comms.families.find import involvement
from comms.foundation.clock import london_date
from comms.foundation.work import Database
from comms.web import door


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(door, "utc_now", lambda: now)


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    return a_family(database, district, now)


@pytest.fixture
def ruth(database: Database, district: District, now: datetime) -> Staff:
    """The safeguarding lead, who can be named."""
    with database.work() as session:
        roles = ("designated safeguarding lead",)
        return a_staff_member(session, session.merge(district.school), now, roles, "Ruth Pemberton")


@pytest.fixture
def officer(app: Flask, database: Database, district: District, now: datetime) -> FlaskClient:
    """A colleague who is not named."""
    with database.work() as session:
        found = a_staff_member(session, session.merge(district.school), now, ("attendance officer",), "Helen Marsh")
    return signed_in(app, found)


def _close(client: FlaskClient, family: Family, *named: Staff, people: list[str] | None = None) -> str:
    everybody = [str(one.id) for one in (family.mother, family.child, family.father)]
    answer = client.post(f"/families/{family.child.id}/close", data={
        "people": everybody if people is None else people, "named": [str(one.id) for one in named],
        "because": "He looks for them.",
    })  # fmt: skip
    assert answer.status_code == 303, said(answer)
    return answer.headers["Location"]


def _closed_id(address: str) -> UUID:
    return UUID(address.rsplit("/", 1)[1])


def test_the_form_says_what_it_does_and_whom_it_concerns(client: FlaskClient, family: Family, ruth: Staff) -> None:
    page = client.get(f"/families/{family.child.id}/close")
    for person in (family.mother, family.child, family.father):
        assert f'value="{person.id}" checked' in page.text
    words = said(page)
    assert "For everybody else here this family will not exist" in words
    assert "Name at least one other" in words
    assert "Ruth Pemberton" in words


@pytest.mark.parametrize(("field", "message"), [("people", "Tick at least one of them."), ("because", "Say why")])
def test_it_is_not_closed_without_whom_and_why(
    client: FlaskClient, family: Family, ruth: Staff, database: Database, field: str, message: str
) -> None:
    data = {"people": [str(family.child.id)], "named": [str(ruth.id)], "because": "He looks for them."}
    answer = client.post(f"/families/{family.child.id}/close", data=data | {field: ""})
    assert answer.status_code == 422
    assert message in said(answer)
    assert f'value="{ruth.id}" checked' in answer.text
    with database.reading() as session:
        assert closed_families(session, family.viewer) == []


def test_those_who_are_named_see_a_banner_and_for_all_others_there_is_nobody(
    app: Flask, client: FlaskClient, officer: FlaskClient, family: Family, ruth: Staff
) -> None:
    address = _close(client, family, ruth)
    for browser in (client, signed_in(app, ruth)):
        for path in (f"/families/{family.child.id}", f"/families/{family.mother.id}/numbers"):
            page = said(browser.get(path))
            assert "Closed: only you and one other see this family." in page
    for path in (f"/families/{family.child.id}", f"/families/{family.mother.id}/shares", address):
        answer = officer.get(path)
        assert answer.status_code == 404
        assert "Kazlausk" not in answer.text
    officer.post("/families", data={"words": "Kazlauskaitė"})
    assert "Nobody is found" in said(officer.get("/families/found"))


def test_a_page_of_a_family_that_is_not_closed_has_no_banner(client: FlaskClient, family: Family) -> None:
    assert "Closed:" not in said(client.get(f"/families/{family.child.id}"))


def test_what_was_shared_of_them_ends(
    app: Flask, client: FlaskClient, family: Family, ruth: Staff, database: Database, district: District, now: datetime
) -> None:
    with database.work() as session:
        share_id = a_share(session, family.viewer, family.mother.id, district.other_school.id, now).id
    _close(client, family, ruth)
    assert signed_in(app, district.other_head).get(f"/shared/{share_id}").status_code == 404
    with database.reading() as session:
        assert share(session, family.viewer, share_id, london_date(now)).ended_at == now


def test_the_list_names_ours_and_of_others_no_more_than_a_reference(
    app: Flask, client: FlaskClient, family: Family, ruth: Staff, database: Database, district: District, now: datetime
) -> None:
    address = _close(client, family, ruth)
    ours = said(client.get("/closed-families"))
    assert "You are named for 1 family that is kept closed" in ours
    assert "Rasa" in ours
    with database.work() as session:
        another = a_staff_member(session, session.merge(district.school), now, ("head teacher",), "Ann Other")
    theirs = signed_in(app, another)
    for path in ("/closed-families", address):
        answer = theirs.get(path)
        assert answer.status_code == 200
        for told in ("Rasa", "Ugnė", "Kazlausk", "Ruth Pemberton", "He looks for them."):
            assert told not in said(answer)
    assert "Families others keep closed here" in said(theirs.get("/closed-families"))
    refused = theirs.post(f"{address}/name", data={"staff": str(another.id)})
    assert refused.status_code == 403


def test_whoever_is_named_names_another_and_strikes_them(
    app: Flask, client: FlaskClient, family: Family, ruth: Staff, database: Database, district: District, now: datetime
) -> None:
    address = _close(client, family, ruth)
    with database.work() as session:
        third = a_staff_member(session, session.merge(district.school), now, ("reception",), "Carol Whitwell")
    assert client.post(f"{address}/name", data={"staff": ""}).status_code == 422
    assert client.post(f"{address}/name", data={"staff": str(third.id)}).status_code == 303
    page = said(client.get(address))
    assert "Only you and two others see this family" in page
    carol = signed_in(app, third)
    assert carol.get(f"/families/{family.child.id}").status_code == 200
    assert client.post(f"{address}/readers/{third.id}/strike").status_code == 303
    assert carol.get(f"/families/{family.child.id}").status_code == 404


def test_the_last_one_cannot_be_struck(client: FlaskClient, family: Family, district: District) -> None:
    address = _close(client, family)
    page = said(client.get(address))
    assert "Only you see this family" in page
    assert "You cannot be struck while you are the only one" in page
    assert client.post(f"{address}/readers/{district.head.id}/strike").status_code == 409


def test_where_nobody_who_is_named_can_sign_in_somebody_else_names_one(
    app: Flask, family: Family, ruth: Staff, database: Database, district: District, now: datetime, client: FlaskClient
) -> None:
    with database.work() as session:
        lead = session.merge(ruth)
        session.refresh(lead, ["agency"])
        closed = a_closed_family(session, viewer_of(lead), [family.child.id], now)
        lead.active = False
    page = said(client.get("/closed-families"))
    assert "Nobody who sees it can sign in: name somebody." in page
    assert client.get(f"/families/{family.child.id}").status_code == 404
    answer = client.post(f"/closed-families/{closed.id}/name", data={"staff": str(district.head.id)})
    assert answer.status_code == 303
    assert client.get(f"/families/{family.child.id}").status_code == 200


def test_their_nearest_can_be_closed_with_them_later(
    client: FlaskClient, officer: FlaskClient, family: Family, ruth: Staff
) -> None:
    address = _close(client, family, ruth, people=[str(family.child.id)])
    assert officer.get(f"/families/{family.mother.id}").status_code == 200
    assert client.post(f"{address}/add", data={"people": []}).status_code == 422
    assert client.post(f"{address}/add", data={"people": [str(family.mother.id)]}).status_code == 303
    assert officer.get(f"/families/{family.mother.id}").status_code == 404


def test_it_is_opened_again_by_whoever_means_it(
    client: FlaskClient, officer: FlaskClient, family: Family, ruth: Staff, database: Database
) -> None:
    address = _close(client, family, ruth)
    careless = client.post(f"{address}/open", data={})
    assert careless.status_code == 422
    assert "Tick this if you mean it" in said(careless)
    assert client.post(f"{address}/open", data={"sure": "yes"}).status_code == 303
    assert officer.get(f"/families/{family.child.id}").status_code == 200
    with database.reading() as session:
        assert closed_families_of(session, family.viewer, [family.child.id]) == {}
    assert client.get(f"/closed-families/{_closed_id(address)}").status_code == 404


def test_we_do_not_work_with_them_any_more_says_what_is_left_to_do_and_asks_why(
    client: FlaskClient, family: Family, database: Database, district: District, now: datetime
) -> None:
    with database.work() as session:
        a_task(session, family.viewer, family.mother, now)
        a_share(session, family.viewer, family.mother.id, district.other_school.id, now)
    address = f"/families/{family.mother.id}/stop"
    page = said(client.get(address))
    assert "1 thing is still to be done about them." in page
    assert "You share 1 page about them." in page
    assert client.post(address, data={"because": ""}).status_code == 422
    assert client.post(address, data={"because": "She moved to Leeds."}).status_code == 303
    assert client.get(f"/families/{family.mother.id}").status_code == 404
    assert client.get(f"/families/{family.child.id}").status_code == 200
    with database.reading() as session:
        works = involvement(session, family.mother.id, family.viewer.agency_id)
        assert works is not None
        assert (works.until, works.because) == (now, "She moved to Leeds.")


def test_what_is_still_shared_of_somebody_we_work_with_no_more_can_be_ended(
    app: Flask, client: FlaskClient, family: Family, database: Database, district: District, now: datetime
) -> None:
    with database.work() as session:
        share_id = a_share(session, family.viewer, family.mother.id, district.other_school.id, now).id
    client.post(f"/families/{family.mother.id}/stop", data={"because": "She moved to Leeds."})
    page = client.get("/shared")
    assert "somebody you no longer work with" in said(page)
    assert f'action="/shared/{share_id}/end"' in page.text
    assert client.post(f"/shared/{share_id}/end").headers["Location"] == "/shared"
    assert signed_in(app, district.other_head).get(f"/shared/{share_id}").status_code == 404


def test_whoever_is_named_still_sees_the_family_when_we_work_with_one_of_them_no_more(
    app: Flask, client: FlaskClient, officer: FlaskClient, family: Family, ruth: Staff
) -> None:
    address = _close(client, family, ruth)
    client.post(f"/families/{family.mother.id}/stop", data={"because": "She moved to Leeds."})
    for path in ("/closed-families", address):
        page = client.get(path)
        assert page.status_code == 200
        assert "Ugnė" in said(page)
    client.post(f"/families/{family.child.id}/stop", data={"because": "She moved to Leeds."})
    client.post(f"/families/{family.father.id}/stop", data={"because": "He moved to Leeds."})
    assert client.get("/closed-families").status_code == 200
    assert client.get(address).status_code == 200
    assert client.post(f"{address}/open", data={"sure": "yes"}).status_code == 303


def test_where_nobody_who_is_named_is_shown_families_any_more_somebody_else_names_one(
    app: Flask, family: Family, ruth: Staff, database: Database, district: District, now: datetime, client: FlaskClient
) -> None:
    with database.work() as session:
        lead = session.merge(ruth)
        session.refresh(lead, ["agency"])
        closed = a_closed_family(session, viewer_of(lead), [family.child.id], now)
        lead.roles = [session.get(Role, "translator") or Role(name="translator")]
    assert "name somebody" in said(client.get("/closed-families"))
    answer = client.post(f"/closed-families/{closed.id}/name", data={"staff": str(district.head.id)})
    assert answer.status_code == 303
    assert client.get(f"/families/{family.child.id}").status_code == 200
