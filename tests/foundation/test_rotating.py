"""The master key is changed while everything goes on: nothing becomes unreadable, and the old key opens nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from databases import PostgresCopies, SqliteCopies
from kept_installations import content_of, kept, stored
from sqlalchemy import select

from comms.foundation import rotating
from comms.foundation.audit import AuditEntry, verify
from comms.foundation.errors import CommsError, Refused
from comms.foundation.locks import DataKey, Keyring, MasterKey, key_file, load_master_key, load_master_keys
from comms.foundation.locks.key_file import drawn_key, write_key_file
from comms.foundation.locks.rotation import change_over, open_every_key, what_is_wrapped
from comms.foundation.opening import Installation, open_installation
from comms.foundation.rotating import older_keys, retire, rotate
from comms.foundation.stored_file import StoredFile
from comms.foundation.work import Database

ROOT = Path(__file__).parents[2]

# A process of a service at work: it makes owners with keys of their own and reads what it and the others made, until
# it is told to stop. What it prints is how many it wrote and what it could not read.
AT_WORK = """
import random, sys
from pathlib import Path
from kept_installations import a_file
from sqlalchemy import select
from comms.foundation.clock import utc_now
from comms.foundation.opening import open_installation
from comms.foundation.settings import load_settings
from comms.foundation.stored_file import StoredFile

stop = Path(sys.argv[1])
installation = open_installation(load_settings())
made, faults = [], []
while not stop.exists():
    try:
        with installation.database.work() as session:
            made.append(a_file(session, b"of " + str(len(made)).encode(), utc_now()))
        with installation.database.reading() as session:
            mine = random.randrange(len(made))
            if session.get_one(StoredFile, made[mine]).content != b"of " + str(mine).encode():
                faults.append("another content")
            for other in session.scalars(select(StoredFile).order_by(StoredFile.sha256).limit(3)):
                other.content
    except Exception as fault:
        faults.append(repr(fault))
print(len(made), faults[:3])
"""

# A rotation that wraps one key at a time, slowly, so that it can be killed in the middle.
SLOW = """
import functools, time
from comms.foundation import rotating
from comms.foundation.clock import utc_now
from comms.foundation.opening import open_installation
from comms.foundation.settings import load_settings

rotating.wrap_some_anew = functools.partial(rotating.wrap_some_anew, most=1)
settings = load_settings()
rotating.rotate(settings, open_installation(settings).database, utc_now())
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def at_home(
    request: pytest.FixtureRequest, copies: dict[str, SqliteCopies | PostgresCopies], tmp_path: Path, now: datetime
) -> Iterator[Installation]:
    """An installation with its keys in its home."""
    if request.param not in copies:
        pytest.skip("PostgreSQL did not answer; set COMMS_TEST_POSTGRES_URL to run on it too.")
    with kept(copies[request.param], tmp_path / "home", now) as installation:
        yield installation


def _environment(installation: Installation) -> dict[str, str]:
    settings = installation.settings
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    own = {"COMMS_HOME": str(settings.home), "COMMS_DATABASE_URL": settings.database_url, "PYTHONPATH": paths}
    return {name: value for name, value in os.environ.items() if not name.startswith("COMMS_")} | own


def _run(installation: Installation, program: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *words], env=_environment(installation), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _under(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return dict(what_is_wrapped(session).under)


def _opens(database: Database, key: MasterKey) -> int:
    """How many data keys this master key opens by itself."""
    alone, opened = Keyring(key), 0
    with database.reading() as session:
        for row in session.execute(select(DataKey.owner_id, DataKey.wrapped, DataKey.master_name)):
            for name in (row.master_name, key.name):
                try:
                    alone.unwrap(row.owner_id, row.wrapped, name)
                except CommsError:
                    continue
                opened += 1
                break
    return opened


def test_nothing_becomes_unreadable_while_keys_are_rotated_under_load(
    at_home: Installation, tmp_path: Path, now: datetime
) -> None:
    stop, first = tmp_path / "stop", load_master_key(at_home.settings)
    early = [stored(at_home, f"early {number}".encode(), now) for number in range(450)]
    workers = [_run(at_home, AT_WORK, str(stop)) for _ in range(2)]
    try:
        deadline = time.monotonic() + 60
        while _count(at_home.database) < len(early) + 20 and time.monotonic() < deadline:
            time.sleep(0.1)
        before = _count(at_home.database)
        done = [rotate(at_home.settings, at_home.database, now) for _ in range(3)]
        deadline = time.monotonic() + 60
        while _count(at_home.database) < before + 20 and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        stop.touch()
        said = [worker.communicate(timeout=60) for worker in workers]
    for out, errors in said:
        count, _, faults = out.strip().partition(" ")
        assert faults == "[]", faults
        assert int(count) > 0
        assert errors == ""
    assert [one.wrapped > 450 for one in done] == [True] * 3
    newest = load_master_key(at_home.settings)
    assert newest == done[-1].master
    # Also what was made in the middle by processes that had not heard of it: nothing is left under an older key.
    assert set(_under(at_home.database)) == {newest.name}
    assert _opens(at_home.database, first) == 0
    fresh = Database(at_home.database.engine, Keyring(newest))
    with fresh.reading() as session:
        contents = [session.get_one(StoredFile, one).content for one in early]
        assert contents == [f"early {number}".encode() for number in range(450)]
        assert len([one.content for one in session.scalars(select(StoredFile))]) == _count(at_home.database)
        assert verify(session, []) == []


def _count(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(StoredFile.id)).all())


def test_a_rotation_that_was_killed_is_continued_with_the_same_key(
    at_home: Installation, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [stored(at_home, f"file {number}".encode(), now) for number in range(60)]
    first = load_master_key(at_home.settings)
    running = _run(at_home, SLOW)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None:
        if len(under := _under(at_home.database)) == 2 and min(under.values()) > 5:
            break
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert len(_under(at_home.database)) == 2, "it was killed in the middle"
    assert [content_of(at_home, one) for one in files] == [f"file {number}".encode() for number in range(60)]
    second = load_master_key(at_home.settings)
    assert second != first
    done = rotate(at_home.settings, at_home.database, now)
    assert done.master == second
    assert load_master_keys(at_home.settings) == (second, first)
    assert set(_under(at_home.database)) == {second.name}


def test_a_rotation_that_stopped_before_the_change_is_continued_with_the_same_key(
    at_home: Installation, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load_master_key(at_home.settings)

    def stopped(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(rotating, "_change_over", stopped)
        rotate(at_home.settings, at_home.database, now)
    second = load_master_key(at_home.settings)
    assert second != first
    file = stored(at_home, b"in between", now)
    assert set(_under(at_home.database)) == {first.name}, "new keys are made under the one that the database names"
    assert rotate(at_home.settings, at_home.database, now).master == second
    assert content_of(at_home, file) == b"in between"


def test_a_process_that_does_not_know_the_new_key_makes_none_under_the_old(
    at_home: Installation, now: datetime
) -> None:
    stale = Database(at_home.database.engine, Keyring(load_master_key(at_home.settings)))
    new = rotate(at_home.settings, at_home.database, now).master
    with pytest.raises(CommsError, match=new.name), stale.work() as session:
        stale.keyring.close(session, uuid4(), b"place", b"plain")
    assert set(_under(at_home.database)) == {new.name}


def test_what_is_being_made_under_the_old_key_holds_the_change_up(at_home: Installation, now: datetime) -> None:
    if at_home.database.engine.dialect.name == "sqlite":
        pytest.skip("On SQLite one transaction writes at a time.")
    owner = uuid4()
    with at_home.database.work() as writing:
        at_home.database.keyring.close(writing, owner, b"place", b"plain")
        with at_home.database.work() as session:
            assert not change_over(session, at_home.database.keyring, drawn_key("master", now))
        rotation = threading.Thread(target=rotate, args=(at_home.settings, at_home.database, now))
        rotation.start()
        time.sleep(1.5)
        assert rotation.is_alive()
    rotation.join(timeout=30)
    assert not rotation.is_alive()
    with at_home.database.reading() as session:
        name = session.scalar(select(DataKey.master_name).where(DataKey.owner_id == owner))
    assert name == load_master_key(at_home.settings).name


def test_two_commands_do_not_rotate_at_once(at_home: Installation, now: datetime) -> None:
    with rotating._one_at_a_time(at_home.settings), pytest.raises(Refused, match="another command"):
        rotate(at_home.settings, at_home.database, now)


def test_an_older_key_is_taken_away_only_when_nothing_needs_it(at_home: Installation, now: datetime) -> None:
    first = load_master_key(at_home.settings)
    second = drawn_key("master", now)
    write_key_file(key_file(at_home.settings), (second, first))
    with pytest.raises(Refused, match="still stand under an older"):
        older_keys(at_home.settings, at_home.database)
    rotate(at_home.settings, at_home.database, now)
    assert retire(at_home.settings, at_home.database, now) == [first]
    assert load_master_keys(at_home.settings) == (second,)
    assert key_file(at_home.settings).stat().st_mode & 0o777 == 0o600
    assert retire(at_home.settings, at_home.database, now) == []


def test_every_step_is_in_the_trail_by_the_keys_name_alone(at_home: Installation, now: datetime) -> None:
    first = load_master_key(at_home.settings)
    second = rotate(at_home.settings, at_home.database, now).master
    retire(at_home.settings, at_home.database, now)
    with at_home.database.reading() as session:
        said = {
            entry.action: entry.detail
            for entry in session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "master key"))
        }
    assert set(said) == {"rotate master key", "finish rotation", "retire master key"}
    assert second.name in said["rotate master key"]
    assert first.name in said["retire master key"]


def test_keys_from_the_settings_are_rotated_with_the_older_one_beside_the_new(
    at_home: Installation, now: datetime
) -> None:
    file = stored(at_home, b"content", now)
    old, new = load_master_key(at_home.settings), drawn_key("master", now)
    words = {key: key.line().split()[0].decode() for key in (old, new)}
    settings = replace(at_home.settings, master_key=words[new], master_key_before=words[old])
    opened = open_installation(settings)
    assert content_of(opened, file) == b"content"
    second = stored(opened, b"before the rotation", now)
    assert set(_under(opened.database)) == {old.name}, "those that do not know the new key yet can read it too"
    assert rotate(settings, opened.database, now).master == new
    with pytest.raises(Refused, match="Set COMMS_MASTER_KEY to a new key"):
        rotate(settings, opened.database, now)
    with pytest.raises(Refused, match="come from the settings"):
        retire(settings, opened.database, now)
    opened.database.engine.dispose()
    after = open_installation(replace(settings, master_key_before=""))
    assert [content_of(after, one) for one in (file, second)] == [b"content", b"before the rotation"]
    with after.database.reading() as session:
        assert open_every_key(session, after.database.keyring) == 4
    after.database.engine.dispose()


def test_what_was_erased_stays_so_when_keys_are_rotated(at_home: Installation, now: datetime) -> None:
    gone = stored(at_home, b"gone", now)
    with at_home.database.work() as session:
        at_home.database.keyring.erase(session, gone)
    rotate(at_home.settings, at_home.database, now)
    with at_home.database.reading() as session:
        assert session.scalars(select(DataKey.owner_id).where(DataKey.wrapped.is_(None))).all() == [gone]
        assert what_is_wrapped(session).erased == 1
