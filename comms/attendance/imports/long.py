"""A register with a row for each mark: UPN, date, session, mark."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from comms.attendance.code import NO_MARK
from comms.attendance.imports.gathering import DIFFERENT_CELLS, Gathering, Place, code_of
from comms.attendance.imports.session_heading import UnreadableSession, read_half
from comms.attendance.session_mark import Session as Half
from comms.families.imports.row_reading import RowReading, without_formula
from comms.foundation.errors import BadInput
from comms.foundation.tables import Mapping, Table, UnreadableDate, read_date

SHAPE = ("date", "session", "mark")


def gather_long(gathering: Gathering, table: Table, mapping: Mapping) -> None:
    """Take every mark of the table; each row without a possible mark is left out and told."""
    for row in table.rows:
        reading = RowReading(row, mapping)
        _take_row(gathering, reading)
        gathering.outcome.bad += reading.refusals


def _take_row(gathering: Gathering, reading: RowReading) -> None:
    code = code_of(reading.raw("mark"))
    if code == NO_MARK:
        return
    upn = reading.upn()
    child = gathering.children.get(upn)
    if child is None and not reading.refusals:
        reading.refuse("upn", "no pupil on your roll has this number.", "Import the pupils first, or correct it.")
    day, half = _day(reading.raw("date")), _half(reading.raw("session"))
    for name, read in (("date", day), ("session", half), ("mark", code)):
        if isinstance(read, BadInput):
            reading.refuse(name, read.message, read.remedy)
    if isinstance(day, date) and (wrong := gathering.fault_of_day(day)):
        reading.refuse("date", *wrong)
    if reading.refusals or child is None or isinstance(day, BadInput):
        return
    if isinstance(half, BadInput) or isinstance(code, BadInput):
        return
    place = Place(reading.line, reading.mapping.column("mark"))
    if bad := gathering.take(child, (day, half), code, place):
        reading.refusals.append(bad)


# A register names each day and session once for every pupil.
@lru_cache(DIFFERENT_CELLS)
def _day(cell: str) -> date | UnreadableDate:
    try:
        return read_date(without_formula(cell))
    except UnreadableDate as unreadable:
        return unreadable.with_traceback(None)


@lru_cache(DIFFERENT_CELLS)
def _half(cell: str) -> Half | UnreadableSession:
    try:
        return read_half(cell)
    except UnreadableSession as unreadable:
        return unreadable.with_traceback(None)
