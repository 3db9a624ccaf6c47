"""The promises of the engine, the same on both databases."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from factories import an_agency
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from comms.agencies.agency import Agency
from comms.foundation.db import Record, UtcDateTime, make_engine
from comms.foundation.migrations import every_record  # noqa: F401
from comms.foundation.work import Database


def test_a_moment_comes_back_aware_in_utc_whatever_zone_it_was_given_in(database: Database, now: datetime) -> None:
    summer = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    with database.work() as session:
        an_agency(session, summer)
    with database.reading() as session:
        stored = session.scalars(select(Agency.made_at)).one()
        assert stored == summer
        assert stored.tzinfo == UTC
        assert stored.day == 30


def test_moments_compare_in_the_database_as_they_do_here(database: Database) -> None:
    early = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    late = datetime(2026, 10, 25, 1, 15, tzinfo=timezone(timedelta(hours=0)))
    with database.work() as session:
        an_agency(session, late, "Later")
        an_agency(session, early, "Earlier")
    with database.reading() as session:
        assert session.scalars(select(Agency.name).order_by(Agency.made_at)).all() == ["Earlier", "Later"]
        assert session.scalars(select(Agency.name).where(Agency.made_at < late)).all() == ["Earlier"]


def test_a_naive_moment_never_reaches_the_database(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"), database.work() as session:
        an_agency(session, datetime(2026, 11, 23, 8, 40))  # noqa: DTZ001


def test_a_row_that_points_nowhere_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.work() as session:
        session.execute(
            text("INSERT INTO staff_role (staff_id, role_name) VALUES (:staff, 'nobody')"), {"staff": uuid4().hex}
        )


def test_every_moment_of_every_table_is_aware_and_in_utc(database: Database) -> None:
    for table in Record.metadata.tables.values():
        for column in table.columns:
            if "DATETIME" in str(column.type).upper() or "TIMESTAMP" in str(column.type).upper():
                assert isinstance(column.type, UtcDateTime), f"{table.name}.{column.name}"


def test_sqlite_keeps_what_it_was_told_after_a_power_cut(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'new folder' / 'comms.sqlite'}")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "secure_delete": 1}
    with engine.connect() as connection:
        for pragma, value in wanted.items():
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value, pragma
    engine.dispose()


def test_replacing_a_row_does_not_slip_past_the_guard_of_an_append_only_table(
    database: Database, now: datetime
) -> None:
    with database.work() as session:
        an_agency(session, now)
    replacing = (
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry"
        if database.engine.dialect.name == "sqlite"
        else "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (number) DO UPDATE SET action = 'nothing'"
    )
    with pytest.raises(DBAPIError, match="only ever added"), database.work() as session:
        session.execute(text(replacing))


def test_what_is_deleted_is_not_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "comms.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE words (said TEXT)")
        connection.exec_driver_sql("INSERT INTO words VALUES ('canary-of-the-deleted')")
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM words")
    engine.dispose()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    assert b"canary-of-the-deleted" not in path.read_bytes()


def test_the_tables_are_the_same_on_both_databases(database: Database) -> None:
    assert set(inspect(database.engine).get_table_names()) == {*Record.metadata.tables, "alembic_version"}
