"""Referring to the authority through the screens: the code, the form, what the authority reads, takes or sends back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from formal_factories import TOLD, a_formal_case
from screens import said
from sqlalchemy import select

from comms.agencies.agency import Agency
from comms.agencies.viewer import viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.follow_ups.calls.actions import MissedGiven, missed_by_hand
from comms.formal.case.actions import record
from comms.formal.case.case_record import RecordKind
from comms.formal.case.telling import RecordGiven
from comms.formal.code.find import code_on
from comms.formal.referral.formal_referral import FormalReferral
from comms.foundation.audit import AuditEntry
from comms.foundation.clock import london_date, utc_now
from comms.foundation.work import Database

WHY = "Talks did not change enough. She asked for a letter in Lithuanian."


@dataclass(frozen=True)
class There:
    """A case at the school, its people, and somebody who signs in at the authority."""

    case: UUID
    child: UUID
    mother: UUID
    officer: FlaskClient
    administrator: FlaskClient


@pytest.fixture
def there(app: Flask, database: Database, district: District) -> There:
    """A case about Ugnė, who missed ten sessions, and an authority with a legal officer and an administrator."""
    now = utc_now()
    with database.work() as session:
        formal = a_formal_case(session, viewer_of(session.merge(district.head)), now)
        authority = session.get_one(Agency, session.get_one(Agency, district.school.id).authority_id)
        officer = a_staff_member(session, authority, now, ("attendance legal officer",), "Lee Shaw")
        administrator = a_staff_member(session, authority, now, ("administrator",), "Kit Poole")
        ids = formal.case.id, formal.child.id, formal.mother.id
    return There(*ids, signed_in(app, officer), signed_in(app, administrator))


def refer(client: FlaskClient, there: There, why: str = WHY, kind: str = "L09") -> str:
    """Send the referral; the address of its page."""
    sent = client.post(f"/formal/cases/{there.case}/refer", data={"kind": kind, "why": why})
    assert sent.status_code == 303, said(sent)
    return str(sent.location)


def test_before_it_is_sent_the_page_says_what_is_missing(client: FlaskClient, there: There) -> None:
    page = said(client.get(f"/formal/cases/{there.case}/refer?kind=L09"))
    assert "things are missing before a letter of this kind: Penalty notice" in page
    assert "What goes along" in page
    assert "Fenland Attendance" in page
    own = said(client.get(f"/formal/cases/{there.case}/refer?kind=L08"))
    assert "may issue this letter itself" in own
    assert "What goes along" not in own
    assert client.get(f"/formal/cases/{there.case}/refer?kind=L12").status_code == 404


def test_a_referral_without_a_reason_keeps_the_page(client: FlaskClient, there: There) -> None:
    answer = client.post(f"/formal/cases/{there.case}/refer", data={"kind": "L09", "why": "  "})
    assert answer.status_code == 422
    assert "Write what you ask of the authority" in said(answer)


def test_the_authority_reads_it_whole_and_takes_it(
    client: FlaskClient, database: Database, district: District, there: There
) -> None:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        said_so = RecordGiven(RecordKind.PARENTS_REASON, london_date(utc_now()), **TOLD[RecordKind.PARENTS_REASON])
        record(session, viewer, there.case, said_so, utc_now())
        missed_by_hand(session, viewer, MissedGiven(there.mother), utc_now())
    where = refer(client, there)
    assert "1 referral waits for our answer" in said(there.officer.get("/formal"))
    listed = said(there.officer.get("/formal/referrals"))
    assert "One referral waits for your answer." in listed
    page = said(there.officer.get(where))
    for words in (
        WHY, "Kazlauskaitė", "12 Elm Road", "10 sessions without authorisation of", "Lithuanian",
        "Autobusas nebevažiuoja", "The bus no longer runs.", "Daiva Rimkutė", "call to them: missed", "Take it",
    ):  # fmt: skip
        assert words in page, words
    assert there.officer.get(f"/families/{there.child}").status_code == 404
    taken = there.officer.post(f"{where}/take")
    assert taken.status_code == 303
    assert there.officer.get(taken.location).status_code == 200
    assert there.officer.get(f"/families/{there.mother}").status_code == 200
    assert "The authority took it on" in said(client.get(where))
    assert there.officer.post(f"{where}/take").status_code in {403, 409}


def test_a_mark_corrected_since_shows_for_both_with_its_day(
    client: FlaskClient, database: Database, district: District, there: There
) -> None:
    where = refer(client, there)
    with database.work() as session:
        row = session.scalars(select(FormalReferral)).one()
        day, half, _ = next(mark for mark in row.pack["marks"] if mark[2] == "O")
        viewer = viewer_of(session.merge(district.head))
        corrected = SessionMark(london_date(utc_now()).fromisoformat(day), half, "I")
        record_marks(session, viewer, {there.child: [corrected]}, utc_now())
    for browser in (client, there.officer):
        page = said(browser.get(where))
        assert "The school has corrected 1 mark since." in page
        assert "was O, is I since" in page
        assert "it counts no more" in page


def test_what_is_sent_back_says_why_to_the_school(client: FlaskClient, there: There) -> None:
    where = refer(client, there)
    empty = there.officer.post(f"{where}/back", data={"because": ""})
    assert empty.status_code == 422
    assert "Write what the school is to add" in said(empty)
    assert there.officer.post(f"{where}/back", data={"because": "Please ask Ugnė too."}).status_code == 303
    assert "Why it was sent back: Please ask Ugnė too." in said(client.get(where))
    assert refer(client, there) != where


def test_the_file_is_the_pack_and_taking_it_is_noted(client: FlaskClient, database: Database, there: There) -> None:
    where = refer(client, there)
    file = there.officer.get(f"{where}/pack.json")
    with database.work() as session:
        row = session.scalars(select(FormalReferral)).one()
        assert file.json == row.pack
        taken = session.scalars(select(AuditEntry).where(AuditEntry.action == "download formal referral")).one()
        assert taken.subject_id == row.id


def test_another_school_finds_no_referral(app: Flask, client: FlaskClient, district: District, there: There) -> None:
    where = refer(client, there)
    other = signed_in(app, district.other_head)
    for path in (where, f"{where}/pack.json", f"/formal/cases/{there.case}/refer"):
        assert other.get(path).status_code == 404
    for path in (f"{where}/take", f"{where}/back"):
        assert other.post(path, data={"because": "Not ours."}).status_code == 404


def test_the_authoritys_administrator_puts_its_code_on_record_and_the_school_reads_it(
    client: FlaskClient, database: Database, district: District, there: There
) -> None:
    assert "The service’s default counts" in said(client.get("/formal/code"))
    wrong = there.administrator.post("/formal/code/new", data={"officers": "Lee Shaw", "pay_online": "pay.example"})
    assert wrong.status_code == 422
    words = said(wrong)
    assert "Say where this code is written" in words
    assert "Write a name, a comma and a post in each line" in words
    assert 'value="pay.example"' in wrong.text
    given = {
        "in_force_from": "1/9/2026", "source": "Fenland code, 1 September 2026", "issuers_L05": ["school"],
        "issuers_L08": ["school", "local_authority"], "issuers_L09": ["school", "local_authority"],
        "issuers_L10": "local_authority", "issuers_L11": "local_authority", "pay_online": "pay.example",
        "pay_telephone": "01632 960 100", "officers": "Lee Shaw, legal officer\r\n", "address": "1 Shire Hall\r\nMarch",
    }  # fmt: skip
    made = there.administrator.post("/formal/code/new", data=given)
    assert made.status_code == 303, said(made)
    page = said(client.get("/formal/code"))
    assert "The code of conduct of Fenland Attendance counts" in page
    assert "Fenland code, 1 September 2026" in page
    assert "By telephone, on this number: 01632 960 100" in page
    with database.work() as session:
        code = code_on(session, viewer_of(session.merge(district.head)), london_date(utc_now()) + timedelta(days=1))
        assert code.issuers["L05"] == ("school",)
        assert code.terms.address == ("1 Shire Hall", "March")
    assert there.officer.get("/formal/code/new").status_code == 403
    assert client.get("/formal/code/new").status_code in {403, 409}


def test_a_school_names_its_authority_under_our_agency(
    client: FlaskClient, database: Database, district: District, there: There
) -> None:
    assert "Our local authority is Fenland Attendance." in said(client.get("/agency"))
    assert client.post("/agency/authority", data={"authority": "nobody"}).status_code == 422
    assert client.post("/agency/authority", data={"authority": "none"}).status_code == 303
    assert "no letter with a legal warning can go out" in said(client.get("/agency"))
    with database.work() as session:
        authority = session.scalars(select(Agency).where(Agency.kind == "local_authority")).one()
    assert client.post("/agency/authority", data={"authority": str(authority.id)}).status_code == 303
    with database.work() as session:
        assert session.get_one(Agency, district.school.id).authority_id == authority.id
    assert there.administrator.get("/agency/authority").status_code == 404
