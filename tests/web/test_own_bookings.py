"""What an interpreter who signs in sees: their own offers and bookings, as the links show them, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from booking_factories import an_interpreter
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from offer_factories import Wanted, offered, wanted
from screens import said
from web.test_offers import next_workday
from web.test_staff import PASSWORD, link_in

from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.bookings.offers.offer import Offer
from comms.foundation.clock import utc_now
from comms.foundation.work import Database
from comms.interpreters.accounts.actions import tie_account
from comms.interpreters.interpreter import Interpreter
from comms.web import door


@pytest.fixture
def asked(database: Database, district: District) -> Wanted:
    """Two interpreters of the district's school, both asked for an appointment a week from now."""
    now = utc_now() - timedelta(minutes=1)
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        found = wanted(session, viewer, now, 2, next_workday(now))
        offered(session, viewer, now, found)
        return found


def an_account(database: Database, district: District, interpreter_id: UUID | None) -> Staff:
    now = utc_now()
    with database.work() as session:
        school = session.merge(district.school)
        account = a_staff_member(session, school, now, roles=("interpreter",), name="Daiva Rimkutė")
        if interpreter_id:
            tie_account(session, viewer_of(session.merge(district.head)), interpreter_id, account.id, now)
        return account


def test_an_interpreter_begins_with_what_is_asked_of_them_and_answers_on_the_page_of_the_offer(
    app: Flask, database: Database, district: District, asked: Wanted
) -> None:
    browser = signed_in(app, an_account(database, district, asked.interpreters[0].id))
    assert browser.get("/").headers["Location"] == "/own-bookings"
    page = browser.get("/own-bookings")
    assert "1 appointment needs your answer" in said(page)
    assert "Lithuanian" in said(page)
    [link] = re.findall(r'href="(/interpreting/[^"]+)"', page.text)
    assert browser.post(f"{link}/accept").status_code == 303
    page = said(browser.get("/own-bookings"))
    assert "You are booked 1 time" in page
    assert asked.request.reference in page


def test_no_family_is_named_there_and_nobody_elses_offers_are_shown(
    app: Flask, database: Database, district: District, asked: Wanted
) -> None:
    first, second = (signed_in(app, an_account(database, district, one.id)) for one in asked.interpreters)
    pages = [browser.get("/own-bookings").text for browser in (first, second)]
    links = [set(re.findall(r'href="(/interpreting/[^"]+)"', page)) for page in pages]
    assert links[0].isdisjoint(links[1])
    assert all(len(found) == 1 for found in links)
    for page in pages:
        assert "Kazlausk" not in page


def test_once_somebody_else_was_first_nothing_is_asked_any_more(
    app: Flask, database: Database, district: District, asked: Wanted
) -> None:
    first, second = (signed_in(app, an_account(database, district, one.id)) for one in asked.interpreters)
    [link] = re.findall(r'href="(/interpreting/[^"]+)"', first.get("/own-bookings").text)
    assert first.post(f"{link}/accept").status_code == 303
    assert "Nothing is asked of you now" in said(second.get("/own-bookings"))


def test_what_is_over_is_not_shown(
    app: Flask, database: Database, district: District, asked: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = an_account(database, district, asked.interpreters[0].id)
    browser = signed_in(app, account)
    monkeypatch.setattr(door, "utc_now", lambda: utc_now() + timedelta(days=30))
    assert "Nothing is asked of you now" in said(browser.get("/own-bookings"))


def test_an_interpreter_may_open_nothing_else(
    app: Flask, database: Database, district: District, asked: Wanted
) -> None:
    browser = signed_in(app, an_account(database, district, asked.interpreters[0].id))
    opened = []
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        if permission is None or "GET" not in (rule.methods or ()) or rule.arguments:
            continue
        if browser.get(rule.rule).status_code != 403:
            opened.append((rule.rule, permission))
    assert opened == [("/own-bookings", Permission.SEE_OWN_BOOKINGS)]


def test_an_account_that_is_tied_to_nobody_says_so(app: Flask, database: Database, district: District) -> None:
    page = said(signed_in(app, an_account(database, district, None)).get("/own-bookings"))
    assert "Your bookings cannot be shown yet" in page
    assert "Ask the office that keeps the register." in page


def test_the_coordinator_ties_an_account_on_the_interpreters_page(
    app: Flask, client: FlaskClient, database: Database, district: District, asked: Wanted
) -> None:
    account, one = an_account(database, district, None), asked.interpreters[0]
    assert f"/interpreters/{one.id}/account" in client.get(f"/interpreters/{one.id}").text
    page = client.get(f"/interpreters/{one.id}/account")
    assert f'value="{account.id}"' in page.text
    refused = client.post(f"/interpreters/{one.id}/account", data={"staff": ""})
    assert refused.status_code == 422
    assert "No account was chosen." in said(refused)
    assert client.post(f"/interpreters/{one.id}/account", data={"staff": str(account.id)}).status_code == 303
    assert "signs in as Daiva Rimkutė" in said(client.get(f"/interpreters/{one.id}/account"))
    assert "1 appointment needs your answer" in said(signed_in(app, account).get("/own-bookings"))
    assert client.post(f"/interpreters/{one.id}/account/untie").status_code == 303
    assert "cannot be shown yet" in said(signed_in(app, account).get("/own-bookings"))


def test_an_interpreter_is_invited_for_their_entry_and_sees_their_bookings(
    app: Flask, client: FlaskClient, database: Database, district: District, asked: Wanted
) -> None:
    one = asked.interpreters[0]
    data = {
        "name": "Daiva", "email": "daiva@interpreters.example", "roles": ["interpreter"], "interpreter": str(one.id),
    }  # fmt: skip
    wrong = client.post("/agency/staff/invite", data=data | {"roles": ["reception"]})
    assert wrong.status_code == 422
    assert "Tick “interpreter”" in said(wrong)
    link = link_in(client.post("/agency/staff/invite", data=data))
    answer = app.test_client().post(link, data={"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 303
    with database.reading() as session:
        account = session.get_one(Staff, session.get_one(Interpreter, one.id).staff_id)
        session.expunge_all()
    assert "1 appointment needs your answer" in said(signed_in(app, account).get("/own-bookings"))
    assert "In the register" in said(client.get(f"/agency/staff/{account.id}"))


def test_offers_of_another_agency_that_books_from_the_register_are_shown_too(
    app: Flask, database: Database, district: District
) -> None:
    now = utc_now() - timedelta(minutes=1)
    with database.work() as session:
        ours, theirs = (viewer_of(session.merge(one)) for one in (district.head, district.other_head))
        one = an_interpreter(session, ours, now)
        found = wanted(session, theirs, now, 0, next_workday(now))
        session.add(
            Offer(agency_id=theirs.agency_id, request_id=found.request.id, interpreter_id=one.id, answer_minutes=60,
                  state="open", made_at=now, opened_at=now, answer_by=now + timedelta(hours=1))
        )  # fmt: skip
    page = said(signed_in(app, an_account(database, district, one.id)).get("/own-bookings"))
    assert "1 appointment needs your answer" in page
    assert "For Other School." in page
