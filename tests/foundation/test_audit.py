"""The audit: whole when left alone; every kind of tampering is found, and it is said where and which; a failed unit of
work leaves no trace."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from audit_tampering import ACTOR, chained_anew, copied, numbered_anew, swapped, tamper, write_entries
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from comms.foundation.audit import Head, Tampering, examine, note, verify, walk
from comms.foundation.locks import keyring_of
from comms.foundation.work import Database

T = Tampering


@pytest.fixture
def anchors(database: Database) -> Path:
    """Where the heads of this test's trail are written down."""
    return database.anchors.files[0]


def _anchored(database: Database, now: datetime) -> None:
    with database.reading() as session:
        database.anchors.write_head(session, now)


def _found(database: Database, anchors: Path) -> list[tuple[int, Tampering]]:
    with database.reading() as session:
        return [(fault.number, fault.kind) for fault in verify(session, anchors)]


def test_an_untouched_trail_is_whole(database: Database, now: datetime, anchors: Path) -> None:
    write_entries(database, now)
    with database.reading() as session:
        assert database.anchors.write_head(session, now) == 5
        report = examine(session, [anchors])
    assert (report.faults, report.seen, report.last, report.at) == ([], 5, 5, now)


def test_where_nothing_was_ever_done_there_is_nothing_to_find(database: Database, anchors: Path) -> None:
    assert _found(database, anchors) == []


TAMPERING: dict[str, tuple[list[str], list[tuple[int, Tampering]]]] = {
    "changed": (["UPDATE audit_entry SET action = 'nothing' WHERE number = 3"], [(3, T.CHANGED)]),
    "changed, the last one": (["UPDATE audit_entry SET role = 'nobody' WHERE number = 5"], [(5, T.CHANGED)]),
    "changed in two places": (
        ["UPDATE audit_entry SET detail = '{}' WHERE number IN (2, 4)"],
        [(2, T.CHANGED), (4, T.CHANGED)],
    ),
    "another link": (
        ["UPDATE audit_entry SET link = (SELECT link FROM audit_entry WHERE number = 1) WHERE number = 2"],
        [(2, T.CHANGED)],
    ),
    "deleted": (["DELETE FROM audit_entry WHERE number = 2"], [(2, T.DELETED)]),
    "deleted, the first one": (["DELETE FROM audit_entry WHERE number = 1"], [(1, T.DELETED)]),
    "deleted, two in a row": (["DELETE FROM audit_entry WHERE number IN (2, 3)"], [(2, T.DELETED)]),
    "deleted in two places": (
        ["DELETE FROM audit_entry WHERE number IN (2, 4)"],
        [(2, T.DELETED), (4, T.DELETED)],
    ),
    "deleted, and the rest numbered anew": (
        ["DELETE FROM audit_entry WHERE number = 2", *numbered_anew(3, 5, -1)],
        [(2, T.DELETED)],
    ),
    "deleted in two places, and the rest numbered anew": (
        ["DELETE FROM audit_entry WHERE number IN (2, 5)", *numbered_anew(3, 4, -1), *numbered_anew(6, 8, -2)],
        [(2, T.DELETED), (4, T.DELETED)],
    ),
    "re-ordered, neighbours": (swapped(3, 4), [(3, T.MOVED), (4, T.MOVED)]),
    "re-ordered, far apart": (swapped(1, 5), [(1, T.MOVED), (5, T.MOVED)]),
    "re-ordered, three of them": (
        [*swapped(2, 3), *swapped(3, 4)],
        [(2, T.MOVED), (3, T.MOVED), (4, T.MOVED)],
    ),
    "moved behind the end": (["UPDATE audit_entry SET number = 103 WHERE number = 3"], [(3, T.MOVED)]),
    "cut off": (["DELETE FROM audit_entry WHERE number > 3"], [(4, T.CUT_OFF)]),
    "emptied": (["DELETE FROM audit_entry"], [(1, T.CUT_OFF)]),
    "emptied, and its key": (
        ["DELETE FROM audit_entry", "DELETE FROM data_key"],
        [(0, T.CUT_OFF)],
    ),
    "the key taken away": (["DELETE FROM data_key"], [(1, T.KEY)]),
    "put in at the end": ([copied(5, 6)], [(6, T.CHANGED)]),
    "put in between": ([*numbered_anew(3, 5, +1), copied(2, 3)], [(3, T.ADDED)]),
    "put in before the first": ([copied(1, 0)], [(0, T.ADDED)]),
    "changed and cut off": (
        ["UPDATE audit_entry SET action = 'nothing' WHERE number = 2", "DELETE FROM audit_entry WHERE number = 5"],
        [(2, T.CHANGED), (5, T.CUT_OFF)],
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found_with_its_place_and_its_kind(
    database: Database, now: datetime, anchors: Path, name: str
) -> None:
    statements, found = TAMPERING[name]
    write_entries(database, now, 8 if "two places, and" in name else 5)
    _anchored(database, now)
    tamper(database, *statements)
    assert _found(database, anchors) == found


def test_tampering_is_found_as_well_where_the_trail_is_read_in_parts(
    database: Database, now: datetime, anchors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "AT_ONCE", 2)
    write_entries(database, now)
    _anchored(database, now)
    assert _found(database, anchors) == []
    tamper(database, *swapped(2, 3))
    assert _found(database, anchors) == [(2, T.MOVED), (3, T.MOVED)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "'2026-11-23 09:00:00'"), ("actor_kind", "'system'"), ("staff_id", "NULL"), ("agency_id", "subject_id"),
        ("role", "'head teacher'"), ("action", "'view person'"), ("subject_kind", "'letter'"),
        ("subject_id", "agency_id"), ("detail", "'{}'"),
    ],
)  # fmt: skip
def test_no_part_of_an_entry_can_be_changed_unseen(
    database: Database, now: datetime, anchors: Path, column: str, value: str
) -> None:
    write_entries(database, now, 3)
    tamper(database, f"UPDATE audit_entry SET {column} = {value} WHERE number = 2")
    assert _found(database, anchors) == [(2, T.CHANGED)]


def test_an_entry_that_cannot_even_be_read_is_named_and_the_others_are_checked(
    database: Database, now: datetime, anchors: Path
) -> None:
    if database.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL keeps nothing in a column that does not belong there.")
    write_entries(database, now)
    tamper(database, "UPDATE audit_entry SET staff_id = 'nobody', at = 'never' WHERE number = 2",
           "UPDATE audit_entry SET action = 'nothing' WHERE number = 4")  # fmt: skip
    assert _found(database, anchors) == [(2, T.CHANGED), (4, T.CHANGED)]


def test_a_chain_made_anew_without_the_key_is_found(database: Database, now: datetime, anchors: Path) -> None:
    write_entries(database, now, 8)
    chained_anew(database, 3, b"a key of one's own", action="nothing")
    assert (3, T.WRITTEN_ANEW) in _found(database, anchors)


def test_a_chain_made_anew_with_the_stolen_key_is_found_by_its_anchors(
    database: Database, now: datetime, anchors: Path
) -> None:
    write_entries(database, now)
    _anchored(database, now)
    with database.reading() as session:
        key = keyring_of(session).audit_key(session)
    chained_anew(database, 3, key, action="nothing")
    assert _found(database, anchors) == [(5, T.WRITTEN_ANEW)]


def test_what_was_noted_on_paper_finds_what_no_file_can(database: Database, now: datetime, anchors: Path) -> None:
    write_entries(database, now)
    with database.reading() as session:
        link = walk.link_of(session, 4)
        assert link is not None
        assert examine(session, [anchors], paper=Head(4, link[:6], now)).faults == []
        [fault] = examine(session, [anchors], paper=Head(4, b"\0" * 6, now)).faults
        assert (fault.number, fault.kind) == (4, T.WRITTEN_ANEW)
        [fault] = examine(session, [anchors], paper=Head(9, link, now)).faults
        assert (fault.number, fault.kind) == (6, T.CUT_OFF)
        assert "was written down" in fault.what


def test_a_part_of_the_trail_can_be_checked_alone(database: Database, now: datetime, anchors: Path) -> None:
    write_entries(database, now)
    _anchored(database, now)
    tamper(database, "UPDATE audit_entry SET action = 'nothing' WHERE number = 2")
    with database.reading() as session:
        report = examine(session, [anchors], start=3)
        assert (report.faults, report.seen) == ([], 3)
        assert [one.number for one in examine(session, [anchors], start=2).faults] == [2]
    tamper_again = "DELETE FROM audit_entry WHERE number = 2"
    with database.work() as session:
        if database.engine.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        session.execute(text(tamper_again))
        if database.engine.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER USER"))
    with database.reading() as session:
        assert [(one.number, one.kind) for one in examine(session, [anchors], start=3).faults] == [(2, T.DELETED)]


def test_whoever_waits_is_told_how_far_it_is(
    database: Database, now: datetime, anchors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("comms.foundation.audit.verify"), "TOLD_EVERY", 2)
    write_entries(database, now)
    told: list[tuple[int, int]] = []
    with database.reading() as session:
        examine(session, [anchors], tell=lambda number, of: told.append((number, of)))
    assert told == [(2, 5), (4, 5)]


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
    write_entries(database, now)
    with pytest.raises(DBAPIError, match="only ever added"), database.work() as session:
        session.execute(text(verb.format(table)))


def test_no_entry_can_be_put_in_the_place_of_another(database: Database, now: datetime, anchors: Path) -> None:
    write_entries(database, now, 3)
    statement = copied(1, 2)
    if database.engine.dialect.name == "sqlite":
        statement = statement.replace("INSERT", "INSERT OR REPLACE")
    else:
        statement += " ON CONFLICT (number) DO UPDATE SET action = EXCLUDED.action"
    with pytest.raises(DBAPIError, match="only ever added"), database.work() as session:
        session.execute(text(statement))
    assert _found(database, anchors) == []


def test_what_is_rolled_back_leaves_no_entry(database: Database, now: datetime, anchors: Path) -> None:
    with pytest.raises(RuntimeError), database.work() as session:
        note(session, ACTOR, "lost", ("person", None), now)
        raise RuntimeError
    write_entries(database, now, 1)
    with database.reading() as session:
        assert session.execute(text("SELECT action FROM audit_entry")).scalars().all() == ["action 0"]


def test_entries_written_at_once_make_one_chain_and_one_book_of_anchors(
    database: Database, now: datetime, anchors: Path
) -> None:
    with ThreadPoolExecutor(8) as pool:
        apart = timedelta(minutes=2)
        for done in [pool.submit(write_entries, database, now, 5, apart) for _ in range(8)]:
            done.result()
    _anchored(database, now)
    with database.reading() as session:
        report = examine(session, [anchors])
    assert (report.faults, report.seen) == ([], 40)
    assert len(anchors.read_text().splitlines()) > 1
