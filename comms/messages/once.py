"""Adding a row that may be there already, because the carrier repeats itself or two of us write at the same moment."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from comms.foundation.db import Record, check_lengths
from comms.foundation.locks import close_waiting_values


def add_once(session: Session, record: Record) -> bool:
    """Add a record unless the database has one that counts as the same. Whether it was added.

    It goes straight to the database: a record added to the session would fail the whole unit of work where another
    was a moment sooner. The one given is not the one that is stored; find it again.
    """
    check_lengths(record)
    close_waiting_values(session, record)
    table = cast("Table", record.__table__)
    names = {one.key: one.columns[0].name for one in inspect(type(record)).column_attrs}
    values = {names[name]: value for name, value in record.__dict__.items() if name in names}
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    added = insert(table).values(values).on_conflict_do_nothing().returning(*table.primary_key.columns)
    return session.execute(added).first() is not None
