"""Data keys: one for each person, household, case or file, wrapped by the master key.

Rotation wraps them anew and touches no locked value. Erasure destroys one, and everything under it is gone, also from
rows that can never be changed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from comms.foundation.db import Record
from comms.foundation.errors import CommsError
from comms.foundation.locks.master import MasterKey

# Two keys belong to the installation itself: one finds equal locked values, one chains the audit.
SEARCH_OWNER = UUID(int=1)
AUDIT_OWNER = UUID(int=2)

VERSION = b"\x01"
NONCE = 12


class DataKey(Record):
    """The wrapped key of one owner. An erased owner keeps the row with nothing in it, so that it stays erased."""

    __tablename__ = "data_key"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes | None]
    master_name: Mapped[str] = mapped_column(String(16))


class Erased(CommsError):
    """What was locked here was erased: its key was destroyed on purpose."""


class Keyring:
    """Opens and closes locked values with the data keys of a database."""

    def __init__(self, master: MasterKey) -> None:
        self.master = master

    def close(self, session: Session, owner: UUID, place: bytes, plain: bytes) -> bytes:
        """Lock ``plain`` for the place (table, column, row) it will stand in; elsewhere it will not open."""
        nonce = os.urandom(NONCE)
        return VERSION + nonce + AESGCM(self._key(session, owner)).encrypt(nonce, plain, place)

    def open(self, session: Session, owner: UUID, place: bytes, locked: bytes) -> bytes:
        """Open a locked value. Raises ``CommsError`` when it was altered or moved, ``Erased`` when its key is gone."""
        try:
            return AESGCM(self._key(session, owner)).decrypt(locked[1 : 1 + NONCE], locked[1 + NONCE :], place)
        except InvalidTag as fault:
            raise CommsError(
                "A locked value does not open: it was altered or moved, or this is not its key.",
                "Restore the database and the key that belong together.",
            ) from fault

    def search_hash(self, session: Session, kind: str, text: str) -> bytes:
        """A keyed hash that is equal for equal values, to find a locked value exactly."""
        key = self._key(session, SEARCH_OWNER)
        return hmac.new(key, f"{kind}|{text}".encode(), hashlib.sha256).digest()

    def audit_key(self, session: Session) -> bytes:
        """The key of the audit's chain."""
        return self._key(session, AUDIT_OWNER)

    def have_at_hand(self, session: Session, owners: Iterable[UUID]) -> None:
        """Have the keys of several owners at hand, in one question and not in one for each. An owner without a key, or
        whose key was destroyed, is told of when a value is opened."""
        opened: dict[UUID, bytes] = session.info.setdefault("opened_keys", {})
        if not (wanted := set(owners) - opened.keys()):
            return
        query = select(DataKey.owner_id, DataKey.wrapped).where(DataKey.owner_id.in_(wanted))
        for owner, wrapped in session.connection().execute(query):
            if wrapped is not None:
                opened[owner] = self._unwrap(owner, wrapped)

    def _key(self, session: Session, owner: UUID) -> bytes:
        opened: dict[UUID, bytes] = session.info.setdefault("opened_keys", {})
        if owner not in opened:
            row = session.connection().execute(select(DataKey.wrapped).where(DataKey.owner_id == owner)).one_or_none()
            if row is not None and row.wrapped is None:
                raise Erased("This was erased.", "It cannot be brought back; that was the purpose.")
            wrapped = self._make(session, owner) if row is None else row.wrapped
            opened[owner] = self._unwrap(owner, wrapped)
        return opened[owner]

    def _make(self, session: Session, owner: UUID) -> bytes:
        """Store a new key, unless somebody else has just stored one; either way the stored one counts."""
        row = {"owner_id": owner, "wrapped": self._wrap(owner, os.urandom(32)), "master_name": self.master.name}
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        # Straight to the database: this runs while the session is flushing.
        connection = session.connection()
        connection.execute(insert(DataKey).values(row).on_conflict_do_nothing())
        wrapped = connection.execute(select(DataKey.wrapped).where(DataKey.owner_id == owner)).scalar_one()
        if wrapped is None:
            raise Erased("This was erased.", "It cannot be brought back; that was the purpose.")
        return bytes(wrapped)

    def _wrap(self, owner: UUID, key: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return VERSION + nonce + AESGCM(self.master.secret).encrypt(nonce, key, b"data_key|" + owner.bytes)

    def _unwrap(self, owner: UUID, wrapped: bytes) -> bytes:
        try:
            return AESGCM(self.master.secret).decrypt(
                wrapped[1 : 1 + NONCE], wrapped[1 + NONCE :], b"data_key|" + owner.bytes
            )
        except InvalidTag as fault:
            raise CommsError(
                "The master key does not belong to this database.", "Use the key file that was made with it."
            ) from fault


def keyring_of(session: Session) -> Keyring:
    """The keyring a session was given when it was opened."""
    keyring: Keyring = session.info["keyring"]
    return keyring
