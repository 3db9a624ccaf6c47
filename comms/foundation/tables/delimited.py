"""Text with delimiters: finding the delimiter, telling rows and cells apart, and losing no good row to a bad one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from comms.foundation.tables.encodings import Decoded
from comms.foundation.tables.headings import headings
from comms.foundation.tables.odd_numbers import odd_numbers
from comms.foundation.tables.report import BadRow
from comms.foundation.tables.table import Limits, Row, Table, UnreadableTable, some_lines

# A tie goes to the first: commas stand inside names and addresses far more often than tabs or semicolons.
_DELIMITERS = ("\t", ";", "|", ",")
_SAMPLE_LINES = 50
# A cell may hold line breaks (an address), but a quotation mark nobody closed must not swallow the rest.
_LONGEST_ROW_IN_LINES = 50
_QUOTED = re.compile('"[^"]*"')
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
# What the standard library's reader says; a test holds it to that.
_UNCLOSED = "unexpected end of data"
_TOO_LONG = "field larger than field limit"


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def read_delimited(decoded: Decoded, name: str, limits: Limits, delimiter: str | None = None) -> Table:
    """The table in a text, with the delimiter given or found.

    Line numbers are those of the text, however many lines a quoted cell takes. A row with more cells than there
    are headings goes to `bad`, since its cells cannot be told apart; one with fewer is read with the missing
    cells blank, and noted. Raises UnreadableTable.
    """
    lines = io.StringIO(decoded.text, newline="").readlines()
    skipped, chosen = _delimiter(lines, delimiter, name)
    reading = _read_all(lines, skipped, chosen, limits, name)
    if not reading.rows:
        raise UnreadableTable(f"{name} has no readable line.", "Its first line must name the columns.")
    header_line, first_row = reading.rows[0]
    if any(row.line < header_line for row in reading.bad):
        raise UnreadableTable(f"{name} has a faulty quotation mark in its headings.", "Take it out of the first line.")
    used = {position for _, cells in reading.rows[1:] for position, cell in enumerate(cells) if cell.strip()}
    found = headings(first_row, name, header_line, limits, used)
    rows, short = _fitted(reading, found, len(first_row))
    headers = tuple(found.values())
    return Table(
        headers=headers,
        rows=tuple(rows),
        encoding=decoded.encoding,
        delimiter=chosen,
        kind="text",
        bad=tuple(sorted(reading.bad, key=lambda row: row.line)),
        notes=(*decoded.notes, *short, *odd_numbers(headers, rows)),
    )


def _delimiter(lines: list[str], asked: str | None, name: str) -> tuple[int, str]:
    """How many lines come before the headings, and the delimiter."""
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    said = _SEP_LINE.fullmatch(lines[first])
    skipped = first + 1 if said else first
    if asked is not None:
        if len(asked) != 1 or asked in '"\r\n':
            raise UnreadableTable(f"“{asked}” cannot be a delimiter of {name}.", "Name one character, such as , or ;")
        return skipped, asked
    return skipped, said.group(1) if said else _most_regular(lines[skipped : skipped + _SAMPLE_LINES])


def _most_regular(lines: list[str]) -> str:
    """The delimiter that comes equally often in the headings and in most lines below; a comma if there is none."""
    bare = [_QUOTED.sub("", line) for line in lines if line.strip()]
    best, best_score = ",", (-1.0, 0)
    for delimiter in _DELIMITERS:
        counts = [line.count(delimiter) for line in bare]
        if not counts or counts[0] == 0:
            continue
        score = (sum(count == counts[0] for count in counts) / len(counts), counts[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _read_all(lines: list[str], skipped: int, delimiter: str, limits: Limits, name: str) -> _Reading:
    reading = _Reading()
    for line, outcome in _records(lines, skipped, delimiter):
        if isinstance(outcome, BadRow):
            reading.bad.append(outcome)
        elif any(cell.strip() for cell in outcome):
            reading.rows.append((line, outcome))
        if len(reading.rows) + len(reading.bad) > limits.rows + 1:
            raise UnreadableTable(
                f"{name} has more than {limits.rows:,} rows.", "Export fewer pupils or a shorter period at a time."
            )
    return reading


def _records(lines: list[str], start: int, delimiter: str) -> Iterator[tuple[int, list[str] | BadRow]]:
    position = start
    while position < len(lines):
        window = lines[position : position + _LONGEST_ROW_IN_LINES]
        reader = csv.reader(iter(window), delimiter=delimiter, strict=True)
        try:
            cells = next(reader)
        except csv.Error as error:
            # Only this line is lost: reading goes on at the next one, even if the fault showed many lines later.
            yield position + 1, _faulty(position + 1, lines[position], str(error))
            position += 1
            continue
        yield position + 1, cells
        position += reader.line_num


def _faulty(line: int, text: str, error: str) -> BadRow:
    if _TOO_LONG in error:
        what, remedy = "a cell is far too long.", "Look for a quotation mark that is not closed."
    elif error == _UNCLOSED:
        what, remedy = "a quotation mark is opened and not closed.", "Close it, or take it out."
    else:
        what = "a quotation mark is in the wrong place."
        remedy = "Take it out, or write it twice where it is part of the text."
    return BadRow(line, "", text.strip(), what, remedy)


def _fitted(reading: _Reading, found: dict[int, str], width: int) -> tuple[list[Row], list[str]]:
    """The rows by heading, with a note about those that end early; rows that are too long become bad ones."""
    rows: list[Row] = []
    short: list[int] = []
    for line, cells in reading.rows[1:]:
        if any(cell.strip() for cell in cells[width:]):
            reading.bad.append(_too_long(line, cells, width))
            continue
        if len(cells) < width and len(cells) <= max(found):
            short.append(line)
        rows.append(Row(line, {heading: cells[at] if at < len(cells) else "" for at, heading in found.items()}))
    if not short:
        return rows, []
    return rows, [f"Fewer cells than headings in {some_lines(short)}: the missing ones were read as blank."]


def _too_long(line: int, cells: list[str], width: int) -> BadRow:
    return BadRow(
        line,
        "",
        cells[0],
        f"the row has {len(cells)} cells and the table {width} headings, so they cannot be matched.",
        "Put a cell that contains the delimiter in quotation marks.",
    )
