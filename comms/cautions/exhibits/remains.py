"""What can still be said of a file whose seal fails: whether the record inside is, word for word, what was signed.

A court wants to know whether it was the words that were changed. They carry a signature of their own, so that can be
answered for a damaged file too. It is looked for in the bytes, within bounds, because the file may be anything.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence

from comms.cautions.exhibits.canonical import RECORD
from comms.cautions.exhibits.public_key import PublicKey
from comms.cautions.exhibits.record_check import is_signed

_KIND, _BEGINS = b"/EmbeddedFile", b"stream"
_LENGTH = re.compile(rb"/Length (\d{1,9})\b")
# How far from its kind the beginning and the end of an attached file's description may lie, and how many are looked at.
NEAR = 400  # bytes
MOST_FILES = 500
# So much of a packed file tells what it is.
ENOUGH = 4096  # bytes
SIGNATURE_LENGTH = 64  # bytes, of an Ed25519 signature
LARGEST_RECORD = 4_000_000  # bytes
MOST_OF_EACH = 2


def said_of_the_record(content: bytes, keys: Sequence[PublicKey]) -> str:
    """A sentence on the record inside a file whose seal fails; empty where nothing can be said."""
    records, signatures = _found_in(content)
    if not records or not signatures:
        return ""
    for record in records:
        # A record names its key, so that of many keys only one has to be tried.
        named = [key for key in keys if key.name.encode() in record]
        if any(is_signed(record, signature, key) for signature in signatures for key in named):
            # By its hash: whoever changed the file may have left the true one in it, and put another before the reader.
            digest = hashlib.sha256(record).hexdigest()
            return (f"In the file there is still a {RECORD} that by itself carries the key's valid signature. Its "
                    f"SHA-256 is {digest}: the words in that one are the agency's. Another {RECORD}, the pages and "
                    "everything else may not be.")  # fmt: skip
    return f"The attached {RECORD} carries no valid signature of a given key either."


def _found_in(content: bytes) -> tuple[list[bytes], list[bytes]]:
    """The attached files that look like a record, and those that look like a signature."""
    records: list[bytes] = []
    signatures: list[bytes] = []
    for stored, packed in _attached_files(content):
        head = _beginning(stored[:ENOUGH], packed, SIGNATURE_LENGTH + 1)
        if len(head) == SIGNATURE_LENGTH and len(signatures) < MOST_OF_EACH:
            signatures.append(head)
        elif head.startswith(b"{") and len(records) < MOST_OF_EACH:
            records.append(_beginning(stored, packed, LARGEST_RECORD))
    return records, signatures


def _attached_files(content: bytes) -> Iterator[tuple[memoryview, bool]]:
    """Each attached file as it is stored, and whether it is packed."""
    view, place = memoryview(content), 0
    for _ in range(MOST_FILES):
        place = content.find(_KIND, place + 1)
        if place < 0:
            return
        begins, ends = content.rfind(b"obj", max(0, place - NEAR), place), content.find(_BEGINS, place, place + NEAR)
        described = content[begins:ends] if 0 <= begins < ends else b""
        if length := _LENGTH.search(described):
            first = ends + len(_BEGINS)
            first += 2 if content[first : first + 2] == b"\r\n" else 1
            yield view[first : first + int(length[1])], b"/Filter" in described


def _beginning(stored: memoryview, packed: bool, most: int) -> bytes:  # noqa: FBT001 - the second of a pair
    """The first bytes of an attached file; empty where it cannot be unpacked."""
    if not packed:
        return bytes(stored[:most])
    try:
        return zlib.decompressobj().decompress(stored, most)
    except zlib.error:
        return b""
