"""A backup and back again, on both databases: every row the same, each locked value readable, the trail whole, what was
erased still erased; and a restore that cannot be finished leaves everything as it was."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from databases import PostgresCopies, SqliteCopies, postgres_address
from kept_installations import a_file, content_of, kept, stored
from psycopg import sql
from sqlalchemy import inspect, text, update
from sqlalchemy.engine import make_url

from comms.foundation import migrating
from comms.foundation.audit import Actor, AuditEntry, note, verify
from comms.foundation.audit.anchoring import Anchors, anchor_files
from comms.foundation.backup import backup_key_file, keep_newest, keep_tombstones, make_backup, tombstones_of
from comms.foundation.backup import making as backup_making
from comms.foundation.backup.key import load_backup_keys
from comms.foundation.backup.locked_stream import SpoiltBackup
from comms.foundation.backup.making import Made
from comms.foundation.backup.reading import opened_backup
from comms.foundation.backup.restoring import look_at, restore, settle_what_came_back
from comms.foundation.db import Record
from comms.foundation.errors import CommsError, Misconfigured, Refused
from comms.foundation.locks import DataKey, Erased, Locked, key_file, load_master_key
from comms.foundation.locks.key_file import drawn_key, write_key_file
from comms.foundation.migrations import every_record  # noqa: F401
from comms.foundation.opening import Installation, open_installation
from comms.foundation.rotating import retire, rotate
from comms.foundation.settings import Settings
from comms.foundation.stored_file import StoredFile

NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{before}", None, None


def upgrade():
    op.add_column("agency", sa.Column("office", sa.String(80)))
"""
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def at_home(
    request: pytest.FixtureRequest, copies: dict[str, SqliteCopies | PostgresCopies], tmp_path: Path, now: datetime
) -> Iterator[Installation]:
    """An installation with its keys in its home, and some files and entries in it."""
    if request.param not in copies:
        pytest.skip("PostgreSQL did not answer; set COMMS_TEST_POSTGRES_URL to run on it too.")
    with kept(copies[request.param], tmp_path / "home", now) as installation:
        for number in range(5):
            stored(installation, f"file {number}".encode(), now)
        yield installation


@dataclass
class Elsewhere:
    """Another machine, with the same keys and no database yet."""

    settings: Settings

    def opened(self) -> Installation:
        return open_installation(self.settings)


@pytest.fixture
def elsewhere(at_home: Installation, tmp_path: Path) -> Iterator[Elsewhere]:
    """Another machine to restore on."""
    home = tmp_path / "elsewhere"
    (home / "keys").mkdir(parents=True, mode=0o700)
    home.chmod(0o700)
    for one in (key_file(at_home.settings), backup_key_file(at_home.settings)):
        shutil.copy(one, home / "keys" / one.name)
    if at_home.settings.database.startswith("sqlite"):
        yield Elsewhere(replace(at_home.settings, home=home, database_url=""))
        return
    name = f"comms_elsewhere_{uuid4().hex[:8]}"
    address = make_url(at_home.settings.database_url).set(database=name).render_as_string(hide_password=False)
    yield Elsewhere(replace(at_home.settings, home=home, database_url=address))
    with psycopg.connect(str(postgres_address()), autocommit=True) as server:
        found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name}%"]).fetchall()
        for (one,) in found:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(one)))


def _rows(installation: Installation, leave_out: tuple[str, ...] = ()) -> Rows:
    """Every row of every table, as the database has it."""
    with installation.database.engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))), key=repr)
            for name in inspect(connection).get_table_names()
            if name not in leave_out and not name.startswith("huey_")
        }


def _every_locked_value(installation: Installation) -> int:
    """Open every locked value there is; how many."""
    count = 0
    with installation.database.reading() as session:
        for mapper in Record.registry.mappers:
            names = [name for name, value in vars(mapper.class_).items() if isinstance(value, Locked)]
            for row in session.query(mapper.class_).all() if names else ():
                count += sum(getattr(row, name) is not None for name in names)
    return count


def _anchor(installation: Installation, now: datetime) -> None:
    with installation.database.reading() as session:
        Anchors(anchor_files(installation.settings.home)).write_head(session, now)


def _faults(installation: Installation) -> list[Any]:
    with installation.database.reading() as session:
        return list(verify(session, anchor_files(installation.settings.home)))


def test_what_is_restored_is_what_was_there_row_by_row(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    _anchor(at_home, now)
    before = _rows(at_home)
    made = make_backup(at_home.settings, now)
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.size == made.path.stat().st_size
    assert made.manifest.rows == {name: len(rows) for name, rows in before.items()}
    assert not list(at_home.settings.home.glob(".comms-copying*")), "no open copy stays behind"

    done = restore(elsewhere.settings, made.path, now)
    assert (done.settled.data_keys, done.settled.erased_again, done.aside) == (7, 0, "")
    there = elsewhere.opened()
    try:
        assert _rows(there, ("audit_entry",)) == {name: rows for name, rows in before.items() if name != "audit_entry"}
        assert _rows(there)["audit_entry"][: len(before["audit_entry"])] == before["audit_entry"]
        assert _every_locked_value(there) == _every_locked_value(at_home) == 10
        assert _faults(there) == []
        with there.database.reading() as session:
            last = session.query(AuditEntry).order_by(AuditEntry.number.desc()).first()
            assert last is not None
            assert last.action == "restore backup"
            assert made.manifest.name in last.detail
        stored(there, b"it goes on", now)
        _anchor(there, now + timedelta(minutes=1))
        assert _faults(there) == []
    finally:
        there.database.engine.dispose()


def test_nothing_in_a_backup_can_be_read_and_the_master_key_is_not_in_it(at_home: Installation, now: datetime) -> None:
    made = make_backup(at_home.settings, now)
    raw = made.path.read_bytes()
    master = key_file(at_home.settings).read_bytes().split()[0]
    for open_words in (b"Fen Edge Academy", b"CREATE TABLE", b"audit_entry", b"PGDMP", b"SQLite format"):
        assert open_words not in raw
    with opened_backup(made.path, load_backup_keys(at_home.settings)) as opened:
        inside = opened.manifest.written() + opened.anchors + b"".join(opened.database)
    assert b"Fen Edge Academy" in inside or made.manifest.engine == "postgresql", "a dump of PostgreSQL is compressed"
    assert master not in inside
    assert load_master_key(at_home.settings).secret not in inside
    assert load_backup_keys(at_home.settings)[0].secret not in inside


def test_a_backup_is_of_one_moment_though_others_write_all_the_while(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    stop, faults = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            try:
                with at_home.database.work() as session:
                    # Both or neither: a copy that has one of the two was not of one moment.
                    a_file(session, b"first", now)
                    a_file(session, b"second", now)
            except Exception as fault:  # noqa: BLE001 - told of at the end
                faults.append(fault)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        time.sleep(0.3)
        backups = [make_backup(at_home.settings, now + timedelta(seconds=number)) for number in range(3)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert faults == []
    assert backups[0].manifest.rows["stored_file"] < backups[2].manifest.rows["stored_file"], "nobody waited for it"
    for made in backups:
        assert made.manifest.rows["stored_file"] % 2 == 1, "five there were, and two at a time"
    done = restore(elsewhere.settings, backups[1].path, now)
    assert done.settled.data_keys == backups[1].manifest.rows["data_key"]


def test_what_was_erased_after_the_backup_is_still_erased_when_it_is_restored(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    gone, here, made = _erased_since_a_backup(at_home, now)
    with at_home.database.reading() as session:
        assert keep_tombstones(session, at_home.settings.home, now) == 1
        assert keep_tombstones(session, at_home.settings.home, now) == 0
    shutil.copy(at_home.settings.home / "erased-keys", elsewhere.settings.home)
    done = restore(elsewhere.settings, made.path, now)
    assert done.settled.erased_again == 1
    _only(elsewhere, gone, here)


def test_a_newer_backup_carries_what_an_older_one_does_not_know(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    """The machine is lost with its home: the file of tombstones too. Any backup since then brings them along."""
    gone, here, older = _erased_since_a_backup(at_home, now)
    newer = make_backup(at_home.settings, now + timedelta(days=1))
    restore(elsewhere.settings, newer.path, now)
    _only(elsewhere, gone, here)
    assert tombstones_of(elsewhere.settings.home) == {gone}
    done = restore(elsewhere.settings, older.path, now + timedelta(days=2), replace_it=True)
    assert done.settled.erased_again == 1
    _only(elsewhere, gone, here)


def _erased_since_a_backup(at_home: Installation, now: datetime) -> tuple[UUID, UUID, Made]:
    """Two files of which one was erased after a backup: the one that is gone, the one that is here, and the backup."""
    gone, here = stored(at_home, b"gone", now), stored(at_home, b"here", now)
    made = make_backup(at_home.settings, now)
    with at_home.database.work() as session:
        at_home.database.keyring.erase(session, gone)
    return gone, here, made


def _only(elsewhere: Elsewhere, gone: UUID, here: UUID) -> None:
    there = elsewhere.opened()
    try:
        assert content_of(there, here) == b"here"
        with pytest.raises(Erased), there.database.reading() as session:
            _ = session.get_one(StoredFile, gone).content
        with there.database.reading() as session:
            there.database.keyring.have_at_hand(session, [gone, here])
            assert gone not in session.info["opened_keys"]
    finally:
        there.database.engine.dispose()


def test_a_restored_trail_that_is_behind_its_anchors_says_so_and_is_no_tampering(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    home = elsewhere.settings
    restore(home, make_backup(at_home.settings, now).path, now)
    older = make_backup(home, now)
    _more(elsewhere, 5, now)
    newer = make_backup(home, now + timedelta(hours=1))
    _more(elsewhere, 5, now + timedelta(hours=2))
    done = restore(home, older.path, now + timedelta(hours=3), replace_it=True)
    assert done.settled.before == older.manifest.head + 10
    _more(elsewhere, 3, now + timedelta(hours=4))
    # Back to the branch that was given up, whose entries have the same numbers as those of this one.
    restore(home, newer.path, now + timedelta(hours=5), replace_it=True)
    _more(elsewhere, 1, now + timedelta(hours=6))


def _more(elsewhere: Elsewhere, count: int, now: datetime) -> None:
    there = elsewhere.opened()
    try:
        for _ in range(count):
            with there.database.work() as session:
                note(session, Actor("system"), "do something", ("nothing", None), now)
        _anchor(there, now)
        assert _faults(there) == []
    finally:
        there.database.engine.dispose()


def test_a_database_that_its_own_means_put_back_is_settled_where_it_is(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    """As PostgreSQL goes back to a point in time: here by a backup whose restore nobody was told of."""
    gone, here = stored(at_home, b"gone", now), stored(at_home, b"here", now)
    restore(elsewhere.settings, make_backup(at_home.settings, now).path, now)
    _more(elsewhere, 3, now)
    there = elsewhere.opened()
    with there.database.work() as session:
        there.database.keyring.erase(session, gone)
    with there.database.reading() as session:
        keep_tombstones(session, elsewhere.settings.home, now)
    _more(elsewhere, 3, now + timedelta(minutes=5))
    wrapped = _went_back(there, at_home, gone)
    assert wrapped
    assert _faults(there) != [], "its anchors know of more than it has"
    with pytest.raises(Refused, match="Stop comms"), there.database.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        settle_what_came_back(elsewhere.settings, now + timedelta(hours=1))
    there.database.engine.dispose()
    settled = settle_what_came_back(elsewhere.settings, now + timedelta(hours=1))
    assert settled.erased_again == 1
    assert settled.before == settled.head + 6
    assert _faults(there) == []
    there.database.engine.dispose()
    _only(elsewhere, gone, here)
    _more(elsewhere, 1, now + timedelta(hours=2))


def _went_back(there: Installation, before: Installation, owner: UUID) -> bytes:
    """Take the newest entries and the erasure out of a database, as if it stood at an earlier moment."""
    with before.database.reading() as session:
        row = session.get_one(DataKey, owner)
        wrapped, name = row.wrapped, row.master_name
    with there.database.work() as session:
        if there.database.engine.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        else:
            session.execute(text("DROP TRIGGER audit_entry_no_delete"))
        session.execute(text("DELETE FROM audit_entry WHERE action = 'do something'"))
        session.execute(update(DataKey).where(DataKey.owner_id == owner).values(wrapped=wrapped, master_name=name))
    there.database.engine.dispose()
    assert wrapped is not None
    return wrapped


def test_tampering_after_a_restore_is_still_found(at_home: Installation, elsewhere: Elsewhere, now: datetime) -> None:
    restore(elsewhere.settings, make_backup(at_home.settings, now).path, now)
    _more(elsewhere, 3, now + timedelta(hours=1))
    there = elsewhere.opened()
    try:
        with there.database.work() as session:
            if there.database.engine.dialect.name == "postgresql":
                session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
            else:
                session.execute(text("DROP TRIGGER audit_entry_no_delete"))
            session.execute(text("DELETE FROM audit_entry WHERE action = 'do something'"))
        assert _faults(there) != []
    finally:
        there.database.engine.dispose()


def test_a_trail_that_was_altered_before_the_backup_is_not_put_back(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    with at_home.database.work() as session:
        if at_home.database.engine.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        else:
            session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("UPDATE audit_entry SET action = 'nothing' WHERE number = 2"))
    made = make_backup(at_home.settings, now)
    with pytest.raises(CommsError, match="trail that came back is not whole"):
        restore(elsewhere.settings, made.path, now)
    _nothing_there(elsewhere)


def _nothing_there(elsewhere: Elsewhere) -> None:
    """Neither a database nor half of one, under this name or another."""
    if elsewhere.settings.database.startswith("sqlite"):
        assert {one.name for one in elsewhere.settings.home.iterdir()} <= {"keys", "backup.lock"}
        return
    name = make_url(elsewhere.settings.database_url).database
    with psycopg.connect(str(postgres_address())) as server:
        assert server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name}%"]).fetchall() == []


@pytest.mark.parametrize("spoil", ["cut", "altered"])
def test_a_spoilt_backup_touches_nothing(
    at_home: Installation, elsewhere: Elsewhere, now: datetime, spoil: str
) -> None:
    path = make_backup(at_home.settings, now).path
    raw = path.read_bytes()
    path.write_bytes(raw[:-20] if spoil == "cut" else raw[:-200] + bytes([raw[-200] ^ 1]) + raw[-199:])
    with pytest.raises(SpoiltBackup):
        restore(elsewhere.settings, path, now)
    _nothing_there(elsewhere)


def test_a_database_that_holds_something_is_replaced_only_when_asked_and_kept(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    made = make_backup(at_home.settings, now)
    restore(elsewhere.settings, made.path, now)
    there = elsewhere.opened()
    late = stored(there, b"late", now)
    there.database.engine.dispose()
    with pytest.raises(Refused, match="--replace"):
        restore(elsewhere.settings, made.path, now)
    assert content_of(there, late) == b"late"
    there.database.engine.dispose()
    done = restore(elsewhere.settings, made.path, now, replace_it=True)
    assert _every_locked_value(there) == 10
    there.database.engine.dispose()
    kept_there = (
        f"sqlite:///{done.aside}"
        if elsewhere.settings.database.startswith("sqlite")
        else make_url(elsewhere.settings.database_url).set(database=done.aside).render_as_string(hide_password=False)
    )
    aside = open_installation(replace(elsewhere.settings, database_url=kept_there))
    assert content_of(aside, late) == b"late"
    aside.database.engine.dispose()


def test_a_restore_that_fails_on_the_way_leaves_the_database_in_use_as_it_was(
    at_home: Installation, elsewhere: Elsewhere, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_backup(at_home.settings, now)
    restore(elsewhere.settings, made.path, now)
    there = elsewhere.opened()
    before = _rows(there)
    there.database.engine.dispose()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for step in ("restoring.upgrade", "going_back.open_every_key", "going_back._say_so", "restoring.put_tombstones"):
        with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
            patch.setattr(f"comms.foundation.backup.{step}", full)
            restore(elsewhere.settings, made.path, now, replace_it=True)
        assert _rows(there) == before, step
        assert _faults(there) == [], step
        there.database.engine.dispose()
    assert not list(elsewhere.settings.home.glob(".comms-copying*"))


def test_a_backup_of_an_earlier_schema_is_brought_up_when_it_is_restored(
    at_home: Installation, elsewhere: Elsewhere, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_backup(at_home.settings, now)
    scripts = tmp_path / "next" / "migrations"
    shutil.copytree(migrating.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "9999_next.py").write_text(NEXT.format(before=migrating.newest_schema()))
    monkeypatch.setattr(migrating, "SCRIPTS", scripts)
    restore(elsewhere.settings, made.path, now)
    there = elsewhere.opened()
    try:
        with there.database.engine.connect() as connection:
            assert migrating.schema_of(connection) == "9999"
            assert "office" in {column["name"] for column in inspect(connection).get_columns("agency")}
        assert _every_locked_value(there) == 10
    finally:
        there.database.engine.dispose()


def test_nothing_is_restored_over_a_service_that_runs(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    made = make_backup(at_home.settings, now)
    restore(elsewhere.settings, made.path, now)
    running = elsewhere.opened()
    with running.database.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(Refused, match="Stop comms"):
            restore(elsewhere.settings, made.path, now, replace_it=True)
    running.database.engine.dispose()
    restore(elsewhere.settings, made.path, now, replace_it=True)


def test_a_backup_under_an_older_master_key_needs_that_key(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    made, old = make_backup(at_home.settings, now), load_master_key(at_home.settings)
    new = rotate(at_home.settings, at_home.database, now).master
    retire(at_home.settings, at_home.database, now)
    write_key_file(key_file(elsewhere.settings), (new,))
    with pytest.raises(CommsError, match=old.name):
        look_at(elsewhere.settings, made.path)
    with pytest.raises(CommsError, match=old.name):
        restore(elsewhere.settings, made.path, now)
    _nothing_there(elsewhere)
    write_key_file(key_file(elsewhere.settings), (new, old))
    restore(elsewhere.settings, made.path, now)
    there = elsewhere.opened()
    stored(there, b"after", now)
    assert rotate(elsewhere.settings, there.database, now).master == new, "it goes on where the backup was behind"
    retire(elsewhere.settings, there.database, now)
    there.database.engine.dispose()
    again = elsewhere.opened()
    assert _every_locked_value(again) == 12
    again.database.engine.dispose()


def test_a_backup_opens_with_its_own_key_alone(at_home: Installation, now: datetime) -> None:
    made = make_backup(at_home.settings, now)
    old = load_backup_keys(at_home.settings)[0]
    new = drawn_key("backup", now)
    write_key_file(backup_key_file(at_home.settings), (new,))
    with pytest.raises(CommsError, match=old.name):
        look_at(at_home.settings, made.path)
    write_key_file(backup_key_file(at_home.settings), (new, old))
    assert look_at(at_home.settings, made.path) == made.manifest
    backup_key_file(at_home.settings).unlink()
    with pytest.raises(Misconfigured, match="no backup key"):
        look_at(at_home.settings, made.path)


def test_a_backup_of_the_other_engine_or_of_a_newer_version_is_refused(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    made = make_backup(at_home.settings, now)
    other = "postgresql://nobody@127.0.0.1/none" if made.manifest.engine == "sqlite" else f"sqlite:///{uuid4().hex}"
    with pytest.raises(Refused, match=f"a backup of {made.manifest.engine}"):
        look_at(replace(elsewhere.settings, database_url=other), made.path)
    with at_home.database.work() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9998'"))
    newer = make_backup(at_home.settings, now + timedelta(seconds=1))
    with pytest.raises(CommsError, match="newer version of comms"):
        restore(elsewhere.settings, newer.path, now)


def test_nothing_is_overwritten_and_a_backup_that_fails_leaves_no_file(
    at_home: Installation, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mine.backup"
    make_backup(at_home.settings, now, target)
    whole = target.read_bytes()
    with pytest.raises(Refused, match="never overwritten"):
        make_backup(at_home.settings, now, target)
    assert target.read_bytes() == whole
    first, second = (make_backup(at_home.settings, now).path for _ in range(2))
    assert first != second

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_making.LockedWriter, "end", full)
    with pytest.raises(OSError, match="No space"):
        make_backup(at_home.settings, now, tmp_path / "other.backup")
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["mine.backup"]


def test_the_newest_are_kept_and_what_is_not_ours_stays(at_home: Installation, now: datetime, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    made = [make_backup(at_home.settings, now + timedelta(days=day), folder).path for day in range(4)]
    before = make_backup(at_home.settings, now, folder, begins="before-migration").path
    (folder / "comms-20200101T000000Z.backup").write_bytes(b"comms backup 1\n" + b"0" * 100)
    (folder / "letters.zip").write_bytes(b"x")
    assert keep_newest(folder, 2, at_home.settings) == made[:2]
    again = make_backup(at_home.settings, now + timedelta(days=3), folder).path
    assert again.name == made[3].name.replace(".backup", "-2.backup")
    assert keep_newest(folder, 2, at_home.settings) == made[2:3], "of one second, the second is the newer"
    again.unlink()
    made[2].touch()
    left = {one.name for one in folder.iterdir()}
    assert left == {made[2].name, made[3].name, before.name, "comms-20200101T000000Z.backup", "letters.zip"}


def test_a_tombstone_that_cannot_be_read_stops_a_restore_and_half_a_line_does_not(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    made = make_backup(at_home.settings, now)
    path, owner = elsewhere.settings.home / "erased-keys", uuid4()
    path.write_text(f"{now.isoformat()} {owner}\n{now.isoformat()} 0192")
    assert tombstones_of(elsewhere.settings.home) == {owner}
    restore(elsewhere.settings, made.path, now)
    path.write_text(f"somebody\n{now.isoformat()} {owner}\n")
    with pytest.raises(CommsError, match="Line 1 of .*names nobody"):
        restore(elsewhere.settings, made.path, now, replace_it=True)


def test_a_damaged_database_is_not_backed_up_and_can_be_replaced(
    at_home: Installation, elsewhere: Elsewhere, now: datetime
) -> None:
    if not at_home.settings.database.startswith("sqlite"):
        pytest.skip("A PostgreSQL server looks after its own files.")
    made = make_backup(at_home.settings, now)
    restore(elsewhere.settings, made.path, now)
    path = elsewhere.settings.home / "comms.sqlite"
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 200_000)
    with pytest.raises(CommsError, match="damaged"):
        make_backup(elsewhere.settings, now + timedelta(days=1))
    assert not list((elsewhere.settings.home / "backups").iterdir())
    with pytest.raises(Refused, match="--replace"):
        restore(elsewhere.settings, made.path, now)
    done = restore(elsewhere.settings, made.path, now, replace_it=True)
    assert Path(done.aside).exists()
    there = elsewhere.opened()
    assert _every_locked_value(there) == 10
    there.database.engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
