"""A browser signed in to the screens, and the two schools it can be signed in at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from api_programs import Program, Worker, a_key
from browsers import District, signed_in
from factories import a_staff_member, an_agency
from flask import Flask
from flask.testing import FlaskClient
from signing_in_made import Clock, Person

from comms.app import create_app
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.web import door
from comms.web.api import batches


@pytest.fixture
def district(database: Database, now: datetime) -> District:
    """A school and another one."""
    roles = ("head teacher", "administrator")
    with database.work() as session:
        school, other = an_agency(session, now), an_agency(session, now, name="Other School")
        head = a_staff_member(session, school, now, roles=roles)
        return District(school, head, other, a_staff_member(session, other, now, roles=roles))


@pytest.fixture(scope="session")
def made_once() -> dict[str, Flask]:
    """The application of this process. To make one, and to read its templates anew, takes most of a second."""
    return {}


@pytest.fixture
def app(installation: Installation, made_once: dict[str, Flask]) -> Iterator[Flask]:
    """The application, on the fresh installation: it keeps nothing of the one before but its templates. Forms need no
    token here; a test of its own asks for one."""
    if "app" not in made_once:
        made_once["app"] = create_app(installation)
    made = made_once["app"]
    made.extensions["comms"] = installation
    before = dict(made.config)
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    yield made
    made.config.clear()
    made.config.update(before)


@pytest.fixture
def own_app(installation: Installation) -> Flask:
    """An application for one test alone, which adds screens of its own to it."""
    made = create_app(installation)
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return made


@pytest.fixture
def client(app: Flask, district: District) -> FlaskClient:
    """A browser signed in as the school's head teacher."""
    return signed_in(app, district.head)


@pytest.fixture
def api_moment(monkeypatch: pytest.MonkeyPatch, now: datetime) -> datetime:
    """The moment at which every request of a program comes."""
    monkeypatch.setattr(door, "utc_now", lambda: now)
    return now


@pytest.fixture
def program(app: Flask, database: Database, district: District, api_moment: datetime) -> Program:
    """A program of the school's, with a key for everything."""
    return Program.at(app, a_key(database, district.head, api_moment))


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    """A worker that answers programs at once."""
    made = Worker()
    monkeypatch.setattr(batches, "translated_by_worker", made)
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    """The moment at which every request comes, until the test lets time pass."""
    made = Clock(now)
    monkeypatch.setattr(door, "utc_now", lambda: made.now)
    return made


@pytest.fixture
def head(app: Flask, database: Database, district: District, clock: Clock) -> Person:
    """The school's head teacher, who has not signed in, and has an authenticator app."""
    return Person.at(app, database, clock, district.head)


@pytest.fixture
def newcomer(app: Flask, database: Database, district: District, clock: Clock) -> Person:
    """The school's head teacher, who signs in for the first time."""
    return Person.at(app, database, clock, district.head, app_set_up=False)
