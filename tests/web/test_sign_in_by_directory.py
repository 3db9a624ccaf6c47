"""Signing in with an agency's own directory, through the screens, against a real provider and one that lies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from browsers import District, signed_in
from directory_servers import (
    CLIENT,
    SECRET,
    Crooked,
    crooked_directory,
    knows,
    parts_of,
    real_provider,
    signs_in,
)
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said
from sqlalchemy import select
from werkzeug.test import TestResponse

from comms.agencies.directories.actions import DirectorySet, end_directory, set_directory
from comms.agencies.directories.directory import AgencyDirectory
from comms.agencies.signing_in.staff_session import Factor, StaffSession
from comms.agencies.staff import Staff
from comms.agencies.staffing.inviting import InvitationGiven, invite
from comms.agencies.viewer import viewer_of
from comms.colleagues.leaving import let_go
from comms.foundation.audit import AuditEntry
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.web import door

DOMAIN = "fenedge.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with real_provider() as address:
        yield address


@pytest.fixture
def crooked() -> Iterator[Crooked]:
    with crooked_directory() as directory:
        yield directory


@pytest.fixture(autouse=True)
def _allowed(app: Flask) -> None:
    """This machine may be spoken to."""
    installation: Installation = app.extensions["comms"]
    settings = replace(installation.settings, directory_hosts="127.0.0.1")
    app.extensions["comms"] = replace(installation, settings=settings)


def with_directory(database: Database, staff: Staff, issuer: str, *, factor: bool = False) -> None:
    """The agency of this administrator signs in with this directory."""
    given = DirectorySet("Our accounts", issuer, CLIENT, SECRET, [DOMAIN], second_factor_there=factor)
    with database.work() as session:
        set_directory(session, viewer_of(session.merge(staff)), given, datetime.now(UTC))


def a_colleague(database: Database, district: District, email: str = f"carol@{DOMAIN}") -> Staff:
    with database.work() as session:
        one = a_staff_member(session, session.merge(district.school), datetime.now(UTC), roles=("reception",))
        one.email = email
        return one


def out(browser: FlaskClient, email: str = f"carol@{DOMAIN}", going: str = "") -> str:
    """Type an address, and go out by the link of the page that comes: where the browser is sent."""
    answer = browser.post(f"/sign-in/directory{'?next=' + going if going else ''}", data={"email": email})
    assert answer.status_code == 303, said(answer)
    page = browser.get(answer.headers["Location"])
    assert "Sign in with the account of Fen Edge Academy" in said(page)
    answer = browser.get(f"/sign-in/directory/0/go{'?next=' + going if going else ''}")
    assert answer.status_code == 302, said(answer)
    return answer.headers["Location"]


def comes_back(browser: FlaskClient, back: str) -> TestResponse:
    parts = urlsplit(back)
    return browser.get(f"{parts.path}?{parts.query}")


def factor_of(database: Database, staff: Staff) -> list[str]:
    with database.reading() as session:
        query = select(StaffSession.factor).where(StaffSession.staff_id == staff.id, StaffSession.ended_at.is_(None))
        return list(session.scalars(query))


def refusals(database: Database) -> list[str]:
    with database.reading() as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "refused sign-in by directory").order_by(AuditEntry.number)
        )
        return [json.loads(one.detail)["why"] for one in entries]


def test_a_colleague_signs_in_with_a_real_provider_and_is_where_they_were_going(
    app: Flask, database: Database, district: District, issuer: str
) -> None:
    with_directory(database, district.head, issuer, factor=True)
    staff = a_colleague(database, district)
    knows(issuer, "carol-1", email=staff.email, email_verified=True, amr=["pwd", "mfa"])
    browser = app.test_client()
    assert "Sign in with your agency’s account" in said(browser.get("/sign-in"))
    answer = comes_back(browser, signs_in(out(browser, going="/families"), "carol-1"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/families")
    assert browser.get("/families").status_code == 200
    assert factor_of(database, staff) == [Factor.DIRECTORY]
    with database.reading() as session:
        assert session.get_one(Staff, staff.id).directory_subject == "carol-1"


@pytest.mark.parametrize(
    ("asks", "claims"),
    [(True, {}), (True, {"amr": ["pwd"]}), (False, {"amr": ["pwd", "mfa"]})],
    ids=["said nothing", "said one factor", "not set so"],
)
def test_without_a_proven_second_factor_there_ours_is_asked(
    app: Flask, database: Database, district: District, crooked: Crooked, asks: bool, claims: dict[str, Any]
) -> None:
    with_directory(database, district.head, crooked.issuer, factor=asks)
    staff = a_colleague(database, district)
    crooked.claims = {"email": staff.email} | claims
    browser = app.test_client()
    answer = comes_back(browser, crooked.came_back(out(browser)))
    assert (answer.status_code, urlsplit(answer.headers["Location"]).path) == (303, "/factors")
    assert factor_of(database, staff) == [Factor.NONE]
    assert browser.get("/families").status_code == 302


def test_whoever_was_invited_comes_in_and_nobody_else_is_made(
    app: Flask, database: Database, district: District, crooked: Crooked
) -> None:
    with_directory(database, district.head, crooked.issuer, factor=True)
    crooked.claims = {"email": f"sam@{DOMAIN}", "amr": ["mfa"], "sub": "sam-1"}
    browser = app.test_client()
    refused = comes_back(browser, crooked.came_back(out(browser)))
    assert refused.status_code == 403
    assert "You are not signed in" in said(refused)
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        invite(session, viewer, InvitationGiven("Sam Lee", f"sam@{DOMAIN}", ["reception"]), datetime.now(UTC))
    assert comes_back(browser, crooked.came_back(out(browser))).status_code == 303
    assert browser.get("/families").status_code == 200
    with database.reading() as session:
        assert session.scalars(select(Staff).where(Staff.email == f"sam@{DOMAIN}")).one().name == "Sam Lee"
    assert refusals(database) == ["nobody here"]


def test_the_same_answer_brought_twice_lets_nobody_in(
    app: Flask, database: Database, district: District, crooked: Crooked
) -> None:
    with_directory(database, district.head, crooked.issuer, factor=True)
    crooked.claims = {"email": a_colleague(database, district).email, "amr": ["mfa"]}
    browser = app.test_client()
    back = crooked.came_back(out(browser))
    assert comes_back(browser, back).headers["Location"] == "/"
    again = comes_back(browser, back)
    assert (again.status_code, again.headers["Location"]) == (303, "/sign-in/directory")
    # Nor in another browser, which did not ask.
    stranger = app.test_client()
    assert comes_back(stranger, back).headers["Location"] == "/sign-in/directory"
    assert stranger.get("/families").status_code == 302


def test_the_answer_to_another_browser_is_refused_and_uses_up_the_sign_in(
    app: Flask, database: Database, district: District, crooked: Crooked
) -> None:
    with_directory(database, district.head, crooked.issuer, factor=True)
    crooked.claims = {"email": a_colleague(database, district).email, "amr": ["mfa"]}
    victim, attacker = app.test_client(), app.test_client()
    own = crooked.came_back(out(victim))
    planted = crooked.came_back(out(attacker))
    assert comes_back(victim, planted).status_code == 403
    assert comes_back(victim, own).headers["Location"] == "/sign-in/directory"
    assert refusals(database) == ["state"]


def test_a_sign_in_that_was_begun_too_long_ago_is_over(
    app: Flask, database: Database, district: District, crooked: Crooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_directory(database, district.head, crooked.issuer, factor=True)
    crooked.claims = {"email": a_colleague(database, district).email, "amr": ["mfa"]}
    browser = app.test_client()
    back = crooked.came_back(out(browser))
    monkeypatch.setattr(door, "utc_now", lambda: datetime.now(UTC) + timedelta(minutes=11))
    assert comes_back(browser, back).headers["Location"] == "/sign-in/directory"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "another"}, "invalid_claim"),
        ({"aud": "another"}, "invalid_claim"),
        ({"exp": 1}, "expired_token"),
        ({"email_verified": False}, "e-mail not vouched for"),
        ({"email": "carol@elsewhere.example"}, "domain"),
    ],
)
def test_a_statement_that_proves_nothing_lets_nobody_in_and_the_page_says_no_more(
    app: Flask, database: Database, district: District, crooked: Crooked, claims: dict[str, Any], why: str
) -> None:
    with_directory(database, district.head, crooked.issuer, factor=True)
    crooked.claims = {"email": a_colleague(database, district).email, "amr": ["mfa"]} | claims
    browser = app.test_client()
    answer = comes_back(browser, crooked.came_back(out(browser)))
    assert answer.status_code == 403
    assert why not in answer.text
    assert browser.get("/families").status_code == 302
    assert refusals(database) == [why]


def test_an_unsigned_statement_lets_nobody_in(
    app: Flask, database: Database, district: District, crooked: Crooked
) -> None:
    with_directory(database, district.head, crooked.issuer, factor=True)
    crooked.claims = {"email": a_colleague(database, district).email, "amr": ["mfa"]}
    crooked.signs = crooked.unsigned
    browser = app.test_client()
    assert comes_back(browser, crooked.came_back(out(browser))).status_code == 403
    assert browser.get("/families").status_code == 302


def test_the_directory_of_another_agency_does_not_open_our_accounts(
    app: Flask, database: Database, district: District, crooked: Crooked
) -> None:
    with_directory(database, district.other_head, crooked.issuer, factor=True)
    ours = a_colleague(database, district)
    crooked.claims = {"email": ours.email, "amr": ["mfa"]}
    browser = app.test_client()
    assert browser.post("/sign-in/directory", data={"email": ours.email}).status_code == 303
    address = browser.get("/sign-in/directory/0/go").headers["Location"]
    assert comes_back(browser, crooked.came_back(address)).status_code == 403
    assert refusals(database) == ["another agency"]
    with database.reading() as session:
        assert session.get_one(Staff, ours.id).directory_subject is None


def test_whoever_left_does_not_come_in_though_the_directory_knows_them(
    app: Flask, database: Database, district: District, crooked: Crooked
) -> None:
    with_directory(database, district.head, crooked.issuer, factor=True)
    staff = a_colleague(database, district)
    crooked.claims = {"email": staff.email, "amr": ["mfa"]}
    browser = app.test_client()
    assert comes_back(browser, crooked.came_back(out(browser))).status_code == 303
    with database.work() as session:
        let_go(session, viewer_of(session.merge(district.head)), staff.id, datetime.now(UTC))
    assert browser.get("/families").status_code == 302
    assert comes_back(browser, crooked.came_back(out(browser))).status_code == 403
    assert refusals(database) == ["left"]


def test_an_address_nobody_vouches_for_is_said_without_looking_at_who_has_it(
    app: Flask, database: Database, district: District, crooked: Crooked
) -> None:
    with_directory(database, district.head, crooked.issuer)
    known = a_colleague(database, district, "jo@nowhere.example")
    browser = app.test_client()
    answers = [
        browser.post("/sign-in/directory", data={"email": email}) for email in (known.email, "x@nowhere.example")
    ]
    assert [one.status_code for one in answers] == [422, 422]
    assert "No agency signs in with addresses like this one." in said(answers[0])
    # Of an address in a domain it is not told whether anybody has it either.
    for email in (f"carol@{DOMAIN}", f"nobody.at.all@{DOMAIN}"):
        assert browser.post("/sign-in/directory", data={"email": email}).status_code == 303


def test_a_directory_that_ended_or_is_away_lets_nobody_in(
    app: Flask, database: Database, district: District, crooked: Crooked
) -> None:
    with_directory(database, district.head, crooked.issuer, factor=True)
    crooked.claims = {"email": a_colleague(database, district).email, "amr": ["mfa"]}
    browser = app.test_client()
    back = crooked.came_back(out(browser))
    crooked.answers["/token"] = (503, {}, b"")
    answer = comes_back(browser, back)
    assert answer.status_code == 502
    assert "could not be reached" in said(answer)
    del crooked.answers["/token"]
    back = crooked.came_back(out(browser))
    with database.work() as session:
        end_directory(session, viewer_of(session.merge(district.head)), datetime.now(UTC))
    assert comes_back(browser, back).headers["Location"] == "/sign-in/directory"
    assert browser.get("/families").status_code == 302


def test_where_agencies_share_a_domain_each_is_offered_by_its_own_name(
    app: Flask, database: Database, district: District, crooked: Crooked
) -> None:
    for head in (district.head, district.other_head):
        with_directory(database, head, crooked.issuer)
    browser = app.test_client()
    browser.post("/sign-in/directory", data={"email": f"carol@{DOMAIN}"})
    page = said(browser.get("/sign-in/directory/choose"))
    assert "Which agency do you work for?" in page
    assert page.index("account of Fen Edge Academy") < page.index("account of Other School")


@pytest.mark.parametrize("path", ["/sign-in/directory/0/go", "/sign-in/directory/7/go", "/sign-in/directory/choose"])
def test_without_an_address_nobody_is_sent_anywhere(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in/directory")


@pytest.mark.parametrize("going", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_after_signing_in_nobody_is_led_out_of_the_service(
    app: Flask, database: Database, district: District, crooked: Crooked, going: str
) -> None:
    with_directory(database, district.head, crooked.issuer, factor=True)
    crooked.claims = {"email": a_colleague(database, district).email, "amr": ["mfa"]}
    browser = app.test_client()
    assert comes_back(browser, crooked.came_back(out(browser, going=going))).headers["Location"] == "/"


def test_an_administrator_sets_a_directory_that_answers_and_its_secret_is_shown_to_nobody(
    client: FlaskClient, database: Database, district: District, crooked: Crooked
) -> None:
    page = client.get("/agency/directory")
    assert f"/sign-in/directory/{district.school.id}/back" in page.text
    given = {
        "name": "Fen Edge accounts", "issuer": crooked.issuer, "client_id": CLIENT, "client_secret": SECRET,
        "email_domains": f"{DOMAIN}\r\nfen.example", "second_factor_there": "yes",
    }  # fmt: skip
    assert client.post("/agency/directory", data=given).status_code == 303
    page = client.get("/agency/directory")
    assert "Our staff may sign in with Fen Edge accounts" in said(page)
    assert SECRET not in page.text
    assert f"{DOMAIN}\nfen.example" in page.text
    with database.reading() as session:
        kept = session.scalars(select(AgencyDirectory)).one()
        assert (kept.client_secret, kept.email_domains, kept.second_factor_there) == (
            SECRET, [DOMAIN, "fen.example"], True,
        )  # fmt: skip
    # Saved again without the secret, it stays.
    assert client.post("/agency/directory", data=given | {"client_secret": "", "name": "Accounts"}).status_code == 303
    assert client.post("/agency/directory/end").status_code == 303
    assert "Sign in with our own directory" in said(client.get("/agency/directory"))


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"issuer": "https://login.example.org"}, "issuer", "No directory is spoken to at login.example.org here."),
        ({"issuer": "http://169.254.169.254/latest"}, "issuer", "begins with https://"),
        ({"issuer": "http://127.0.0.1:9"}, "issuer", "could not be reached"),
        ({"client_secret": ""}, "client_secret", "The secret is missing."),
        ({"email_domains": "jo@x.example"}, "email_domains", "is no domain"),
        ({"name": ""}, "name", "This is empty."),
    ],
)
def test_a_directory_that_cannot_work_is_shown_again(
    client: FlaskClient, database: Database, crooked: Crooked, changed: dict[str, str], field: str, message: str
) -> None:
    given = {
        "name": "Fen Edge accounts", "issuer": crooked.issuer, "client_id": CLIENT, "client_secret": SECRET,
        "email_domains": DOMAIN,
    } | changed  # fmt: skip
    answer = client.post("/agency/directory", data=given)
    assert answer.status_code == 422
    assert message in said(answer)
    assert f'href="#{field}"' in answer.text
    assert SECRET not in answer.text
    assert f'value="{CLIENT}"' in answer.text
    with database.reading() as session:
        assert session.scalars(select(AgencyDirectory)).all() == []


def test_nobody_is_asked_while_the_database_waits(client: FlaskClient, database: Database, crooked: Crooked) -> None:
    """While the directory describes itself, somebody else writes."""

    def written_meanwhile() -> tuple[int, dict[str, str], bytes]:
        with database.work() as session:
            session.scalars(select(Staff)).first().name = "Changed Meanwhile"  # type: ignore[union-attr]
        return 200, {}, json.dumps(crooked._description()).encode()

    crooked.answers["/.well-known/openid-configuration"] = written_meanwhile
    given = {
        "name": "Fen Edge accounts", "issuer": crooked.issuer, "client_id": CLIENT, "client_secret": SECRET,
        "email_domains": DOMAIN,
    }  # fmt: skip
    assert client.post("/agency/directory", data=given).status_code == 303


def test_untying_a_colleague_lets_their_new_account_in(
    app: Flask, client: FlaskClient, database: Database, district: District, crooked: Crooked
) -> None:
    with_directory(database, district.head, crooked.issuer, factor=True)
    staff = a_colleague(database, district)
    crooked.claims = {"email": staff.email, "amr": ["mfa"], "sub": "old"}
    browser = app.test_client()
    comes_back(browser, crooked.came_back(out(browser)))
    crooked.claims["sub"] = "new"
    assert comes_back(browser, crooked.came_back(out(browser))).status_code == 403
    assert "has signed in with it" in said(client.get(f"/agency/staff/{staff.id}"))
    assert client.post(f"/agency/staff/{staff.id}/untie").status_code == 303
    assert comes_back(browser, crooked.came_back(out(browser))).status_code == 303
    assert refusals(database) == ["another subject"]


def test_only_an_administrator_sets_a_directory(app: Flask, database: Database, district: District) -> None:
    browser = signed_in(app, a_colleague(database, district))
    assert browser.get("/agency/directory").status_code == 403
    assert browser.post("/agency/directory", data={}).status_code == 403


def test_the_sign_in_page_offers_no_directory_where_there_is_none(app: Flask) -> None:
    assert "Sign in with your agency" not in app.test_client().get("/sign-in").text


def test_the_state_stands_in_no_other_place_than_the_cookie(
    app: Flask, database: Database, district: District, crooked: Crooked
) -> None:
    with_directory(database, district.head, crooked.issuer)
    browser = app.test_client()
    sent = parts_of(out(browser))
    with browser.session_transaction() as cookie:
        kept = cookie["directory"]
    assert (kept["state"], kept["nonce"]) == (sent["state"], sent["nonce"])
    assert "email" not in sent
    assert "login_hint" not in sent


def test_a_directory_cannot_pass_an_answer_of_another_agencys_off_as_its_own(
    app: Flask, database: Database, district: District, crooked: Crooked
) -> None:
    """It sends who came to it on to the other directory, to be given that one's code. The code comes back to the
    address that only the other has, and is told to nobody."""
    with_directory(database, district.head, crooked.issuer, factor=True)
    crooked.claims = {"email": a_colleague(database, district).email, "amr": ["mfa"]}
    browser = app.test_client()
    back = crooked.came_back(out(browser))
    elsewhere = back.replace(str(district.school.id), str(district.other_head.agency_id))
    assert elsewhere != back
    asked = len(crooked.heard)
    assert comes_back(browser, elsewhere).status_code == 403
    assert [path for _, path, _ in crooked.heard[asked:] if path == "/token"] == []
    assert browser.get("/families").status_code == 302
    assert refusals(database) == ["another directory"]


def test_a_directory_that_says_it_names_itself_has_to(
    app: Flask, database: Database, district: District, crooked: Crooked
) -> None:
    crooked.described = {"authorization_response_iss_parameter_supported": True}
    with_directory(database, district.head, crooked.issuer, factor=True)
    crooked.claims = {"email": a_colleague(database, district).email, "amr": ["mfa"]}
    browser = app.test_client()
    assert comes_back(browser, crooked.came_back(out(browser))).status_code == 403
    named = f"{crooked.came_back(out(browser))}&iss={crooked.issuer}"
    assert comes_back(browser, named).status_code == 303
    assert refusals(database) == ["another directory"]
