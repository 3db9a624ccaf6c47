"""Asking to be told more, and deciding what others ask: who asks never learns who works with a family."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from access_made import a_lookup, a_request, work_with_too
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import Family, a_family, said

from comms.agencies.viewer import Viewer, viewer_of
from comms.families.access.find import own_requests, requests_to_decide, shares_made
from comms.families.access.parts import Basis, Part
from comms.families.access.share import Decision
from comms.foundation.work import Database
from comms.web import door

ASKED = {"parts": [Part.CONTACT.value, Part.LETTERS.value], "basis": Basis.HARM.value, "why": "He is at our door."}
SHARED = {"parts": [Part.CONTACT.value], "basis": Basis.HARM.value, "why": "They visit her.", "until": "21/12/2026"}


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(door, "utc_now", lambda: now)


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    """A family both schools work with."""
    found = a_family(database, district, now)
    with database.work() as session:
        work_with_too(session, found.viewer, found.mother.id, district.other_school.id, now)
    return found


@pytest.fixture
def theirs(app: Flask, district: District) -> FlaskClient:
    """The other school's head, who asks."""
    return signed_in(app, district.other_head)


@pytest.fixture
def asking(database: Database, family: Family, district: District, now: datetime) -> UUID:
    """What the other school asked six days ago."""
    with database.work() as session:
        asker = viewer_of(session.merge(district.other_head))
        parts = (Part.CONTACT.value, Part.LETTERS.value)
        return a_request(session, asker, family.mother.id, now - timedelta(days=6), parts).id


def test_what_is_asked_reaches_whoever_works_with_them_and_names_nobody_to_who_asks(
    client: FlaskClient, theirs: FlaskClient, family: Family, database: Database
) -> None:
    answer = theirs.post(f"/families/{family.mother.id}/ask-others", data=ASKED)
    assert answer.status_code == 303
    page = said(theirs.get(answer.headers["Location"]))
    assert "Asked. Whoever works with Rasa decides." in page
    assert "Nothing was shared so far" in page
    assert "Fen Edge Academy" not in page
    ours = said(client.get("/asked"))
    assert "1 request waits for your decision" in ours
    assert "Other School asks about Rasa Kazlauskienė" in ours
    assert "He is at our door." in ours


@pytest.mark.parametrize(
    ("field", "message"),
    [("parts", "Tick at least one part."), ("basis", "Say what allows it."), ("why", "Say why you need to know this.")],
)
def test_nothing_is_asked_without_what_and_why(
    theirs: FlaskClient, family: Family, database: Database, district: District, field: str, message: str
) -> None:
    answer = theirs.post(f"/families/{family.mother.id}/ask-others", data=ASKED | {field: ""})
    assert answer.status_code == 422
    assert message in said(answer)
    with database.reading() as session:
        assert own_requests(session, viewer_of(session.merge(district.other_head))) == []


def test_it_stands_on_the_page_of_the_day_and_on_theirs_with_its_age(
    client: FlaskClient, family: Family, asking: UUID
) -> None:
    assert "1 agency asks to be told about a family, waiting for 6 days" in said(client.get("/"))
    person = client.get(f"/families/{family.mother.id}")
    assert "Other School asks to be told about Rasa, waiting for 6 days" in said(person)
    assert f'href="/asked/{asking}"' in person.text


def test_what_they_asked_is_ticked_and_less_can_be_shared(
    client: FlaskClient, theirs: FlaskClient, family: Family, asking: UUID, database: Database
) -> None:
    body = client.get(f"/asked/{asking}").text
    for part in (Part.CONTACT, Part.LETTERS):
        assert f'value="{part.value}" checked' in body
    assert Part.ATTENDANCE.value not in body
    seen = client.post(f"/asked/{asking}", data=SHARED)
    assert seen.status_code == 200
    assert "Nothing is shared yet. This is what Other School will see" in said(seen)
    assert client.post(f"/asked/{asking}", data=SHARED | {"then": "share"}).status_code == 303
    with database.reading() as session:
        [share] = shares_made(session, family.viewer, family.mother.id)
        assert (share.parts, share.request_id) == ([Part.CONTACT], asking)
        assert requests_to_decide(session, family.viewer) == []
    page = said(theirs.get("/asked"))
    assert "Fen Edge Academy shares what it knows" in page
    assert "Not opened yet" in page


def test_a_part_they_did_not_ask_for_is_not_slipped_in(
    client: FlaskClient, family: Family, asking: UUID, database: Database
) -> None:
    more = SHARED | {"parts": [Part.CONTACT.value, Part.SAFE_NOTES.value], "then": "share"}
    client.post(f"/asked/{asking}", data=more)
    with database.reading() as session:
        [share] = shares_made(session, family.viewer, family.mother.id)
        assert share.parts == [Part.CONTACT]


def test_not_to_share_is_recorded_with_why_and_told_to_nobody_else(
    client: FlaskClient, theirs: FlaskClient, family: Family, asking: UUID, database: Database
) -> None:
    missing = client.post(f"/asked/{asking}", data={"then": "refuse", "why_not": " "})
    assert missing.status_code == 422
    assert "Say why not." in said(missing)
    why = {"then": "refuse", "why_not": "She asked us not to."}
    assert client.post(f"/asked/{asking}", data=why).status_code == 303
    with database.reading() as session:
        [decided] = shares_made(session, family.viewer, family.mother.id)
        assert (decided.decision, decided.why) == (Decision.NOT_SHARED, "She asked us not to.")
    ours = said(client.get(f"/families/{family.mother.id}/shares"))
    assert "Not shared with Other School" in ours
    assert "She asked us not to." in ours
    page = said(theirs.get("/asked"))
    assert "Nothing was shared so far" in page
    for told in ("Fen Edge Academy", "She asked us not to.", "Not shared"):
        assert told not in page
    assert client.get(f"/asked/{asking}").status_code == 404


def test_what_is_missing_in_the_decision_is_said(client: FlaskClient, asking: UUID) -> None:
    answer = client.post(f"/asked/{asking}", data={"parts": [], "why": "", "until": "", "then": "share"})
    assert answer.status_code == 422
    for message in ("Tick at least one part.", "Say what allows it.", "Say why they need it, as you see it."):
        assert message in said(answer)


def test_what_is_taken_back_waits_for_nobody(
    client: FlaskClient, theirs: FlaskClient, asking: UUID, family: Family
) -> None:
    assert client.post(f"/asked/{asking}/withdraw").status_code == 404
    assert theirs.post(f"/asked/{asking}/withdraw").status_code == 303
    assert "No other agency waits for your decision" in said(client.get("/asked"))
    assert "You asked nothing" in said(theirs.get("/asked"))


def test_a_social_worker_decides_and_an_attendance_officer_sees_that_somebody_must(
    app: Flask, asking: UUID, database: Database, district: District, now: datetime
) -> None:
    with database.work() as session:
        school = session.merge(district.school)
        officer = a_staff_member(session, school, now, ("attendance officer",))
    browser = signed_in(app, officer)
    page = said(browser.get("/asked"))
    assert "Your role does not decide this." in page
    assert browser.get(f"/asked/{asking}").status_code == 403
    assert "asks to be told about a family" not in said(browser.get("/"))


def test_after_a_look_up_more_can_be_asked_for_and_the_name_is_as_it_was_typed(
    app: Flask, client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    found = a_family(database, district, now)
    with database.work() as session:
        asker: Viewer = viewer_of(session.merge(district.other_head))
        lookup = a_lookup(session, asker, now, name="Ugnė Kazlauskaitė")
    theirs = signed_in(app, district.other_head)
    assert "What do you need to know about Ugnė Kazlauskaitė?" in said(theirs.get(f"/look-up/{lookup}/ask"))
    answer = theirs.post(f"/look-up/{lookup}/ask", data=ASKED)
    assert answer.status_code == 303
    assert "Ugnė Kazlauskaitė" in said(theirs.get("/asked"))
    ours = said(client.get("/asked"))
    assert "Other School asks about Ugnė Kazlauskaitė" in ours
    assert found.child.id
    assert client.get(f"/look-up/{lookup}/ask").status_code == 404
