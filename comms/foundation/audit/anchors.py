"""Anchors: the trail's head, written down outside the database, so that a trail that was cut off is found.

One line for each, with the moment, the entry's number, its link, and a seal: an HMAC under a key made from the audit's
over the line and the seal before it. So a line that was edited, put in or taken out is told apart from the trail's own
faults. The lines of an earlier version have no seal; the first sealed one covers all of them.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import hmac
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

ANCHOR = re.compile(r"(\S+) ([0-9]+) ([0-9a-f]{64})(?: (restored))?(?: ([0-9a-f]{64}))?")
# Several times as much as the longest line.
TAIL = 4096
NAME = "audit-anchors"


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a trail at a moment."""

    number: int
    link: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Anchor:
    """One line of the file. ``restored`` says that a backup was put back then: what an anchor before it tells of
    later entries was true, and holds no longer."""

    at: str
    number: int
    link: bytes
    restored: bool = False
    seal: bytes | None = None

    @property
    def text(self) -> str:
        """The line without its seal."""
        return f"{self.at} {self.number} {self.link.hex()}" + (" restored" if self.restored else "")

    @property
    def moment(self) -> datetime:
        """When it was written, or the beginning of time where that cannot be read."""
        try:
            at = datetime.fromisoformat(self.at)
        except ValueError:
            return datetime.min.replace(tzinfo=UTC)
        return at if at.tzinfo else at.replace(tzinfo=UTC)


def anchor_key(audit_key: bytes) -> bytes:
    """The key that seals anchors; whoever learns it cannot make entries with it."""
    return hmac.new(audit_key, b"anchors of the audit", hashlib.sha256).digest()


def read_anchor(line: str) -> Anchor | None:
    """An anchor from its line, or None where it is none."""
    found = ANCHOR.fullmatch(line)
    if found is None:
        return None
    at, number, link, restored, seal = found.groups()
    return Anchor(at, int(number), bytes.fromhex(link), bool(restored), bytes.fromhex(seal) if seal else None)


def _sealed(key: bytes, before: bytes, text: str) -> bytes:
    return hmac.new(key, before + text.encode(), hashlib.sha256).digest()


def write_down(path: Path, head: Head, key: bytes, *, restored: bool = False) -> None:
    """Add the head to the file, unless it stands there already or a later one does: then only the file's time says
    that somebody looked. ``key`` is the one of ``anchor_key``. Raises ``OSError``."""
    with path.open("ab+") as file:
        # Two processes seal one after the other. A share without locks has only one writer anyway.
        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        last, before, whole = _end_of(file.fileno())
        if last is not None and last.seal is not None and last.number >= head.number and not restored:
            with contextlib.suppress(OSError):
                os.utime(file.fileno())
            return
        text = Anchor(head.at.isoformat(), head.number, head.link, restored).text
        # Half a line, left where the machine stopped, stays as it is; the next stands on a line of its own.
        line = f"{'' if whole else chr(10)}{text} {_sealed(key, before, text).hex()}\n"
        file.write(line.encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def _end_of(file: int) -> tuple[Anchor | None, bytes, bool]:
    """The last anchor of a file, what the next one's seal stands on, and whether the file ends with a whole line."""
    size = os.fstat(file).st_size
    tail = os.pread(file, TAIL, max(0, size - TAIL))
    whole = size == 0 or tail.endswith(b"\n")
    for line in reversed(tail.decode("ascii", "replace").split("\n")):
        found = read_anchor(line)
        if found is not None and found.seal is not None:
            return found, found.seal, whole
    # No line has a seal yet: the first one covers everything that stands before it, up to the line it begins.
    return None, hashlib.sha256(_all_of(file, size) + (b"" if whole else b"\n")).digest(), whole


def _all_of(file: int, size: int) -> bytes:
    return os.pread(file, size, 0)


@dataclass(slots=True)
class Reading:
    """What a file of anchors was found to be: what is wrong with it, which line of it with words for each, its last
    anchor, and when a backup was put back."""

    faults: list[tuple[int, str]] = field(default_factory=list)
    last: Anchor | None = None
    restored: list[tuple[int, Anchor]] = field(default_factory=list)


def lines_of(path: Path, size: int) -> Iterator[tuple[int, bytes]]:
    """The lines of a file as it was when it had this size, with their places from 1."""
    with path.open("rb") as file:
        done = 0
        for place, line in enumerate(file, start=1):
            done += len(line)
            if done > size:
                return
            yield place, line


def read_through(path: Path, size: int, key: bytes) -> Reading:
    """Read a file of anchors once, and check each line's seal. ``key`` is the one of ``anchor_key``."""
    found, before, sofar = Reading(), b"", hashlib.sha256()
    unsealed, unreadable, sealed = 0, 0, False
    for place, line in lines_of(path, size):
        anchor = read_anchor(line.decode("ascii", "replace").rstrip("\n")) if line.endswith(b"\n") else None
        if anchor is None:
            unreadable = place
        elif anchor.seal is None:
            unsealed = place
            if sealed:
                found.faults.append((place, "has no seal"))
        else:
            stands_on = before if sealed else sofar.digest()
            if not hmac.compare_digest(_sealed(key, stands_on, anchor.text), anchor.seal):
                found.faults.append((place, "does not fit its seal: it was edited, or a line before it was"))
            # Half a line between two that hold together takes nothing away.
            before, sealed, unreadable = anchor.seal, True, 0
        if anchor is not None:
            found.last = anchor
            if anchor.restored:
                found.restored.append((place, anchor))
        sofar.update(line)
    if unreadable:
        found.faults.append((unreadable, "cannot be read"))
    if unsealed and not sealed:
        found.faults.append((unsealed, "has no seal, and none after it has: the service has not run since"))
    return found


def anchors_in_force(path: Path, size: int, reading: Reading) -> Iterator[Anchor]:
    """The anchors that still hold, the lowest entry first.

    Those before the last restored backup do not: it may have put the trail back onto a branch that was given up by an
    earlier one, whose entries have the same numbers. Its own line anchors everything up to what it had.
    """
    newest = 0
    begin = reading.restored[-1][0] if reading.restored else 0
    for place, line in lines_of(path, size):
        anchor = read_anchor(line.decode("ascii", "replace").rstrip("\n"))
        if anchor is not None and place >= begin and anchor.number >= newest:
            newest = anchor.number
            yield anchor


def anchor_age(path: Path, now: datetime) -> timedelta | None:
    """How long ago the audit's head was last written down; None when it never was."""
    return now - datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None
