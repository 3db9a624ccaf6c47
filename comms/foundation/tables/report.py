"""What an import did, row by row where something was wrong, for people to read and to put right."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from comms.foundation.writing import has_rtl, isolate, spreadsheet_safe, strip_controls

_LONGEST_VALUE_SHOWN = 80


@dataclass(frozen=True, slots=True)
class BadRow:
    """One thing wrong in one row: the line and column in the file, the value found, what is wrong, what to do.

    `column` and `value` are empty where the whole row is meant. The value is personal data: it belongs in the
    report that the school reads, never in a log.
    """

    line: int
    column: str
    value: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """The line for people: "line 12, Mobile “0770”: too short for a telephone number. Ask the family."."""
        value = f" “{_shown(self.value)}”" if self.value else ""
        place = f"line {self.line}, {self.column}{value}" if self.column else f"line {self.line}{value}"
        return f"{place}: {self.what} {self.remedy}".rstrip()


@dataclass(slots=True)
class ImportReport:
    """The outcome of one import: how many records were new, changed or unchanged, and every row left out.

    `kind` is what was imported, in the plural ("pupils"). The counts are of records; `bad` holds one entry for
    each thing wrong, so a row with two faults is there twice.
    """

    kind: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[BadRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def refused_lines(self) -> int:
        """How many rows of the file were left out."""
        return len({row.line for row in self.bad})

    def lines(self) -> list[str]:
        """The report for people: the counts, the notes, then each fault in the order of the file."""
        refused = self.refused_lines
        left_out = f", {refused} {'row' if refused == 1 else 'rows'} left out" if refused else ""
        counts = f"{self.kind}: {self.new} new, {self.changed} changed, {self.unchanged} unchanged{left_out}."
        return [counts, *self.notes, *(str(row) for row in sorted(self.bad, key=_in_file_order))]

    def as_csv(self) -> str:
        """The faults as CSV with a heading, to be opened in a spreadsheet: no cell of it can become a formula."""
        rows = (
            [str(row.line), row.column, row.value, row.what, row.remedy] for row in sorted(self.bad, key=_in_file_order)
        )
        return csv_text([("line", "column", "value", "what is wrong", "what to do"), *rows])


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV text in the usual form (commas, CRLF), every cell safe from being taken for a formula."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows([spreadsheet_safe(cell) for cell in row] for row in rows)
    return target.getvalue()


def _in_file_order(row: BadRow) -> int:
    return row.line


def _shown(value: str) -> str:
    one_line = " ".join(strip_controls(value).split())
    cut = one_line if len(one_line) <= _LONGEST_VALUE_SHOWN else one_line[: _LONGEST_VALUE_SHOWN - 1] + "…"
    return isolate(cut, "ltr") if has_rtl(cut) else cut
