"""Migrating: from nothing to this version, once, after a backup; and what a change of schema must never do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from databases import PostgresCopies, SqliteCopies
from factories import a_staff_member, an_agency
from sqlalchemy import Connection, inspect, select, text

from comms.agencies.agency import Agency
from comms.agencies.staff import Staff, staff_roles
from comms.foundation import migrating
from comms.foundation.backup import load_backup_keys, make_backup
from comms.foundation.backup.manifest import Contents
from comms.foundation.backup.postgres_copy import PostgresCopy
from comms.foundation.backup.reading import opened_backup
from comms.foundation.db import Record, make_engine
from comms.foundation.errors import CommsError
from comms.foundation.locks import load_master_key
from comms.foundation.migrating import is_current, migrate, newest_schema, schema_of
from comms.foundation.migrations import every_record  # noqa: F401
from comms.foundation.opening import Installation
from comms.foundation.settings import Settings

MIGRATE = """
from datetime import UTC, datetime
from comms.foundation.migrating import migrate
from comms.foundation.settings import load_settings

migrate(load_settings(), datetime(2026, 11, 23, 8, 40, tzinfo=UTC))
"""
NEXT = '''
"""A change of schema after the newest."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    anew = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
    with op.batch_alter_table("staff", recreate=anew) as staff:
        staff.add_column(sa.Column("office", sa.String(20), nullable=True))
    {more}
'''


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(
    request: pytest.FixtureRequest, copies: dict[str, SqliteCopies | PostgresCopies], tmp_path: Path
) -> Iterator[Settings]:
    """Settings whose database holds nothing at all."""
    if request.param not in copies:
        pytest.skip("PostgreSQL did not answer; set COMMS_TEST_POSTGRES_URL to run on it too.")
    if request.param == "sqlite":
        yield Settings(home=tmp_path)
        return
    with copies["postgresql"].fresh() as address:
        engine = make_engine(address)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
        yield Settings(home=tmp_path, database_url=address)


@contextmanager
def _connect(settings: Settings) -> Iterator[Connection]:
    engine = make_engine(settings.database)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _next_version(monkeypatch: pytest.MonkeyPatch, folder: Path, more: str = "") -> None:
    """The next version of comms, with one more change of schema."""
    before = newest_schema()
    scripts = folder / "next" / "migrations"
    shutil.copytree(migrating.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "9999_next.py").write_text(NEXT.format(before=before, more=more))
    monkeypatch.setattr(migrating, "SCRIPTS", scripts)


def test_an_empty_database_gets_this_versions_schema(empty: Settings, now: datetime) -> None:
    with _connect(empty) as connection:
        assert schema_of(connection) is None
        assert not is_current(connection)
    assert migrate(empty, now) is None, "there was nothing to save"
    with _connect(empty) as connection:
        assert is_current(connection)
        assert set(inspect(connection).get_table_names()) == {*Record.metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing_and_makes_no_backup(installation: Installation, now: datetime) -> None:
    with installation.database.work() as session:
        an_agency(session, now)
    for _ in range(2):
        assert migrate(installation.settings, now) is None
    assert not (installation.settings.home / "backups").exists()
    with installation.database.reading() as session:
        assert session.scalars(select(Agency.name)).all() == ["Fen Edge Academy"]


def test_the_records_and_the_migrations_say_the_same(installation: Installation) -> None:
    with installation.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Record.metadata) == []


def test_several_that_migrate_at_once_wait_for_each_other(empty: Settings) -> None:
    environment = os.environ | {
        "COMMS_HOME": str(empty.home), "COMMS_DATABASE_URL": empty.database_url,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # fmt: skip
    started = [
        subprocess.Popen([sys.executable, "-c", MIGRATE], env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [process.communicate()[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said
    with _connect(empty) as connection:
        assert is_current(connection)


def test_a_backup_is_made_before_a_change_of_schema_and_nothing_is_lost(
    installation: Installation, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with installation.database.work() as session:
        a_staff_member(session, an_agency(session, now), now, roles=("head teacher", "reception"))
    installation.database.engine.dispose()
    _next_version(monkeypatch, tmp_path)
    backup = migrate(installation.settings, now)
    assert backup is not None
    assert backup.path.parent.stat().st_mode & 0o777 == 0o700
    assert backup.path.name.startswith("before-migration-")
    assert b"Jo Marsh" not in backup.path.read_bytes()
    with installation.database.reading() as session:
        assert is_current(session.connection())
        assert "office" in {column["name"] for column in inspect(session.connection()).get_columns("staff")}
        assert session.scalars(select(Staff.name)).all() == ["Jo Marsh"]
        roles = session.execute(select(staff_roles.c.role_name).order_by(staff_roles.c.role_name)).scalars().all()
        assert roles == ["head teacher", "reception"], "making a table anew must not delete what hangs on it"


@pytest.mark.parametrize(
    "more",
    ["raise RuntimeError('half way')", 'op.execute("DELETE FROM agency")'],
    ids=["it fails half way", "it leaves rows that point nowhere"],
)
def test_a_change_of_schema_that_fails_is_undone(
    installation: Installation, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    with installation.database.work() as session:
        a_staff_member(session, an_agency(session, now), now)
    before = newest_schema()
    installation.database.engine.dispose()
    _next_version(monkeypatch, tmp_path, more)
    with pytest.raises(Exception, match=r"half way|point nowhere|foreign key"):
        migrate(installation.settings, now)
    with installation.database.reading() as session:
        assert schema_of(session.connection()) == before
        assert session.scalars(select(Staff.name)).all() == ["Jo Marsh"]
        assert "office" not in {column["name"] for column in inspect(session.connection()).get_columns("staff")}


def test_a_database_of_a_newer_version_is_left_alone(installation: Installation, now: datetime) -> None:
    with installation.database.work() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9998'"))
    with pytest.raises(CommsError, match="newer version of comms"):
        migrate(installation.settings, now)
    assert not (installation.settings.home / "backups").exists()


def test_the_backup_before_a_change_holds_the_earlier_schema_and_no_master_key(
    installation: Installation, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with installation.database.work() as session:
        a_staff_member(session, an_agency(session, now), now)
    before = newest_schema()
    installation.database.engine.dispose()
    with monkeypatch.context() as patch:
        _next_version(patch, tmp_path)
        backup = migrate(installation.settings, now)
        assert backup is not None
        assert backup.manifest.schema == before
        assert backup.manifest.rows["staff"] == 1
        with opened_backup(backup.path, load_backup_keys(installation.settings)) as opened:
            inside = b"".join(opened.database)
    assert load_master_key(installation.settings).secret not in inside
    assert inside.startswith(b"SQLite format 3" if backup.manifest.engine == "sqlite" else b"PGDMP")


def test_without_pg_dump_nothing_is_changed_and_the_remedy_is_said(
    now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    settings = Settings(home=tmp_path, database_url="postgresql://comms@127.0.0.1/comms")
    with pytest.raises(CommsError, match="client tools"):
        make_backup(settings, now)
    assert not list((tmp_path / "backups").iterdir())


def test_the_databases_password_is_not_in_the_words_of_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\necho "$PGPASSWORD" > {tmp_path}/secret\necho dump\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    nothing = Contents("", {}, 0, "", {}, frozenset())
    copy = PostgresCopy("postgresql+psycopg://comms:s%40cret@db.example/comms", "0001-1", nothing, "15")
    assert b"".join(copy.content()) == b"dump\n"
    words = (tmp_path / "words").read_text()
    assert "cret" not in words
    assert "postgresql://comms@db.example/comms" in words
    assert (tmp_path / "secret").read_text() == "s@cret\n"


def test_a_dump_that_fails_in_the_middle_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text('#!/bin/sh\necho half of it\necho "server version mismatch" >&2\nexit 1\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    copy = PostgresCopy("postgresql://db.example/comms", "0001-1", Contents("", {}, 0, "", {}, frozenset()), "15")
    with pytest.raises(CommsError, match="pg_dump says: server version mismatch"):
        list(copy.content())


def test_a_backup_of_sqlite_finds_the_file_behind_any_address(tmp_path: Path, now: datetime) -> None:
    settings = Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'comms.sqlite'}?timeout=30")
    migrate(settings, now)
    assert make_backup(settings, now).manifest.schema == newest_schema()
