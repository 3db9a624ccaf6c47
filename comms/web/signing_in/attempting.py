"""An attempt to sign in, counted before it is looked at, in units of work of its own."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import g

from comms.agencies.signing_in.attempts import Counted, count, note_failure, note_lock, uncount
from comms.agencies.staff import Staff
from comms.foundation.errors import TooOften
from comms.web.door import installation


def too_often(counted: Counted, what: str, staff_id: UUID | None) -> TooOften | None:
    """Count an attempt; None where it may be made, else why not. Whose account has to wait is noted."""
    try:
        with installation().database.work() as short:
            count(short, counted, g.now)
    except TooOften as fault:
        with installation().database.work() as short:
            # Names that nobody has are countless: of those that one network tries, one is noted.
            who = counted[0 if staff_id else -1][1]
            note_lock(short, _staff(short.get, staff_id), what, who, g.now)
        return fault
    return None


def give_back(counted: Counted) -> None:
    """It was right: what was counted is given back."""
    with installation().database.work() as short:
        uncount(short, counted, g.now)


def put_down_failure(staff_id: UUID | None, what: str, why: str) -> None:
    """Note that an attempt failed."""
    with installation().database.work() as short:
        note_failure(short, _staff(short.get, staff_id), what, why, g.now)


def _staff(get: Callable[..., Staff | None], staff_id: UUID | None) -> Staff | None:
    return get(Staff, staff_id) if staff_id else None
