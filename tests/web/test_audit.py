"""Who looked at a record, on the person's page; and the whole audit of an agency, for its administrator."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from access_made import a_closed_family
from browsers import District, signed_in
from factories import a_letter, a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import Family, a_family, said
from sqlalchemy import select

from comms.agencies.viewer import viewer_of
from comms.foundation.audit import Actor, AuditEntry, note
from comms.foundation.audit.rounds import go_round
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.web.audit import asking, trail


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("comms.web.door.utc_now", lambda: now)


@pytest.fixture
def family(database: Database, district: District, now: datetime) -> Family:
    """The family whose record is looked at."""
    return a_family(database, district, now - timedelta(days=3))


def _noted(database: Database, action: str) -> list[AuditEntry]:
    with database.reading() as session:
        found = list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))
        session.expunge_all()
        return found


def test_a_persons_page_leads_to_who_looked_at_it(client: FlaskClient, family: Family) -> None:
    assert f'href="/families/{family.mother.id}/looks"' in client.get(f"/families/{family.mother.id}").text
    page = said(client.get(f"/families/{family.mother.id}/looks"))
    assert "Who looked at Rasa Kazlauskienė’s record" in page
    assert re.search("23 November 2026, 08:40 Jo Marsh (head teacher|administrator), .* opened the person’s rec", page)
    assert re.search("20 November 2026, 08:40 Jo Marsh (head teacher|administrator), .* recorded a person", page)
    assert page.index("opened the person’s record") < page.index("recorded a person")
    assert "looked at who had looked" in said(client.get(f"/families/{family.mother.id}/looks"))


def test_what_is_done_with_their_letters_and_in_lists_stands_there_too(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    with database.work() as session:
        letter = a_letter(session, family.viewer, now, family.mother)
        assert letter.state == "held"
    client.get(f"/letters/{letter.id}")
    client.get("/letters/held")
    page = said(client.get(f"/families/{family.mother.id}/looks"))
    assert "held a letter back" in page
    assert "opened a letter" in page
    assert "looked at a list: letters held" in page
    assert "letter" not in said(client.get(f"/families/{family.father.id}/looks"))


def test_what_another_agency_did_is_not_told(
    client: FlaskClient, database: Database, district: District, family: Family, now: datetime
) -> None:
    with database.work() as session:
        other = viewer_of(session.merge(district.other_head))
        note(session, other.actor, "view person", ("person", family.mother.id), now)
    page = said(client.get(f"/families/{family.mother.id}/looks"))
    assert "opened the person’s record" not in page
    assert "opened the person’s record" not in said(client.get("/agency/audit"))


def test_the_looks_of_one_colleague_of_one_kind_or_of_some_days_are_shown_alone(
    app: Flask, client: FlaskClient, database: Database, district: District, family: Family, now: datetime
) -> None:
    with database.work() as session:
        ona = a_staff_member(session, session.merge(district.school), now, name="Ona Petraitienė")
    signed_in(app, ona).get(f"/families/{family.mother.id}")
    address = f"/families/{family.mother.id}/looks"
    by_ona = said(client.get(address, query_string={"who": ona.id}))
    assert "Ona Petraitienė attendance officer opened the person’s record" in by_ona
    assert "recorded a person" not in by_ona
    changed = said(client.get(address, query_string={"kind": "changed"}))
    assert "recorded a person" in changed
    assert "opened the person’s record" not in changed
    before = said(client.get(address, query_string={"from": "1/11/2026", "until": "20/11/2026"}))
    assert "recorded a person" in before
    assert "opened the person’s record" not in before
    assert "There is nothing of this." in said(client.get(address, query_string={"from": "24/11/2026"}))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"who": "' OR 1=1 --"}, "Choose one of the list."),
        ({"kind": "everything"}, "Choose one of the list."),
        ({"from": "soon"}, "This is not a day."),
        ({"until": "31/12/9999"}, "This is not a day."),
    ],
)
def test_a_question_that_cannot_be_read_is_shown_again_and_not_noted_as_typed(
    client: FlaskClient, database: Database, family: Family, query: dict[str, str], words: str
) -> None:
    for address in (f"/families/{family.mother.id}/looks", "/agency/audit"):
        answer = client.get(address, query_string=query)
        assert answer.status_code == 422
        assert words in said(answer)
    [noted] = _noted(database, "view audit")
    assert next(iter(query.values())) not in noted.detail


@pytest.mark.parametrize("before", ["-1", "x", "9" * 40, "٣"])
def test_a_place_in_the_list_that_is_none_is_its_beginning(client: FlaskClient, family: Family, before: str) -> None:
    answer = client.get(f"/families/{family.mother.id}/looks", query_string={"before": before})
    assert answer.status_code == 200
    assert "recorded a person" in said(answer)


def test_a_long_list_comes_in_pages_that_leave_nothing_out(
    client: FlaskClient, database: Database, family: Family, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (asking, trail):
        monkeypatch.setattr(module, "ON_A_PAGE", 3)
    monkeypatch.setattr("comms.web.audit.looks.ON_A_PAGE", 3)
    with database.work() as session:
        for number in range(7):
            who = Actor("staff", family.viewer.staff_id, family.viewer.agency_id, f"role {number}")
            note(session, who, "view person", ("person", family.mother.id), now)
    address, seen = f"/families/{family.mother.id}/looks?kind=looked", []
    while address:
        answer = client.get(address)
        seen += [f"role {number}" for number in range(6, -1, -1) if f"role {number} " in said(answer)]
        address = next(
            (part.split('"')[0] for part in answer.text.split('href="') if "before=" in part.split('"')[0]), ""
        )
        address = address.replace("&amp;", "&")
        assert not address or "kind=looked" in address
    assert seen == [f"role {number}" for number in range(6, -1, -1)]


def test_the_administrator_sees_everything_with_whom_it_was_about(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    client.get(f"/families/{family.child.id}")
    client.post("/families", data={"words": "Kazlausk"})
    client.get("/families/found")
    client.get(f"/letters/{uuid4()}")
    answer = client.get("/agency/audit")
    page = said(answer)
    assert "opened the person’s record Ugnė Kazlauskaitė" in page
    assert f'href="/agency/audit/about/{family.child.id}"' in answer.text
    assert "searched for people" in page
    assert "was refused something nobody" in page
    [noted] = _noted(database, "view audit")
    assert (noted.subject_kind, noted.subject_id) == ("agency", family.viewer.agency_id)
    about = said(client.get(f"/agency/audit/about/{family.child.id}"))
    assert "What was done about Ugnė Kazlauskaitė" in about
    assert "was refused" not in about


def test_who_came_without_signing_in_is_told_by_how_they_came(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    agency = family.viewer.agency_id
    with database.work() as session:
        for actor in (Actor("visitor", None, agency, "family"), Actor("system", None, agency, f"API key {uuid4()}"),
                      Actor("system", None, agency)):  # fmt: skip
            note(session, actor, "view person", ("person", family.mother.id), now)
    page = said(client.get("/agency/audit"))
    for who in ("the family, on their page", "another program, with the agency’s key", "the service itself"):
        assert f"{who} opened the person’s record Rasa Kazlauskienė" in page


def test_somebody_the_agency_no_longer_works_with_is_not_named(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    with database.work() as session:
        note(session, family.viewer.actor, "view person", ("person", uuid4()), now)
    page = said(client.get("/agency/audit"))
    assert "opened the person’s record somebody you do not work with" in page


def test_of_a_family_kept_closed_an_administrator_who_is_not_named_reads_no_name(
    app: Flask, client: FlaskClient, database: Database, district: District, family: Family, now: datetime
) -> None:
    with database.work() as session:
        school, roles = session.merge(district.school), ("designated safeguarding lead",)
        lead = a_staff_member(session, school, now, roles, "Ona Petraitienė")
        a_closed_family(session, viewer_of(lead), [family.mother.id, family.child.id], now)
    named = signed_in(app, lead)
    named.get(f"/families/{family.mother.id}")
    page = client.get("/agency/audit")
    looked = "Ona Petraitienė designated safeguarding lead opened the person’s record somebody in a closed family"
    assert looked in said(page)
    assert "Rasa" not in page.text
    assert "Ugnė" not in page.text
    assert str(family.mother.id) not in page.text
    for address in (f"/agency/audit/about/{family.mother.id}", f"/families/{family.mother.id}/looks"):
        assert client.get(address).status_code == 404
    rows = client.get("/agency/audit/entries.csv?because=inspection").data.decode("utf-8-sig")
    assert "somebody in a closed family" in rows
    assert "Rasa" not in rows
    assert "opened the person’s record" in said(named.get(f"/families/{family.mother.id}/looks"))


def test_only_those_who_may_see_the_audit_see_it(
    app: Flask, database: Database, district: District, family: Family, now: datetime
) -> None:
    with database.work() as session:
        officer = a_staff_member(session, session.merge(district.school), now)
    browser = signed_in(app, officer)
    for address in ("/agency/audit", f"/agency/audit/about/{family.mother.id}", "/agency/audit/entries.csv"):
        assert browser.get(address).status_code == 403
    assert browser.get(f"/families/{family.mother.id}/looks").status_code == 200


def test_taking_it_away_asks_why_and_is_noted_with_the_reason(
    client: FlaskClient, database: Database, family: Family, now: datetime
) -> None:
    refused = client.get("/agency/audit/entries.csv")
    assert refused.status_code == 422
    assert "Say why you take it away." in said(refused)
    assert _noted(database, "download audit") == []
    answer = client.get("/agency/audit/entries.csv?because=internal check&kind=changed")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert {row["did what"] for row in rows} >= {"recorded a person", "recorded an address"}
    assert rows[0]["who"] == "Jo Marsh"
    [noted] = _noted(database, "download audit")
    detail = json.loads(noted.detail)
    assert (detail["because"], detail["kind"]) == ("internal check", "changed")
    assert str(family.mother.id) in detail["people"]
    about = client.get(f"/agency/audit/about/{family.mother.id}/entries.csv?because=inspection")
    assert {row["about"] for row in csv.DictReader(io.StringIO(about.data.decode("utf-8-sig")))} >= {
        "Rasa Kazlauskienė"
    }
    assert "took the audit away as a file Why: inspection" in said(client.get("/agency/audit"))


def test_a_name_that_is_a_formula_is_none_in_the_file(
    client: FlaskClient, database: Database, district: District, now: datetime
) -> None:
    with database.work() as session:
        staff = a_staff_member(session, session.merge(district.school), now, name='=HYPERLINK("http://evil")')
        note(session, viewer_of(staff).actor, "view list", ("agency", staff.agency_id), now, {"list": "=1+1"})
    text = client.get("/agency/audit/entries.csv?because=inspection").data.decode("utf-8-sig")
    [row] = [row for row in csv.DictReader(io.StringIO(text)) if "HYPERLINK" in row["who"]]
    assert row["who"][0] == "'"
    assert row["list"][0] == "'"


def test_more_than_fits_a_file_is_refused_and_not_cut_off(
    client: FlaskClient, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "MOST_ROWS", 2)
    answer = client.get("/agency/audit/entries.csv?because=inspection")
    assert answer.status_code == 422
    assert "These are more than 2 entries. Ask for fewer days." in said(answer)


def test_the_page_says_whether_the_trail_is_whole(
    client: FlaskClient, installation: Installation, family: Family, now: datetime
) -> None:
    assert "Nobody has gone through the trail yet" in said(client.get("/agency/audit"))
    anchors, home = installation.database.anchors, installation.settings.home
    with installation.database.reading() as session:
        ended = go_round(session, home, anchors.files, now - timedelta(minutes=3))
    page = said(client.get("/agency/audit"))
    assert f"Every entry up to number {ended.whole_to} was checked 3 minutes ago, and the trail is whole." in page
    assert "was last written down outside the database 0 seconds ago" in page
    (home / "audit-checked").write_text(json.dumps({"fault": "deleted: entry 2 was deleted"}))
    assert "Warning The trail is not whole: deleted: entry 2 was deleted." in said(client.get("/agency/audit"))
    (home / "audit-checked").unlink()
    anchors.files[0].unlink()
    assert "its newest entry was never written down" in said(client.get("/agency/audit"))
