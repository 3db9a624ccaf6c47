"""Breaking the audit under a running service, in each way it can break: a write that is refused, a table that is gone,
a disk that is full."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg.errors import DiskFull
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from comms.foundation.work import Database

WAYS = ("a write is refused", "the table is gone", "the disk is full")
# What stands in no answer: the database's words, a file, a stack.
SECRET = ("INSERT", "audit_entry", "Traceback", ".py", "sqlalchemy", "psycopg", "sqlite", "disk I/O")


@contextmanager
def broken_audit(database: Database, way: str = WAYS[0], words: str = "disk I/O error") -> Iterator[None]:
    """Nothing can be added to the audit while this lasts."""
    if way == "the table is gone":
        with database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE audit_entry RENAME TO audit_entry_gone"))
        try:
            yield
        finally:
            with database.engine.begin() as connection:
                connection.execute(text("ALTER TABLE audit_entry_gone RENAME TO audit_entry"))
        return
    full = sqlite3.OperationalError("database or disk is full") if _is_sqlite(database) else DiskFull("no space left")
    why = full if way == "the disk is full" else sqlite3.OperationalError(words)

    def refuse(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.upper().startswith("INSERT INTO AUDIT_ENTRY"):
            raise OperationalError(statement, {}, why)

    event.listen(database.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", refuse)


def _is_sqlite(database: Database) -> bool:
    return database.engine.dialect.name == "sqlite"


@contextmanager
def broken_database(database: Database) -> Iterator[None]:
    """The database answers nothing at all while this lasts."""

    def refuse(*_: Any) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("disk I/O error"))

    event.listen(database.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", refuse)
