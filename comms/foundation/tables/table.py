"""A table as a school's system exported it: headings, rows, and what there is to say about how it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from comms.foundation.errors import BadInput
from comms.foundation.tables.report import BadRow

Cell = str | date
"""A cell is text, except a spreadsheet's date, which is a date."""

MEGABYTE = 1_000_000


class UnreadableTable(BadInput):
    """The file as a whole cannot be read as a table."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is read; sizes in bytes. Beyond these it is not a school's export but an accident."""

    file_size: int = 20 * MEGABYTE
    rows: int = 200_000
    columns: int = 2_000
    cells: int = 50_000_000
    unpacked_size: int = 200 * MEGABYTE
    unpacked_ratio: int = 200
    parts: int = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file it begins on (the first line is 1), and its cells by heading."""

    line_number: int
    cells: Mapping[str, Cell]

    def text(self, header: str) -> str:
        """The cell as text without blanks around it; a spreadsheet's date as 07/09/2026; empty where there is none."""
        return as_text(self.cells.get(header, "")).strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read.

    Rows without any content are left out. `bad` holds rows that could not be told apart into cells and are not
    in `rows`; `notes` says in full sentences what was assumed or looks odd (an encoding that was guessed, rows
    that end early, numbers that lost their leading zero, other sheets).
    """

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    kind: Literal["text", "workbook"]
    bad: tuple[BadRow, ...] = ()
    notes: tuple[str, ...] = ()


def as_text(cell: Cell) -> str:
    """A cell as people write it: text as it is, a date as 07/09/2026."""
    return cell if isinstance(cell, str) else cell.strftime("%d/%m/%Y")


def some_lines(lines: list[int]) -> str:
    """Line numbers as people read them: "line 3", or "lines 3, 8, 9 and 14 more"."""
    shown = 5
    first = ", ".join(str(line) for line in lines[:shown])
    more = f" and {len(lines) - shown} more" if len(lines) > shown else ""
    return f"line{'s' if len(lines) > 1 else ''} {first}{more}"
