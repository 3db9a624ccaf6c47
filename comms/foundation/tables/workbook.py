"""An Excel workbook, read as it stands: no formula is worked out, no link followed, nothing unpacked without limit."""

from __future__ import annotations

import io
import warnings
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from comms.foundation.tables.headings import headings
from comms.foundation.tables.odd_numbers import odd_numbers
from comms.foundation.tables.table import MEGABYTE, Cell, Limits, Row, Table, UnreadableTable, as_text, some_lines

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_LAST_LINE_OF_A_SHEET = 1_048_576
_START_OF_A_PART = 1024
_SMALL_PART = MEGABYTE
# Broken XML is a SyntaxError for both readers of XML that openpyxl may find, its own and lxml's.
_DAMAGED = (
    BadZipFile, SyntaxError, InvalidFileException, zlib.error, KeyError, ValueError, TypeError, AttributeError,
    IndexError, OverflowError, RuntimeError, EOFError, OSError,
)  # fmt: skip
_REMEDY = "Open it in Excel, save it as a new .xlsx workbook or as CSV (UTF-8), and import that."


@dataclass(slots=True)
class _Sheet:
    """What has been read of one sheet so far: rows as line and cells by position."""

    rows: list[tuple[int, dict[int, Cell]]] = field(default_factory=list)
    formulas: list[int] = field(default_factory=list)


def read_workbook(content: bytes, name: str, limits: Limits, notes: tuple[str, ...] = ()) -> Table:
    """The table in the first visible sheet that has content.

    Dates are dates, whole numbers have no decimal point, a column formatted as 000… keeps its zeros, and a formula
    is the text of the formula, which is noted. Raises UnreadableTable for a file that is damaged, protected, no
    workbook, or unpacks to more than the limits.
    """
    _guard(content, name, limits)
    try:
        title, sheet, others = _first_with_content(content, name, limits)
    except _DAMAGED as error:
        raise UnreadableTable(f"{name} is damaged or protected and cannot be read as a workbook.", _REMEDY) from error
    header_line, first = sheet.rows[0]
    width = max(first) + 1
    used = {position for _, cells in sheet.rows[1:] for position in cells}
    first_row = [as_text(first.get(position, "")) for position in range(width)]
    found = headings(first_row, name, header_line, limits, used)
    rows = _fitted(sheet, found)
    headers = tuple(found.values())
    return Table(
        headers=headers,
        rows=tuple(rows),
        encoding="",
        delimiter="",
        kind="workbook",
        notes=(*notes, *_notes(title, others, sheet, width), *odd_numbers(headers, rows)),
    )


def _guard(content: bytes, name: str, limits: Limits) -> None:
    """Refuses an archive that is no workbook or unpacks to too much, before anything of it is parsed."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise UnreadableTable(f"{name} is an archive or another kind of document, not a workbook.", _REMEDY)
            if len(parts) > limits.parts or any(_leads_out(part.filename) for part in parts):
                raise UnreadableTable(f"{name} is packed as no workbook is.", _REMEDY)
            unpacked = sum(part.file_size for part in parts)
            packed = [part for part in parts if part.file_size > limits.unpacked_ratio * max(part.compress_size, 1)]
            if unpacked > limits.unpacked_size or any(part.file_size > _SMALL_PART for part in packed):
                raise UnreadableTable(f"{name} unpacks to far more than a school's export holds.", _REMEDY)
            for part in parts:
                _refuse_declarations(archive, part.filename, name)
    except (BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, OSError) as error:
        raise UnreadableTable(f"{name} is damaged or protected and cannot be read as a workbook.", _REMEDY) from error


def _leads_out(part: str) -> bool:
    """Whether a part is named so that it would be unpacked elsewhere. Nothing is, and no workbook has such a part."""
    return part.startswith(("/", "\\")) or ".." in part.replace("\\", "/").split("/")


def _refuse_declarations(archive: ZipFile, part: str, name: str) -> None:
    if not part.endswith((".xml", ".rels")):
        return
    with archive.open(part) as file:
        # A workbook's XML never declares a document type; one that does is built to grow without end.
        if b"<!DOCTYPE" in file.read(_START_OF_A_PART):
            raise UnreadableTable(f"{name} holds declarations that a workbook does not have.", _REMEDY)


def _first_with_content(content: bytes, name: str, limits: Limits) -> tuple[str, _Sheet, list[str]]:
    with warnings.catch_warnings():
        # The library warns of styles and extensions it does not know; nothing is written back, so none matter.
        warnings.simplefilter("ignore")
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
            for number, worksheet in enumerate(visible):
                sheet = _read_sheet(worksheet, name, limits)
                if sheet.rows:
                    return worksheet.title, sheet, [other.title for other in visible[number + 1 :]]
        finally:
            workbook.close()
    raise UnreadableTable(f"{name} is empty: no visible sheet has content.", "Export it again, with headings.")


def _read_sheet(worksheet: ReadOnlyWorksheet, name: str, limits: Limits) -> _Sheet:
    sheet = _Sheet()
    # What a sheet says of its own size is often wrong; without it each row is as long as its last cell.
    worksheet.reset_dimensions()
    looked_at = 0
    for line, row in enumerate(worksheet.rows, start=1):
        looked_at += len(row)
        cells = {at: _cell(cell.value, cell.number_format) for at, cell in enumerate(row) if cell.value is not None}
        filled = {at: cell for at, cell in cells.items() if not isinstance(cell, str) or cell.strip()}
        if line > _LAST_LINE_OF_A_SHEET or looked_at > limits.cells:
            raise UnreadableTable(f"{name} goes on far beyond what a school's export holds.", _REMEDY)
        if filled:
            sheet.rows.append((line, filled))
            sheet.formulas += [line] * any(row[at].data_type == "f" for at in filled)
            _refuse_too_much(sheet, name, limits)
    return sheet


def _refuse_too_much(sheet: _Sheet, name: str, limits: Limits) -> None:
    line, cells = sheet.rows[-1]
    remedy = "Export fewer pupils or a shorter period at a time."
    if max(cells) >= limits.columns:
        raise UnreadableTable(f"{name} has more than {limits.columns:,} columns in line {line}.", remedy)
    if len(sheet.rows) > limits.rows + 1:
        raise UnreadableTable(f"{name} has more than {limits.rows:,} rows.", remedy)


def _cell(value: object, number_format: str) -> Cell:
    if isinstance(value, datetime):
        return value.date() if value.time() == time.min else value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format)
    # An array formula is an object around its text.
    return str(getattr(value, "text", value))


def _number(value: float, number_format: str) -> str:
    if isinstance(value, int) or value.is_integer():
        whole = str(int(value))
        return whole.zfill(len(number_format)) if set(number_format) == {"0"} else whole
    return repr(value)


def _fitted(sheet: _Sheet, found: dict[int, str]) -> list[Row]:
    return [
        Row(line, {heading: cells.get(position, "") for position, heading in found.items()})
        for line, cells in sheet.rows[1:]
    ]


def _notes(title: str, others: list[str], sheet: _Sheet, width: int) -> list[str]:
    notes = []
    if others:
        notes.append(f"Only the sheet “{title}” was read, not {', '.join(f'“{other}”' for other in others)}.")
    if sheet.formulas:
        notes.append(
            f"Formulas in {some_lines(sheet.formulas)} were read as their text, not worked out. "
            "If you need their results, paste them as values first."
        )
    # A cell has its address, so unlike in CSV one too many on the right does not put the others in doubt.
    beyond = [line for line, cells in sheet.rows[1:] if max(cells) >= width]
    if beyond:
        notes.append(f"Cells to the right of the last heading in {some_lines(beyond)} were not read.")
    return notes
