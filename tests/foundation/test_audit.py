"""The audit: whole when left alone; every kind of tampering is found; a failed unit of work leaves no trace."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from comms.foundation.audit import Actor, note, verify, write_anchor
from comms.foundation.work import Database

ACTOR = Actor("system")


def _write(database: Database, now: datetime, count: int = 5) -> None:
    for number in range(count):
        with database.work() as session:
            note(session, ACTOR, f"action {number}", ("person", uuid4()), now, {"number": number})


def _without_guards(session: Session, statement: str) -> None:
    """Tamper as somebody with the database's own rights would: the triggers off first."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
    else:
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("DROP TRIGGER audit_entry_no_delete"))
    session.execute(text(statement))


def test_an_untouched_trail_is_whole(database: Database, now: datetime, tmp_path: Path) -> None:
    _write(database, now)
    with database.reading() as session:
        assert write_anchor(session, tmp_path / "anchors", now) == 5
        assert verify(session, tmp_path / "anchors") == []


@pytest.mark.parametrize(
    ("tampering", "found_at"),
    [
        ("UPDATE audit_entry SET action = 'nothing' WHERE number = 3", 3),
        ("DELETE FROM audit_entry WHERE number = 2", 2),
        ("UPDATE audit_entry SET number = CASE number WHEN 3 THEN 103 ELSE number END", 3),
        ("DELETE FROM audit_entry WHERE number > 3", 5),
    ],
    ids=["changed", "deleted", "moved", "cut off"],
)
def test_tampering_is_found_and_located(
    database: Database, now: datetime, tmp_path: Path, tampering: str, found_at: int
) -> None:
    _write(database, now)
    with database.reading() as session:
        write_anchor(session, tmp_path / "anchors", now)
    with database.work() as session:
        _without_guards(session, tampering)
    with database.reading() as session:
        assert found_at in [fault.number for fault in verify(session, tmp_path / "anchors")]


def test_a_forged_entry_at_the_end_is_found(database: Database, now: datetime, tmp_path: Path) -> None:
    _write(database, now, 2)
    with database.work() as session:
        session.execute(
            text(
                "INSERT INTO audit_entry SELECT 3, at, actor_kind, staff_id, agency_id, role, action, subject_kind, "
                "subject_id, detail, link FROM audit_entry WHERE number = 2"
            )
        )
    with database.reading() as session:
        assert [fault.number for fault in verify(session, tmp_path / "anchors")] == [3]


@pytest.mark.parametrize("table", ["audit_entry", "language_need", "child_status", "safe_contact", "mark_change"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET agency_id = NULL", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_itself_refuses_changes(database: Database, now: datetime, table: str, verb: str) -> None:
    sqlite = database.engine.dialect.name == "sqlite"
    if verb.startswith("TRUNCATE") and sqlite:
        triggers = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
        with database.reading() as session:
            assert session.execute(text(triggers), {"table": table}).scalar_one() == 2
        return
    if table != "audit_entry" and not verb.startswith("TRUNCATE"):
        triggers = "sqlite_master WHERE tbl_name" if sqlite else "pg_trigger WHERE tgrelid::regclass::text"
        with database.reading() as session:
            query = text(f"SELECT count(*) FROM {triggers} = :table")
            assert session.execute(query, {"table": table}).scalar_one() >= 2
        return
    _write(database, now)
    with pytest.raises(DBAPIError, match="only ever added"), database.work() as session:
        session.execute(text(verb.format(table)))


def test_what_is_rolled_back_leaves_no_entry(database: Database, now: datetime, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), database.work() as session:
        note(session, ACTOR, "lost", ("person", None), now)
        raise RuntimeError
    _write(database, now, 1)
    with database.reading() as session:
        assert session.execute(text("SELECT action FROM audit_entry")).scalars().all() == ["action 0"]


def test_entries_written_at_once_make_one_chain(database: Database, now: datetime, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(_write, database, now, 5) for _ in range(8)]:
            done.result()
    with database.reading() as session:
        assert verify(session, tmp_path / "anchors") == []
        assert session.execute(text("SELECT count(*) FROM audit_entry")).scalar_one() == 40
