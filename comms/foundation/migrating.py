"""Bringing a database to this version's schema, under a lock and after a backup."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url

from comms.foundation.db import make_engine
from comms.foundation.errors import CommsError
from comms.foundation.settings import Settings

SCRIPTS = Path(__file__).with_name("migrations")
MIGRATION_LOCK = 0x6D696772  # "migr", as a number: the advisory lock on PostgreSQL


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def newest_schema() -> str:
    """The schema this version works with."""
    head = ScriptDirectory(str(SCRIPTS)).get_current_head()
    if head is None:
        raise CommsError("This version has no schema.", "Install comms again.")
    return head


def schema_of(connection: Connection) -> str | None:
    """The schema a database has; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def is_current(connection: Connection) -> bool:
    """Whether the database has the schema of this version."""
    return schema_of(connection) == newest_schema()


def migrate(settings: Settings, now: datetime) -> Path | None:
    """Bring the database to the newest schema. Returns the backup made before, None when there was nothing to save.

    Two at once wait for each other. Raises ``CommsError`` when the backup cannot be made, or when the database is of a
    newer version; then nothing was changed.
    """
    engine = _engine(settings)
    try:
        with engine.connect() as connection:
            before = schema_of(connection)
        if before == newest_schema():
            return None
        _refuse_newer(before)
        backup = None if before is None else back_up(settings, now)
        with engine.begin() as connection, _locked(connection):
            command.upgrade(_config(connection), "head")
            _check_references(connection)
        return backup
    finally:
        engine.dispose()


def _engine(settings: Settings) -> Engine:
    engine = make_engine(settings.database)
    if engine.dialect.name == "sqlite":
        # To change a table SQLite makes it anew and drops the old one; with foreign keys on, dropping it first deletes
        # its rows, and those of other tables down every ON DELETE CASCADE.
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF"))
    return engine


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise CommsError("The migration would leave rows that point nowhere, so it was undone.", "Report this.")


def _refuse_newer(revision: str | None) -> None:
    known = {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}
    if revision is not None and revision not in known:
        raise CommsError(
            f"The database has a schema that this version does not know ({revision}).",
            "It was made by a newer version of comms: install that one, or restore the backup made before it.",
        )


@contextmanager
def _locked(connection: Connection) -> Iterator[None]:
    # SQLite began with BEGIN IMMEDIATE, which is the lock.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    yield


def back_up(settings: Settings, now: datetime) -> Path:
    """Copy the whole database beside it, while it is in use. Its locked values stay locked."""
    folder = settings.home / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    if settings.database.startswith("sqlite"):
        target = folder / f"before-migration-{stamp}.sqlite"
        source = sqlite3.connect(str(make_url(settings.database).database))
        copy = sqlite3.connect(target)
        with source, copy:
            source.backup(copy)
        source.close()
        copy.close()
        return target
    return _dump_postgres(settings.database, folder / f"before-migration-{stamp}.dump")


def _dump_postgres(address: str, target: Path) -> Path:
    tool = shutil.which("pg_dump")
    if tool is None:
        raise CommsError(
            "There is no pg_dump here, so the backup before the migration cannot be made.",
            "Install PostgreSQL's client tools of the server's version, then run comms migrate again.",
        )
    url = make_url(address).set(drivername="postgresql")
    # The password goes by the environment: the words of a command can be read by everybody on the machine.
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    plain = url._replace(password=None).render_as_string()
    done = subprocess.run(  # noqa: S603 - our own fixed words; the address comes from the administrator's settings
        [tool, "--format=custom", f"--file={target}", plain],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | secret,
    )
    if done.returncode != 0:
        raise CommsError("The backup before the migration failed.", f"pg_dump says: {done.stderr.strip()[:300]}")
    return target
