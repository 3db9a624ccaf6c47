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
from sqlalchemy import String, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from comms.foundation.db import Record
from comms.foundation.errors import CommsError, Refused
from comms.foundation.locks.master import MasterKey, MasterKeys, OneMasterKey

# Two keys belong to the installation itself: one finds equal locked values, one chains the audit.
SEARCH_OWNER = UUID(int=1)
AUDIT_OWNER = UUID(int=2)
OWN_KEYS = frozenset({SEARCH_OWNER, AUDIT_OWNER})

VERSION = b"\x01"
NONCE = 12
KEYS_LOCK = 0x6B657973  # "keys", as a number: held by whoever makes a data key, on PostgreSQL

ERASED = ("This was erased.", "It cannot be brought back; that was the purpose.")


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

    def __init__(self, master: MasterKey | MasterKeys) -> None:
        self.masters = OneMasterKey(master) if isinstance(master, MasterKey) else master

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
        """The key of the audit's chain. It stays the same when the master key is changed, and comes back with a
        backup."""
        return self._key(session, AUDIT_OWNER)

    def erase(self, session: Session, owner: UUID) -> None:
        """Destroy an owner's key: nothing locked under it opens again, here or in what is restored later. An owner who
        never had a key gets none from here on. Raises ``Refused`` for the installation's own keys."""
        if owner in OWN_KEYS:
            raise Refused("The installation's own keys cannot be erased.", "Everything would be lost with them.")
        row = {"owner_id": owner, "wrapped": None, "master_name": self._wrapping(session).name}
        insert = self._insert(session).values(row)
        gone = insert.on_conflict_do_update(index_elements=["owner_id"], set_={"wrapped": None})
        session.connection().execute(gone)
        session.info.setdefault("opened_keys", {}).pop(owner, None)

    def have_at_hand(self, session: Session, owners: Iterable[UUID]) -> None:
        """Have the keys of several owners at hand, in one question and not in one for each. An owner without a key, or
        whose key was destroyed, is told of when a value is opened."""
        opened: dict[UUID, bytes] = session.info.setdefault("opened_keys", {})
        if not (wanted := set(owners) - opened.keys()):
            return
        query = select(DataKey.owner_id, DataKey.wrapped, DataKey.master_name).where(DataKey.owner_id.in_(wanted))
        for owner, wrapped, name in session.connection().execute(query):
            if wrapped is not None:
                opened[owner] = self.unwrap(owner, wrapped, name)

    def _key(self, session: Session, owner: UUID) -> bytes:
        opened: dict[UUID, bytes] = session.info.setdefault("opened_keys", {})
        if owner not in opened:
            found = self._stored(session, owner) or self._make(session, owner)
            opened[owner] = self.unwrap(owner, *found)
        return opened[owner]

    def _stored(self, session: Session, owner: UUID) -> tuple[bytes, str] | None:
        query = select(DataKey.wrapped, DataKey.master_name).where(DataKey.owner_id == owner)
        row = session.connection().execute(query).one_or_none()
        if row is not None and row.wrapped is None:
            raise Erased(*ERASED)
        return None if row is None else (bytes(row.wrapped), row.master_name)

    def _make(self, session: Session, owner: UUID) -> tuple[bytes, str]:
        """Store a new key, unless somebody else has just stored one; either way the stored one counts."""
        master = self._wrapping(session)
        row = {"owner_id": owner, "wrapped": wrap(master, owner, os.urandom(32)), "master_name": master.name}
        # Straight to the database: this runs while the session is flushing.
        session.connection().execute(self._insert(session).values(row).on_conflict_do_nothing())
        stored = self._stored(session, owner)
        if stored is None:
            raise CommsError("A data key was taken away while it was being made.", "Do it once more.")
        return stored

    @staticmethod
    def _insert(session: Session) -> postgresql.Insert | sqlite.Insert:
        postgres = session.get_bind().dialect.name == "postgresql"
        return postgresql.insert(DataKey) if postgres else sqlite.insert(DataKey)

    def _wrapping(self, session: Session) -> MasterKey:
        """The master key that new data keys are made under, until the end of this transaction.

        The database says which: the one that wraps the audit's key. So a process that has not heard of a rotation yet
        can make no key under the older one once the rotation went past it: on PostgreSQL the lock that is shared here
        is taken alone there; on SQLite one transaction writes at a time.
        """
        held: MasterKey | None = session.info.get("wrapping_key")
        if held is None:
            connection = session.connection()
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": KEYS_LOCK})
            query = select(DataKey.master_name).where(DataKey.owner_id == AUDIT_OWNER)
            name = connection.execute(query).scalar_one_or_none()
            held = self.masters.newest if name is None else self.master(name)
            session.info["wrapping_key"] = held
        return held

    def master(self, name: str) -> MasterKey:
        """The master key of this name. Raises ``CommsError`` when it is not here."""
        found = self.masters.named(name)
        if found is None:
            raise CommsError(
                f"The master key does not belong to this database: what it holds is locked under {name}.",
                "Use the key file that was made with it, or give that key in COMMS_MASTER_KEY_BEFORE.",
            )
        return found

    def unwrap(self, owner: UUID, wrapped: bytes, master_name: str) -> bytes:
        """The data key inside its wrapping. Raises ``CommsError`` when its master key is not here, or not the one."""
        master = self.master(master_name)
        try:
            return AESGCM(master.secret).decrypt(wrapped[1 : 1 + NONCE], wrapped[1 + NONCE :], _place(owner))
        except InvalidTag as fault:
            raise CommsError(
                "The master key does not belong to this database.", "Use the key file that was made with it."
            ) from fault


def wrap(master: MasterKey, owner: UUID, key: bytes) -> bytes:
    """A data key, locked under a master key for this owner alone."""
    nonce = os.urandom(NONCE)
    return VERSION + nonce + AESGCM(master.secret).encrypt(nonce, key, _place(owner))


def _place(owner: UUID) -> bytes:
    return b"data_key|" + owner.bytes


def keyring_of(session: Session) -> Keyring:
    """The keyring a session was given when it was opened."""
    keyring: Keyring = session.info["keyring"]
    return keyring
