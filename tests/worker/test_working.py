"""The worker: printed once whatever happens to a hint, a lease or a process; a person is told what cannot be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from factories import a_letter, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy import func, select, text, update

from comms.agencies.agency import Agency
from comms.agencies.viewer import viewer_of
from comms.foundation.backup import tombstones_of
from comms.foundation.clock import utc_now
from comms.foundation.opening import Installation
from comms.foundation.pulse import last_sweep
from comms.foundation.work import Database
from comms.foundation.work_days import working_day_after
from comms.foundation.work_item import TRIES, WorkState
from comms.letters.actions import PRINT
from comms.letters.letter import Letter, LetterState, PrintedLetter
from comms.letters.reader import new_reference
from comms.tasks.task import Task, TaskKind
from comms.worker.kinds import KINDS
from comms.worker.metrics import Figures
from comms.worker.working import Worker

LETTERS = 300
# A worker of its own process that stops in the middle of a print: the PDF is made and written, but not committed.
IN_THE_MIDDLE = """
import sys, time
from uuid import UUID
import comms.worker.kinds as kinds
from comms.foundation.opening import open_installation
from comms.foundation.settings import load_settings
from comms.worker.working import Worker

real = kinds.KINDS["print letter"]
def stop(session, row, now, made):
    real.act(session, row, now, made)
    session.flush()
    print("printing", flush=True)
    time.sleep(600)
kinds.KINDS["print letter"] = kinds.Kind(real.record, stop, real.left, real.first)
Worker(open_installation(load_settings())).act("print letter", UUID(sys.argv[1]))
"""
CONSUMING = """
from comms.foundation.opening import open_installation
from comms.foundation.settings import load_settings
from comms.worker.consuming import consume

consume(open_installation(load_settings()))
"""
# The same, and each process says whether it has read what a text is held against before its first piece of work.
READ_BEFORE = f"""
import comms.worker.kinds as kinds
from comms.translation.profiles import profiles

real = kinds.KINDS["print letter"]
def tell(session, row, now, made):
    print(profiles.cache_info().currsize, "of 2 read", flush=True)
    return real.act(session, row, now, made)
kinds.KINDS["print letter"] = kinds.Kind(real.record, tell, real.left, real.first)
{CONSUMING}
"""


@pytest.fixture
def worker(installation: Installation) -> Worker:
    """The worker of the fresh installation."""
    return Worker(installation)


@pytest.fixture
def earlier() -> datetime:
    """A little before the worker looks at the clock."""
    return utc_now() - timedelta(minutes=1)


def _a_letter(database: Database, at: datetime) -> UUID:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, at), at))
        return a_letter(session, viewer, at).id


def _printed(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(PrintedLetter)) or 0


def _tries(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.max(Letter.attempts))) or 0


def _state(database: Database, row: UUID) -> str:
    with database.reading() as session:
        return session.get_one(Letter, row).work_state


def _make_due(database: Database, at: datetime) -> None:
    with database.work() as session:
        waiting = update(Letter).where(Letter.work_state == WorkState.WAITING)
        session.execute(waiting.values(next_action_at=at, lease_until=None))


def _environment(installation: Installation) -> dict[str, str]:
    settings = installation.settings
    return os.environ | {
        "COMMS_HOME": str(settings.home),
        "COMMS_DATABASE_URL": settings.database,
        "COMMS_MASTER_KEY": settings.master_key,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }


def _kill(process: subprocess.Popen[str]) -> None:
    """End a process and those it started, at once and without a word, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes of this test, ended with it."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        _kill(process)
        if process.stdout:
            process.stdout.close()


def test_a_letter_is_printed_soon_after_it_was_issued(
    installation: Installation, worker: Worker, earlier: datetime
) -> None:
    row = _a_letter(installation.database, earlier)
    installation.queue.serve(worker.act, worker.sweep)
    hint = installation.queue.huey.dequeue()
    assert hint is not None
    installation.queue.huey.execute(hint)
    assert _printed(installation.database) == 1
    assert _state(installation.database, row) == WorkState.DONE


def test_a_letter_whose_hint_was_lost_is_found_by_the_sweep(
    installation: Installation, worker: Worker, earlier: datetime
) -> None:
    _a_letter(installation.database, earlier)
    installation.queue.huey.storage.flush_all()
    installation.queue.serve(worker.act, worker.sweep)
    assert installation.queue.huey.dequeue() is None
    worker.sweep()
    hint = installation.queue.huey.dequeue()
    assert hint is not None
    installation.queue.huey.execute(hint)
    assert _printed(installation.database) == 1


def test_hinting_twice_prints_once(database: Database, worker: Worker, earlier: datetime) -> None:
    row = _a_letter(database, earlier)
    worker.act(PRINT, row)
    worker.act(PRINT, row)
    assert _printed(database) == 1


def test_a_hint_of_an_unknown_kind_or_row_harms_nothing(database: Database, worker: Worker, earlier: datetime) -> None:
    row = _a_letter(database, earlier)
    worker.act("juggle", row)
    worker.act(PRINT, UUID(int=7))
    assert _printed(database) == 0


def test_the_sweep_leaves_a_pulse_and_an_anchor_of_the_audit(
    installation: Installation, worker: Worker, earlier: datetime
) -> None:
    assert last_sweep(installation.settings.home) is None
    _a_letter(installation.database, earlier)
    worker.sweep()
    worker.sweep()
    swept = last_sweep(installation.settings.home)
    assert swept is not None
    assert swept >= earlier
    # Nothing was added between the two sweeps, so the second had nothing to write.
    assert len((installation.settings.home / "audit-anchors").read_text().splitlines()) == 1
    assert not list(installation.settings.home.glob("last-sweep.*"))


def test_the_sweep_notes_outside_the_database_who_was_erased(
    installation: Installation, worker: Worker, earlier: datetime
) -> None:
    owner = uuid4()
    worker.sweep()
    assert tombstones_of(installation.settings.home) == frozenset()
    with installation.database.work() as session:
        installation.database.keyring.close(session, owner, b"place", b"plain")
        installation.database.keyring.erase(session, owner)
    worker.sweep()
    worker.sweep()
    assert tombstones_of(installation.settings.home) == {owner}
    assert (installation.settings.home / "erased-keys").read_text().count(str(owner)) == 1
    assert (installation.settings.home / "erased-keys").stat().st_mode & 0o777 == 0o600


def test_a_letter_that_cannot_be_printed_waits_and_at_last_somebody_is_asked_to_ring(
    database: Database, worker: Worker, earlier: datetime
) -> None:
    row = _a_letter(database, earlier)
    with database.work() as session:
        session.get_one(Letter, row).content = "this is no paper"
    for tried in range(1, TRIES + 1):
        worker.act(PRINT, row)
        with database.reading() as session:
            letter = session.get_one(Letter, row)
            assert letter.attempts == tried
            assert letter.work_state == (WorkState.WAITING if tried < TRIES else WorkState.NEEDS_WORKER)
            assert (session.scalar(select(func.count()).select_from(Task)) or 0) == (tried == TRIES)
        worker.act(PRINT, row)
        _make_due(database, earlier)
    with database.reading() as session:
        task = session.scalars(select(Task)).one()
        letter = session.get_one(Letter, row)
        assert (task.kind, task.person_id, task.about_id) == (TaskKind.RING, letter.recipient_id, row)
        assert task.due_on == working_day_after(task.opened_at.date())
        assert "could not be printed" in task.why
    assert _printed(database) == 0


def test_a_letter_whose_worker_dies_each_time_is_told_to_a_person_too(
    database: Database, worker: Worker, earlier: datetime
) -> None:
    row = _a_letter(database, earlier)
    with database.work() as session:
        session.execute(update(Letter).values(attempts=TRIES))
    worker.act(PRINT, row)
    worker.act(PRINT, row)
    assert _state(database, row) == WorkState.NEEDS_WORKER
    with database.reading() as session:
        assert session.scalars(select(Task.reason)).all() == ["not_printed"]


def test_a_worker_killed_in_the_middle_of_a_print_prints_once_after_the_lease(
    installation: Installation, worker: Worker, earlier: datetime, processes: list[subprocess.Popen[str]]
) -> None:
    database = installation.database
    row = _a_letter(database, earlier)
    child = subprocess.Popen(
        [sys.executable, "-c", IN_THE_MIDDLE, str(row)],
        env=_environment(installation),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    processes.append(child)
    assert child.stdout is not None
    assert child.stdout.readline() == "printing\n"
    _kill(child)
    assert _printed(database) == 0
    worker.act(PRINT, row)
    assert _printed(database) == 0, "the dead worker's lease still runs"
    with database.work() as session:
        session.execute(update(Letter).values(lease_until=earlier))
    worker.sweep()
    installation.queue.serve(worker.act, worker.sweep)
    while hint := installation.queue.huey.dequeue():
        installation.queue.huey.execute(hint)
    assert _printed(database) == 1
    assert _state(database, row) == WorkState.DONE
    with database.reading() as session:
        assert session.get_one(Letter, row).attempts == 2


def _many_letters(database: Database, at: datetime) -> None:
    """The same short letter many times, each under a number of its own."""
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, at), at))
        english = a_parent(session, viewer, at)
        a_need(session, viewer, english, at, "en")
        first = a_letter(session, viewer, at, english)
        same = {
            "agency_id": first.agency_id, "kind": first.kind, "recipient_id": first.recipient_id, "language": "en",
            "state": LetterState.ISSUED, "issued_on": first.issued_on, "words": [], "made_at": at, "next_action_at": at,
        }  # fmt: skip
        session.add_all(Letter(reference=new_reference(), content=first.content, **same) for _ in range(LETTERS - 1))


def test_of_three_hundred_letters_none_is_lost_and_none_printed_twice_when_the_worker_is_killed(
    installation: Installation, worker: Worker, earlier: datetime, processes: list[subprocess.Popen[str]]
) -> None:
    database = installation.database
    _many_letters(database, earlier)
    worker.sweep()
    child = subprocess.Popen(
        [sys.executable, "-c", CONSUMING], env=_environment(installation), text=True, start_new_session=True
    )
    processes.append(child)
    while _printed(database) < LETTERS // 3:
        assert child.poll() is None, "the worker ended by itself"
        assert _tries(database) <= 1, "printing failed"
        time.sleep(0.02)
    _kill(child)
    before = _printed(database)
    assert LETTERS // 3 <= before < LETTERS
    with database.work() as session:
        session.execute(update(Letter).where(Letter.lease_until.is_not(None)).values(lease_until=earlier))
    installation.queue.huey.storage.flush_all()
    installation.queue.serve(worker.act, worker.sweep)
    worker.sweep()
    while hint := installation.queue.huey.dequeue():
        installation.queue.huey.execute(hint)
    assert _printed(database) == LETTERS
    with database.reading() as session:
        states = session.scalars(select(Letter.work_state).distinct()).all()
        assert states == [WorkState.DONE]
        again = session.scalars(select(Letter.attempts).where(Letter.attempts > 1)).all()
        assert len(again) <= installation.settings.workers, "only what the dead worker had in hand is done anew"


def test_no_unit_of_work_waits_until_what_texts_are_held_against_is_read(
    installation: Installation, earlier: datetime, processes: list[subprocess.Popen[str]]
) -> None:
    _a_letter(installation.database, earlier)
    child = subprocess.Popen(
        [sys.executable, "-c", READ_BEFORE], env=_environment(installation), text=True, start_new_session=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    processes.append(child)
    assert child.stdout is not None
    assert child.stdout.readline() == "2 of 2 read\n"


def test_what_a_dead_worker_had_in_hand_is_asked_for_when_its_lease_runs_out(
    installation: Installation, worker: Worker, earlier: datetime
) -> None:
    row, until = _a_letter(installation.database, earlier), utc_now() + timedelta(seconds=30)
    with installation.database.work() as session:
        session.execute(update(Letter).values(lease_until=until))
    installation.queue.huey.storage.flush_all()
    worker.sweep()
    hint = installation.queue.huey.dequeue()
    assert hint is not None
    assert (hint.args, hint.eta) == ((PRINT, str(row)), until.replace(tzinfo=None))


def test_the_figures_hold_counts_and_no_names(installation: Installation, worker: Worker, earlier: datetime) -> None:
    database = installation.database
    _a_letter(database, earlier)
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, session.scalars(select(Agency)).one(), earlier))
        a_letter(session, viewer, earlier, a_parent(session, viewer, earlier, given="Canary"))
    before = {metric.name: metric for metric in Figures(installation).collect()}
    assert "comms_sweep_age_seconds" not in before, "a worker that never swept has no pulse"
    worker.sweep()
    figures = {metric.name: metric for metric in Figures(installation).collect()}
    assert figures["comms_work_due"].samples[0].value == 1
    assert figures["comms_work_left"].samples[0].value == 0
    assert figures["comms_letters_held"].samples[0].value == 1
    assert figures["comms_queue_hints"].samples[0].value >= 1
    assert figures["comms_sweep_age_seconds"].samples[0].value < 60
    assert "Canary" not in str(figures)


def test_every_kind_of_work_has_a_table_that_can_hold_it() -> None:
    for name, kind in KINDS.items():
        assert {"work_state", "next_action_at", "lease_until", "token", "attempts"} <= set(
            kind.record.__table__.c.keys()
        ), name


def test_the_worker_runs_on_its_own_clock_in_utc(database: Database, worker: Worker, earlier: datetime) -> None:
    row = _a_letter(database, earlier)
    worker.act(PRINT, row)
    with database.reading() as session:
        printed_at = session.get_one(PrintedLetter, row).printed_at
        assert printed_at.tzinfo == UTC
        assert session.execute(text("SELECT 1")).scalar_one() == 1
        assert printed_at > earlier
