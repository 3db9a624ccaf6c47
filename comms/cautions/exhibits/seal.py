"""The seal in a file's bytes: where it stands, that it covers all the rest, and that nothing is hidden in it.

It is looked for in the bytes and not by a reader of PDF files, which would repair what is broken, and would open
whatever a stranger sends before anything is known of it. The whole file but for the digits of the seal is signed, the
numbers that say where they stand among it; so only one file fits a seal.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import islice

from comms.cautions.exhibits.fault import Fails, Rule

_RANGE = re.compile(rb"/ByteRange\s{0,9}\[\s{0,9}" + rb"\s{1,9}".join([rb"(\d{1,12})"] * 4) + rb"\s{0,99}\]")
_DIGITS = re.compile(rb"[0-9A-F]+")
# A file may speak of ranges where it has no seal; nobody needs to look at more than this.
MOST_RANGES = 1000
# The digits of a seal take 3,072 places. Whoever sends more wants them read, which costs far more than sending them.
MOST_DIGITS = 20_000
_SEQUENCE, _LONG_FORM, _LONGEST_LENGTH = 0x30, 0x80, 4


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as it was found: the digits stand between ``begins`` and ``ends``, their brackets among them."""

    begins: int
    ends: int
    length: int
    envelope: bytes

    def digest_of(self, content: bytes) -> bytes:
        """The digest of everything that is sealed, which is everything but the seal's own digits."""
        view = memoryview(content)
        digest = hashlib.sha512(view[: self.begins])
        digest.update(view[self.ends :])
        return digest.digest()


def find_seal(content: bytes) -> Seal:
    """The one seal of a file. Raises ``Fails`` with what is wrong with it."""
    begins, ends, length = _sealed_range(content)
    if length != len(content):
        raise Fails(Rule.LENGTH, _lengths(length, len(content)))
    digits = content[begins + 1 : ends - 1]
    if content[begins : begins + 1] != b"<" or content[ends - 1 : ends] != b">":
        raise Fails(Rule.RANGE, "The seal leaves out more than its own digits, so part of the file is not sealed.")
    if len(digits) > MOST_DIGITS:
        raise Fails(Rule.RANGE, f"The seal takes {len(digits):,} digits, and that of an exhibit never so many.")
    if not _DIGITS.fullmatch(digits) or len(digits) % 2:
        raise Fails(Rule.DIGITS, "The seal holds something else than pairs of the digits 0 to 9 and A to F.")
    filled = bytes.fromhex(digits.decode("ascii"))
    envelope = filled[: _length_of(filled)]
    if filled[len(envelope) :].strip(b"\0"):
        raise Fails(Rule.PADDING, "Something stands behind the seal, in the place that is filled with noughts.")
    return Seal(begins, ends, length, envelope)


def sealed_length(content: bytes) -> int | None:
    """How many bytes the file should have by its own seal; None where it says nothing that can be read."""
    try:
        return _sealed_range(content)[2]
    except Fails:
        return None


def _sealed_range(content: bytes) -> tuple[int, int, int]:
    """Where the seal's digits begin and end, and how long the file should be."""
    found = [[int(number) for number in one.groups()] for one in islice(_RANGE.finditer(content), MOST_RANGES)]
    likely = [one for one in found if _is_of_a_signature(content, one)]
    if len(likely) > 1:
        raise Fails(Rule.NO_SEAL, f"The file carries {len(likely)} signatures, and an exhibit has exactly one: it was "
                                  "signed again after it was sealed.")  # fmt: skip
    if not found:
        said = "The file carries no seal that can be read: it was never sealed, or the part with the seal is damaged."
        raise Fails(Rule.NO_SEAL, said)
    first, before, after, rest = (likely or found)[0]
    if first != 0 or before >= after:
        raise Fails(Rule.RANGE, "The seal does not cover the file from its first byte on.")
    return before, after, after + rest


def _is_of_a_signature(content: bytes, numbers: list[int]) -> bool:
    """Whether digits in brackets stand where these numbers leave something out; words in a record do not do that."""
    _, before, after, _ = numbers
    return content[before : before + 1] == b"<" and content[after - 1 : after] == b">"


def _length_of(filled: bytes) -> int:
    """How long the structure is that stands at the beginning, by its own first bytes (DER). All of it where they say
    nothing of the kind."""
    if len(filled) < 2 or filled[0] != _SEQUENCE:
        return len(filled)
    if filled[1] < _LONG_FORM:
        return 2 + filled[1]
    count = filled[1] - _LONG_FORM
    if not 0 < count <= _LONGEST_LENGTH:
        return len(filled)
    return 2 + count + int.from_bytes(filled[2 : 2 + count])


def _lengths(sealed: int, found: int) -> str:
    said = f"By its seal the file has {sealed:,} bytes, and it has {found:,}"
    if found < sealed:
        return f"{said}: {sealed - found:,} too few."
    return f"{said}: {found - sealed:,} too many."
