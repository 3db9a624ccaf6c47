"""Installations with their keys in files, as a service keeps them, for tests of keys and backups."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from databases import PostgresCopies, SqliteCopies
from sqlalchemy.orm import Session

from comms.agencies.actions import found_agency
from comms.agencies.agency import Agency
from comms.foundation.audit import Actor
from comms.foundation.backup import make_backup_key
from comms.foundation.locks import make_master_key
from comms.foundation.opening import Installation, open_installation
from comms.foundation.settings import Settings
from comms.foundation.stored_file import StoredFile, Upload, store_file

ACTOR = Actor("system")


@contextmanager
def kept(copies: SqliteCopies | PostgresCopies, home: Path, now: datetime) -> Iterator[Installation]:
    """A fresh installation whose master key and backup key lie in its home."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with copies.fresh() as address:
        settings = Settings(home=home, database_url=address, secret_key="s" * 40)
        make_master_key(settings, now)
        make_backup_key(settings, now)
        opened = open_installation(settings)
        with opened.database.work() as session:
            opened.database.keyring.audit_key(session)
            opened.database.keyring.search_hash(session, "contact", "")
        yield opened
        opened.database.engine.dispose()


def a_file(session: Session, content: bytes, now: datetime) -> UUID:
    """A locked file under a key of its own; its id is its owner."""
    agency = session.query(Agency).first() or found_agency(session, "Fen Edge Academy", "school", now)
    session.flush()
    return store_file(session, ACTOR, agency.id, Upload("pupils", "pupils.csv", content), now).id


def stored(installation: Installation, content: bytes, now: datetime) -> UUID:
    """The same, committed."""
    with installation.database.work() as session:
        return a_file(session, content, now)


def content_of(installation: Installation, file: UUID) -> bytes:
    """What a locked file holds."""
    with installation.database.reading() as session:
        return session.get_one(StoredFile, file).content
