"""Runs: many letters made together in lots, each once, whatever fails, dies or changes meanwhile."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy import event, func, select, text, update
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.families.pupil import Pupil
from comms.foundation.audit import verify
from comms.foundation.clock import london_date, utc_now
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.foundation.work_item import TRIES, WorkState
from comms.letters.letter import Letter, LetterState
from comms.letters.run import wanted_letters
from comms.letters.runs import actions, find
from comms.letters.runs.actions import RUN, start_run, stop_run
from comms.letters.runs.letter_run import LetterRun, Outcome, RunLetter, RunState
from comms.letters.runs.report import COLUMNS, report_rows
from comms.tasks.task import Task
from comms.worker.working import Worker

FAMILIES = 8
LOT = 3
# A worker of its own process that dies in the middle of the second lot: its letters are written and not committed.
DIES = """
import os, sys
from uuid import UUID
from comms.foundation.opening import open_installation
from comms.foundation.settings import load_settings
from comms.letters.runs import actions
from comms.worker.working import Worker

actions.LOT, settle, made = int(sys.argv[2]), actions.settle_letter, []

def settle_and_die(session, *rest, **more):
    made.append(settle(session, *rest, **more))
    session.flush()
    if len(made) == actions.LOT + 2:
        os._exit(9)
    return made[-1]

actions.settle_letter = settle_and_die
worker = Worker(open_installation(load_settings()))
worker.act(actions.RUN, UUID(sys.argv[1]))
worker.act(actions.RUN, UUID(sys.argv[1]))
"""


@dataclass
class School:
    """A school whose children were all often away, with one English-reading mother each."""

    viewer: Viewer
    on: date
    children: list[UUID]


@pytest.fixture
def school(database: Database, monkeypatch: pytest.MonkeyPatch) -> School:
    """Eight children, the last of whose mother nobody has asked what she reads."""
    monkeypatch.setattr(actions, "LOT", LOT)
    now = utc_now()
    on = london_date(now)
    days = [on - timedelta(days=back) for back in range(60, -1, -1)]
    marks = [
        SessionMark(day, half, "O" if number % 5 == 0 else present)
        for number, day in enumerate(day for day in days if day.weekday() < 5)
        for half, present in (("AM", "/"), ("PM", "\\"))
    ]
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, roles=("head teacher",)))
        children = []
        for number in range(FAMILIES):
            child = a_child(session, viewer, now, f"Child{number}")
            session.add(Pupil(agency_id=viewer.agency_id, child_id=child.id, upn=f"A{number:012d}", recorded_at=now))
            parent = a_parent(session, viewer, now, child, f"Mother{number}")
            if number < FAMILIES - 1:
                a_need(session, viewer, parent, now, "en")
            children.append(child.id)
        session.flush()
        record_marks(session, viewer, dict.fromkeys(children, marks), now)
    return School(viewer, on, children)


def _start(database: Database, school: School) -> UUID:
    with database.work() as session:
        wanted = [one for one, _ in wanted_letters(session, school.viewer, school.on)]
        return start_run(session, school.viewer, wanted, school.on, utc_now()).id


def _progress(database: Database, school: School, run: UUID) -> find.RunProgress:
    with database.reading() as session:
        found = find.progress(session, school.viewer, run)
        session.expunge_all()
        return found


def _letters(database: Database) -> Counter[UUID | None]:
    """How many letters there are about each child, issued or held."""
    with database.reading() as session:
        return Counter(session.scalars(select(Letter.child_id)))


def _work(worker: Worker, run: UUID, times: int = FAMILIES) -> None:
    for _ in range(times):
        worker.act(RUN, run)


def _free(database: Database) -> None:
    """Let every lease have run out, and every pause be over."""
    earlier = utc_now() - timedelta(minutes=1)
    with database.work() as session:
        waiting = update(LetterRun).where(LetterRun.work_state == WorkState.WAITING)
        session.execute(waiting.values(lease_until=earlier, next_action_at=earlier))


def test_a_run_is_made_lot_by_lot_and_every_letter_once(installation: Installation, school: School) -> None:
    database, worker = installation.database, Worker(installation)
    run = _start(database, school)
    assert _progress(database, school, run).waiting == FAMILIES
    worker.act(RUN, run)
    far = _progress(database, school, run)
    assert (far.done, far.issued, far.making) == (LOT, LOT, True)
    _work(worker, run)
    done = _progress(database, school, run)
    assert (done.run.state, done.issued, done.held, done.waiting) == (RunState.MADE, FAMILIES - 1, 1, 0)
    assert _letters(database) == dict.fromkeys(school.children, 1)
    with database.work() as session:
        assert verify(session, ()) == []
        made_by = set(session.scalars(select(Letter.made_by)))
        assert made_by == {school.viewer.staff_id}, "the letters are theirs who started the run"
        assert session.scalars(select(Task.reason)).all() == ["language_unknown"], "the one that is held is rung about"


def test_a_worker_killed_in_the_middle_of_a_lot_loses_that_lot_only_and_nothing_is_made_twice(
    installation: Installation, school: School
) -> None:
    database = installation.database
    run = _start(database, school)
    settings = installation.settings
    environment = os.environ | {
        "COMMS_HOME": str(settings.home), "COMMS_DATABASE_URL": settings.database,
        "COMMS_MASTER_KEY": settings.master_key, "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # fmt: skip
    killed = subprocess.run([sys.executable, "-c", DIES, str(run), str(LOT)], env=environment, check=False)
    assert killed.returncode == 9
    assert _progress(database, school, run).issued == LOT, "the lot in hand is gone whole"
    assert sum(_letters(database).values()) == LOT
    worker = Worker(installation)
    worker.act(RUN, run)
    assert _progress(database, school, run).issued == LOT, "the dead worker's lease still runs"
    _free(database)
    _work(worker, run)
    assert _progress(database, school, run).run.state == RunState.MADE
    assert _letters(database) == dict.fromkeys(school.children, 1)


def test_two_workers_at_one_run_make_every_letter_once(installation: Installation, school: School) -> None:
    database = installation.database
    run = _start(database, school)
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: _work(Worker(installation), run), range(2)))
    assert _progress(database, school, run).run.state == RunState.MADE
    assert _letters(database) == dict.fromkeys(school.children, 1)


def test_whoever_starts_a_run_at_the_same_time_is_told_and_after_it_nothing_is_due(
    installation: Installation, school: School
) -> None:
    database = installation.database

    def press(_: int) -> str:
        try:
            return str(_start(database, school))
        except Refused as refused:
            return refused.message

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(press, range(2)))
    [run] = [UUID(answer) for answer in answers if "made already" not in answer]
    _work(Worker(installation), run)
    again = _start(database, school)
    _work(Worker(installation), again)
    second = _progress(database, school, again)
    assert (second.issued, second.held, second.run.total) == (0, 1, 1), "only the one that is held is due still"
    assert _letters(database) == dict.fromkeys(school.children, 1)


def test_what_changes_while_a_run_is_made_counts(installation: Installation, school: School) -> None:
    database, worker = installation.database, Worker(installation)
    run = _start(database, school)
    worker.act(RUN, run)
    with database.work() as session:
        late = session.scalars(
            select(RunLetter.child_id).where(RunLetter.outcome == Outcome.WAITING).order_by(RunLetter.place)
        ).first()
        assert late is not None
        days = [school.on - timedelta(days=back) for back in range(61)]
        present = [SessionMark(day, half, "/" if half == "AM" else "\\") for day in days for half in ("AM", "PM")]
        record_marks(session, school.viewer, {late: [one for one in present if one.day.weekday() < 5]}, utc_now())
    _work(worker, run)
    assert _letters(database)[late] == 0
    with database.reading() as session:
        [row] = find.rows(session, school.viewer, run, Outcome.NOT_DUE)
        assert row.wanted.child_id == late
        assert "needs less than" in (row.wanted.why or ""), "it says why it is due no longer"


def test_one_letter_that_cannot_be_made_is_left_to_a_person_and_the_others_are_made(
    installation: Installation, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, worker = installation.database, Worker(installation)
    run, bad, settle = _start(database, school), school.children[1], actions.settle_letter

    def settle_or_fail(session: Session, viewer: Viewer, wanted: object, *rest: object, **more: object) -> Letter:
        if wanted.child.id == bad:  # type: ignore[attr-defined]
            raise RuntimeError("a fault nobody foresaw")
        return settle(session, viewer, wanted, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "settle_letter", settle_or_fail)
    for _ in range(FAMILIES + TRIES):
        worker.act(RUN, run)
        _free(database)
    done = _progress(database, school, run)
    assert (done.run.state, done.failed, done.issued, done.held) == (RunState.MADE, 1, FAMILIES - 2, 1)
    assert _letters(database) == dict.fromkeys([one for one in school.children if one != bad], 1)
    with database.reading() as session:
        told = session.scalars(select(Task).where(Task.reason == "not_made")).one()
        assert (told.child_id, told.about_kind) == (bad, "run letter")


def test_a_run_that_was_stopped_makes_no_more_and_what_was_made_stays(
    installation: Installation, school: School
) -> None:
    database, worker = installation.database, Worker(installation)
    run = _start(database, school)
    worker.act(RUN, run)
    with database.work() as session:
        stop_run(session, school.viewer, run, utc_now())
    _work(worker, run)
    stopped = _progress(database, school, run)
    assert (stopped.run.state, stopped.issued, stopped.waiting) == (RunState.STOPPED, LOT, FAMILIES - LOT)
    with database.work() as session, pytest.raises(Refused, match="over"):
        stop_run(session, school.viewer, run, utc_now())
    assert _progress(database, school, _start(database, school)).run.total == FAMILIES - LOT


def test_a_failure_after_a_run_was_stopped_opens_no_call_and_starts_nothing_again(
    installation: Installation, school: School
) -> None:
    database = installation.database
    run = _start(database, school)
    with database.work() as session:
        stop_run(session, school.viewer, run, utc_now())
        actions.leave_out_what_fails(session, run, utc_now())
    assert _progress(database, school, run).failed == 0
    with database.reading() as session:
        assert session.scalars(select(Task)).all() == []


def test_a_run_left_standing_for_days_is_not_made_with_an_old_date(installation: Installation, school: School) -> None:
    database = installation.database
    run = _start(database, school)
    with database.work() as session:
        session.execute(update(LetterRun).values(started_at=utc_now() - timedelta(days=3)))
    _work(Worker(installation), run, 1)
    assert _progress(database, school, run).run.state == RunState.STOPPED
    assert not _letters(database)


def test_the_report_has_a_row_for_each_letter_with_what_became_of_it(
    installation: Installation, school: School
) -> None:
    database = installation.database
    run = _start(database, school)
    _work(Worker(installation), run)
    with database.reading() as session:
        rows = [
            dict(zip(COLUMNS, row, strict=True))
            for row in report_rows(session, school.viewer, run, lambda letter: letter.reference)
        ]
    assert Counter(row["outcome"] for row in rows) == {"issued": FAMILIES - 1, "held": 1}
    [held] = [row for row in rows if row["outcome"] == "held"]
    assert held["reason"].startswith("language_unknown: ")
    assert held["what to do"]
    assert held["file"] == ""
    assert all(row["file"] for row in rows if row["outcome"] == "issued")


def test_another_schools_run_does_not_exist_and_making_needs_the_permission(
    database: Database, school: School, now: datetime
) -> None:
    run = _start(database, school)
    with database.work() as session:
        other = an_agency(session, now, "Wash Lane School")
        stranger = viewer_of(a_staff_member(session, other, now, roles=("head teacher",)))
        for ask in (find.run, find.progress, find.rows, find.ways, find.next_letters):
            with pytest.raises(NotFound):
                ask(session, stranger, run, *([1] if ask is find.next_letters else []))  # type: ignore[operator]
        with pytest.raises(NotFound):
            stop_run(session, stranger, run, now)
        reception = viewer_of(a_staff_member(session, session.merge(other), now, roles=("reception",)))
        assert not reception.may(Permission.ISSUE_LETTERS)
        with pytest.raises(NotAllowed):
            start_run(session, reception, [], school.on, now)


@pytest.fixture
def small_disk(installation: Installation) -> Installation:
    """An installation whose database file cannot grow any more."""
    if installation.database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's disk cannot be filled here; what it says then is tested in test_full.py.")
    return installation


def test_a_full_disk_loses_nothing_makes_nothing_twice_and_the_run_goes_on_when_there_is_room(
    small_disk: Installation, school: School, caplog: pytest.LogCaptureFixture
) -> None:
    database, worker = small_disk.database, Worker(small_disk)
    run = _start(database, school)
    worker.act(RUN, run)
    _fill(database)
    for _ in range(TRIES + 2):
        worker.act(RUN, run)
        _free_where_possible(database)
    assert "The disk is full" in caplog.text
    assert _progress(database, school, run).issued == LOT
    _make_room(database)
    _free(database)
    _work(worker, run, FAMILIES * 2)
    done = _progress(database, school, run)
    assert (done.run.state, done.failed) == (RunState.MADE, 0), "a full disk is no letter's fault"
    assert _letters(database) == dict.fromkeys(school.children, 1)
    with database.work() as session:
        assert verify(session, ()) == []
        assert session.scalar(select(func.count()).select_from(Letter).where(Letter.state == LetterState.HELD)) == 1


def _fill(database: Database) -> None:
    """Every connection refuses to let the file grow."""
    database.engine.dispose()
    event.listen(database.engine, "connect", _no_room)


def _make_room(database: Database) -> None:
    event.remove(database.engine, "connect", _no_room)
    database.engine.dispose()


def _no_room(connection: sqlite3.Connection, _: object) -> None:
    # SQLite never goes below what the file has already.
    connection.execute("PRAGMA max_page_count = 1")


def _free_where_possible(database: Database) -> None:
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM letter_run")).scalar() == 1
