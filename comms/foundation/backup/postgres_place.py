"""A place for a PostgreSQL database: a fresh one is filled beside it, and then the two change names."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from comms.foundation.backup.manifest import Contents, contents_of
from comms.foundation.backup.places import RUNNING
from comms.foundation.backup.postgres_copy import feed, open_address, secret_of, tool
from comms.foundation.db import make_engine
from comms.foundation.errors import CommsError, Refused

LONGEST_NAME = 63
# A database that a server always has: to rename one, nobody may be connected to it, this command neither.
ELSEWHERE = ("postgres", "template1")


class PostgresPlace:
    """The database that an address names, and a fresh one beside it on the same server."""

    def __init__(self, address: str) -> None:
        tool("pg_restore")
        self.url = make_url(address).set(drivername="postgresql")
        self.name = str(self.url.database)
        self.fresh = _named(self.name, f"restoring_{secrets.token_hex(4)}")
        self.made = False

    def refuse_in_use(self) -> None:
        """Ask the server who is connected."""
        with self._server() as server:
            others = server.execute("SELECT count(*) AS n FROM pg_stat_activity WHERE datname = %s", [self.name])
            if (found := others.fetchone()) and found["n"]:
                raise Refused(*RUNNING)

    def is_occupied(self) -> bool:
        """A database without tables is an empty place."""
        if self._properties() is None:
            return False
        found = self.contents()
        return found is None or bool(found.rows)

    def contents(self) -> Contents | None:
        """What the database holds; None where there is none, or it lets nobody in."""
        engine = make_engine(self._address(self.name))
        try:
            with engine.connect() as connection:
                found = contents_of(connection)
        except OperationalError:
            return None
        finally:
            engine.dispose()
        return found

    def fill(self, content: Iterable[bytes]) -> str:
        """Make a database as the one in use was made, and let pg_restore fill it in one transaction."""
        with self._server() as server:
            try:
                server.execute(self._create())
            except psycopg.errors.InsufficientPrivilege as fault:
                raise CommsError(
                    f"The user {self.url.username} may make no database beside {self.name}.",
                    f'Let the server\'s administrator run: ALTER ROLE "{self.url.username}" CREATEDB',
                ) from fault
        self.made = True
        address = self._address(self.fresh)
        words = [
            tool("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
            f"--dbname={open_address(address)}",
        ]  # fmt: skip
        feed(words, secret_of(address), content)
        return address

    def _create(self) -> sql.Composed:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(self.fresh))
        if (old := self._properties()) is None:
            return made
        made += sql.SQL(" ENCODING {} LC_COLLATE {} LC_CTYPE {}").format(
            old["encoding_name"], old["datcollate"], old["datctype"]
        )
        icu = old.get("datlocale") or old.get("daticulocale")
        if old.get("datlocprovider") == "i" and icu:
            made += sql.SQL(" LOCALE_PROVIDER icu ICU_LOCALE {}").format(icu)
        return made

    def put_in_place(self, now: datetime) -> str:
        """Both names change in one transaction of the server."""
        old = _named(self.name, f"replaced_{now:%Y%m%dT%H%M%SZ}".lower())
        holds_something, there = self.is_occupied(), self._properties() is not None
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        with self._server() as server:
            try:
                with server.transaction():
                    if there:
                        server.execute(rename.format(sql.Identifier(self.name), sql.Identifier(old)))
                    server.execute(rename.format(sql.Identifier(self.fresh), sql.Identifier(self.name)))
            except psycopg.errors.ObjectInUse as fault:
                raise Refused(*RUNNING) from fault
            self.made = False
            if there and not holds_something:
                server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
        return old if holds_something else ""

    def give_up(self) -> None:
        """Drop the fresh database."""
        if self.made:
            with self._server() as server:
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.fresh)))

    def _properties(self) -> dict[str, Any] | None:
        question = "SELECT *, pg_encoding_to_char(encoding) AS encoding_name FROM pg_database WHERE datname = %s"
        with self._server() as server:
            return server.execute(question, [self.name]).fetchone()

    def _address(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def _server(self) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        fault: psycopg.OperationalError | None = None
        for name in ELSEWHERE:
            try:
                connection = psycopg.connect(self._address(name), autocommit=True, row_factory=dict_row)
            except psycopg.OperationalError as refused:
                fault = refused
                continue
            with connection:
                yield connection
            return
        raise CommsError(
            f"The server of the database {self.name} does not answer.", f"PostgreSQL says: {str(fault).strip()[:300]}"
        )


def _named(name: str, ending: str) -> str:
    return f"{name[: LONGEST_NAME - len(ending) - 1]}_{ending}"
