"""The installation's master key. It wraps the data keys and nothing else; whoever has it and the database has all."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from comms.foundation.errors import Misconfigured
from comms.foundation.settings import Settings


@dataclass(frozen=True, slots=True)
class MasterKey:
    """32 bytes, and a short name for them that gives nothing away."""

    secret: bytes

    @property
    def name(self) -> str:
        """A short name for the key that says nothing of it."""
        return hashlib.sha256(b"comms master key name" + self.secret).hexdigest()[:16]

    def __repr__(self) -> str:
        return f"MasterKey({self.name})"


def key_file(settings: Settings) -> Path:
    """Where the embedded default keeps the master key."""
    return settings.home / "keys" / "master.key"


def make_master_key(settings: Settings) -> Path | None:
    """Make the key file, readable by its owner alone, unless a key exists already. Returns the new file's path."""
    path = key_file(settings)
    if settings.master_key or path.exists():
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(os.urandom(32)) + b"\n")
    return path


def load_master_key(settings: Settings) -> MasterKey:
    """The master key, from COMMS_MASTER_KEY or the key file. Raises ``Misconfigured`` when there is none."""
    text = settings.master_key.encode()
    if not text:
        path = key_file(settings)
        if not path.exists():
            raise Misconfigured("There is no master key.", "Run comms init, or set COMMS_MASTER_KEY.")
        if path.stat().st_mode & 0o077:
            raise Misconfigured(f"{path} can be read by others.", f"Run: chmod 600 {path}")
        text = path.read_bytes().strip()
    try:
        secret = base64.b64decode(text, validate=True)
    except ValueError as fault:
        raise Misconfigured("The master key is not base64.", "Restore the key file from where you keep it.") from fault
    if len(secret) != 32:
        raise Misconfigured("The master key is not 32 bytes long.", "Restore the key file from where you keep it.")
    return MasterKey(secret)
