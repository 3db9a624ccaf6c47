"""What can be done to the trail behind the service's back, and how each kind is told of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tampering(StrEnum):
    """What was done to the trail, or to what vouches for it."""

    CHANGED = "changed"
    DELETED = "deleted"
    MOVED = "re-ordered"
    CUT_OFF = "cut off"
    ADDED = "added"
    WRITTEN_ANEW = "written anew"
    ANCHORS = "anchors"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the audit is not whole, of which kind, and what is wrong there. ``number`` is the entry's; 0 where none
    can be named."""

    number: int
    kind: Tampering
    what: str


def entries(first: int, last: int) -> str:
    """Some entries in a row, as a sentence names them."""
    return f"entry {first}" if first == last else f"entries {first} to {last}"
