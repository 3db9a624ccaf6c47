"""What every record in the database has in common."""

from __future__ import annotations

import os
import time
from datetime import datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, MetaData, String, Uuid
from sqlalchemy.orm import DeclarativeBase

from comms.foundation.db.types import UtcDateTime
from comms.foundation.errors import BadInput

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Json = dict[str, Any]


def new_id() -> UUID:
    """A fresh identifier that sorts by the time it was made (RFC 9562, version 7) and says nothing else.

    Twelve of its bits divide the millisecond (method 3), so that of two rows recorded at the same moment the one that
    was made later also sorts later: the newest answer counts.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    noise = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=(milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | noise)


class Record(DeclarativeBase):
    """A row that means something. Its id is known from the moment it is made, so that locked values can be bound
    to it before it is stored."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        Json: JSON(),
        list[str]: JSON(),
        list[Json]: JSON(),
    }

    def __init__(self, **values: Any) -> None:
        column = self.__mapper__.columns.get("id")
        if column is not None and isinstance(column.type, Uuid):
            values = {"id": new_id()} | values
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name}.")
            setattr(self, name, value)


def check_lengths(record: Record) -> None:
    """Raises ``BadInput`` for a text that is longer than its column.

    PostgreSQL would refuse it in words nobody can act on, and SQLite would keep it until somebody moves to PostgreSQL.
    """
    for name, most in _lengths(type(record)):
        text = record.__dict__.get(name)
        if isinstance(text, str) and len(text) > most:
            about = f"The {name.replace('_', ' ')} has {len(text)} characters."
            raise BadInput(about, f"Shorten it to {most} or fewer.")


@cache
def _lengths(kind: type[Record]) -> tuple[tuple[str, int], ...]:
    columns = [(name, column.type) for name, column in kind.__mapper__.columns.items()]
    return tuple((name, text.length) for name, text in columns if isinstance(text, String) and text.length)
