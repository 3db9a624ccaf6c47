"""After the outcome and before the seal: somebody else takes over at the end of a shift, and what comes out late."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from browsers import District, signed_in
from cautions_on_screen import Clock, OnScreen, on_screen
from factories import a_staff_member
from flask import Flask
from screens import said

from comms.cautions.step import Step
from comms.foundation.work import Database
from comms.web import door
from comms.web.bookings.appointments_times import typed_day, typed_time

OPEN, CLOSED = '<fieldset class="cautions-look">', '<fieldset class="cautions-look" disabled>'


@pytest.fixture
def decided(
    app: Flask, database: Database, district: District, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> OnScreen:
    """Accepted, and nobody has signed."""
    clock = Clock(now)
    monkeypatch.setattr(door, "utc_now", clock)
    return on_screen(app, database, district, clock, Step.OUTCOME)


def test_an_officer_who_goes_home_before_the_signatures_is_followed_by_another(
    decided: OnScreen, district: District
) -> None:
    with decided.database.work() as session:
        other = a_staff_member(session, session.merge(district.school), decided.clock(), ("officer",), "Tom Baker")
        session.flush()
        session.expunge_all()
    browser = signed_in(decided.app, other)
    page = browser.get(f"{decided.path}/signatures")
    assert "Ellen Ward conducts this session. Only they write in it. Take it over" in said(page)
    form = browser.get(f"{decided.path}/take-over")
    assert CLOSED not in form.text
    seen = {"seen": str(decided.standing().last), "why": "End of shift"}
    taken = browser.post(f"{decided.path}/take-over", data=seen)
    assert taken.headers["Location"] == f"{decided.path}/signatures"
    assert "How does Mindaugas Kazlauskas sign?" in said(browser.get(f"{decided.path}/signatures"))


def test_that_the_interpreter_had_left_before_the_outcome_is_put_down_and_another_outcome_follows(
    decided: OnScreen,
) -> None:
    assert f"{decided.path}/interpreter-left" in decided.get("/signatures").text
    assert CLOSED not in decided.get("/interpreter-left").text
    began = decided.standing().interpreters[0].began + timedelta(minutes=0)
    given = {"at": typed_time(began), "at_day": typed_day(began), "why": "The line broke, we saw it later"}
    told = decided.post("/interpreter-left", **given)
    assert told.headers["Location"] == f"{decided.path}/outcome"
    page = decided.get("/outcome")
    assert "cannot stand: somebody who had to be there had left." in said(page)
    assert 'value="cannot proceed"' in page.text
    ended = decided.post("/outcome", outcome="cannot proceed", why="The interpreter had left")
    assert ended.headers["Location"] == f"{decided.path}/signatures"
    assert decided.standing().decided is not None
