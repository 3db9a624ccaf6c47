"""One appointment matched among 10,000 interpreters with a year of bookings, on both databases.

    python benchmarks/matching.py

A made-up register (``made_up_register.py``, from a fixed seed) is written into a fresh database; then requests in every
language are matched as their page does it: the twenty best with their scores, and counts of the others by reason. Then
every reason of everybody who speaks the language is asked for too. Prints the figures, and writes them into
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import base64
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar
from uuid import UUID, uuid4

import psycopg
from made_up_register import NOW, MadeUpRegister
from psycopg import sql
from report import DOCUMENT, block, document, table
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from comms.agencies.actions import found_agency
from comms.agencies.viewer import Viewer, system_viewer
from comms.bookings.matching.matching import candidates, of_language
from comms.foundation.clock import LONDON
from comms.foundation.migrating import migrate
from comms.foundation.opening import open_installation
from comms.foundation.settings import Settings
from comms.foundation.work import Database

LOCAL_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"
AIM = 0.050

Found = TypeVar("Found")


@dataclass
class Came:
    """What came out on one database."""

    engine: str
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    reasons: list[float] = field(default_factory=list)
    speakers: list[int] = field(default_factory=list)
    eligible: list[int] = field(default_factory=list)

    def row(self) -> list[str]:
        """The figures, as they stand in the table."""
        return [self.engine, *map(_ms, (median(self.seconds), _p95(self.seconds), max(self.seconds))),
                _ms(median(self.processor)), _ms(_p95(self.processor)), _ms(_p95(self.reasons)),
                f"{median(self.speakers):.0f}", f"{median(self.eligible):.0f}"]  # fmt: skip


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1]


def postgres() -> str | None:
    """Where PostgreSQL answers, or None."""
    address = os.environ.get("COMMS_TEST_POSTGRES_URL", LOCAL_POSTGRES)
    try:
        with psycopg.connect(address, connect_timeout=3):
            return address
    except psycopg.OperationalError:
        return None


@contextmanager
def fresh_postgres(server: str) -> Iterator[str]:
    """A database of its own on the server, dropped afterwards."""
    name = f"comms_benchmark_{uuid4().hex[:12]}"
    _run(server, "CREATE DATABASE {}", name)
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server, "DROP DATABASE {} WITH (FORCE)", name)


def _run(server: str, statement: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def measure(home: Path, address: str, engine: str, asked: argparse.Namespace) -> Came:
    """Write the register, and match."""
    key = base64.b64encode(os.urandom(32)).decode()
    settings = Settings(home=home, mode="development", database_url=address, master_key=key, secret_key="s" * 40)
    migrate(settings, NOW)
    database = open_installation(settings).database
    with database.work() as session:
        agency = found_agency(session, "Cambridgeshire", "social_care", NOW)
        session.flush()
        viewer = system_viewer(agency)
    begun = time.perf_counter()
    register = MadeUpRegister(database.engine, viewer.agency_id, asked.interpreters, asked.bookings)
    register.write(asked.requests)
    print(f"{engine}: written in {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    came = Came(engine)
    # The first few warm up the caches of statements and pages, as the first visitors of a day do; they do not count.
    for request_id in register.requests[:10]:
        look(database, viewer, request_id, Came(""))
    gc.collect()
    # As the servers do once they have loaded.
    gc.freeze()
    for request_id in register.requests:
        look(database, viewer, request_id, came)
    database.engine.dispose()
    return came


def look(database: Database, viewer: Viewer, request_id: UUID, came: Came) -> None:
    """One request, in a session of its own as each visit has."""
    busy = time.process_time()
    found, seconds = _timed(database, lambda session: candidates(session, viewer, request_id, NOW))
    came.processor.append(time.process_time() - busy)
    came.seconds.append(seconds)
    came.speakers.append(found.of_language)
    came.eligible.append(found.eligible)
    shown, seconds = _timed(database, lambda session: of_language(session, viewer, request_id, NOW))
    came.reasons.append(seconds)
    if len(shown) != found.of_language or sum(one.eligible for one in shown) != found.eligible:
        raise SystemExit("The counts and the reasons do not agree.")


def _timed(database: Database, ask: Callable[[Session], Found]) -> tuple[Found, float]:
    with database.reading() as session:
        begun = time.perf_counter()
        found = ask(session)
        return found, time.perf_counter() - begun


def measured(came: list[Came], asked: argparse.Namespace, day: datetime) -> str:
    """What came out, as Markdown."""
    said = (
        f"Measured on {day.day} {day:%B %Y}, with a load of {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores: "
        f"{asked.requests} requests among {asked.interpreters:,} interpreters of 25 languages, each with "
        f"{asked.bookings} bookings in the year ({asked.interpreters * asked.bookings:,} in all). Milliseconds; "
        "processor is the service's own, which for SQLite is all of it."
    )
    head = ["Database", "median", "p95", "longest", "processor, median", "processor, p95", "every reason too, p95",
            "speak the language", "of them eligible"]  # fmt: skip
    lines = [*table(head, [one.row() for one in came]), ""]
    for one in came:
        word = "reached" if _p95(one.seconds) < AIM else "not reached"
        lines.append(f"- Aim on {one.engine}, p95 below {AIM * 1000:.0f} ms: **{word}** ({_ms(_p95(one.seconds))} ms).")
    if len(came) == 1:
        lines.append("- PostgreSQL did not answer, and was not measured.")
    return block(said, lines)


def main() -> None:
    """Measure, print, and write the document."""
    words = argparse.ArgumentParser(description="One appointment matched among many interpreters, on both databases.")
    words.add_argument("--interpreters", type=int, default=10_000)
    words.add_argument("--bookings", type=int, default=60, help="of each interpreter in the year (default 60)")
    words.add_argument("--requests", type=int, default=250, help="how many are matched (default 250)")
    words.add_argument("--print-only", action="store_true", help="leave docs/benchmarks.md as it is")
    asked = words.parse_args()
    came = []
    with tempfile.TemporaryDirectory(prefix="comms-benchmark-") as home:
        came.append(measure(Path(home), f"sqlite:///{home}/comms.sqlite", "SQLite", asked))
        if server := postgres():
            with fresh_postgres(server) as address:
                came.append(measure(Path(home), address, "PostgreSQL", asked))
    page = measured(came, asked, datetime.now(LONDON))
    print(page)
    if not asked.print_only:
        DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8"), page, "matching"), encoding="utf-8")


if __name__ == "__main__":
    main()
