"""Rotating the master key while everything goes on: the data keys are wrapped anew, some at a time.

First the audit's own key is wrapped by the new master key, under a lock that whoever makes a data key shares. From that
moment the database says that new data keys are made under the new one, so what is left under the old only grows less.
Stopped anywhere, it is continued by doing it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from comms.foundation.errors import CommsError
from comms.foundation.locks.keyring import AUDIT_OWNER, KEYS_LOCK, DataKey, Keyring, wrap
from comms.foundation.locks.master import MasterKey

BATCH = 200
# Whoever makes a data key waits so long at most for the moment of change, and then it is tried again later.
PATIENCE = 1000  # milliseconds
LOCK_NOT_AVAILABLE = "55P03"  # SQLSTATE of PostgreSQL


@dataclass(frozen=True, slots=True)
class Wrapped:
    """How many data keys stand under each master key, by its name; how many owners were erased; and which master key
    new ones are made under (None in a database that has none yet)."""

    under: Mapping[str, int]
    erased: int
    in_use: str | None

    def left(self, master: MasterKey) -> int:
        """How many stand under another master key than this."""
        return sum(count for name, count in self.under.items() if name != master.name)


def what_is_wrapped(session: Session) -> Wrapped:
    """How the data keys stand now."""
    there = DataKey.wrapped.is_not(None)
    count = select(DataKey.master_name, func.count().label("number")).where(there).group_by(DataKey.master_name)
    under = {row.master_name: row.number for row in session.connection().execute(count)}
    erased = select(func.count()).select_from(DataKey).where(DataKey.wrapped.is_(None))
    in_use = select(DataKey.master_name).where(DataKey.owner_id == AUDIT_OWNER)
    connection = session.connection()
    return Wrapped(under, connection.execute(erased).scalar_one(), connection.execute(in_use).scalar_one_or_none())


def change_over(session: Session, keyring: Keyring, master: MasterKey) -> bool:
    """Have new data keys made under ``master`` once this is committed; the audit's own key is the first that is.

    False when others who are making data keys did not end in time: then nothing was done, and it is to be tried again
    in a unit of work of its own. Raises ``CommsError`` when the key in use so far is not here.
    """
    if not _alone(session):
        return False
    session.info.pop("wrapping_key", None)
    plain = keyring.audit_key(session)
    new = {"wrapped": wrap(master, AUDIT_OWNER, plain), "master_name": master.name}
    session.connection().execute(update(DataKey).where(DataKey.owner_id == AUDIT_OWNER).values(new))
    session.info.pop("wrapping_key", None)
    return True


def _alone(session: Session) -> bool:
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        # SQLite began with BEGIN IMMEDIATE: nobody else writes.
        return True
    connection.execute(text(f"SET LOCAL lock_timeout = {PATIENCE}"))
    try:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": KEYS_LOCK})
    except OperationalError as fault:
        if getattr(fault.orig, "sqlstate", "") != LOCK_NOT_AVAILABLE:
            raise
        session.rollback()
        return False
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    return True


def wrap_some_anew(session: Session, keyring: Keyring, master: MasterKey, most: int = BATCH) -> int:
    """Wrap up to ``most`` data keys that stand under another master key; how many there were.

    One that somebody has in hand just now is passed over: it is there the next time. Raises ``CommsError`` when the
    master key of one is not here.
    """
    others = (
        select(DataKey.owner_id, DataKey.wrapped, DataKey.master_name)
        .where(DataKey.wrapped.is_not(None), DataKey.master_name != master.name)
        .order_by(DataKey.owner_id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    found = session.connection().execute(others).all()
    for row in found:
        plain = keyring.unwrap(row.owner_id, row.wrapped, row.master_name)
        new = {"wrapped": wrap(master, row.owner_id, plain), "master_name": master.name}
        session.connection().execute(update(DataKey).where(DataKey.owner_id == row.owner_id).values(new))
    return len(found)


def let_go_of_old_wrappings(engine: Engine) -> None:
    """Give up the room that wrapped keys took which were changed or destroyed, so that it is overwritten.

    SQLite overwrites in the file at once; here the log beside it is played in and emptied. On PostgreSQL the room is
    given back for later rows; until one comes, and in its own log, the old bytes stay, locked under a master key.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM data_key")
        return
    # Not through a transaction of ours, which would hold up what is to be played in.
    lent = engine.raw_connection()
    try:
        lent.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        lent.close()


def open_every_key(session: Session, keyring: Keyring) -> int:
    """Open every data key there is, and say how many there are. Raises ``CommsError`` for the first that does not."""
    query = select(DataKey.owner_id, DataKey.wrapped, DataKey.master_name).where(DataKey.wrapped.is_not(None))
    number = 0
    for number, row in enumerate(session.connection().execute(query), start=1):  # noqa: B007 - counted
        try:
            keyring.unwrap(row.owner_id, row.wrapped, row.master_name)
        except CommsError as fault:
            raise CommsError(f"The key of {row.owner_id} does not open. {fault.message}", fault.remedy) from fault
    return number
