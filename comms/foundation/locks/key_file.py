"""Keys of 32 bytes as they are written down: a line each, in base64 with the moment it was made, the newest first."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from comms.foundation.errors import Misconfigured
from comms.foundation.private_file import make_private, read_private, replace_private

LENGTH = 32
# Fewer different bytes than this in a key were typed and not drawn: of 32 drawn ones, one in 10^30 has so few.
FEWEST_BYTES = 12


@dataclass(frozen=True, slots=True)
class WrittenKey:
    """A key, the moment it was made where that is known, and a short name for it that gives nothing away. ``purpose``
    keeps the names of keys for different things apart."""

    secret: bytes
    made: datetime | None = field(default=None, compare=False)
    purpose: str = "master"

    @property
    def name(self) -> str:
        """The short name: 16 characters of hexadecimal that say nothing of the key."""
        return hashlib.sha256(f"comms {self.purpose} key name".encode() + self.secret).hexdigest()[:16]

    @property
    def is_weak(self) -> bool:
        """Whether the key cannot have been drawn by chance: one letter over and over, or the alphabet."""
        steps = {(after - before) % 256 for before, after in zip(self.secret, self.secret[1:], strict=False)}
        return len(set(self.secret)) < FEWEST_BYTES or len(steps) < FEWEST_BYTES

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name})"

    def line(self) -> bytes:
        """The line that stands for it in a file."""
        made = f" {self.made.isoformat(timespec='seconds')}" if self.made else ""
        return base64.b64encode(self.secret) + made.encode("ascii") + b"\n"


def drawn_key(purpose: str, now: datetime | None) -> WrittenKey:
    """A new key."""
    return WrittenKey(os.urandom(LENGTH), now, purpose)


def read_keys(text: bytes, purpose: str, where: str) -> tuple[WrittenKey, ...]:
    """The keys in a text, a line each, empty lines and repetitions left out. ``where`` names the text in an error:
    ``Misconfigured`` for a line that is no key. What the line holds is never said."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            found.append(_key(line.split(), purpose, f"{where}, line {number}" if number > 1 else where))
    return tuple(dict.fromkeys(found))


def _key(words: Sequence[bytes], purpose: str, where: str) -> WrittenKey:
    restore = "Restore it from where you keep your keys."
    try:
        secret = base64.b64decode(words[0], validate=True)
        made = datetime.fromisoformat(words[1].decode("ascii")) if len(words) > 1 else None
    except (binascii.Error, ValueError) as fault:
        raise Misconfigured(f"The {purpose} key is not base64 ({where}).", restore) from fault
    if len(secret) != LENGTH:
        raise Misconfigured(f"The {purpose} key is not 32 bytes long ({where}).", restore)
    return WrittenKey(secret, made if made is None or made.tzinfo else made.replace(tzinfo=UTC), purpose)


def read_key_file(path: Path, purpose: str) -> tuple[WrittenKey, ...]:
    """The keys of a file, the one in use first; empty where there is no file. Raises ``Misconfigured`` when others
    can read it, or when it holds anything but keys."""
    try:
        text = read_private(path)
    except FileNotFoundError:
        return ()
    keys = read_keys(text, purpose, str(path))
    if not keys:
        raise Misconfigured(f"The {purpose} key file is empty: {path}", "Restore it from where you keep your keys.")
    return keys


def make_key_file(path: Path, purpose: str, now: datetime | None) -> bool:
    """Make a key file, readable by its owner alone; False when there is one already."""
    return make_private(path, drawn_key(purpose, now).line())


def write_key_file(path: Path, keys: Sequence[WrittenKey]) -> None:
    """Put these keys, the one in use first, in the place of what the file holds."""
    replace_private(path, b"".join(key.line() for key in keys))


def since(path: Path, key: WrittenKey) -> datetime:
    """When a key of a file was made; for one that does not say, when the file was."""
    return key.made or datetime.fromtimestamp(path.stat().st_mtime, UTC)


def stamp(path: Path) -> tuple[int, int, int] | None:
    """What tells that a file is another than before; None while there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def mode(path: Path) -> int:
    """The file's permissions."""
    return stat.S_IMODE(path.stat().st_mode)
