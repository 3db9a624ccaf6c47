"""The queue. Rows are the truth: whatever must happen later is a row with a state and a time; the queue only hints.

Huey carries the hints and runs the sweep; a hint that is lost costs a minute. One task, ``act(kind, id)``; the worker
holds the table of kinds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlparse
from uuid import UUID

import psycopg
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab

from comms.foundation.errors import Misconfigured
from comms.foundation.settings import Settings

# The name of the turn to make the queue's tables, among the database's advisory locks.
QUEUE_TABLES = 0x71756575

Act = Callable[[str, UUID], None]


def make_queue(settings: Settings) -> Huey:
    """The queue an installation uses: a SQLite file of its own, Redis, or PostgreSQL."""
    address = settings.queue
    options = {"results": False, "utc": True}
    if address.startswith("sqlite:///"):
        path = Path(address.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("comms", filename=str(path), fsync=True, **options)
    if address.startswith("redis://"):
        return RedisHuey("comms", url=address, **options)
    if urlparse(address).scheme == "postgresql":
        return _in_postgres(address, options)
    raise Misconfigured(
        f"The queue's address {address!r} is of no known kind.", "Use sqlite:///, redis:// or postgresql://."
    )


def _in_postgres(address: str, options: dict[str, bool]) -> Huey:
    """The queue in PostgreSQL. It makes its tables where they are missing, and "if it does not exist" does not keep two
    processes that start together from both making one: they take turns."""
    with psycopg.connect(address) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [QUEUE_TABLES])
        return PostgresHuey("comms", dsn=address, **options)


class Queue:
    """Hints given and taken. ``serve`` tells it what to do with them; only the worker calls that."""

    def __init__(self, huey: Huey) -> None:
        self.huey = huey
        self._act: Act | None = None
        self._task = huey.task(name="act")(self._run)
        self._asked_for: dict[tuple[str, UUID], datetime] = {}

    def hint(self, kind: str, row: UUID, at: datetime | None = None) -> None:
        """Ask for a row to be looked at soon; or at a moment that lies ahead, which is asked for once."""
        if at is None:
            self._task(kind, str(row))
        elif self._asked_for.get((kind, row)) != at:
            self._task.schedule(args=(kind, str(row)), eta=at)
            self._asked_for[kind, row] = at

    def serve(self, act: Act, sweep: Callable[[], None]) -> None:
        """Take hints with ``act``, and run ``sweep`` each minute."""
        self._act = act
        self.huey.periodic_task(crontab(minute="*"), name="sweep")(sweep)

    def _run(self, kind: str, row: str) -> None:
        if self._act is not None:
            self._act(kind, UUID(row))

    def waiting(self) -> int:
        """How many hints wait."""
        return int(self.huey.storage.queue_size())
