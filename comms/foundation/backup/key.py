"""The backup key: it locks backups and nothing else, so that whoever finds a backup cannot read the names in it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from comms.foundation.errors import Misconfigured
from comms.foundation.locks.key_file import WrittenKey, make_key_file, read_key_file, read_keys
from comms.foundation.settings import Settings

BackupKey = WrittenKey
PURPOSE = "backup"


def backup_key_file(settings: Settings) -> Path:
    """Where the embedded default keeps the backup key."""
    return settings.home / "keys" / "backup.key"


def make_backup_key(settings: Settings, now: datetime | None = None) -> Path | None:
    """Make the key file, readable by its owner alone, unless a key exists already. Returns the new file's path."""
    path = backup_key_file(settings)
    if settings.backup_key or not make_key_file(path, PURPOSE, now):
        return None
    return path


def load_backup_keys(settings: Settings) -> tuple[BackupKey, ...]:
    """The backup keys: the first locks new backups, and each opens what it locked. From COMMS_BACKUP_KEY, with commas
    between, or the key file. Raises ``Misconfigured`` when there is none."""
    if settings.backup_key:
        text = settings.backup_key.replace(",", "\n").encode()
        keys = read_keys(text, PURPOSE, "COMMS_BACKUP_KEY")
    else:
        keys = read_key_file(backup_key_file(settings), PURPOSE)
    if not keys:
        raise Misconfigured(
            f"There is no backup key: {backup_key_file(settings)}",
            "Put it there from where you keep your keys, or set COMMS_BACKUP_KEY. Without it no backup opens.",
        )
    return keys
