"""Tombstones: the owners whose data key was destroyed, kept in a file outside the database and in every backup.

A backup that is older than an erasure still holds the key. The tombstones are what takes it away again when the backup
is put back, before anybody can open what was erased.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from comms.foundation.errors import CommsError
from comms.foundation.locks import DataKey
from comms.foundation.locks.keyring import OWN_KEYS

NAME = "erased-keys"
SOME = 500


def tombstones_of(home: Path) -> frozenset[UUID]:
    """Everybody whose key is known here to have been destroyed. Raises ``CommsError`` for a line that names nobody."""
    path = home / NAME
    if not path.exists():
        return frozenset()
    with path.open("rb") as file:
        return frozenset(_read(file.read(), path))


def read_tombstones(text: bytes) -> frozenset[UUID]:
    """Those a backup carries."""
    return frozenset(_read(text, Path(NAME)))


def written_tombstones(owners: Iterable[UUID], now: datetime) -> bytes:
    """The lines for these owners."""
    return "".join(f"{now.isoformat()} {owner}\n" for owner in sorted(owners)).encode("ascii")


def _read(text: bytes, path: Path) -> Iterator[UUID]:
    # Half a line at the end was left where the machine stopped; it is written again, from the database.
    whole = text[: text.rfind(b"\n") + 1]
    for number, line in enumerate(whole.splitlines(), start=1):
        try:
            owner = UUID(line.split()[1].decode("ascii"))
        except (IndexError, ValueError) as fault:
            raise CommsError(
                f"Line {number} of {path} names nobody whose key was destroyed.",
                "Put the file back from a copy of it: without that line somebody's erasure could come undone.",
            ) from fault
        if owner not in OWN_KEYS:
            yield owner


def keep_tombstones(session: Session, home: Path, now: datetime) -> int:
    """Add whoever was erased in the database to the file outside it; how many were new. Called each minute."""
    erased = session.scalars(select(DataKey.owner_id).where(DataKey.wrapped.is_(None))).all()
    return put_tombstones(home, erased, now)


def put_tombstones(home: Path, owners: Iterable[UUID], now: datetime) -> int:
    """Add these owners to the file, each once; how many were new."""
    wanted = set(owners) - OWN_KEYS
    if not wanted:
        return 0
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(home / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        return _add(file, wanted, home / NAME, now)


def _add(file: BinaryIO, wanted: set[UUID], path: Path, now: datetime) -> int:
    there = file.read()
    fresh = wanted - set(_read(there, path))
    if fresh:
        end = there.rfind(b"\n") + 1
        file.truncate(end)
        file.seek(end)
        file.write(written_tombstones(fresh, now))
        file.flush()
        os.fsync(file.fileno())
    return len(fresh)


def bury(session: Session, owners: Iterable[UUID]) -> int:
    """Destroy the keys of these owners again, in a database that was put back; how many had one."""
    wanted, buried = sorted(set(owners) - OWN_KEYS), 0
    for start in range(0, len(wanted), SOME):
        some = wanted[start : start + SOME]
        still = select(DataKey.owner_id).where(DataKey.owner_id.in_(some), DataKey.wrapped.is_not(None))
        found = session.connection().execute(still).scalars().all()
        if found:
            session.connection().execute(update(DataKey).where(DataKey.owner_id.in_(found)).values(wrapped=None))
        buried += len(found)
    return buried
