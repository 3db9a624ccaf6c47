"""Locks: encrypting what must not be read from the database alone. Sealing, which is signing, is another thing."""

from __future__ import annotations

from comms.foundation.locks.keyring import DataKey, Erased, Keyring, keyring_of
from comms.foundation.locks.locked import Locked, close_waiting_values, locked_bytes, locked_json, locked_text
from comms.foundation.locks.master import (
    MasterKey,
    MasterKeys,
    key_file,
    load_master_key,
    load_master_keys,
    make_master_key,
)

__all__ = [
    "DataKey",
    "Erased",
    "Keyring",
    "Locked",
    "MasterKey",
    "MasterKeys",
    "close_waiting_values",
    "key_file",
    "keyring_of",
    "load_master_key",
    "load_master_keys",
    "locked_bytes",
    "locked_json",
    "locked_text",
    "make_master_key",
]
