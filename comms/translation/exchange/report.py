"""What an import of words would do, or did: sentence by sentence, and in figures."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from comms.foundation.tables import csv_text

COLUMNS = ("outcome", "line", "use", "English", "words here", "words in the file", "what", "what to do")
NOT_OURS = "No letter says this sentence."
SAID_FINAL = "Said to be final; here it waits for an approver."


class Outcome(StrEnum):
    """What becomes of one sentence of a file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "the same"
    REFUSED = "refused"


TAKEN = frozenset({Outcome.NEW, Outcome.CHANGED})


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence of a file: what becomes of it, its place, and both translations.

    ``english`` is its text, or singular and plural; ``here`` the words before, ``given`` those of the file, one form or
    the plural forms. ``what`` says why it is refused, or what else is to know, and ``remedy`` what to do.
    """

    outcome: Outcome
    line: int
    context: str
    english: tuple[str, ...]
    here: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    what: str = ""
    remedy: str = ""

    @property
    def taken(self) -> bool:
        """Whether its words come in, as a draft."""
        return self.outcome in TAKEN


@dataclass(frozen=True, slots=True)
class Figures:
    """How many sentences of a file are what."""

    new: int
    changed: int
    same: int
    refused: int

    @property
    def brings(self) -> int:
        """How many drafts the file brings."""
        return self.new + self.changed


def figures(rows: Iterable[Row]) -> Figures:
    """The rows counted."""
    found = Counter(row.outcome for row in rows)
    return Figures(*(found[one] for one in Outcome))


def in_a_sentence(rows: Iterable[Row], *, taken: bool) -> str:
    """What a file brings, or brought: "To be taken in as drafts: 3 new, 2 changed; 310 the same; 4 refused"."""
    found = figures(rows)
    parts = [f"{count:,} {name}" for count, name in ((found.new, "new"), (found.changed, "changed")) if count]
    said = f"{'Taken' if taken else 'To be taken'} in as drafts: {', '.join(parts)}" if parts else "Nothing new"
    rest = [(found.same, "the same"), (found.refused, "refused")]
    return "; ".join([said, *(f"{count:,} {name}" for count, name in rest if count)])


def report_csv(rows: Iterable[Row]) -> bytes:
    """Every sentence as CSV for a spreadsheet, no cell of which can become a formula."""
    lines = [
        (row.outcome.value, str(row.line), row.context, _forms(row.english), _forms(row.here), _forms(row.given),
         row.what, row.remedy)
        for row in rows
    ]  # fmt: skip
    return csv_text([COLUMNS, *lines]).encode("utf-8-sig")


def _forms(forms: Sequence[str]) -> str:
    return " | ".join(forms)


def fingerprint(rows: Iterable[Row]) -> str:
    """What a preview showed, in a few letters: it is another when anything that it said has changed."""
    return hashlib.sha256(json.dumps([as_json(row) for row in rows]).encode()).hexdigest()[:20]


def as_json(row: Row) -> Mapping[str, Any]:
    """A row to be kept, or for another program."""
    return asdict(row)


def from_json(kept: Mapping[str, Any]) -> Row:
    """A row that was kept."""
    forms = {name: tuple(kept[name]) for name in ("english", "here", "given")}
    return Row(**{**kept, **forms, "outcome": Outcome(kept["outcome"])})
