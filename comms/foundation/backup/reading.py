"""Reading a backup: what it says of itself, and whether all of it is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from comms.foundation.audit.anchors import NAME as ANCHORS
from comms.foundation.backup.key import BackupKey
from comms.foundation.backup.locked_stream import LockedReader, SpoiltBackup
from comms.foundation.backup.making import MANIFEST
from comms.foundation.backup.manifest import Manifest, read_manifest
from comms.foundation.backup.tombstones import NAME as TOMBSTONES
from comms.foundation.backup.tombstones import read_tombstones


@dataclass(frozen=True, slots=True)
class Opened:
    """An open backup, read up to its database: what comes before that, and the database's bytes, to be read once. When
    these come to their end, every byte of the file was found to be as it was written."""

    manifest: Manifest
    tombstones: frozenset[UUID]
    anchors: bytes
    database: Iterator[bytes]


@contextmanager
def opened_backup(path: Path, keys: Sequence[BackupKey]) -> Iterator[Opened]:
    """Open a backup. Raises ``CommsError`` when its key is not here, ``SpoiltBackup`` when it is not whole."""
    with path.open("rb") as file:
        parts = LockedReader(file, keys).parts()
        manifest = read_manifest(_whole(parts, MANIFEST))
        tombstones = read_tombstones(_whole(parts, TOMBSTONES))
        anchors = _whole(parts, ANCHORS)
        yield Opened(manifest, tombstones, anchors, _to_the_end(parts))


def _whole(parts: Iterator[tuple[str, Iterator[bytes]]], wanted: str) -> bytes:
    name, content = next(parts, ("", iter(())))
    if name != wanted:
        raise SpoiltBackup(f"it has no part named {wanted}")
    return b"".join(content)


def _to_the_end(parts: Iterator[tuple[str, Iterator[bytes]]]) -> Iterator[bytes]:
    found = next(parts, None)
    if found is None:
        raise SpoiltBackup("there is no database in it")
    yield from found[1]
    if next(parts, None) is not None:
        raise SpoiltBackup("something stands behind its database")


def check_backup(path: Path, keys: Sequence[BackupKey]) -> Manifest:
    """Read a backup from one end to the other; what it says of itself. Raises as ``opened_backup`` does."""
    with opened_backup(path, keys) as opened:
        for _ in opened.database:
            pass
        return opened.manifest
