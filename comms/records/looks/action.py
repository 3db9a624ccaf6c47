"""What the audit calls a thing that was done, and what people call it. Every action in the code has its words in
``actions.tsv``; a test asks each."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "actions.tsv"


class Kind(StrEnum):
    """What sort of thing was done."""

    LOOKED = "looked"
    CHANGED = "changed"
    TAKEN = "taken"
    SIGNED_IN = "signed in"
    REFUSED = "refused"


KIND_WORDS = {
    Kind.LOOKED: "Looked at something",
    Kind.CHANGED: "Changed or recorded something",
    Kind.TAKEN: "Took something away",
    Kind.SIGNED_IN: "Signed in, or changed how",
    Kind.REFUSED: "Was refused something",
}


@dataclass(frozen=True, slots=True)
class Action:
    """One sort of entry: its name in the audit, what sort of thing it is, and the words that follow who did it."""

    name: str
    kind: Kind
    words: str


@cache
def actions() -> dict[str, Action]:
    """Every action there is, by its name."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["action"]: Action(row["action"], Kind(row["kind"]), row["words"]) for row in rows}


def action_called(name: str) -> Action:
    """The action of an entry. What an earlier version noted, and no code notes any more, is told by its own name."""
    found = actions().get(name)
    return found or Action(name, Kind.LOOKED if name.startswith("view ") else Kind.CHANGED, name)


def of_kind(kind: Kind) -> frozenset[str]:
    """The names of the actions of one sort."""
    return frozenset(one.name for one in actions().values() if one.kind is kind)
