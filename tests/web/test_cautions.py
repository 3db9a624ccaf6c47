"""Opening a caution session from the screens, and every step before its points."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest
from browsers import signed_in
from caution_factories import CHILD, GROWN_UP, a_police, somebody_suspected, taken_to
from cautions_on_screen import Clock
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from screens import said

from comms.agencies.viewer import viewer_of
from comms.cautions import find
from comms.cautions.standing import Standing
from comms.cautions.step import Step
from comms.families.find import person as find_person
from comms.families.person import Person
from comms.foundation.work import Database
from comms.web import door


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    made = Clock(now)
    monkeypatch.setattr(door, "utc_now", made)
    return made


class Suite:
    """A custody suite with its sergeant, and the people they may start a session with."""

    def __init__(self, app: Flask, database: Database, clock: Clock) -> None:
        self.database = database
        with database.work() as session:
            officer = a_staff_member(session, a_police(session, clock()), clock(), ("officer",), "Ellen Ward")
            self.viewer = viewer_of(officer)
            session.flush()
            session.expunge(officer)
        self.browser = signed_in(app, officer)
        self.clock = clock

    def standing(self, path: str) -> Standing:
        with self.database.reading() as session:
            return find.standing(session, self.viewer, UUID(path.rpartition("/")[2]))

    def somebody(self, born: date | None) -> Person:
        with self.database.work() as session:
            made = somebody_suspected(session, self.viewer, self.clock(), born)
            session.flush()
            session.expunge_all()
        return made


@pytest.fixture
def suite(app: Flask, database: Database, clock: Clock) -> Suite:
    return Suite(app, database, clock)


def test_a_session_is_opened_with_what_is_on_record_filled_in(suite: Suite) -> None:
    person = suite.somebody(GROWN_UP)
    assert "Start a caution" in said(suite.browser.get(f"/families/{person.id}"))
    page = suite.browser.get(f"/cautions/new?person={person.id}")
    assert "Part 6 of the Police" in said(page)
    assert page.text.count("disabled") == 4
    assert "They are 35; it is for people of 10 to 17." in said(page)
    opened = suite.browser.post("/cautions/new", data={"person": str(person.id), "kind": "simple"})
    assert opened.status_code == 303
    first = suite.browser.get(opened.headers["Location"], follow_redirects=True)
    assert first.request.path.endswith("/person")
    assert 'value="Mindaugas Kazlauskas"' in first.text
    assert 'value="1991-03-14"' in first.text
    assert "Detention is not noted yet" in said(first)
    assert "It is not confirmed who this is." in said(suite.browser.get("/cautions"))
    assert "Caution sessions that are not over" in said(suite.browser.get("/"))


def test_without_a_birth_date_no_session_opens_and_the_chosen_kind_stays(suite: Suite, database: Database) -> None:
    person = suite.somebody(None)
    data = {"person": str(person.id), "kind": "simple", "born": ""}
    refused = suite.browser.post("/cautions/new", data=data)
    assert refused.status_code == 422
    assert "unknown is never adult" in said(refused)
    assert 'value="simple" aria-describedby="kind-hint" checked' in refused.text
    assert suite.browser.post("/cautions/new", data=data | {"born": "2091-03-14"}).status_code == 422
    assert suite.browser.post("/cautions/new", data=data | {"born": "14/3/1991"}).status_code == 303
    with database.reading() as session:
        assert find_person(session, suite.viewer, person.id).birth_date == GROWN_UP


def test_a_child_is_never_opened_as_an_adult(suite: Suite) -> None:
    person = suite.somebody(CHILD)
    refused = suite.browser.post("/cautions/new", data={"person": str(person.id), "kind": "simple"})
    assert refused.status_code == 409
    assert "They are 15 years old" in said(refused)


def test_somebody_is_found_by_name_and_no_name_stands_in_an_address(suite: Suite) -> None:
    suite.somebody(GROWN_UP)
    sought = suite.browser.post("/cautions/find", data={"words": "kazlausk"})
    assert sought.headers["Location"] == "/cautions/found"
    assert "Start with Mindaugas Kazlauskas" in said(suite.browser.get("/cautions/found"))


def test_who_takes_no_cautions_is_offered_none(client: FlaskClient, suite: Suite) -> None:
    person = suite.somebody(GROWN_UP)
    assert "Start a caution" not in said(client.get(f"/families/{person.id}"))
    assert client.get(f"/cautions/new?person={person.id}").status_code == 403


def test_the_information_letter_is_made_right_there_and_handed_over(suite: Suite) -> None:
    with suite.database.work() as session:
        path = f"/cautions/{taken_to(session, suite.viewer, Step.RIGHTS, suite.clock()).id}"
    seen = str(suite.standing(path).last)
    assert suite.browser.post(f"{path}/information", data={"seen": seen, "format": "on paper"}).status_code == 409
    assert suite.browser.post(f"{path}/information/letter", data={"seen": seen}).status_code == 303
    page = suite.browser.get(f"{path}/information")
    assert "Letter L14 is made, in Lithuanian" in said(page)
    assert "letter.pdf" in page.text
    assert suite.browser.post(f"{path}/information", data={"seen": seen, "format": ""}).status_code == 422
    handed = suite.browser.post(f"{path}/information", data={"seen": seen, "format": "on paper"})
    assert handed.headers["Location"] == f"{path}/offer"
    given = suite.standing(path).information
    assert given
    assert (given.language, given.format, len(given.digest)) == ("lt", "on paper", 64)


def test_who_cannot_read_has_the_held_letter_read_to_them(suite: Suite) -> None:
    with suite.database.work() as session:
        person = somebody_suspected(session, suite.viewer, suite.clock(), reads="none")
        path = f"/cautions/{taken_to(session, suite.viewer, Step.RIGHTS, suite.clock(), person=person).id}"
    seen = str(suite.standing(path).last)
    suite.browser.post(f"{path}/information/letter", data={"seen": seen})
    page = suite.browser.get(f"{path}/information")
    assert "The letter is held." in said(page)
    assert 'value="on paper"' not in page.text
    aloud = {"seen": seen, "format": "read aloud by the interpreter"}
    assert suite.browser.post(f"{path}/information", data=aloud).status_code == 303
    assert suite.standing(path).information
