"""The installation's master key. It wraps the data keys and nothing else; whoever has it and the database has all.

While keys are being rotated there are two: the newer first, and the older that still opens what it wrapped. Every
process that runs learns of a new one by reading the key file again when it meets a name it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock

from comms.foundation.errors import Misconfigured
from comms.foundation.locks.key_file import WrittenKey, make_key_file, read_key_file, read_keys, stamp
from comms.foundation.settings import Settings

MasterKey = WrittenKey
PURPOSE = "master"


def key_file(settings: Settings) -> Path:
    """Where the embedded default keeps the master key."""
    return settings.home / "keys" / "master.key"


def make_master_key(settings: Settings, now: datetime | None = None) -> Path | None:
    """Make the key file, readable by its owner alone, unless a key exists already. Returns the new file's path."""
    path = key_file(settings)
    if settings.master_key or not make_key_file(path, PURPOSE, now):
        return None
    return path


def load_master_key(settings: Settings) -> MasterKey:
    """The master key in use, from COMMS_MASTER_KEY or the key file. Raises ``Misconfigured`` when there is none."""
    return load_master_keys(settings)[0]


def load_master_keys(settings: Settings) -> tuple[MasterKey, ...]:
    """Every master key there is here, the newest first: COMMS_MASTER_KEY or those of the key file, and then those of
    COMMS_MASTER_KEY_BEFORE. Raises ``Misconfigured`` when there is none, or one that cannot be used."""
    if settings.master_key:
        keys = read_keys(settings.master_key.encode(), PURPOSE, "COMMS_MASTER_KEY")
    else:
        keys = read_key_file(key_file(settings), PURPOSE)
    if not keys:
        raise Misconfigured(
            "There is no master key.",
            "Put the key file back from where you keep it, or set COMMS_MASTER_KEY. comms init makes a first one.",
        )
    before = settings.master_key_before.replace(",", "\n").encode()
    return tuple(dict.fromkeys((*keys, *read_keys(before, PURPOSE, "COMMS_MASTER_KEY_BEFORE"))))


class MasterKeys:
    """The master keys of an installation, by their names, read again when the key file has become another."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = key_file(settings)
        self._turn = Lock()
        self._stamp = stamp(self._path)
        self._keys = load_master_keys(settings)

    @property
    def newest(self) -> MasterKey:
        """The key that the file, or the setting, puts first."""
        self._read_again()
        return self._keys[0]

    @property
    def every(self) -> Sequence[MasterKey]:
        """All of them, the newest first."""
        self._read_again()
        return self._keys

    def named(self, name: str) -> MasterKey | None:
        """The key of this name, or None when it is not here."""
        if (found := self._find(name)) is None:
            self._read_again()
            found = self._find(name)
        return found

    def _find(self, name: str) -> MasterKey | None:
        return next((key for key in self._keys if key.name == name), None)

    def _read_again(self) -> None:
        # Bounded by the file itself: as long as it is the same one, an unknown name costs one look at its date.
        with self._turn:
            if (now := stamp(self._path)) not in {None, self._stamp}:
                self._keys = load_master_keys(self._settings)
                self._stamp = now


class OneMasterKey:
    """A single master key, known from the start and never read again."""

    def __init__(self, key: MasterKey) -> None:
        self.newest = key
        self.every: Sequence[MasterKey] = (key,)

    def named(self, name: str) -> MasterKey | None:
        """The key, if that is its name."""
        return self.newest if self.newest.name == name else None
