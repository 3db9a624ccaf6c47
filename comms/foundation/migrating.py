"""Bringing a database to this version's schema, under a lock and after a backup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, text

from comms.foundation.backup.making import Made, make_backup
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


def migrate(settings: Settings, now: datetime) -> Made | None:
    """Bring the database to the newest schema. Returns the backup made before, None when there was nothing to save.

    Two at once wait for each other. The backup is locked, with a backup key that is made where there is none. Raises
    ``CommsError`` when the backup cannot be made, or when the database is of a newer version; then nothing was changed.
    """
    engine = _engine(settings)
    try:
        with engine.connect() as connection:
            before = schema_of(connection)
        if before == newest_schema():
            return None
        refuse_newer(before)
        backup = None if before is None else make_backup(settings, now, begins="before-migration")
        _upgrade(engine)
        return backup
    finally:
        engine.dispose()


def upgrade(settings: Settings) -> None:
    """Bring a database to the newest schema that nobody else has: one that was just put back from a backup."""
    engine = _engine(settings)
    try:
        _upgrade(engine)
    finally:
        engine.dispose()


def _upgrade(engine: Engine) -> None:
    with engine.begin() as connection, _locked(connection):
        command.upgrade(_config(connection), "head")
        _check_references(connection)


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


def refuse_newer(revision: str | None) -> None:
    """Raises ``CommsError`` for a schema that this version does not know."""
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
