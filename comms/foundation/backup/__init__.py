"""Backups: the whole database in one locked file, and putting it back. The master key is never in one."""

from __future__ import annotations

from comms.foundation.backup.key import backup_key_file, load_backup_keys, make_backup_key
from comms.foundation.backup.making import Made, keep_newest, make_backup
from comms.foundation.backup.manifest import Manifest
from comms.foundation.backup.tombstones import keep_tombstones, tombstones_of

__all__ = [
    "Made",
    "Manifest",
    "backup_key_file",
    "keep_newest",
    "keep_tombstones",
    "load_backup_keys",
    "make_backup",
    "make_backup_key",
    "tombstones_of",
]
