"""Bringing a database to this version's schema, under a lock and after a backup."""

from __future__ import annotations

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
from sqlalchemy import Connection, text

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

    Two at once wait for each other. Raises ``CommsError`` when the backup cannot be made; then nothing was changed.
    """
    engine = make_engine(settings.database)
    try:
        with engine.connect() as connection:
            before = schema_of(connection)
        if before == newest_schema():
            return None
        backup = None if before is None else back_up(settings, now)
        with engine.begin() as connection, _locked(connection):
            command.upgrade(_config(connection), "head")
        return backup
    finally:
        engine.dispose()


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
        source = sqlite3.connect(settings.database.removeprefix("sqlite:///"))
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
    plain = address.replace("postgresql+psycopg://", "postgresql://")
    done = subprocess.run(  # noqa: S603 - our own fixed words; the address comes from the administrator's settings
        [tool, "--format=custom", f"--file={target}", plain], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise CommsError("The backup before the migration failed.", f"pg_dump says: {done.stderr.strip()[:300]}")
    return target
