"""The disk full in the middle: how each database, and the system, says so."""

from __future__ import annotations

import errno

from sqlalchemy.exc import DBAPIError

from comms.foundation.errors import CommsError

# SQLSTATE of PostgreSQL, class 53 (insufficient resources).
POSTGRES_DISK_FULL = "53100"


class DiskFull(CommsError):
    """There is no room left. What was committed stands; what was being written is not there at all."""

    def __init__(self) -> None:
        """Say what holds and what to do."""
        super().__init__(
            "The disk of this service is full. Nothing is lost: what was saved before stands, and this was not saved.",
            "Make room on that disk, then do it once more. Letters that wait are made by themselves; "
            "`comms letters files` writes the files of the last run again.",
        )


def disk_is_full(fault: BaseException | None) -> bool:
    """Whether this failure, or what caused it, is that no room is left."""
    while fault is not None:
        if isinstance(fault, OSError) and fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            return True
        if isinstance(fault, DBAPIError):
            state = getattr(fault.orig, "sqlstate", None)
            if state == POSTGRES_DISK_FULL or "database or disk is full" in str(fault.orig):
                return True
        fault = fault.__cause__
    return False
