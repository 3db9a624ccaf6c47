"""A database that went back to an earlier moment: what was erased since is erased again, its trail is checked, and the
trail and its anchors say so. Used for a backup before it is put in place, and for a database that was put back by its
own means, as PostgreSQL does to a point in time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from comms.foundation.audit import Actor, Fault, note, verify
from comms.foundation.audit.anchoring import Anchors, anchor_files
from comms.foundation.audit.anchors import anchor_key, read_anchor, read_through
from comms.foundation.audit.rounds import NAME as ROUNDS
from comms.foundation.backup.manifest import contents_of
from comms.foundation.backup.tombstones import bury, tombstones_of
from comms.foundation.db import make_engine
from comms.foundation.errors import CommsError
from comms.foundation.locks import Keyring, MasterKeys
from comms.foundation.locks.rotation import open_every_key
from comms.foundation.settings import Settings
from comms.foundation.work import Database


@dataclass(frozen=True, slots=True)
class Settled:
    """What was found and done: how many data keys open, how many owners were erased again, the newest entry of the
    trail as it is now, and the newest that was known of before."""

    data_keys: int
    erased_again: int
    head: int
    before: int


@dataclass(frozen=True, slots=True)
class Brought:
    """Where a database comes from: the name and the moment of its backup, the anchors that came with it, and the newest
    entry of the trail in the database that it replaces. All empty for one that was put back by its own means."""

    backup: str = ""
    made_at: str = ""
    anchors: bytes = b""
    replaced_head: int = 0


def settle_in_place(settings: Settings, now: datetime) -> Settled:
    """Settle the database in use, after its own means put it back. The service has to be stopped; raises as ``settle``
    does."""
    database = Database(make_engine(settings.database), Keyring(MasterKeys(settings)))
    try:
        done = settle(settings, database, Brought(), tombstones_of(settings.home), now)
    finally:
        database.engine.dispose()
    forget_rounds(settings)
    return done


def settle(settings: Settings, database: Database, brought: Brought, erased: Iterable[UUID], now: datetime) -> Settled:
    """Erase again, check, and say so. Raises ``CommsError`` when a data key does not open or the trail is not whole."""
    with database.work() as session:
        again = bury(session, erased)
    if again and database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Nobody else is here yet: the table is written anew, without the keys that were just taken out.
            connection.exec_driver_sql("VACUUM FULL data_key")
    with database.reading() as session:
        data_keys = open_every_key(session, database.keyring)
        head = contents_of(session.connection()).head
    if head and (faults := _faults(database, brought.anchors)):
        raise CommsError(
            f"The trail that came back is not whole: at entry {faults[0].number}, {faults[0].what}.",
            "Do not use it. Take another backup, and find out who had hold of this one's database.",
        )
    return Settled(data_keys, again, head, _say_so(settings, database, brought, head, now))


def forget_rounds(settings: Settings) -> None:
    """How far the worker had checked the trail that was here says nothing of the one that is."""
    (settings.home / ROUNDS).unlink(missing_ok=True)


def _faults(database: Database, anchors: bytes) -> Sequence[Fault]:
    with tempfile.NamedTemporaryFile() as file, database.reading() as session:
        file.write(anchors)
        file.flush()
        return verify(session, Path(file.name) if anchors else [])


def _say_so(settings: Settings, database: Database, brought: Brought, head: int, now: datetime) -> int:
    """The anchors first, at the head as it came back: what they knew of later entries was true, and holds no longer.
    Stopped after that, the mark stands for nothing that is not so."""
    files = anchor_files(settings.home, settings.audit_anchors)
    before = max(head, brought.replaced_head, *(_newest_anchored(path) for path in files))
    with database.reading() as session:
        key = anchor_key(database.keyring.audit_key(session))
        for path in files:
            _make_fit(path, key, brought.anchors, now)
        Anchors(files).write_head(session, now, restored=True)
    detail = {"backup": brought.backup, "made_at": brought.made_at, "to": head, "before": before}
    with database.work() as session:
        note(session, Actor("system"), "restore backup", ("backup", None), now, detail)
    return before


def _newest_anchored(path: Path) -> int:
    if not path.exists():
        return 0
    read = (read_anchor(line) for line in path.read_text("ascii", "replace").splitlines())
    return max((anchor.number for anchor in read if anchor), default=0)


def _make_fit(path: Path, key: bytes, brought: bytes, now: datetime) -> None:
    """Have a file of anchors that belong to this trail: the one that is here, or else the backup's. One of another
    trail, or that somebody edited, is kept under another name."""
    if path.exists() and read_through(path, path.stat().st_size, key).faults:
        path.rename(path.with_name(f"{path.name}.replaced-{now:%Y%m%dT%H%M%SZ}"))
    if not path.exists() and brought and path.parent.is_dir():
        path.write_bytes(brought)
