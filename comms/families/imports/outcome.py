"""The outcome of an import: what landed, what landed with something missing, and what did not land."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from comms.foundation.tables import BadRow, ImportReport, Table
from comms.foundation.tables.report import csv_text
from comms.foundation.tables.table import some_lines

Progress = Callable[[int, int], None]
"""Told how many rows of how many are done."""


@dataclass(slots=True)
class ImportOutcome(ImportReport):
    """A report that tells rows left out (``bad``) from rows that landed without one of their values (``faults``).

    ``needs_recorded`` are the people whose language need is another now: what they attend may need an interpreter.
    """

    faults: list[BadRow] = field(default_factory=list)
    needs_recorded: list[UUID] = field(default_factory=list)

    @property
    def flawless(self) -> bool:
        """Whether every row landed whole."""
        return not self.bad and not self.faults

    @property
    def faulty_lines(self) -> int:
        """How many rows landed with something missing."""
        return len({row.line for row in self.faults})

    def note_lines(self, lines: list[int], what: str) -> None:
        """Note something that is true of some lines and no fault; nothing when there are none."""
        if lines:
            said = some_lines(sorted(set(lines)))
            self.notes.append(f"{said[0].upper()}{said[1:]}: {what}")

    def lines(self) -> list[str]:
        """The report for people: the counts, the notes, then each fault in the order of the file."""
        counts = f"{self.kind}: {self.new} new, {self.changed} changed, {self.unchanged} unchanged"
        if self.bad:
            counts += f", {_rows(self.refused_lines)} left out"
        if self.faults:
            counts += f", {_rows(self.faulty_lines)} taken with something missing"
        return [f"{counts}.", *self.notes, *(f"{row} ({outcome})" for row, outcome in self._in_file_order())]

    def as_csv(self) -> str:
        """The faults as CSV with a heading, safe to open in a spreadsheet."""
        rows = [
            (str(row.line), row.column, row.value, row.what, row.remedy, outcome)
            for row, outcome in self._in_file_order()
        ]
        return csv_text([("line", "column", "value", "what is wrong", "what to do", "outcome"), *rows])

    def _in_file_order(self) -> list[tuple[BadRow, str]]:
        told = [(row, "left out") for row in self.bad] + [(row, "the rest was taken") for row in self.faults]
        return sorted(told, key=lambda entry: entry[0].line)


def outcome_for(kind: str, table: Table) -> ImportOutcome:
    """An outcome that begins with what was said when the file was read."""
    return ImportOutcome(kind, bad=list(table.bad), notes=list(table.notes))


def _rows(count: int) -> str:
    return f"{count} {'row' if count == 1 else 'rows'}"
