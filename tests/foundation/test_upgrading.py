"""Each change of schema keeps what the version before it had stored, row by row, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic import command
from databases import PostgresCopies, SqliteCopies
from sqlalchemy import Column, Connection, MetaData, Table, insert, select, text, update
from sqlalchemy import types as column_types
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.foundation import migrating
from comms.foundation.db import make_engine
from comms.foundation.migrating import is_current, migrate
from comms.foundation.settings import Settings
from comms.letters.letter import Letter
from comms.translation.catalogues import Catalogue

ROWS = 3
# What stands elsewhere afterwards, each with a test of its own that it does.
MOVED = {"person": {"household_id"}, "staff": {"tf_primary_method", "tf_totp_secret"}}
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest, copies: dict[str, SqliteCopies | PostgresCopies]) -> str:
    """The database a test runs on."""
    if request.param not in copies:
        pytest.skip("PostgreSQL did not answer; set COMMS_TEST_POSTGRES_URL to run on it too.")
    return str(request.param)


@pytest.fixture(params=["0001", "0002", "0003", "0004", "0005", "0006"])
def version(request: pytest.FixtureRequest) -> str:
    """An earlier version of the schema; unless a test says otherwise, each there was."""
    return str(request.param)


@pytest.fixture
def earlier(
    engine_name: str, version: str, copies: dict[str, SqliteCopies | PostgresCopies], tmp_path: Path
) -> Iterator[Settings]:
    """An installation of an earlier version, with rows in every table."""
    if engine_name == "sqlite":
        settings = Settings(home=tmp_path)
        _fill_version(settings, version)
        yield settings
        return
    with copies["postgresql"].fresh() as address:
        settings = Settings(home=tmp_path, database_url=address)
        with _connected(settings) as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        _fill_version(settings, version)
        yield settings


@contextmanager
def _connected(settings: Settings) -> Iterator[Connection]:
    engine = make_engine(settings.database)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _fill_version(settings: Settings, version: str) -> None:
    with _connected(settings) as connection:
        command.upgrade(migrating._config(connection), version)
    with _connected(settings) as connection:
        made: dict[str, list[dict[str, Any]]] = {}
        for table in _tables(connection).sorted_tables:
            if table.name == "alembic_version":
                continue
            made[table.name] = [_row(table, number, made) for number in range(ROWS)]
            connection.execute(insert(table), made[table.name])


def _tables(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    return found


def _row(table: Table, number: int, made: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return {column.name: _value(column, number, made) for column in table.columns}


def _value(column: Column[Any], number: int, made: dict[str, list[dict[str, Any]]]) -> object:
    for key in column.foreign_keys:
        rows = made.get(key.column.table.name)
        return rows[number][key.column.name] if rows else None
    # SQLite keeps a UUID in a column of 32 characters.
    if column.primary_key and isinstance(column.type, (column_types.Uuid, column_types.CHAR)):
        return uuid4() if isinstance(column.type, column_types.Uuid) else uuid4().hex
    return next(make(number, column) for kind, make in VALUES if isinstance(column.type, kind))


# The first that fits counts; what is more special stands first.
VALUES: list[tuple[Any, Callable[[int, Column[Any]], object]]] = [
    (column_types.Uuid, lambda number, _: uuid4()),
    (column_types.JSON, lambda number, _: [f"line {number}"]),
    (column_types.Boolean, lambda number, _: number % 2 == 0),
    (column_types.Integer, lambda number, _: number + 1),
    # What ends, ends later than it begins: the database refuses a booking that does not.
    (column_types.DateTime, lambda number, column: AT + timedelta(hours=column.name == "ends_at")),
    (column_types.Date, lambda number, _: date(2026, 11, 20)),
    (column_types.Time, lambda number, _: time(8, 30)),
    (column_types.LargeBinary, lambda number, _: bytes([number, 255, 0])),
    (column_types.CHAR, lambda number, _: uuid4().hex),
    # The number stands at the end that is kept, so that short keys differ too.
    (column_types.String, lambda number, column: f"{column.name} {number}"[-(column.type.length or 40) :]),
]


def _contents(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for name, table in _tables(connection).tables.items():
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
        found[name] = sorted(rows, key=lambda row: repr(next(iter(row.values()))))
    return found


def test_every_row_of_an_earlier_version_is_there_after_the_upgrade(earlier: Settings, now: datetime) -> None:
    with _connected(earlier) as connection:
        before = _contents(connection)
    assert all(len(rows) >= ROWS for name, rows in before.items() if name != "alembic_version")
    assert len(before) > 20
    backup = migrate(earlier, now)
    assert backup is not None
    assert backup.path.stat().st_size > 0
    with _connected(earlier) as connection:
        assert is_current(connection)
        after = _contents(connection)
    for name, rows in before.items():
        if name != "alembic_version":
            columns = rows[0].keys() - MOVED.get(name, set())
            kept = [{column: row[column] for column in columns} for row in after[name]]
            assert kept == [{column: row[column] for column in columns} for row in rows], name


@pytest.mark.parametrize("version", ["0001"], indirect=True)
def test_what_is_new_has_the_value_that_means_nothing_was_said(earlier: Settings, now: datetime) -> None:
    migrate(earlier, now)
    engine = make_engine(earlier.database)
    with Session(engine) as session:
        for agency in session.scalars(select(Agency)):
            assert (agency.signed_by, agency.signature, agency.reply_address, agency.formats) == ("", None, [], {})
        for letter in session.scalars(select(Letter)):
            assert (letter.run_id, letter.template_version, letter.form, letter.check_by) == (None, 0, "", None)
    engine.dispose()


@pytest.mark.parametrize("version", ["0004"], indirect=True)
def test_an_old_approval_has_the_words_it_was_given_for_wherever_they_still_are(
    earlier: Settings, now: datetime
) -> None:
    packaged = next(one for one in Catalogue.of("lt").messages.values() if one.source_plural and not one.missing)
    with _connected(earlier) as connection:
        before = _contents(connection)
        approvals = _tables(connection).tables["translation_approval"]
        first, second, third = (row["id"] for row in before["translation_approval"])
        own = before["own_words"][0]
        by_us = own["source_hash"], own["translation_hash"]
        for which, pair in ((first, packaged.pair), (second, by_us), (third, ("nowhere", "any more"))):
            values = dict(zip(("source_hash", "translation_hash"), pair, strict=True))
            connection.execute(update(approvals).where(approvals.c.id == which).values(**values))
    migrate(earlier, now)
    with _connected(earlier) as connection:
        after = {row["id"]: row for row in _contents(connection)["translation_approval"]}
        agencies = {row["id"]: row["agency_id"] for row in _contents(connection)["staff"]}
    kept = [(row["source"], row["source_plural"], row["forms"]) for row in (after[first], after[second], after[third])]
    assert kept == [
        (packaged.source, packaged.source_plural, list(packaged.text)),
        (own["source"], own["source_plural"], own["forms"]),
        ("", None, []),
    ]
    for row in after.values():
        assert row["agency_id"] == agencies[row["approved_by"]]
        assert (row["basis"], row["certificate_id"], row["withdrawn_why"]) == ("read", None, "")


@pytest.mark.parametrize(
    "attempt",
    [
        "DELETE FROM audit_entry", "UPDATE language_need SET source = 'told'",
        "UPDATE translation_approval SET approver_name = 'Somebody'", "DELETE FROM translation_approval",
        "UPDATE safe_contact SET flagged = false", "DELETE FROM safe_contact",
    ],
)  # fmt: skip
def test_what_was_only_added_to_is_so_still(earlier: Settings, now: datetime, attempt: str) -> None:
    migrate(earlier, now)
    with pytest.raises(DBAPIError, match="only ever added"), _connected(earlier) as connection:
        connection.execute(text(attempt))


def test_the_rule_against_double_booking_comes_with_the_upgrade(earlier: Settings, now: datetime) -> None:
    migrate(earlier, now)
    refused = "INSERT INTO booking (starts_at, ends_at) VALUES ('2026-12-02 10:00:00', '2026-12-02 10:00:00')"
    with pytest.raises(DBAPIError, match="ends after it begins"), _connected(earlier) as connection:
        connection.execute(text(refused))


@pytest.mark.parametrize("version", ["0001", "0006"], indirect=True)
def test_each_agency_knows_homes_and_numbers_as_it_saw_them_before(earlier: Settings, now: datetime) -> None:
    with _connected(earlier) as connection:
        before = _contents(connection)
        tables = _tables(connection).tables
        school, people = before["agency"][0]["id"], before["person"]
        known_to = {row["person_id"]: {row["agency_id"]} for row in before["involvement"]}
        other = next(one["id"] for one in people if school not in known_to[one["id"]])
        more = before["involvement"][0] | {"agency_id": school, "person_id": other, "id": _another(school)}
        connection.execute(insert(tables["involvement"]), [more])
        known_to[other].add(school)
    migrate(earlier, now)
    with _connected(earlier) as connection:
        after = _contents(connection)
    home_of = {row["id"]: row["household_id"] for row in people}
    assert None not in home_of.values()
    assert len(after["involvement"]) == ROWS + 1
    for row in after["involvement"]:
        assert row["household_id"] == home_of[row["person_id"]]
        assert (row["how"], row["because_locked"]) == ("recorded", None)
    owner = {row["id"]: row["person_id"] for row in before["contact_point"]}
    known = {(row["contact_point_id"], row["agency_id"]) for row in after["contact_known"]}
    assert known == {(point, agency) for point, person in owner.items() for agency in known_to[person]}
    assert len(known) == len(after["contact_known"]) == ROWS + 1


@pytest.mark.parametrize("version", ["0001", "0006"], indirect=True)
def test_what_was_said_of_safe_contact_is_the_agencys_that_heard_it(earlier: Settings, now: datetime) -> None:
    with _connected(earlier) as connection:
        before = _contents(connection)
        answers = _tables(connection).tables["safe_contact"]
        by_staff, by_system, of_nobody = before["safe_contact"]
        # The system's has no name on it, and nobody works with the third person.
        unsigned = [
            by_staff | {"id": _another(by_staff["id"]), "person_id": one["person_id"], "recorded_by": None}
            for one in (by_system, of_nobody)
        ]
        connection.execute(insert(answers), unsigned)
        gone = _tables(connection).tables["involvement"]
        connection.execute(gone.delete().where(gone.c.person_id == of_nobody["person_id"]))
    migrate(earlier, now)
    with _connected(earlier) as connection:
        after = {row["id"]: row["agency_id"] for row in _contents(connection)["safe_contact"]}
    staffs = {row["id"]: row["agency_id"] for row in before["staff"]}
    working = {row["person_id"]: row["agency_id"] for row in before["involvement"]}
    assert after[by_staff["id"]] == staffs[by_staff["recorded_by"]]
    assert after[unsigned[0]["id"]] == working[by_system["person_id"]]
    assert after[unsigned[1]["id"]] in {row["id"] for row in before["agency"]}
    assert len(after) == ROWS + 2


def _another(id_: object) -> object:
    """A fresh id as this database keeps ids."""
    return uuid4() if isinstance(id_, UUID) else uuid4().hex
