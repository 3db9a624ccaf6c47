"""The queue on SQLite, Redis and PostgreSQL: hints come out as they went in, and outlive the process that gave them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from databases import PostgresCopies, SqliteCopies

from comms.foundation.errors import Misconfigured
from comms.foundation.queue import Queue, make_queue
from comms.foundation.settings import Settings

REDIS = ("127.0.0.1", 6379)


def _redis_answers() -> bool:
    try:
        with socket.create_connection(REDIS, timeout=1):
            return True
    except OSError:
        return False


def _open(settings: Settings) -> Queue:
    """The queue of these settings. On Redis, which tests of several processes share, under a key of this test's own."""
    huey = make_queue(settings)
    if settings.queue.startswith("redis://"):
        huey.storage.queue_key = f"comms.test.{settings.home}"
    return Queue(huey)


@pytest.fixture(params=["sqlite", "redis", "postgresql"])
def settings(
    request: pytest.FixtureRequest, copies: dict[str, SqliteCopies | PostgresCopies], tmp_path: Path
) -> Iterator[Settings]:
    """Settings with a queue of each kind, empty."""
    if request.param == "sqlite":
        yield Settings(home=tmp_path)
    elif request.param == "redis":
        if not _redis_answers():
            pytest.skip("Redis did not answer on 127.0.0.1:6379.")
        made = Settings(home=tmp_path, queue_url="redis://127.0.0.1:6379/15")
        yield made
        emptied = _open(made)
        emptied.huey.storage.flush_queue()
        emptied.huey.storage.close()
    else:
        if "postgresql" not in copies:
            pytest.skip("PostgreSQL did not answer; set COMMS_TEST_POSTGRES_URL to run on it too.")
        with copies["postgresql"].fresh() as address:
            yield Settings(home=tmp_path, queue_url=address)


@pytest.fixture
def queue(settings: Settings) -> Iterator[Queue]:
    """A queue, closed afterwards."""
    opened = _open(settings)
    yield opened
    opened.huey.storage.close()


def _take(queue: Queue) -> None:
    task = queue.huey.dequeue()
    assert task is not None
    queue.huey.execute(task)


def test_a_hint_comes_out_as_it_went_in(queue: Queue) -> None:
    done: list[tuple[str, UUID]] = []
    queue.serve(lambda kind, row: done.append((kind, row)), lambda: None)
    rows = [uuid4(), uuid4()]
    for row in rows:
        queue.hint("print letter", row)
    assert queue.waiting() == 2
    _take(queue)
    _take(queue)
    assert done == [("print letter", row) for row in rows]
    assert queue.waiting() == 0
    assert queue.huey.dequeue() is None


def test_a_hint_outlives_the_process_that_gave_it(queue: Queue, settings: Settings) -> None:
    queue.hint("print letter", row := uuid4())
    done: list[UUID] = []
    later = _open(settings)
    later.serve(lambda _, found: done.append(found), lambda: None)
    assert later.waiting() == 1
    _take(later)
    later.huey.storage.close()
    assert done == [row]


def test_a_hint_for_later_comes_out_at_its_moment_and_once_however_often_it_is_asked_for(
    queue: Queue, now: datetime
) -> None:
    row, at = uuid4(), now + timedelta(seconds=40)
    done: list[tuple[str, UUID]] = []
    queue.serve(lambda kind, found: done.append((kind, found)), lambda: None)
    for _ in range(3):
        queue.hint("send texts", row, at)
    task = queue.huey.dequeue()
    queue.huey.execute(task, now.replace(tzinfo=None))
    assert queue.huey.dequeue() is None
    assert done == []
    assert queue.huey.read_schedule((at - timedelta(seconds=1)).replace(tzinfo=None)) == []
    [task] = queue.huey.read_schedule(at.replace(tzinfo=None))
    queue.huey.execute(task, at.replace(tzinfo=None))
    assert done == [("send texts", row)]


def test_the_sweep_is_run_each_minute(queue: Queue, now: object) -> None:
    swept: list[str] = []
    queue.serve(lambda *_: None, lambda: swept.append("swept"))
    [task] = queue.huey.read_periodic(now)
    queue.huey.execute(task)
    assert swept == ["swept"]


def test_the_default_queue_is_a_file_of_its_own(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert settings.queue != settings.database
    opened = make_queue(settings)
    assert (tmp_path / "queue.sqlite").exists()
    opened.storage.close()


def test_processes_that_start_together_each_get_a_queue_whose_tables_were_missing(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as many:
        made = list(many.map(lambda _: make_queue(settings), range(8)))
    for one in made:
        one.storage.close()
    assert len(made) == 8


def test_an_unknown_kind_of_queue_is_refused_with_the_kinds_there_are(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="redis://"):
        make_queue(Settings(home=tmp_path, queue_url="amqp://somewhere"))
