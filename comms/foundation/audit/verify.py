"""Checking the audit. The chain finds what was changed, deleted or moved; the anchors, kept outside the database,
find what was cut off the end (up to the last anchor, at most a minute old while the worker runs)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.foundation.audit.entry import AuditEntry, line_of
from comms.foundation.audit.trail import FIRST_LINK
from comms.foundation.locks import keyring_of


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
    with path.open("a", encoding="ascii") as file:
        file.write(f"{now.isoformat()} {head.number} {head.link.hex()}\n")
    return int(head.number)


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
    for line in anchors.read_text("ascii").splitlines():
        at, number, link = line.split()
        if int(number) not in links:
            faults.append(Fault(int(number), f"the trail was cut off: this entry existed at {at}"))
        elif links[int(number)].hex() != link:
            faults.append(Fault(int(number), f"this entry is not the one that existed at {at}"))
    return faults[:1]
