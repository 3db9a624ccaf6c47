"""The database: records, aware times and the engine, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from comms.foundation.db.engine import IMPATIENT, READ_ONLY, make_engine
from comms.foundation.db.full import DiskFull, disk_is_full
from comms.foundation.db.record import Json, Record, check_lengths, new_id
from comms.foundation.db.types import UtcDateTime

__all__ = [
    "IMPATIENT",
    "READ_ONLY",
    "DiskFull",
    "Json",
    "Record",
    "UtcDateTime",
    "check_lengths",
    "disk_is_full",
    "make_engine",
    "new_id",
]
