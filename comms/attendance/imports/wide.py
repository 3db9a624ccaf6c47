"""A register with a row for each pupil and a column for each session."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from comms.attendance.code import NO_MARK
from comms.attendance.imports.gathering import Gathering, Place, code_of
from comms.attendance.imports.session_heading import SessionHeading, UnreadableSession, read_heading
from comms.attendance.session_mark import Session as Half
from comms.families.imports.row_reading import RowReading
from comms.foundation.tables import BadRow, Mapping, Row, Table

_HEADINGS = 1


def session_columns(mapping: Mapping, today: date) -> dict[str, SessionHeading | UnreadableSession]:
    """The columns that are of a session, by heading; with what is wrong where the day cannot be."""
    columns: dict[str, SessionHeading | UnreadableSession] = {}
    for heading in mapping.unused:
        try:
            if (read := read_heading(heading, today)) is not None:
                columns[heading] = read
        except UnreadableSession as unreadable:
            columns[heading] = unreadable
    return columns


def gather_wide(gathering: Gathering, table: Table, mapping: Mapping) -> None:
    """Take every mark of the table. A column of no possible day is left out, and told once."""
    columns = _usable(gathering, table, session_columns(mapping, gathering.today))
    for row in table.rows:
        reading = RowReading(row, mapping)
        upn = reading.upn()
        child = gathering.children.get(upn)
        if child is None and not reading.refusals:
            reading.refuse("upn", "no pupil on your roll has this number.", "Import the pupils first, or correct it.")
        if child is None:
            gathering.outcome.bad += reading.refusals
            continue
        _take_row(gathering, row, child, columns)


def _usable(
    gathering: Gathering, table: Table, columns: dict[str, SessionHeading | UnreadableSession]
) -> dict[str, tuple[date, Half]]:
    usable: dict[str, tuple[date, Half]] = {}
    first_of: dict[tuple[date, Half], str] = {}
    taken = []
    for heading, read in columns.items():
        wrong = _wrong(gathering, read)
        if not wrong and isinstance(read, SessionHeading):
            session = (read.day, read.half)
            if session not in first_of:
                first_of[session] = heading
                usable[heading] = session
                taken += [heading] * read.year_was_taken
                continue
            wrong = f"the column “{first_of[session]}” is of the same session.", "Leave one of the two out."
        # A register is often exported with the days to come: columns nobody has marked are nothing to tell.
        if wrong and any(code_of(row.text(heading)) != NO_MARK for row in table.rows):
            what = f"{wrong[0]} The column was left out."
            gathering.outcome.bad.append(BadRow(_HEADINGS, heading, "", what, wrong[1]))
    if taken:
        years = " and ".join(sorted({str(usable[heading][0].year) for heading in taken}))
        gathering.outcome.notes.append(f"Headings such as “{taken[0]}” name no year; they were read as {years}.")
    return usable


def _wrong(gathering: Gathering, read: SessionHeading | UnreadableSession) -> tuple[str, str] | None:
    if isinstance(read, UnreadableSession):
        return read.message, read.remedy
    return gathering.fault_of_day(read.day)


def _take_row(gathering: Gathering, row: Row, child: UUID, columns: dict[str, tuple[date, Half]]) -> None:
    faults = gathering.outcome.faults
    for heading, session in columns.items():
        cell = row.text(heading)
        code = code_of(cell)
        if not isinstance(code, str):
            faults.append(BadRow(row.line_number, heading, cell, code.message, code.remedy))
        elif code != NO_MARK:
            wrong = gathering.take(child, session, code, Place(row.line_number, heading))
            if wrong:
                faults.append(wrong)
