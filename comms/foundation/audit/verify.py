"""Checking the audit. The chain finds what was changed, deleted or moved; the anchors, kept outside the database,
find what was cut off the end (up to the last anchor, at most a minute old while the worker runs)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.foundation.audit.entry import AuditEntry, line_of
from comms.foundation.audit.trail import FIRST_LINK
from comms.foundation.locks import keyring_of

ANCHOR = re.compile(r"(\S+) ([0-9]+) ([0-9a-f]{64})")
LONGEST_ANCHOR = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the audit is not whole, and what is wrong there."""

    number: int
    what: str


def write_anchor(session: Session, path: Path, now: datetime) -> int:
    """Write the chain's head to a file outside the database; returns the head's number (0 when there is none)."""
    head = session.execute(
        select(AuditEntry.number, AuditEntry.link).order_by(AuditEntry.number.desc()).limit(1)
    ).one_or_none()
    if head is None:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    anchor = f"{head.number} {head.link.hex()}"
    if _last_anchor(path).endswith(anchor):
        # Nothing was added since: the file says by its time that somebody looked.
        path.touch()
    else:
        with path.open("a", encoding="ascii") as file:
            file.write(f"{now.isoformat()} {anchor}\n")
    return int(head.number)


def anchor_age(path: Path, now: datetime) -> timedelta | None:
    """How long ago the audit's head was last written down; None when it never was."""
    return now - datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None


def _last_anchor(path: Path) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LONGEST_ANCHOR))
        return file.read().decode("ascii", "replace").rstrip("\n").rsplit("\n", 1)[-1]


def verify(session: Session, anchors: Path) -> list[Fault]:
    """Every place where the trail was changed, deleted from, re-ordered or cut off; empty when it is whole."""
    key = keyring_of(session).audit_key(session)
    faults: list[Fault] = []
    links: dict[int, bytes] = {}
    expected, before = 1, FIRST_LINK
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.number)).yield_per(1000):
        if entry.number != expected:
            faults.append(Fault(expected, f"entries {expected} to {entry.number - 1} are missing"))
        elif line_of(entry).chained(entry.number, before, key) != entry.link:
            faults.append(Fault(entry.number, "this entry, or the one before it, was changed or moved"))
        expected, before = entry.number + 1, entry.link
        links[entry.number] = entry.link
    return faults + _against_anchors(links, anchors)


def _against_anchors(links: dict[int, bytes], anchors: Path) -> list[Fault]:
    if not anchors.exists():
        return []
    faults = []
    for place, line in enumerate(anchors.read_text("ascii", "replace").splitlines(), start=1):
        said = ANCHOR.fullmatch(line)
        if said is None:
            faults.append(Fault(0, f"line {place} of the anchors cannot be read"))
            continue
        at, number, link = said.groups()
        if int(number) not in links:
            faults.append(Fault(int(number), f"the trail was cut off: this entry existed at {at}"))
        elif links[int(number)].hex() != link:
            faults.append(Fault(int(number), f"this entry is not the one that existed at {at}"))
    return faults[:1]
