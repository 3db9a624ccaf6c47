"""What every test can ask for: a fresh installation on either database, a moment, agencies and staff."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from databases import KeptEngines, PostgresCopies, SqliteCopies, postgres_address
from factories import a_staff_member, an_agency
from hypothesis import settings
from sqlalchemy.orm import Session
from tiny_engine.fixtures import tiny_packages  # noqa: F401 - a fixture

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.locks import load_master_key
from comms.foundation.migrating import migrate
from comms.foundation.opening import Installation, open_installation
from comms.foundation.settings import Settings
from comms.foundation.work import Database

# A busy machine is no fault of the code under test.
settings.register_profile("comms", deadline=None)
settings.load_profile("comms")

MASTER_KEY = base64.b64encode(bytes(range(32))).decode()
MONDAY = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly, at the end where it is read, on which databases the suite ran."""
    if postgres_address():
        said = "Databases: SQLite and PostgreSQL."
    else:
        said = "Databases: SQLite ONLY. PostgreSQL did not answer; set COMMS_TEST_POSTGRES_URL to run on it too."
    terminalreporter.write_line(said)


def _settings(home: Path, database: str = "") -> Settings:
    return Settings(home=home, mode="development", database_url=database, master_key=MASTER_KEY, secret_key="s" * 40)


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, SqliteCopies | PostgresCopies]]:
    """The template databases, made once."""
    home = tmp_path_factory.mktemp("templates")

    def prepare(address: str) -> None:
        migrate(_settings(home, address), MONDAY)

    made: dict[str, SqliteCopies | PostgresCopies] = {"sqlite": SqliteCopies(home, prepare)}
    address = postgres_address()
    if address:
        made["postgresql"] = PostgresCopies(address, prepare)
    yield made
    if isinstance(postgres := made.get("postgresql"), PostgresCopies):
        postgres.close()


@pytest.fixture(scope="session")
def engines() -> KeptEngines:
    """The engines of this process."""
    return KeptEngines()


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(
    request: pytest.FixtureRequest,
    copies: dict[str, SqliteCopies | PostgresCopies],
    engines: KeptEngines,
    tmp_path: Path,
) -> Iterator[Installation]:
    """A fresh, empty installation; the test runs once on each database."""
    if request.param not in copies:
        pytest.skip("PostgreSQL did not answer; set COMMS_TEST_POSTGRES_URL to run on it too.")
    with copies[request.param].fresh() as address:
        opened = open_installation(_settings(tmp_path, address))
        assert load_master_key(opened.settings)
        engines.lend(opened.database, request.param)
        yield opened
        opened.database.engine.dispose()


@pytest.fixture
def database(installation: Installation) -> Database:
    """The database of the fresh installation."""
    return installation.database


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One unit of work for a whole test; nothing is committed unless the test does."""
    with database.session() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 8:40 in London."""
    return MONDAY


@pytest.fixture
def school(session: Session, now: datetime) -> Agency:
    """A school."""
    return an_agency(session, now)


@pytest.fixture
def viewer(session: Session, school: Agency, now: datetime) -> Viewer:
    """The school's head teacher, who may do most things."""
    return viewer_of(a_staff_member(session, school, now, roles=("head teacher", "administrator")))
