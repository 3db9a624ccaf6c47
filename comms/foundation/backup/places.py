"""Where a backup is put back: beside the database that is there, and then in its place, all at once."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Protocol

from comms.foundation.backup.manifest import Contents
from comms.foundation.backup.sqlite_copy import COPYING, contents_of_file, database_file, forget_copies, refuse_damaged
from comms.foundation.errors import CommsError, Refused
from comms.foundation.private_file import keep_owner

# So long a command waits for a service that is just ending.
PATIENCE = 5.0  # seconds
RUNNING = ("The database is in use.", "Stop comms (serve, web and work, on every machine), then restore.")


class Place(Protocol):
    """A place for a database: the one in use, and a fresh one beside it."""

    def refuse_in_use(self) -> None:
        """Raises ``Refused`` while anybody has the database open."""

    def is_occupied(self) -> bool:
        """Whether there is a database that holds something, or that cannot be read."""

    def contents(self) -> Contents | None:
        """What the database in use holds; None where there is none, or one that cannot be read."""

    def fill(self, content: Iterable[bytes]) -> str:
        """Make the fresh database of a backup's bytes; its address."""

    def put_in_place(self, now: datetime) -> str:
        """Put the fresh database in the place of the one in use; what that one is called now, or nothing."""

    def give_up(self) -> None:
        """Take the fresh database away again, if it was not put in place."""


class SqlitePlace:
    """A place for a SQLite file. The fresh one is made on the same disk, so that one rename puts it in place."""

    def __init__(self, address: str) -> None:
        self.path = database_file(address)
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        forget_copies(self.path.parent)
        self.folder = Path(tempfile.mkdtemp(prefix=COPYING, dir=self.path.parent))
        self.fresh = self.folder / "restored.sqlite"

    def refuse_in_use(self) -> None:
        """SQLite leaves WAL only for whoever has the file alone: that is the question whether somebody else has it."""
        if not self.path.exists():
            return
        with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as connection:
            try:
                [mode] = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            except sqlite3.OperationalError as fault:
                if "locked" in str(fault):
                    raise Refused(*RUNNING) from fault
                return
            except sqlite3.DatabaseError:
                # What cannot be read is in nobody's use.
                return
        if mode != "delete":
            raise Refused(*RUNNING)

    def is_occupied(self) -> bool:
        """An empty file is no database yet."""
        if not self.path.exists() or not self.path.stat().st_size:
            return False
        found = self.contents()
        return found is None or bool(found.rows)

    def contents(self) -> Contents | None:
        """What the file holds; None for one that SQLite finds damaged."""
        if not self.path.exists():
            return None
        try:
            refuse_damaged(self.path)
        except CommsError:
            return None
        return contents_of_file(self.path)

    def fill(self, content: Iterable[bytes]) -> str:
        """Write the file and let SQLite read through it."""
        descriptor = os.open(self.fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            keep_owner(descriptor, self.path.parent)
            for piece in content:
                file.write(piece)
        refuse_damaged(self.fresh)
        return f"sqlite:///{self.fresh}"

    def put_in_place(self, now: datetime) -> str:
        """One rename: a command that is killed leaves the old database or the new one."""
        self.refuse_in_use()
        with closing(sqlite3.connect(self.fresh)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        with self.fresh.open("rb") as file:
            os.fsync(file.fileno())
        aside = ""
        if self.path.exists():
            kept = self.path.with_name(f"{self.path.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
            try:
                os.link(self.path, kept)
            except OSError:
                # A place without hard links, as some shares are.
                shutil.copy2(self.path, kept)
            kept.chmod(0o600)
            aside = str(kept)
        for left in ("-wal", "-shm", "-journal"):
            # Of a database that could not be read: it would be played into the new one.
            found = self.path.with_name(self.path.name + left)
            if found.exists():
                found.rename(found.with_name(f"{found.name}.replaced-{now:%Y%m%dT%H%M%SZ}"))
        self.fresh.replace(self.path)
        return aside

    def give_up(self) -> None:
        """Remove the folder the fresh file was in."""
        shutil.rmtree(self.folder, ignore_errors=True)
