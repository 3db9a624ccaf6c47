"""What is locked stands nowhere in the bytes of the database, in whichever column; nor does what was erased."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from databases import PostgresCopies, SqliteCopies
from kept_installations import kept
from sqlalchemy import JSON, Column, LargeBinary, String, event, inspect
from sqlalchemy import types as column_types
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.foundation.backup.postgres_copy import open_address, secret_of, tool
from comms.foundation.db import Record, new_id
from comms.foundation.db.types import UtcDateTime
from comms.foundation.locks import DataKey, Locked, keyring_of
from comms.foundation.migrations import every_record  # noqa: F401
from comms.foundation.opening import Installation
from comms.foundation.stored_file import StoredFile

CANARY = "Kanarienvogel"
OPEN = "Open words that can be found"
LOCKED = sorted(
    (
        (mapper.class_, [name for name, value in vars(mapper.class_).items() if isinstance(value, Locked)])
        for mapper in Record.registry.mappers
    ),
    key=lambda one: one[0].__tablename__,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def at_home(
    request: pytest.FixtureRequest, copies: dict[str, SqliteCopies | PostgresCopies], tmp_path: Path, now: datetime
) -> Iterator[Installation]:
    """An installation with its keys in its home, whose database takes rows that point nowhere."""
    if request.param not in copies:
        pytest.skip("PostgreSQL did not answer; set COMMS_TEST_POSTGRES_URL to run on it too.")
    with kept(copies[request.param], tmp_path / "home", now) as installation:
        installation.database.engine.dispose()
        event.listen(installation.database.engine, "connect", _let_everything_in)
        yield installation


def _let_everything_in(connection: Any, _: Any) -> None:
    for pragma in ("foreign_keys=OFF", "wal_autocheckpoint=0"):
        if not hasattr(connection, "pgconn"):
            connection.execute(f"PRAGMA {pragma}")
    if hasattr(connection, "pgconn"):
        connection.execute("SET session_replication_role = replica")
        connection.commit()


def _filler(column: Column[Any]) -> object:
    """Something that fits the column and means nothing."""
    kinds: list[tuple[type[Any], object]] = [
        (column_types.Uuid, new_id()),
        # What ends does so after it begins; the database looks after that.
        (UtcDateTime, datetime(2026, 11, 23, 9 if column.name.startswith("end") else 8, 40, tzinfo=UTC)),
        (column_types.Boolean, False),
        (column_types.Integer, 1),
        (column_types.Float, 1.0),
        (column_types.Numeric, 1),
        (JSON, []),
        (LargeBinary, b"\x00"),
        (column_types.Date, date(2026, 11, 23)),
        (column_types.Time, time(8, 40)),
        (String, uuid4().hex[: getattr(column.type, "length", None) or 10]),
    ]
    return next(value for kind, value in kinds if isinstance(column.type, kind))


def _canary(record: type[Any], name: str, number: int) -> str:
    return f"{CANARY} {record.__tablename__} {name} {number}"


def _fill(session: Session, record: type[Any], names: list[str], number: int) -> Any:
    """A row whose every locked column holds a canary of its own."""
    made = record()
    for column in record.__table__.columns:
        key = inspect(record).get_property_by_column(column).key
        if getattr(made, key) is None and not column.name.endswith("_locked") and not _filled_by_itself(column):
            setattr(made, key, _filler(column))
    for name in names:
        said = _canary(record, name, number)
        for value in (said, {"said": said}, said.encode()):
            # Text, JSON or bytes: each kind of lock takes its own.
            try:
                vars(record)[name].close(value)
            except (TypeError, AttributeError):
                continue
            setattr(made, name, value)
    session.add(made)
    session.flush()
    return made


def _filled_by_itself(column: Column[Any]) -> bool:
    return bool(column.primary_key and column.autoincrement is True)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        value = value["said"]
    return value.decode() if isinstance(value, bytes) else str(value)


def _raw(installation: Installation) -> bytes:
    """Every byte that the database has on the disk, or gives out as a dump."""
    address = installation.settings.database
    if address.startswith("sqlite"):
        path = Path(str(make_url(address).database))
        return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))
    words = [tool("pg_dump"), "--format=plain", open_address(address)]
    return subprocess.run(words, env=secret_of(address), capture_output=True, check=True).stdout


def _forms(said: str) -> list[bytes]:
    """How a text could stand in bytes: as it is, in the figures of a dump, in base64 at each of its three places."""
    plain = said.encode()
    based = [base64.b64encode(b"\x00" * shift + plain)[4 * bool(shift) : -4] for shift in range(3)]
    return [plain, plain.hex().encode(), said.encode("utf-16-le"), *based]


@contextmanager
def _filled(installation: Installation) -> Iterator[list[tuple[type[Any], Any, list[str]]]]:
    made = []
    with installation.database.work() as session:
        for record, names in LOCKED:
            if names:
                made.append((record, inspect(_fill(session, record, names, 1)).identity, names))
    yield made


def test_no_locked_value_stands_open_in_the_databases_bytes(at_home: Installation, now: datetime) -> None:
    assert sum(len(names) for _, names in LOCKED) >= 78
    with _filled(at_home) as made:
        raw = _raw(at_home)
    assert len(made) >= 36
    for form in _forms(CANARY):
        assert form not in raw
    with at_home.database.reading() as session:
        for record, identity, names in made:
            row = session.get_one(record, identity)
            assert [_plain(getattr(row, name)) for name in names] == [_canary(record, name, 1) for name in names]


def test_what_stands_open_would_be_found(at_home: Installation, now: datetime) -> None:
    with at_home.database.work() as session:
        session.add(Agency(name=OPEN, kind="school", made_at=now))
    assert OPEN.encode() in _raw(at_home)


def test_neither_the_value_before_nor_the_key_of_what_was_erased_stays_in_the_bytes(
    at_home: Installation, now: datetime
) -> None:
    with at_home.database.work() as session:
        made = _fill(session, StoredFile, ["name", "content"], 1)
        owner = made.id
    with at_home.database.reading() as session:
        wrapped = session.get_one(DataKey, owner).wrapped
        before = session.get_one(StoredFile, owner).content_locked
    assert wrapped
    assert _stands(wrapped, _raw(at_home))
    with at_home.database.work() as session:
        session.get_one(StoredFile, owner).content = b"another content"
    with at_home.database.work() as session:
        keyring_of(session).erase(session, owner)
    if at_home.database.engine.dialect.name == "sqlite":
        # Nobody reads: the log of what was written last is played into the file, and the file overwrites.
        at_home.database.engine.dispose()
    raw = _raw(at_home)
    assert not _stands(wrapped, raw)
    assert not _stands(before, raw)


def _stands(some: bytes, raw: bytes) -> bool:
    return some in raw or some.hex().encode() in raw
