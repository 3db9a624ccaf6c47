"""Sessions: kept in the database, new at each step, over after a while, and ended from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from browsers import District, signed_in
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from flask_login.utils import encode_cookie
from screens import said
from signing_in_made import PASSWORD, Person
from sqlalchemy import select, text

from comms.agencies.agency import Agency
from comms.agencies.signing_in.staff_session import StaffSession
from comms.agencies.staff import Staff
from comms.agencies.staffing.changing import RolesGiven, change_roles
from comms.agencies.viewer import Viewer, viewer_of
from comms.colleagues.leaving import let_go
from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database
from comms.web.signing_in.browser_session import TOKEN


def _cookie(browser: FlaskClient, name: str = "comms") -> str:
    kept = browser.get_cookie(name)
    assert kept is not None
    return kept.value


def _with_cookie(app: Flask, value: str) -> FlaskClient:
    browser = app.test_client()
    browser.set_cookie("comms", value)
    return browser


def _opens(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def test_the_cookie_is_new_after_each_step_and_the_old_one_is_dead(app: Flask, head: Person) -> None:
    head.browser.get("/sign-in")
    before = _cookie(head.browser)
    head.give_password()
    between = _cookie(head.browser)
    head.give_code()
    after = _cookie(head.browser)
    assert len({before, between, after}) == 3
    assert _opens(_with_cookie(app, after))
    for old in (before, between):
        browser = _with_cookie(app, old)
        assert not _opens(browser)
        assert browser.post("/sign-in/code", data={"code": head.code(1)}).headers["Location"] == "/sign-in"


def test_a_token_that_was_planted_before_signing_in_opens_nothing(app: Flask, head: Person) -> None:
    with head.browser.session_transaction() as cookie:
        cookie[TOKEN] = "planted"
    head.sign_in()
    with app.test_client() as attacker:
        with attacker.session_transaction() as cookie:
            cookie[TOKEN] = "planted"
        assert not _opens(attacker)


def test_signing_in_again_ends_the_session_the_browser_had(app: Flask, head: Person) -> None:
    head.sign_in()
    old = _cookie(head.browser)
    head.sign_in()
    assert not _opens(_with_cookie(app, old))
    assert head.is_in()


def test_a_session_is_over_after_an_hour_in_which_nothing_was_done(head: Person) -> None:
    head.sign_in()
    for _ in range(3):
        head.clock.wait(minutes=59)
        assert head.is_in()
    head.clock.wait(minutes=60)
    answer = head.browser.get("/families")
    assert answer.headers["Location"].startswith("/sign-in?next=")
    assert "nothing was done here for a while" in said(head.browser.get(answer.headers["Location"]))
    head.clock.wait(minutes=-30)
    assert not head.is_in(), "it has ended, and a clock that is set back does not bring it back"


def test_a_session_is_over_after_ten_hours_however_busy_it_was(head: Person) -> None:
    head.sign_in()
    for _ in range(19):
        head.clock.wait(minutes=30)
        assert head.is_in()
    head.clock.wait(minutes=30)
    assert "you signed in a long time ago" in said(head.browser.get(head.browser.get("/").headers["Location"]))


def test_renewing_a_session_does_not_make_it_longer(head: Person) -> None:
    head.sign_in()
    for _ in range(19):
        head.clock.wait(minutes=30)
        given = {"password": PASSWORD, "code": head.code()}
        assert head.browser.post("/confirm", data=given).status_code == 303
    assert head.is_in()
    head.clock.wait(minutes=30)
    assert not head.is_in()


def test_why_a_session_was_over_stands_on_record(head: Person, database: Database) -> None:
    head.sign_in()
    head.clock.wait(minutes=61)
    head.is_in()
    with database.reading() as session:
        row = session.scalars(select(StaffSession).order_by(StaffSession.id.desc())).first()
        assert row is not None
        assert (row.ended_because, row.ended_at) == ("idle", head.clock.now)
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "end session")).one()
        assert (noted.actor_kind, noted.subject_id) == ("system", head.staff_id)


def test_that_it_is_used_is_written_once_a_minute(head: Person, database: Database) -> None:
    head.sign_in()
    signed_in_at, seen = head.clock.now, []
    for _ in range(8):
        head.clock.wait(seconds=20)
        assert head.is_in()
        with database.reading() as session:
            newest = session.scalars(select(StaffSession).order_by(StaffSession.id.desc())).first()
            assert newest is not None
            seen.append((newest.seen_at - signed_in_at).seconds)
    assert seen == [0, 0, 0, 80, 80, 80, 80, 160]


def test_a_page_is_shown_while_somebody_else_writes_for_long(head: Person, database: Database) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("Writers do not wait for each other there.")
    head.sign_in()
    head.clock.wait(minutes=5)
    with database.engine.connect() as writer:
        writer.execute(text("UPDATE staff SET login_count = 1"))
        assert head.is_in()
        writer.rollback()
    assert head.is_in()


End = Callable[[Database, District, Person], None]


def _administrator(database: Database, district: District, now: datetime) -> Viewer:
    with database.work() as session:
        school = session.get_one(Agency, district.school.id)
        return viewer_of(a_staff_member(session, school, now, roles=("administrator",)))


def _leaves(database: Database, district: District, person: Person) -> None:
    viewer = _administrator(database, district, person.clock.now)
    with database.work() as session:
        let_go(session, viewer, person.staff_id, person.clock.now)


def _gets_other_roles(database: Database, district: District, person: Person) -> None:
    viewer = _administrator(database, district, person.clock.now)
    with database.work() as session:
        change_roles(session, viewer, person.staff_id, RolesGiven(["reception"]), person.clock.now)


@pytest.mark.parametrize("end", [_leaves, _gets_other_roles])
def test_every_session_ends_at_once_when_somebody(
    app: Flask, database: Database, district: District, head: Person, end: End
) -> None:
    head.sign_in()
    other = head.elsewhere()
    other.sign_in()
    half = head.elsewhere()
    half.give_password()
    end(database, district, head)
    assert not head.is_in()
    assert not other.is_in()
    assert half.give_code().headers["Location"].startswith("/sign-in")
    assert not half.is_in()


def test_one_sees_where_one_is_signed_in_and_ends_it_there(app: Flask, head: Person) -> None:
    head.browser.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko Firefox/140.0"
    head.sign_in()
    other = head.elsewhere()
    other.browser.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Safari/537.36"
    other.sign_in()
    page = head.browser.get("/account")
    assert "Firefox on Windows (this one)" in said(page)
    assert "Chrome on Android" in said(page)
    assert said(page).count("Sign out there") == 1
    address = next(part for part in page.text.split('"') if part.startswith("/account/sessions/") and "end" in part)
    assert head.browser.post(address).status_code == 303
    assert head.is_in()
    assert not other.is_in()
    assert "Chrome on Android" not in said(head.browser.get("/account"))


def test_one_signs_out_everywhere_but_here(head: Person) -> None:
    others = [head.elsewhere() for _ in range(3)]
    for person in (*others, head):
        person.sign_in()
    assert "3 other browsers" in said(head.browser.post("/account/sessions/end", follow_redirects=True))
    assert head.is_in()
    assert not any(one.is_in() for one in others)


def test_nobody_ends_a_session_of_somebody_else(
    app: Flask, database: Database, district: District, head: Person
) -> None:
    head.sign_in()
    with database.work() as session:
        colleague = a_staff_member(session, session.get_one(Agency, district.school.id), head.clock.now)
    theirs = _newest_session(database, head.staff_id)
    assert signed_in(app, colleague).post(f"/account/sessions/{theirs}/end").status_code == 404
    assert head.is_in()


def _newest_session(database: Database, staff_id: UUID) -> UUID:
    with database.reading() as session:
        query = select(StaffSession.id).where(StaffSession.staff_id == staff_id).order_by(StaffSession.id.desc())
        return session.scalars(query.limit(1)).one()


def test_the_setting_says_how_long_nothing_may_be_done(
    head: Person, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = app.extensions["comms"]
    short = replace(installation.settings, session_idle_minutes=10)
    monkeypatch.setitem(app.extensions, "comms", replace(installation, settings=short))
    head.sign_in()
    head.clock.wait(minutes=10)
    assert not head.is_in()


def test_flask_securitys_own_ways_in_are_shut(app: Flask, head: Person) -> None:
    """By a header, by a word in an address, by a cookie that remembers, and by the id it keeps in the cookie."""
    with head.database.reading() as session:
        whose = session.get_one(Staff, head.staff_id).fs_uniquifier
    visitor = app.test_client()
    with app.test_request_context():
        remembered = encode_cookie(whose)
        token = app.extensions["security"].remember_token_serializer.dumps({"ver": "5", "uid": whose})
    assert visitor.get("/account", headers={"Authentication-Token": token}).status_code == 302
    assert visitor.get("/account", query_string={"auth_token": token}).status_code == 302
    visitor.set_cookie("remember_token", remembered)
    assert visitor.get("/account").status_code == 302
    with visitor.session_transaction() as cookie:
        cookie[TOKEN] = whose
    assert visitor.get("/account").status_code == 302


def test_the_cookie_that_signs_in_is_hardly_to_be_taken(app: Flask, head: Person) -> None:
    answer = head.give_password()
    kept = next(value for name, value in answer.headers if name == "Set-Cookie" and value.startswith("comms="))
    assert "HttpOnly" in kept
    assert "SameSite=Lax" in kept
    assert "Path=/" in kept
    assert "Expires" not in kept, "it goes with the browser's window"
