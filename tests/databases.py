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


# What a test must leave as it found it; one that changed more gets the next test a new database.
SCHEMA = """
SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'),
       (SELECT count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped),
       (SELECT string_agg(version_num, ',') FROM alembic_version)
"""

# Without triggers, so that append-only tables empty too and no order of tables matters. The one row that the schema
# brings along stays, as it was made.
EMPTY = """
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT quote_ident(tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'webhook_desk')
  LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
END $$;
UPDATE webhook_desk SET work_state = 'waiting', next_action_at = '2026-11-28Z', lease_until = NULL, token = '',
  attempts = 0;
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
        yield self._address(self.current)
        self._empty(self.current)

    def _empty(self, name: str) -> None:
        with psycopg.connect(self._address(name), autocommit=True) as connection:
            connection.execute(OTHERS_OUT, [name])
            same = connection.execute(SCHEMA).fetchone() == self.schema
            if same:
                connection.execute(EMPTY)
        if not same:
            self.current = None
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def close(self) -> None:
        """Drop what was made."""
        for name in filter(None, (self.current, self.template)):
            self._run("DROP DATABASE {} WITH (FORCE)", name)
