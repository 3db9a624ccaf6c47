"""A full disk is told from every other failure, on both databases and from the system."""

from __future__ import annotations

import errno
import sqlite3

import psycopg.errors
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from comms.foundation.db import disk_is_full


def _caused(by: Exception) -> Exception:
    try:
        raise RuntimeError("the work failed") from by
    except RuntimeError as fault:
        return fault


FULL = [
    OSError(errno.ENOSPC, "No space left on device", "letters.zip"),
    OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")),
    OperationalError("INSERT", {}, psycopg.errors.DiskFull("could not extend file")),
]
OTHER = [
    OSError(errno.EACCES, "Permission denied", "letters.zip"),
    OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked")),
    IntegrityError("INSERT", {}, psycopg.errors.UniqueViolation("duplicate key")),
    ValueError("full"),
]


@pytest.mark.parametrize("fault", FULL)
def test_a_full_disk_is_known_also_behind_another_failure(fault: Exception) -> None:
    assert disk_is_full(fault)
    assert disk_is_full(_caused(fault))


@pytest.mark.parametrize("fault", OTHER)
def test_nothing_else_is_taken_for_it(fault: Exception) -> None:
    assert not disk_is_full(fault)
    assert not disk_is_full(_caused(fault))
