"""Copying a PostgreSQL database while it is in use, by its own tools."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import make_url

from comms.foundation.backup.manifest import QUEUE_TABLES, Contents, contents_of
from comms.foundation.db import make_engine
from comms.foundation.errors import CommsError

PART = "database.pgdump"
PIECE = 1024 * 1024
LONGEST_SAID = 400


@dataclass(frozen=True, slots=True)
class PostgresCopy:
    """The database as of one snapshot, and what it holds there."""

    address: str
    snapshot: str
    contents: Contents
    server: str
    part: str = PART
    engine: str = "postgresql"

    def content(self) -> Iterator[bytes]:
        """The dump, as pg_dump writes it. Raises ``CommsError`` when that fails, also in the middle."""
        words = [
            tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={self.snapshot}",
            f"--exclude-table={QUEUE_TABLES}*", open_address(self.address),
        ]  # fmt: skip
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(  # noqa: S603 - our own fixed words; the address is the administrator's setting
                words, stdout=subprocess.PIPE, stderr=said, env=secret_of(self.address)
            )
            assert process.stdout is not None  # noqa: S101 - it was asked for
            try:
                while piece := process.stdout.read(PIECE):
                    yield piece
                if process.wait() != 0:
                    said.seek(0)
                    raise CommsError("The backup failed.", f"pg_dump says: {words_of(said.read())}")
            finally:
                process.stdout.close()
                if process.poll() is None:
                    process.kill()
                    process.wait()


@contextmanager
def postgres_copy(address: str) -> Iterator[PostgresCopy]:
    """A snapshot of the database, held until the dump is made of just that. Raises ``CommsError`` without pg_dump."""
    tool("pg_dump")
    engine = make_engine(address)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            server = connection.execute(text("SHOW server_version")).scalar_one()
            yield PostgresCopy(address, snapshot, contents_of(connection), server)
    finally:
        engine.dispose()


def tool(name: str) -> str:
    """Where one of PostgreSQL's client tools is. Raises ``CommsError`` when it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise CommsError(
            f"There is no {name} here, so the database can be neither backed up nor restored.",
            "Install PostgreSQL's client tools of the server's version (postgresql-client), then do it again.",
        )
    return found


def open_address(address: str, database: str | None = None) -> str:
    """The address without its password: the words of a command can be read by everybody on the machine."""
    url = make_url(address).set(drivername="postgresql")
    return (url.set(database=database) if database else url)._replace(password=None).render_as_string()


def secret_of(address: str) -> dict[str, str]:
    """The environment that gives PostgreSQL's tools the password."""
    password = make_url(address).password
    return os.environ | ({"PGPASSWORD": str(password)} if password else {})


def words_of(said: bytes) -> str:
    """What a tool said, in short."""
    return said.decode("utf-8", "replace").strip()[:LONGEST_SAID]


def feed(words: list[str], environment: dict[str, str], content: Iterable[bytes]) -> None:
    """Run a tool and give it content to read. Raises ``CommsError`` with what it says when it fails."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - our own fixed words
            words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=environment
        )
        assert process.stdin is not None  # noqa: S101 - it was asked for
        try:
            for piece in content:
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            # It gave up in the middle, and says why.
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
        except BaseException:
            process.kill()
            process.wait()
            raise
        if process.wait() != 0:
            said.seek(0)
            raise CommsError("The database could not be restored.", f"pg_restore says: {words_of(said.read())}")
