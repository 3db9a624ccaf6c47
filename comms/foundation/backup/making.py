"""Making a backup while the service runs: one locked file, written beside its name and given it when it is whole."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from comms.foundation.audit.anchors import NAME as ANCHORS
from comms.foundation.backup.key import load_backup_keys, make_backup_key
from comms.foundation.backup.locked_stream import MAGIC, LockedWriter
from comms.foundation.backup.locked_stream import NAME as KEY_NAME
from comms.foundation.backup.manifest import Manifest
from comms.foundation.backup.postgres_copy import PostgresCopy, postgres_copy
from comms.foundation.backup.sqlite_copy import SqliteCopy, sqlite_copy
from comms.foundation.backup.tombstones import NAME as TOMBSTONES
from comms.foundation.backup.tombstones import put_tombstones, tombstones_of, written_tombstones
from comms.foundation.errors import Refused
from comms.foundation.private_file import keep_owner
from comms.foundation.settings import Settings

MANIFEST = "manifest.json"
ENDING = ".backup"
REGULAR = re.compile(r"comms-([0-9]{8}T[0-9]{6}Z)(?:-([0-9]+))?\.backup")


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: where it is, its size in bytes, and what it says of itself."""

    path: Path
    size: int
    manifest: Manifest


def make_backup(settings: Settings, now: datetime, to: Path | None = None, begins: str = "comms") -> Made:
    """Back the whole database up, while others read and write, into a file that only its owner can read.

    ``to`` is a file, or a folder for a file named after ``begins`` and the moment; the backup folder unless given.
    Nothing is ever overwritten (``Refused``). Makes a backup key where there is none. Raises ``CommsError`` when the
    database is damaged or its tool is missing; then there is no file.
    """
    make_backup_key(settings, now)
    key = load_backup_keys(settings)[0]
    with alone(settings.home), _fresh(target := _target(settings, now, to, begins)) as file:
        # Before the copy: an anchor may tell of less than the copy holds, and never of more.
        anchors = _read(settings.home / ANCHORS)
        with copy_of(settings.database) as copy:
            put_tombstones(settings.home, copy.contents.erased, now)
            manifest = _manifest(copy, now)
            writer = LockedWriter(file, key)
            writer.part(MANIFEST, [manifest.written()])
            writer.part(TOMBSTONES, [written_tombstones(tombstones_of(settings.home), now)])
            writer.part(ANCHORS, [anchors])
            writer.part(copy.part, copy.content())
            writer.end()
        size = writer.written
    return Made(target, size, manifest)


def copy_of(address: str) -> AbstractContextManager[SqliteCopy] | AbstractContextManager[PostgresCopy]:
    """A copy of a database as of one moment, by the way of its engine."""
    return sqlite_copy(address) if address.startswith("sqlite") else postgres_copy(address)


def _manifest(copy: SqliteCopy | PostgresCopy, now: datetime) -> Manifest:
    held = copy.contents
    return Manifest(
        name=secrets.token_hex(8),
        made_at=now.isoformat(),
        version=version("comms"),
        engine=copy.engine,
        server=copy.server,
        schema=held.schema,
        rows=held.rows,
        head=held.head,
        link=held.link,
        masters=held.masters,
    )


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _target(settings: Settings, now: datetime, to: Path | None, begins: str) -> Path:
    if to is None:
        to = settings.backup_folder
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not to.is_dir():
        return to
    moment = f"{begins}-{now:%Y%m%dT%H%M%SZ}"
    names = (f"{moment}{ENDING}", *(f"{moment}-{number}{ENDING}" for number in range(2, 100)))
    return next((to / name for name in names if not (to / name).exists()), to / names[-1])


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """One backup or restore of a home at a time; the second waits."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / "backup.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@contextmanager
def _fresh(target: Path) -> Iterator[BinaryIO]:
    if target.exists():
        raise _there(target)
    part = target.with_name(f".{target.name}.part")
    # What a killed command left under this very name is worth nothing.
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            keep_owner(descriptor, target.parent)
            yield file
            file.flush()
            os.fsync(descriptor)
        try:
            target.hardlink_to(part)
        except FileExistsError as fault:
            raise _there(target) from fault
        except OSError:
            # A place without hard links, as some shares are.
            part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def _there(target: Path) -> Refused:
    return Refused(f"{target} is there already.", "Backups are never overwritten: choose another name.")


def keep_newest(folder: Path, keep: int, settings: Settings) -> list[Path]:
    """Remove all but the newest ``keep`` of the backups in a folder that bear a moment in their name and are ours;
    those that were. What was made before a migration, or has another's key, is left alone."""
    names = {key.name.encode("ascii") for key in load_backup_keys(settings)}
    ours = [
        (found[1], int(found[2] or 1), path)
        for path in folder.iterdir()
        if (found := REGULAR.fullmatch(path.name)) and _key_name(path) in names
    ]
    gone = [path for _, _, path in sorted(ours)[:-keep]] if keep > 0 else []
    for path in gone:
        path.unlink()
    return gone


def _key_name(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(MAGIC) + KEY_NAME)[len(MAGIC) :]
