"""Putting a backup back. Everything is checked in a database of its own first; then that one takes the other's place,
all at once. What was erased since the backup was made is erased again before anybody can open it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from comms.foundation.backup.going_back import Brought, Settled, forget_rounds, settle, settle_in_place
from comms.foundation.backup.key import load_backup_keys
from comms.foundation.backup.making import alone
from comms.foundation.backup.manifest import Manifest, contents_of
from comms.foundation.backup.places import Place, SqlitePlace
from comms.foundation.backup.postgres_place import PostgresPlace
from comms.foundation.backup.reading import check_backup, opened_backup
from comms.foundation.backup.tombstones import put_tombstones, tombstones_of
from comms.foundation.db import make_engine
from comms.foundation.errors import CommsError, Refused
from comms.foundation.locks import Keyring, MasterKeys
from comms.foundation.migrating import refuse_newer, upgrade
from comms.foundation.settings import Settings
from comms.foundation.work import Database


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: the backup, what was settled in it, and what the database that was there is called now
    (nothing when there was none)."""

    manifest: Manifest
    settled: Settled
    aside: str


def look_at(settings: Settings, path: Path) -> Manifest:
    """Read a whole backup and see whether it could be put back here, without touching anything.

    Raises ``CommsError``: ``SpoiltBackup`` for a file that is not whole, and otherwise which key is not here, or that
    it is of another engine or of a newer version.
    """
    keys = load_backup_keys(settings)
    with opened_backup(path, keys) as opened:
        _refuse_what_cannot_be(settings, opened.manifest)
    return check_backup(path, keys)


def _refuse_what_cannot_be(settings: Settings, manifest: Manifest) -> None:
    engine = "sqlite" if settings.database.startswith("sqlite") else "postgresql"
    if manifest.engine != engine:
        raise Refused(
            f"This is a backup of {manifest.engine}, and COMMS_DATABASE_URL names a database of {engine}.",
            "Restore it where the database is of its kind.",
        )
    refuse_newer(manifest.schema)
    masters = MasterKeys(settings)
    if missing := sorted(name for name in manifest.masters if masters.named(name) is None):
        raise CommsError(
            f"What is locked in this backup opens only with a master key that is not here: {', '.join(missing)}.",
            "Put that key into keys/master.key as a further line, or into COMMS_MASTER_KEY_BEFORE.",
        )


def restore(settings: Settings, path: Path, now: datetime, *, replace_it: bool = False) -> Restored:
    """Put a backup in the place of this installation's database.

    The service has to be stopped. A database that holds something is replaced only with ``replace_it``, and kept under
    another name. Raises ``CommsError``, and then the database in use is as it was: when the backup is not whole or not
    for here, when the trail in it is not whole, or when a key in it does not open.
    """
    manifest = look_at(settings, path)
    with alone(settings.home):
        place: Place
        place = SqlitePlace(settings.database) if manifest.engine == "sqlite" else PostgresPlace(settings.database)
        with ExitStack() as ending:
            ending.callback(place.give_up)
            place.refuse_in_use()
            if place.is_occupied() and not replace_it:
                raise Refused(
                    "There is a database already, and it holds something.",
                    "Give --replace to put the backup in its place; what is there now is kept under another name.",
                )
            return _restore(settings, path, place, now)


def _restore(settings: Settings, path: Path, place: Place, now: datetime) -> Restored:
    there = place.contents()
    with opened_backup(path, load_backup_keys(settings)) as opened:
        address = place.fill(opened.database)
        for _ in opened.database:
            # Whatever its tool did not need is read too: only at the end is it known that the file is whole.
            pass
        manifest, anchors = opened.manifest, opened.anchors
        erased = tombstones_of(settings.home) | opened.tombstones | (there.erased if there else frozenset())
    database = Database(make_engine(address), Keyring(MasterKeys(settings)))
    try:
        _same_rows(database, manifest)
        upgrade(replace(settings, database_url=address))
        brought = Brought(manifest.name, manifest.made_at, anchors, there.head if there else 0)
        settled = settle(settings, database, brought, erased, now)
    finally:
        database.engine.dispose()
    put_tombstones(settings.home, erased, now)
    aside = place.put_in_place(now)
    forget_rounds(settings)
    return Restored(manifest, settled, aside)


def _same_rows(database: Database, manifest: Manifest) -> None:
    with database.engine.connect() as connection:
        found = contents_of(connection)
    differ = [name for name, count in manifest.rows.items() if found.rows.get(name) != count]
    if differ or (found.head, found.link) != (manifest.head, manifest.link):
        raise CommsError(
            f"What came out of the backup is not what went in: {', '.join(differ) or 'the audit'}.",
            "Nothing was changed. Use another backup, and report this.",
        )


def settle_what_came_back(settings: Settings, now: datetime) -> Settled:
    """Settle a database that its own means put back, as PostgreSQL does to a point in time. The service has to be
    stopped (``Refused``). Raises ``CommsError`` when a key does not open or the trail is not whole."""
    with alone(settings.home), ExitStack() as ending:
        sqlite = settings.database.startswith("sqlite")
        place: Place = SqlitePlace(settings.database) if sqlite else PostgresPlace(settings.database)
        ending.callback(place.give_up)
        place.refuse_in_use()
        upgrade(settings)
        return settle_in_place(settings, now)
