r"""A file of named parts, locked as a whole: libsodium's secretstream (XChaCha20-Poly1305) through PyNaCl.

Each message carries a tag that stands on every message before it, so that none can be altered, left out, repeated or
moved; the last one says that it is the last, so that a file that was cut off is found. The name of the key and the
kind of file go into the first message's tag. This module adds no cryptography: only the names of the parts, and how
long each message is::

    "comms backup 1\n"   16 characters, the key's name   24 bytes, the stream's header
    then messages, each after its length in four bytes: the name of a part, its content in pieces, the last of them
    marked PUSH; at the very end an empty message marked FINAL
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from nacl import exceptions
from nacl.bindings import crypto_secretstream as sodium

from comms.foundation.backup.key import BackupKey
from comms.foundation.errors import CommsError

MAGIC = b"comms backup 1\n"
NAME = 16
PIECE = 64 * 1024
MORE = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
HEADER = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
PUSH = sodium.crypto_secretstream_xchacha20poly1305_TAG_PUSH
FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
LENGTH = struct.Struct(">I")


class SpoiltBackup(CommsError):
    """The file is no backup, or not the whole of one, or it was altered."""

    def __init__(self, what: str) -> None:
        super().__init__(f"This is not a whole backup: {what}.", "Nothing was changed. Use another copy of it.")


class LockedWriter:
    """Writes parts into a locked file. ``written`` is how many bytes it has."""

    def __init__(self, file: BinaryIO, key: BackupKey) -> None:
        self._file = file
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        header = sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key.secret)
        self._before: bytes | None = MAGIC + key.name.encode("ascii")
        self.written = file.write(self._before + header)

    def part(self, name: str, content: Iterable[bytes]) -> None:
        """Write one part whole. What ``content`` raises goes through; the file is then worth nothing."""
        self._push(name.encode(), MESSAGE)
        waiting = bytearray()
        for some in content:
            waiting += some
            while len(waiting) > PIECE:
                self._push(bytes(waiting[:PIECE]), MESSAGE)
                del waiting[:PIECE]
        self._push(bytes(waiting), PUSH)

    def end(self) -> None:
        """Say that nothing comes after this."""
        self._push(b"", FINAL)

    def _push(self, plain: bytes, tag: int) -> None:
        locked = sodium.crypto_secretstream_xchacha20poly1305_push(self._state, plain, self._before, tag)
        self._before = None
        self.written += self._file.write(LENGTH.pack(len(locked)) + locked)


class LockedReader:
    """Reads the parts of a locked file, in their order. Raises ``SpoiltBackup`` where it is not whole."""

    def __init__(self, file: BinaryIO, keys: Sequence[BackupKey]) -> None:
        self._file = file
        if file.read(len(MAGIC)) != MAGIC:
            raise SpoiltBackup("it does not begin as a backup does")
        name = file.read(NAME)
        key = next((one for one in keys if one.name.encode("ascii") == name), None)
        if key is None:
            raise CommsError(
                f"The backup was locked with a key that is not here ({name.decode('ascii', 'replace')}).",
                "Put that key into keys/backup.key as a further line, or into COMMS_BACKUP_KEY.",
            )
        self._before: bytes | None = MAGIC + name
        header = file.read(HEADER)
        if len(header) != HEADER:
            raise SpoiltBackup("it ends too early")
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(self._state, header, key.secret)

    def parts(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Each part's name with its content; what is not read of one is passed over before the next."""
        while True:
            name, tag = self._pull()
            if tag == FINAL:
                if name or self._file.read(1):
                    raise SpoiltBackup("something stands behind its end")
                return
            if tag != MESSAGE:
                raise SpoiltBackup("its parts are out of order")
            content = self._content()
            yield name.decode("utf-8", "replace"), content
            for _ in content:
                pass

    def _content(self) -> Iterator[bytes]:
        tag = MESSAGE
        while tag == MESSAGE:
            plain, tag = self._pull()
            if tag == FINAL:
                raise SpoiltBackup("its parts are out of order")
            yield plain

    def _pull(self) -> tuple[bytes, int]:
        length = self._file.read(LENGTH.size)
        if len(length) != LENGTH.size:
            raise SpoiltBackup("it ends too early")
        (size,) = LENGTH.unpack(length)
        if not MORE <= size <= PIECE + MORE:
            raise SpoiltBackup("it was altered")
        locked = self._file.read(size)
        if len(locked) != size:
            raise SpoiltBackup("it ends too early")
        try:
            plain, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(self._state, locked, self._before)
        except exceptions.CryptoError as fault:
            raise SpoiltBackup("it was altered") from fault
        self._before = None
        return plain, tag
