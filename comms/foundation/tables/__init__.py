"""Reading what a school's system exports: tables of rows, the columns wanted from them, and a report of bad rows."""

from __future__ import annotations

from comms.foundation.tables.dates import UnreadableDate, read_date
from comms.foundation.tables.mapping import Mapping, MissingColumns, WantedField, read_map_file, recognise, require
from comms.foundation.tables.reading import read_table
from comms.foundation.tables.report import BadRow, ImportReport, csv_text
from comms.foundation.tables.table import Cell, Limits, Row, Table, UnreadableTable

__all__ = [
    "BadRow",
    "Cell",
    "ImportReport",
    "Limits",
    "Mapping",
    "MissingColumns",
    "Row",
    "Table",
    "UnreadableDate",
    "UnreadableTable",
    "WantedField",
    "csv_text",
    "read_date",
    "read_map_file",
    "read_table",
    "recognise",
    "require",
]
