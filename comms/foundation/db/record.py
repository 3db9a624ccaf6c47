"""What every record in the database has in common."""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase

from comms.foundation.db.types import UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Json = dict[str, Any]


def new_id() -> UUID:
    """A fresh identifier that sorts by the time it was made (RFC 9562, version 7) and says nothing else."""
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (noise >> 68 & 0xFFF) << 64 | 0b10 << 62
    return UUID(int=value | (noise & ((1 << 62) - 1)))


class Record(DeclarativeBase):
    """A row that means something. Its id is known from the moment it is made, so that locked values can be bound
    to it before it is stored."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime(), Json: JSON(), list[str]: JSON(), list[Json]: JSON()}

    def __init__(self, **values: Any) -> None:
        column = self.__mapper__.columns.get("id")
        if column is not None and isinstance(column.type, Uuid):
            values = {"id": new_id()} | values
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name}.")
            setattr(self, name, value)
