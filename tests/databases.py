"""Fresh databases for the suite, on both engines: each test gets its own, copied from one that was migrated once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import sessionmaker

from comms.foundation.work import Database, WorkSession

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


# What a test must leave as it found it; one that changed more gets the next test a new database.
SCHEMA = """
SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'),
       (SELECT count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped),
       (SELECT string_agg(version_num, ',') FROM alembic_version)
"""

# Without triggers, so that append-only tables empty too and no order of tables matters. The one row that the schema
# brings along stays, as it was made. It is a function of the connection that empties, which so plans it once.
EMPTYING = """
DO $outer$ DECLARE emptied text; BEGIN
  SELECT string_agg(format('DELETE FROM public.%I;', tablename), ' ') INTO emptied FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'webhook_desk');
  EXECUTE format($f$CREATE FUNCTION pg_temp.comms_empty() RETURNS void LANGUAGE plpgsql AS $body$ BEGIN %s
    UPDATE public.webhook_desk SET work_state = 'waiting', next_action_at = '2026-11-28Z', lease_until = NULL,
      token = '', attempts = 0;
  END $body$ $f$, emptied);
END $outer$;
SET session_replication_role = replica;
"""

OTHERS_OUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


class PostgresCopies:
    """A PostgreSQL database copied from one template, and emptied between tests: dropping one for each test would make
    the server write everything to disk each time."""

    def __init__(self, address: str, prepare: Callable[[str], None]) -> None:
        self.server = make_url(address.replace("+psycopg", ""))
        self.template = f"comms_template_{uuid4().hex[:12]}"
        self._run("CREATE DATABASE {}", self.template)
        prepare(self._address(self.template))
        with psycopg.connect(self._address(self.template)) as connection:
            self.schema = connection.execute(SCHEMA).fetchone()
        self.current: str | None = None
        self.emptying: psycopg.Connection | None = None

    def _address(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.server.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of an empty database nobody else uses."""
        if self.current is None:
            self.current = f"comms_test_{uuid4().hex[:12]}"
            self._run("CREATE DATABASE {} TEMPLATE {}", self.current, self.template)
            self.emptying = psycopg.connect(self._address(self.current), autocommit=True)
            self.emptying.execute(EMPTYING)
        yield self._address(self.current)
        self._empty(self.current)

    def _empty(self, name: str) -> None:
        assert self.emptying is not None
        self.emptying.execute(OTHERS_OUT, [name])
        if self.emptying.execute(SCHEMA).fetchone() == self.schema:
            self.emptying.execute("SELECT pg_temp.comms_empty()")
            return
        self.current = None
        self.emptying.close()
        self._run("DROP DATABASE {} WITH (FORCE)", name)

    def close(self) -> None:
        """Drop what was made."""
        if self.emptying is not None:
            self.emptying.close()
        for name in filter(None, (self.current, self.template)):
            self._run("DROP DATABASE {} WITH (FORCE)", name)


class KeptEngines:
    """One engine for each kind of database, lent to one test after the other: to work out anew what a question is in a
    database's own words takes a quarter of a test's time. It is led to the database of the test that has it."""

    def __init__(self) -> None:
        self.kept: dict[str, Engine] = {}
        self.arguments: dict[str, tuple[list[Any], dict[str, Any]]] = {}

    def lend(self, database: Database, kind: str) -> None:
        """Give a database that was just opened the engine of its kind, and have that connect where its own would."""
        own = database.engine
        self.arguments[kind] = own.dialect.create_connect_args(own.url)  # type: ignore[assignment]
        if kind not in self.kept:
            self.kept[kind] = own
            event.listen(own, "do_connect", self._leading(kind))
        database.engine = self.kept[kind]
        database._sessions = sessionmaker(database.engine, class_=WorkSession, expire_on_commit=False)

    def _leading(self, kind: str) -> Callable[..., None]:
        def lead(_: Any, __: Any, places: list[Any], options: dict[str, Any]) -> None:
            to, how = self.arguments[kind]
            places[:] = to
            options.update(how)

        return lead
