"""Texts and what the carrier tells of them, on both databases: webhooks at 100 a second with the worker killed once, 50
texts due a second, and 2,000 due at once.

    python benchmarks/texts.py
    python benchmarks/texts.py --short        # ten seconds of each, and 200 texts at once: to try it

The service is the real one: gunicorn with the settings of deploy/, ``comms work`` with two workers, and a carrier in a
process of its own that takes 150 ms (``local_carrier.py``). Prints the figures, and writes them into
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import base64
import os
import secrets
import signal
import sys
import tempfile
import threading
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from uuid import UUID

from local_carrier import LocalCarrier, Took
from made_up_texts import follow_up, make_due, mark_sent, write_families, write_texts
from matching import fresh_postgres, postgres
from report import DOCUMENT, document
from running_service import INSIDE, ORDINARY, Service
from sent_webhooks import Answers, Minute, minute, send, texts_needed
from sqlalchemy import func, select, text
from texts_told import Sending, Webhooks, measured
from twilio.rest import Client

from comms.channels.sms import count_units
from comms.foundation.audit.entry import AuditEntry
from comms.foundation.clock import utc_now
from comms.foundation.db import make_engine
from comms.foundation.locks import Keyring, load_master_key
from comms.foundation.migrating import migrate
from comms.foundation.opening import open_installation
from comms.foundation.settings import Settings
from comms.foundation.work import Database
from comms.messages.webhook import Webhook

WEBHOOKS_A_SECOND, TEXTS_A_SECOND = 100.0, 50.0
LOOP_TEXTS, AFTERWARDS, LOOK_EVERY = 40, 120.0, 0.25
IN_TIME = 10.0


@dataclass
class Ground:
    """What one database's measurements stand on. ``quiet`` is the database without hints, for preparing."""

    settings: Settings
    quiet: Database
    carrier: LocalCarrier
    people: list[UUID] = field(default_factory=list)

    def service(self) -> Service:
        """The service, not yet started."""
        return Service(self.settings, self.carrier.environment)


@contextmanager
def installed(engine: str, folder: Path, queue: str) -> Iterator[Ground]:
    """A fresh installation on one of the databases, with families and a carrier."""
    (home := folder / engine).mkdir()
    key = base64.b64encode(os.urandom(32)).decode()
    given = {"mode": "production", "public_url": "https://texts.benchmark.example", "proxies": 1, "master_key": key,
             "secret_key": secrets.token_urlsafe(48),
             "twilio_account_sid": f"AC{'0' * 32}", "twilio_auth_token": "the token of the account"}  # fmt: skip
    carrier = LocalCarrier(home)
    try:
        if engine == "SQLite":
            yield _prepared(Settings(home=home, workers=2, **given), carrier)  # type: ignore[arg-type]
            return
        server = postgres()
        assert server is not None
        with fresh_postgres(server) as address:
            there = {"database_url": address, "queue_url": queue or address}
            yield _prepared(Settings(home=home, workers=2, **given, **there), carrier)  # type: ignore[arg-type]
    finally:
        carrier.end()


def _prepared(settings: Settings, carrier: LocalCarrier) -> Ground:
    migrate(settings, utc_now())
    keyring = Keyring(load_master_key(settings))
    ground = Ground(settings, Database(make_engine(settings.database), keyring, None, settings.address), carrier)
    ground.people = write_families(ground.quiet)
    return ground


def webhooks(ground: Ground, requests: int, mark: str, *, inside: bool) -> Webhooks:
    """A busy minute. With the worker, which is killed in the middle; or all of it inside the requests."""
    texts = write_texts(ground.quiet, ground.people, texts_needed(requests))
    names = [f"SM{mark}{number:031d}" for number in range(len(texts))]
    mark_sent(ground.quiet, texts, names)
    sent = minute(ground.settings, texts, names, requests, mark)
    if not inside:
        follow_up(ground.quiet, ground.people)
    begun, service = utc_now(), ground.service()
    try:
        port = service.web(INSIDE if inside else ORDINARY)
        if not inside:
            worker = service.ready_worker()
            threading.Timer(requests / WEBHOOKS_A_SECOND / 2, _kill_and_start, (service, worker)).start()
        answers = send(sent.requests, port, WEBHOOKS_A_SECOND)
        waited = _until_handled(ground.quiet, answers)
    finally:
        service.end()
        ground.carrier.took()
    return _counted(ground.quiet, sent, answers, waited, begun)


def _kill_and_start(service: Service, worker: object) -> None:
    service.kill(worker)  # type: ignore[arg-type]
    service.worker()


def _until_handled(database: Database, answers: Answers) -> float | None:
    """Seconds after the last answer until nothing waits, None where something still does."""
    while time.perf_counter() - answers.ended < AFTERWARDS:
        with database.reading() as session:
            waiting = session.scalar(select(func.count()).select_from(Webhook).where(Webhook.handled_at.is_(None)))
        if not waiting:
            return time.perf_counter() - answers.ended
        time.sleep(LOOK_EVERY)
    return None


def _counted(
    database: Database, sent: Minute, answers: Answers, waited: float | None, begun: datetime
) -> Webhooks:  # fmt: skip
    """What became of everything that was answered with a yes: by what the audit says was taken in, which no rule of the
    database keeps from being written twice."""
    with database.reading() as session:
        done = set(
            session.scalars(select(Webhook.once).where(Webhook.handled_at.is_not(None), Webhook.received_at >= begun))
        )
        count = select(AuditEntry.action, func.count()).where(AuditEntry.at >= begun)
        noted = dict(session.execute(count.group_by(AuditEntry.action)).all())
    # A request that was answered too late for its sender was stored and handled all the same.
    reports = sum(one.startswith("report:") for one in done)
    twice = max(0, noted.get("take in text", 0) - (len(done) - reports))
    twice += max(0, noted.get("delivery report", 0) - reports)
    return Webhooks(answers.seconds, answers.not_at_first, waited, len(answers.taken - done), twice,
                    len({one.once for one in sent.requests} - answers.taken))  # fmt: skip


def sending(ground: Ground, count: int, a_second: float | None) -> Sending:
    """So many texts, due so many a second or all at once."""
    texts, service = write_texts(ground.quiet, ground.people, count), ground.service()
    installation = open_installation(ground.settings)
    try:
        service.ready_worker()
        due = make_due(installation.database, texts, utc_now() + timedelta(seconds=1), a_second)
        last = max(due.values()).timestamp()
        while ground.carrier.count() < count and time.time() < last + AFTERWARDS:
            time.sleep(LOOK_EVERY)
        time.sleep(1)
        took = ground.carrier.took()
    finally:
        service.end()
        installation.database.engine.dispose()
        installation.queue.huey.storage.close()
    # Of follow-ups other texts may have gone between; the pace holds for them too.
    mine = [one for one in took if one.token in due]
    late = [one.answered - due[one.token].timestamp() for one in mine]
    tokens = Counter(one.token for one in mine)
    return Sending(late, count - len(tokens), len(mine) - len(tokens), _most_in_a_second(took),
                   max(one.answered for one in mine) - min(at.timestamp() for at in due.values()) if mine else 0.0,
                   sum(at <= IN_TIME for at in late) / count)  # fmt: skip


def _most_in_a_second(took: list[Took]) -> int:
    """The most segments whose requests came within any one second."""
    came = sorted((one.came, count_units(one.body).segments) for one in took)
    sums, moments = [0, *accumulate(segments for _, segments in came)], [at for at, _ in came]
    return max(
        (sums[bisect_right(moments, at + 0.999_999)] - sums[place] for place, at in enumerate(moments)), default=0
    )


def plain_loop(ground: Ground) -> float:
    """Texts a second, one after the other with the carrier's own kit, as most services send them."""
    before = {name: os.environ.get(name) for name in ground.carrier.environment}
    os.environ |= ground.carrier.environment
    try:
        client = Client(ground.settings.twilio_account_sid, ground.settings.twilio_auth_token)
        begun = time.perf_counter()
        for number in range(LOOP_TEXTS):
            client.messages.create(to=f"+4477009{number:05}", from_="+447700900999", body="We rang you.")
        return LOOP_TEXTS / (time.perf_counter() - begun)
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
        ground.carrier.took()


def measure(engine: str, asked: argparse.Namespace, folder: Path) -> dict[str, object]:
    """All of it on one database."""
    came: dict[str, object] = {"engine": engine}
    with installed(engine, folder, asked.queue) as ground:
        requests = round(asked.seconds * WEBHOOKS_A_SECOND)
        for name, act in (
            ("webhooks", lambda: webhooks(ground, requests, "1", inside=False)),
            ("inside", lambda: webhooks(ground, requests, "2", inside=True)),
            ("loop", lambda: plain_loop(ground)),
            ("steady", lambda: sending(ground, round(asked.seconds * TEXTS_A_SECOND), TEXTS_A_SECOND)),
            ("at_once", lambda: sending(ground, asked.at_once, None)),
        ):
            if asked.only and name not in asked.only:
                continue
            print(f"{engine}: {name} …", file=sys.stderr, flush=True)
            came[name] = act()
            print(f"{engine}: {name}: {came[name]}", file=sys.stderr, flush=True)
        if engine == "SQLite":
            with ground.quiet.engine.connect() as connection:
                came["synchronous"] = connection.execute(text("PRAGMA synchronous")).scalar()
        ground.quiet.engine.dispose()
        if asked.keep_log:
            asked.keep_log.write_text((ground.settings.home / "service.log").read_text(), encoding="utf-8")
    return came


def main() -> None:
    """Measure, print, and write the document."""
    words = argparse.ArgumentParser(description="Texts and what the carrier tells of them, on both databases.")
    words.add_argument("--seconds", type=int, default=60, help="of webhooks, and of texts due (default 60)")
    words.add_argument("--at-once", type=int, default=2000, help="texts due at once (default 2000)")
    words.add_argument("--short", action="store_true", help="10 seconds and 200 texts, to try it; writes nothing")
    words.add_argument("--queue", default="", help="PostgreSQL's queue, like redis://127.0.0.1:6379/9; itself if empty")
    words.add_argument("--only", nargs="*", default=[], help="webhooks, inside, loop, steady, at_once")
    words.add_argument("--engines", nargs="*", default=["SQLite", "PostgreSQL"])
    words.add_argument("--keep-log", type=Path, help="copy what the service logged there")
    words.add_argument("--print-only", action="store_true", help="leave docs/benchmarks.md as it is")
    asked = words.parse_args()
    # Ended from outside, it ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if asked.short:
        asked.seconds, asked.at_once, asked.print_only = 10, 200, True
    engines = [one for one in asked.engines if one == "SQLite" or postgres()]
    with tempfile.TemporaryDirectory(prefix="comms-benchmark-") as folder:
        came = [measure(engine, asked, Path(folder)) for engine in engines]
    if asked.only:
        return
    page = measured(came, asked.seconds, asked.at_once)
    print(page)
    if not asked.print_only:
        DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8"), page, "texts"), encoding="utf-8")


if __name__ == "__main__":
    main()
