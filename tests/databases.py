"""Fresh databases for the suite, on both engines: each test gets its own, copied from one that was migrated once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

LOCAL_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"


@cache
def postgres_address() -> str | None:
    """Where PostgreSQL answers: COMMS_TEST_POSTGRES_URL, or the local default; None when neither does."""
    address = os.environ.get("COMMS_TEST_POSTGRES_URL", LOCAL_POSTGRES)
    try:
        with psycopg.connect(address.replace("+psycopg", ""), connect_timeout=3):
            return address
    except psycopg.OperationalError:
        return None


class SqliteCopies:
    """SQLite files copied from one template."""

    def __init__(self, folder: Path, prepare: Callable[[str], None]) -> None:
        self.folder = folder
        self.template = folder / "template.sqlite"
        prepare(f"sqlite:///{self.template}")

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a database nobody else uses."""
        path = self.folder / f"{uuid4().hex}.sqlite"
        shutil.copy(self.template, path)
        yield f"sqlite:///{path}"
        for part in self.folder.glob(f"{path.name}*"):
            part.unlink()


class PostgresCopies:
    """PostgreSQL databases copied from one template."""

    def __init__(self, address: str, prepare: Callable[[str], None]) -> None:
        self.server = make_url(address.replace("+psycopg", ""))
        self.template = f"comms_template_{uuid4().hex[:12]}"
        self._run("CREATE DATABASE {}", self.template)
        prepare(self._address(self.template))

    def _address(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.server.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a database nobody else uses."""
        name = f"comms_test_{uuid4().hex[:12]}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, self.template)
        try:
            yield self._address(name)
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def close(self) -> None:
        """Drop the template."""
        self._run("DROP DATABASE {} WITH (FORCE)", self.template)
