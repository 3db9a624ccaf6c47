"""Copying a SQLite database while it is in use."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from comms.foundation.backup.manifest import Contents, contents_of
from comms.foundation.errors import CommsError

PART = "database.sqlite"
PIECE = 1024 * 1024
COPYING = ".comms-copying-"


@dataclass(frozen=True, slots=True)
class SqliteCopy:
    """A whole copy of the database in a file of its own, and what it holds."""

    path: Path
    contents: Contents
    part: str = PART
    engine: str = "sqlite"
    server: str = sqlite3.sqlite_version

    def content(self) -> Iterator[bytes]:
        """The copy's bytes."""
        with self.path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def database_file(address: str) -> Path:
    """The file behind the address of a SQLite database."""
    return Path(str(make_url(address).database))


@contextmanager
def sqlite_copy(address: str) -> Iterator[SqliteCopy]:
    """A copy as of one moment, made beside the database and gone afterwards. Raises ``CommsError`` when the database
    is damaged: a backup of it would only look like one."""
    source = database_file(address)
    if not source.exists():
        raise CommsError(f"There is no database: {source}", "Run comms init, or set COMMS_HOME.")
    forget_copies(source.parent)
    folder = Path(tempfile.mkdtemp(prefix=COPYING, dir=source.parent))
    try:
        target = folder / "copy.sqlite"
        with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
            # In one step, so that writers do not make it begin anew; in WAL they need not wait for it either.
            there.backup(here)
        refuse_damaged(target)
        with closing(sqlite3.connect(target)) as here:
            here.execute("PRAGMA journal_mode=DELETE").fetchall()
        yield SqliteCopy(target, contents_of_file(target))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def forget_copies(folder: Path) -> None:
    """Remove copies that a command left which was killed. Only one backs up or restores at a time."""
    for left in folder.glob(f"{COPYING}*"):
        shutil.rmtree(left, ignore_errors=True)


def refuse_damaged(path: Path) -> None:
    """Raises ``CommsError`` when SQLite finds the file damaged."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            said = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
        except sqlite3.DatabaseError as fault:
            said = [str(fault)]
    if said != ["ok"]:
        raise CommsError(
            f"The database is damaged: {said[0]}", "Do not write to it any more. Restore the newest backup before that."
        )


def contents_of_file(path: Path) -> Contents:
    """What a database file holds."""
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            return contents_of(connection)
    finally:
        engine.dispose()
