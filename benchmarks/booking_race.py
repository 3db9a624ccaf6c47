"""Many at the same moment: 50 who accept one appointment, 50 who book the same twenty slots of one interpreter, and how
many bookings a second there can be. On both databases.

    python benchmarks/booking_race.py

Each of the many is a process of its own that opens the installation as a web server's does, waits until all are ready,
and then acts. Prints the figures, and writes them into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import base64
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from booked_by_many import NOW, prepare
from matching import fresh_postgres, postgres
from report import DOCUMENT, block, document, table
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import system_viewer
from comms.bookings.appointments.appointment import Appointment
from comms.bookings.booking import OCCUPIES, Booking
from comms.bookings.matching.matching import check_eligible
from comms.bookings.offers.actions import accept_offer
from comms.bookings.offers.described import described
from comms.bookings.offers.offer import Offer
from comms.bookings.offers.refusals import AnswerTooLate
from comms.bookings.requests.request import InterpreterRequest
from comms.bookings.taking import Taking, take
from comms.foundation.clock import LONDON, utc_now
from comms.foundation.db import make_engine
from comms.foundation.errors import Refused
from comms.foundation.locks import Keyring, load_master_key
from comms.foundation.migrating import migrate
from comms.foundation.settings import Settings
from comms.foundation.work import Database
from comms.interpreters.interpreter import Interpreter

SPAWN = multiprocessing.get_context("spawn")
# How long the processes have to come up, and how long the bookings of the last part are counted.
COMING_UP, COUNTED = 300, 8.0


@dataclass
class Came:
    """What came out on one database."""

    engine: str
    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    booked: int = 0
    naive: int = 0
    stored: int = 0
    overlapping: int = 0
    slots: Counter[str] = field(default_factory=Counter)
    a_second: dict[int, float] = field(default_factory=dict)


def opened(settings: Settings) -> Database:
    """The database, as each process opens it."""
    return Database(make_engine(settings.database), Keyring(load_master_key(settings)), None, settings.address)


class AllAtOnce:
    """So many processes, each of which has opened the installation and waits for the next thing to do."""

    def __init__(self, settings: Settings, processes: int) -> None:
        """Start them."""
        self.answers, self.ready = SPAWN.Queue(), SPAWN.Barrier(processes)
        self.orders = [SPAWN.Queue() for _ in range(processes)]
        self.processes = [
            SPAWN.Process(target=_one, args=(settings, orders, self.ready, self.answers)) for orders in self.orders
        ]
        for process in self.processes:
            process.start()

    def act(self, act: Callable[..., Any], orders: list[Any]) -> list[tuple[Any, float]]:
        """Everybody does it at the same moment; what each came back with, and after how many seconds. Those for whom
        there is no order do nothing."""
        for queue, order in zip(self.orders, [*orders, *[None] * (len(self.orders) - len(orders))], strict=True):
            queue.put((act, order))
        came = [self.answers.get(timeout=COMING_UP) for _ in self.orders]
        return [one for one in came if one is not None]

    def end(self) -> None:
        """Let them go."""
        for queue in self.orders:
            queue.put(None)
        for process in self.processes:
            process.join()


def _one(settings: Settings, orders: Any, ready: Any, answers: Any) -> None:
    database = opened(settings)
    _look(database)
    while (told := orders.get()) is not None:
        act, order = told
        ready.wait(COMING_UP)
        begun = time.perf_counter()
        try:
            answers.put(None if order is None else (act(database, order), time.perf_counter() - begun))
        except Exception as fault:  # noqa: BLE001 - whatever happens is a figure
            answers.put((f"failed: {type(fault).__name__}", time.perf_counter() - begun))


def _look(database: Database) -> None:
    """Whoever answers has looked at the page before, so the process has read such rows already."""
    with database.reading() as session:
        some = session.scalars(select(InterpreterRequest).limit(1)).one()
        check_eligible(session, _viewer(session), some, session.scalars(select(Interpreter.id).limit(1)).one(), NOW)
        described(session, _viewer(session), some)
        session.scalars(select(Offer).limit(1)).all()


def accept(database: Database, offer_id: UUID) -> str:
    """Say yes to an offer, as its page does."""
    try:
        with database.work() as session:
            accept_offer(session, _viewer(session), offer_id, NOW)
    except AnswerTooLate as fault:
        return type(fault).__name__
    return "booked"


def book_slots(database: Database, requests: list[tuple[UUID, UUID]]) -> Counter[str]:
    """Book an interpreter for each request, each in a commit of its own."""
    came: Counter[str] = Counter()
    for request_id, interpreter_id in requests:
        came[_book(database, request_id, interpreter_id)] += 1
    return came


def _book(database: Database, request_id: UUID, interpreter_id: UUID) -> str:
    try:
        with database.work() as session:
            request = session.get_one(InterpreterRequest, request_id)
            appointment = session.get_one(Appointment, request.appointment_id)
            taking = Taking(request, appointment, ("parent or carer",), {}, interpreter_id)
            take(session, _viewer(session), taking, NOW)
    except Refused as fault:
        return type(fault).__name__
    except DBAPIError as fault:
        return f"failed: {type(fault.orig).__name__}"
    return "booked"


def book_for_a_while(database: Database, requests: list[tuple[UUID, UUID]]) -> tuple[int, float]:
    """Book until the time is over; how many, and in how many seconds."""
    begun, booked = time.perf_counter(), 0
    for request_id, interpreter_id in requests:
        booked += _book(database, request_id, interpreter_id) == "booked"
        if time.perf_counter() - begun >= COUNTED:
            break
    return booked, time.perf_counter() - begun


def check_then_insert(database: Database, slots: list[tuple[str, str]]) -> int:
    """What code without the database's rule does: look whether the time is free, then book it."""
    stored = 0
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for starts_at, ends_at in slots:
            values = {"starts": starts_at, "ends": ends_at}
            taken = connection.execute(
                text("SELECT count(*) FROM naive_booking WHERE starts_at < :ends AND ends_at > :starts"), values
            ).scalar()
            if not taken:
                connection.execute(text("INSERT INTO naive_booking VALUES (:starts, :ends)"), values)
                stored += 1
    return stored  # fmt: skip


def _viewer(session: Session) -> Any:
    return system_viewer(session.scalars(select(Agency)).one())


@contextmanager
def installed(engine: str) -> Iterator[Settings]:
    """A fresh installation on one of the databases."""
    with tempfile.TemporaryDirectory(prefix="comms-benchmark-") as home:
        key = base64.b64encode(os.urandom(32)).decode()
        given: dict[str, Any] = {"home": Path(home), "mode": "development", "master_key": key, "secret_key": "s" * 40}
        if engine == "SQLite":
            yield Settings(**given)
            return
        server = postgres()
        assert server is not None
        with fresh_postgres(server) as address:
            yield Settings(database_url=address, **given)


def measure(engine: str, asked: argparse.Namespace) -> Came:
    """All three parts on one database."""
    came = Came(engine)
    with installed(engine) as settings:
        migrate(settings, NOW)
        database = opened(settings)
        counts = dict.fromkeys(asked.second, asked.bookings)
        prepared = prepare(database, asked.processes, asked.slots, asked.interpreters, counts)
        with database.engine.begin() as connection:
            connection.execute(text("CREATE TABLE naive_booking (starts_at varchar(40), ends_at varchar(40))"))
        together = AllAtOnce(settings, asked.processes)
        _say(engine, "one appointment, accepted by all at once")
        for answer, seconds in together.act(accept, prepared.offers):
            came.answers[answer] += 1
            came.seconds.append(seconds)
        with database.reading() as session:
            came.booked = int(session.execute(text("SELECT count(*) FROM booking")).scalar() or 0)
        _say(engine, f"{dict(came.answers)}; the same slots, booked by all at once")
        naive = together.act(check_then_insert, [prepared.slots] * asked.processes)
        came.naive = sum(one for one, _ in naive if isinstance(one, int))
        for answer, _ in together.act(book_slots, prepared.same_slots):
            came.slots += answer if isinstance(answer, Counter) else Counter([answer])
        came.stored = _stored(database, prepared.same_slots[0][0][1])
        for processes in asked.second:
            _say(engine, f"{dict(came.slots)}; bookings a second, by {processes}")
            shares = [prepared.many[processes][one::processes] for one in range(processes)]
            counted = [answer for answer, _ in together.act(book_for_a_while, shares)]
            came.a_second[processes] = sum(booked for booked, _ in counted) / max(seconds for _, seconds in counted)
        together.end()
        came.overlapping += _overlapping(database.engine)
        database.engine.dispose()
    return came


def _stored(database: Database, interpreter_id: UUID) -> int:
    with database.reading() as session:
        return len(session.scalars(select(Booking.id).where(Booking.interpreter_id == interpreter_id)).all())


def _overlapping(engine: Engine) -> int:
    """How many pairs of stored bookings of one interpreter overlap; counted here, not asked of the database."""
    times: dict[UUID, list[tuple[datetime, datetime]]] = {}
    with Session(engine) as session:
        for one in session.execute(select(Booking.interpreter_id, Booking.starts_at, Booking.ends_at)
                                   .where(Booking.state.in_(OCCUPIES))):  # fmt: skip
            times.setdefault(one.interpreter_id, []).append((one.starts_at, one.ends_at))
    return sum(
        one[0] < other[1] and other[0] < one[1] for taken in times.values() for one, other in combinations(taken, 2)
    )


def _failed(answers: Counter[str]) -> int:
    return sum(count for answer, count in answers.items() if answer.startswith("failed"))


def _say(engine: str, what: str) -> None:
    print(f"{engine}: {what} …", file=sys.stderr, flush=True)


def measured(came: list[Came], asked: argparse.Namespace) -> str:
    """What came out, as Markdown."""
    day = utc_now().astimezone(LONDON)
    said = (
        f"Measured on {day.day} {day:%B %Y}, with a load of {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, by "
        f"processes that each open the installation by themselves."
    )
    race = [
        [one.engine, str(one.booked), str(one.answers.total() - one.answers["booked"] - _failed(one.answers)),
         str(_failed(one.answers)), f"{median(one.seconds):.2f}", f"{max(one.seconds):.2f}"]
        for one in came
    ]  # fmt: skip
    slots = [
        [one.engine, str(one.naive), str(one.stored), str(one.slots.total() - one.slots["booked"] - _failed(one.slots)),
         str(_failed(one.slots)), str(one.overlapping)]
        for one in came
    ]  # fmt: skip
    many = [[one.engine, *(f"{one.a_second[each]:.0f}" for each in asked.second)] for one in came]
    lines = [
        f"{asked.processes} interpreters accept one appointment at the same moment (seconds until the answer):",
        "",
        *table(["Database", "booked", "courteous answers", "failed", "median", "slowest"], race),
        "",
        f"{asked.processes} processes book each of {asked.slots} slots of one interpreter:",
        "",
        *table(["Database", "stored by check-then-insert", "stored here", "refused", "failed", "overlapping"], slots),
        "",
        f"Bookings a second, each in a commit of its own with its audit entry, {asked.interpreters} interpreters:",
        "",
        *table(["Database", *(f"{one} processes" for one in asked.second)], many),
        "",
    ]
    for one in came:
        alone = one.booked == 1 and one.stored == asked.slots and one.overlapping == 0
        lines.append(f"- Aim on {one.engine}, one booking for an appointment and none that overlaps: "
                     f"**{'reached' if alone else 'not reached'}**.")  # fmt: skip
        others = {answer: count for answer, count in one.answers.items() if answer.startswith("failed")}
        if others:
            lines.append(f"- On {one.engine} some got no answer: {others}.")
    if len(came) == 1:
        lines.append("- PostgreSQL did not answer, and was not measured.")
    return block(said, lines)


def main() -> None:
    """Measure, print, and write the document."""
    words = argparse.ArgumentParser(description="Many who book at the same moment, on both databases.")
    words.add_argument("--processes", type=int, default=50)
    words.add_argument("--slots", type=int, default=20)
    words.add_argument("--interpreters", type=int, default=200, help="for the bookings a second (default 200)")
    words.add_argument("--bookings", type=int, default=5000, help="prepared for each count (default 5000)")
    words.add_argument("--second", type=int, nargs="*", default=[2, 8], help="processes that are counted (default 2 8)")
    words.add_argument("--print-only", action="store_true", help="leave docs/benchmarks.md as it is")
    asked = words.parse_args()
    engines = ["SQLite", *(["PostgreSQL"] if postgres() else [])]
    page = measured([measure(engine, asked) for engine in engines], asked)
    print(page)
    if not asked.print_only:
        DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8"), page, "the booking race"), encoding="utf-8")


if __name__ == "__main__":
    main()
