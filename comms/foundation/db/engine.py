"""One engine for both databases, with the promises the house is built on."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

# Reading a page must not wait for a writer: a connection with this execution option begins without the write lock.
READ_ONLY = "comms_read_only"
# A carrier waits fifteen seconds for us, its repetitions included: a connection with this execution option waits for
# another's write only so long that it can come again.
IMPATIENT = "comms_impatient"
PATIENCE, IMPATIENCE = 15_000, 3_000  # milliseconds

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    # Without this an INSERT OR REPLACE deletes rows without firing the triggers that keep a table append-only.
    "recursive_triggers=ON",
    "secure_delete=ON",
    f"busy_timeout={PATIENCE}",
)


def make_engine(address: str) -> Engine:
    """An engine for ``sqlite:///…`` or ``postgresql://…``; SQLite's folder is made when it is missing. What it raises
    holds no values: whoever prints an exception prints nobody's name."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
            _make_private(Path(url.database))
        engine = create_engine(url, hide_parameters=True)
        _prepare_sqlite(engine)
        return engine
    engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)
    _prepare_postgres(engine)
    return engine


def _make_private(path: Path) -> None:
    # SQLite makes the files beside it (the log of what was written last) with the permissions of the file itself.
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def _prepare_postgres(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get(IMPATIENT, False):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {IMPATIENCE}")


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _: Any) -> None:
        # The driver's own idea of when a transaction begins is switched off; on_begin says it.
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get(IMPATIENT, False):
            connection.exec_driver_sql("BEGIN" if options.get(READ_ONLY, False) else "BEGIN IMMEDIATE")
            return
        connection.exec_driver_sql(f"PRAGMA busy_timeout={IMPATIENCE}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE}")
