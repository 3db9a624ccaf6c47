"""A run of letters as one ZIP file: each as PDF, web page and text, and a report that a spreadsheet opens safely."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from comms.foundation.clock import LONDON
from comms.foundation.tables import csv_text
from comms.letters.runs.report import COLUMNS

REPORT = "report.csv"


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """One file of an archive: its name, which is a reference and never a person's, and its bytes."""

    name: str
    content: bytes


def write_archive(target: IO[bytes], files: Iterable[ArchivedFile], made_at: datetime) -> None:
    """Write the files as a ZIP; its times are when the letters were made, so the same run is the same bytes."""
    moment = made_at.astimezone(LONDON)
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    with ZipFile(target, "w", ZIP_DEFLATED) as zipped:
        for file in files:
            entry = ZipInfo(file.name, stamp)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            zipped.writestr(entry, file.content)


def report_file(rows: Iterable[Iterable[str]]) -> ArchivedFile:
    """The report of a run: one row per letter in the order of ``COLUMNS``, no cell of which can become a formula."""
    return ArchivedFile(REPORT, csv_text([COLUMNS, *rows]).encode("utf-8-sig"))
